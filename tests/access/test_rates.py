"""Limits on how often one address or key asks, over the real application."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpwright.access.operations.rates import add_up
from helpwright.access.rate_guard import RateGuard
from helpwright.access.rates import DEFAULTS, Rates, kind_of, subject_of
from helpwright.platform.sentences import Sentences
from tests.support.office import Office, Person, open_office, ticket_values

LIMITS: dict[str, int] = {"submissions": 5, "links": 6, "public": 7, "sign-in": 5, "keys": 5}
NOW = datetime(2026, 11, 23, 2, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("POST", "/api/v1/public/forms/ticket/submissions", "submissions"),
        ("GET", "/api/v1/public/forms/ticket", "public"),
        ("POST", "/api/v1/public/forms/ticket/files", "public"),
        ("GET", "/api/v1/public/progress/x", "links"),
        ("POST", "/api/v1/public/progress/x/confirm", "links"),
        ("POST", "/api/v1/session", "sign-in"),
        ("GET", "/api/v1/session", None),
        ("GET", "/api/v1/tasks", None),
    ],
)
def test_each_request_falls_under_its_limit(method: str, path: str, kind: str | None) -> None:
    assert kind_of(method, path) == kind


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 200)), max_size=200))
def test_no_minute_lets_more_pass_than_allowed(asked: list[tuple[int, int]]) -> None:
    rates, passed = Rates(), dict[tuple[int, int], int]()
    rates.limits["keys"] = 5
    for who, second in sorted(asked, key=lambda each: each[1]):
        now = NOW + timedelta(seconds=second)
        if rates.ask("keys", str(who), now).allowed:
            place = who, int(now.timestamp()) // 60
            passed[place] = passed.get(place, 0) + 1
        if second % 7 == 0:
            rates.take()
    assert max(passed.values(), default=0) <= 5


def test_this_machine_may_ask_a_thousand_times_as_often() -> None:
    assert subject_of("127.0.0.1") == ("127.0.0.1", True)
    assert subject_of("::1")[1]
    assert not subject_of("203.0.113.9")[1]
    assert Rates().ask("submissions", "127.0.0.1", NOW, own=True).most == DEFAULTS["submissions"] * 1_000


async def _customer(office: Office, address: str, **headers: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(office.app, raise_app_exceptions=False, client=(address, 4321))
    made = httpx.AsyncClient(transport=transport, base_url="http://desk.example.com/api/v1", headers=headers)
    office.browsers.append(made)
    return made


@pytest.fixture
async def boss(office: Office) -> Person:
    boss = await office.person("老板", admin=True)
    assert (await boss.put("request-limits", json=LIMITS)).json() == LIMITS
    office.app.state.rates.limits = LIMITS.copy()
    return boss


async def _submit(customer: httpx.AsyncClient) -> httpx.Response:
    body = {"id": str(uuid4()), "values": ticket_values()}
    return await customer.post("public/forms/ticket/submissions", json=body)


@pytest.mark.usefixtures("boss")
async def test_submissions_of_one_address_are_limited_and_told(office: Office) -> None:
    customer, other = await _customer(office, "203.0.113.9"), await _customer(office, "203.0.113.10")
    answers = [await _submit(customer) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [201] * 5 + [429]
    assert answers[0].headers["RateLimit-Policy"] == '"submissions";q=5;w=60'
    assert [answer.headers["RateLimit"] for answer in answers] == [
        f'"submissions";r={left};t=60' for left in (4, 3, 2, 1, 0, 0)
    ]
    refused = answers[-1]
    assert refused.headers["Retry-After"] == "60"
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["code"] == "too_many_requests"
    assert (await _submit(other)).status_code == 201
    assert len(await office.rows("SELECT 1 AS one FROM service_desk.ticket")) == 6
    office.clock.advance(seconds=60)
    assert (await _submit(customer)).status_code == 201


@pytest.mark.usefixtures("boss")
async def test_links_sign_ins_and_keys_have_limits_of_their_own(office: Office) -> None:
    ticket = await office.submit()
    customer = await _customer(office, "203.0.113.9")
    seen = [(await customer.get(f"public/progress/{ticket.token}")).status_code for _ in range(7)]
    assert seen == [200] * 6 + [429]
    forged = [(await customer.get("public/progress/forged")).status_code for _ in range(2)]
    assert forged == [429] * 2
    body = {"login": "nobody@example.com", "password": "x"}
    entered = [(await customer.post("session", json=body)).status_code for _ in range(6)]
    assert entered == [401] * 5 + [429]


async def test_a_key_is_counted_wherever_it_comes_from(office: Office, boss: Person) -> None:
    made = await boss.post("keys", json={"name": "x", "scopes": ["read"]})
    bearer = {"Authorization": f"Bearer {made.json()['key']}"}
    seen = []
    for number in range(6):
        program = await _customer(office, f"203.0.113.{number}", **bearer)
        seen.append((await program.get("forms/ticket/records")).status_code)
    assert seen == [200 if status == 200 else 404 for status in seen[:5]] + [429]


@pytest.mark.usefixtures("boss")
async def test_a_key_that_nobody_made_is_no_way_around_the_limits_of_an_address(office: Office) -> None:
    customer = await _customer(office, "203.0.113.9")

    async def submit(key: str) -> int:
        customer.headers["Authorization"] = key
        return (await _submit(customer)).status_code

    seen = [await submit(f"{word} hw_{number}") for number, word in enumerate(("Bearer", "bearer") * 3)]
    assert seen == [201] * 5 + [429]
    links = await _customer(office, "203.0.113.10")
    followed = []
    for number in range(6):
        links.headers["Authorization"] = f"Bearer {number}"
        followed.append((await links.get("public/progress/forged")).status_code)
    assert followed == [404] * 5 + [429]


async def test_guessing_keys_is_counted_by_address_and_shuts_out_no_key_that_is_known(
    office: Office, boss: Person
) -> None:
    made = await boss.post("keys", json={"name": "x", "scopes": ["read"]})
    office.app.state.rates.limits = {**LIMITS, "keys": 8}
    program = await _customer(office, "203.0.113.9", Authorization=f"Bearer {made.json()['key']}")
    assert (await program.get("me")).status_code == (first := (await program.get("me")).status_code) != 429
    guesser = await _customer(office, "203.0.113.9")
    guessed = []
    for number in range(9):
        guesser.headers["Authorization"] = f"Bearer hw_guessed{number}"
        guessed.append(await guesser.get("tasks"))
    # One of the eight was the program's, before it was known.
    assert [each.status_code for each in guessed] == [401] * 7 + [429] * 2
    assert guessed[-1].headers["RateLimit-Policy"] == '"keys";q=8;w=60'
    assert (await program.get("me")).status_code == first
    await add_up(office.product.database, office.app.state.rates)
    await boss.put("request-limits", json={**LIMITS, "keys": 8})
    asking = (await boss.get("lockouts")).json()["asking"]
    assert [(each["kind"], each["subject"]) for each in asking] == [("keys", "203.0.113.9")]


async def test_guessing_at_the_start_of_a_minute_shuts_out_no_key_that_has_opened_before(
    office: Office, boss: Person
) -> None:
    made = await boss.post("keys", json={"name": "x", "scopes": ["read"]})
    program = await _customer(office, "203.0.113.9", Authorization=f"Bearer {made.json()['key']}")
    assert (first := (await program.get("tasks")).status_code) != 429
    guesser = await _customer(office, "203.0.113.9")
    for _ in range(2):
        office.clock.advance(seconds=60)
        guessed = []
        for number in range(6):
            guesser.headers["Authorization"] = f"Bearer hw_guessed{number}"
            guessed.append((await guesser.get("tasks")).status_code)
        assert guessed == [401] * 5 + [429]
        assert (await program.get("tasks")).status_code == first
    # One that is revoked is a guess like others.
    await boss.delete(f"keys/{made.json()['id']}")
    office.clock.advance(seconds=60)
    assert [(await program.get("tasks")).status_code for _ in range(6)] == [401] * 5 + [429]


async def test_a_look_for_a_key_that_lasts_into_the_next_minute_turns_nothing_back(office: Office) -> None:
    rates, seen = Rates(), list[int]()

    async def passed_on(*_: Any) -> Any:
        """The application."""
        seen.append(rates.minute)

    async def slow(_: bytes) -> bool:
        """Meanwhile a minute begins, and somebody asks in it."""
        office.clock.advance(seconds=60)
        rates.ask("public", "203.0.113.10", office.clock.now())
        seen.append(rates.minute)
        return False

    guard = RateGuard(passed_on, rates, office.clock, Sentences.load(), slow)
    scope = {
        "type": "websocket", "path": "/api/v1/public/x", "client": ("203.0.113.9", 1),
        "headers": [(b"authorization", b"Bearer hw_guessed")],
    }  # fmt: skip
    await guard(scope, passed_on, passed_on)
    assert len(seen) == 2
    assert seen[0] == seen[1]
    assert rates.ask("public", "203.0.113.10", office.clock.now()).left == DEFAULTS["public"] - 2


async def test_a_key_counts_by_itself_on_public_calls_as_long_as_it_opens(office: Office, boss: Person) -> None:
    made = (await boss.post("keys", json={"name": "x", "scopes": ["read"]})).json()
    bearer = {"Authorization": f"Bearer {made['key']}"}

    async def policies() -> list[str]:
        programs = [await _customer(office, f"203.0.113.{number}", **bearer) for number in range(2)]
        return [(await _submit(each)).headers["RateLimit"] for each in programs]

    assert await policies() == ['"keys";r=4;t=60', '"keys";r=3;t=60']
    assert (await boss.delete(f"keys/{made['id']}")).status_code in {200, 204}
    office.clock.advance(seconds=60)
    assert await policies() == ['"submissions";r=4;t=60'] * 2


async def _line(office: Office, path: str, *headers: tuple[bytes, bytes]) -> dict[str, Any]:
    """What a live connection is answered first."""
    heard: asyncio.Queue[Any] = asyncio.Queue()
    said: asyncio.Queue[Any] = asyncio.Queue()
    scope = {
        "type": "websocket", "path": path, "raw_path": path.encode(), "query_string": b"", "scheme": "ws",
        "root_path": "", "subprotocols": [], "client": ("203.0.113.9", 1), "server": ("desk.example.com", 80),
        "headers": [(b"host", b"desk.example.com"), *headers], "asgi": {"version": "3.0"},
    }  # fmt: skip
    said.put_nowait({"type": "websocket.connect"})
    line = asyncio.create_task(office.app(scope, said.get, heard.put))
    async with asyncio.timeout(20):
        first: dict[str, Any] = await heard.get()
    said.put_nowait({"type": "websocket.disconnect", "code": 1000})
    await asyncio.wait({line})
    return first


@pytest.mark.usefixtures("boss")
async def test_live_connections_are_no_way_around_the_limits(office: Office) -> None:
    guessed = [
        await _line(office, "/api/v1/live", (b"authorization", f"Bearer hw_{number}".encode())) for number in range(6)
    ]
    assert [each["type"] for each in guessed] == ["websocket.accept"] * 5 + ["websocket.close"]
    assert guessed[-1]["reason"] == "too_many_requests"
    followed = [await _line(office, "/api/v1/public/progress/forged/live") for _ in range(8)]
    assert [each.get("reason") == "too_many_requests" for each in followed] == [False] * 6 + [True] * 2


@pytest.mark.usefixtures("boss")
async def test_the_limit_holds_across_processes(office: Office, tmp_path: Path) -> None:
    async with open_office(office.product.database.url, tmp_path) as second:
        apps = [office, second]
        customers = [await _customer(each, "203.0.113.9") for each in apps]
        for each in apps:
            each.app.state.rates.limits = LIMITS.copy()
        passed = 0
        for _ in range(10):
            for each, customer in zip(apps, customers, strict=True):
                passed += (await _submit(customer)).status_code == 201
                await add_up(each.product.database, each.app.state.rates)
        assert passed == 5 + 1  # the second process learns of the last one a moment later


async def test_counts_are_forgotten(office: Office) -> None:
    customer = await _customer(office, "203.0.113.9")
    for _ in range(3):
        await _submit(customer)
        await add_up(office.product.database, office.app.state.rates)
        office.clock.advance(minutes=5)
    assert len(await office.rows("SELECT * FROM request_counts")) == 1


async def test_a_submission_costs_no_further_round_trip(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    customer = await _customer(office, "203.0.113.9")
    await _submit(customer)
    trips: list[int] = []
    original = office.product.database.session

    def counted() -> Any:
        trips[-1] += 1
        return original()

    monkeypatch.setattr(office.product.database, "session", counted)
    for _ in range(5):
        trips.append(0)
        assert (await _submit(customer)).status_code == 201
    # Now and then one fetches new numbers beside.
    assert min(trips) == 1


async def test_only_administrators_set_limits_and_none_can_be_shut(office: Office, boss: Person) -> None:
    agent = await office.agent()
    assert (await agent.get("request-limits")).status_code == 403
    assert (await agent.put("request-limits", json=LIMITS)).status_code == 403
    assert (await boss.put("request-limits", json={**LIMITS, "keys": 0})).status_code == 422
    answers = await asyncio.gather(*(boss.get("request-limits") for _ in range(3)))
    assert all(answer.json() == LIMITS for answer in answers)
    assert "RateLimit" not in answers[0].headers
