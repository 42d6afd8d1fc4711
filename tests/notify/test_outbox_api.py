from collections.abc import AsyncIterator, Collection
from dataclasses import replace
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from helpwright.access.gate import signed_in
from helpwright.access.model import Caller
from helpwright.jobs.events import append
from helpwright.kernel.errors import Forbidden
from helpwright.notify.api import message_routes
from helpwright.notify.model import Draft
from helpwright.notify.outbox import Outbox
from helpwright.platform.problems import install
from helpwright.platform.sentences import Sentences
from tests.notify.conftest import Desk
from tests.support.desk_worker import CLOCK, FORM, created, identity


@pytest.fixture
async def client(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    """As a supervisor of the service desk; `?as=` names others."""
    forms: dict[str, Collection[str] | None] = {"admin": None, "supervisor": {FORM}}
    name = "supervisor"

    async def readable(caller: Caller) -> Collection[str] | None:
        if caller.name not in forms:
            raise Forbidden
        return forms[caller.name]

    app = FastAPI()
    install(app, Sentences.load())
    app.include_router(message_routes(desk.database, readable), prefix="/api/v1")
    person = uuid4()

    def caller(who: str = name) -> Caller:
        return Caller(person, who, who == "admin", "en", frozenset(), frozenset(), frozenset(), 1)

    app.dependency_overrides[signed_in] = caller
    async with desk.database.transaction() as session:
        drafts = [
            Draft(f"k{number}", "mail", f"c{number}@x.example", f"s{number}", "t", FORM, uuid4()) for number in range(5)
        ]
        born = created(7, None)
        await session.execute(append(born))
        drafts[4] = replace(drafts[4], record_id=born.record_id)
        await Outbox({}, identity, CLOCK).put(session, [*drafts, Draft("other", "mail", None, "s", "t")])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as opened:
        yield opened


async def test_the_outbox_is_read_page_by_page(client: httpx.AsyncClient) -> None:
    found: list[str] = []
    pages = 0
    cursor: str | None = ""
    while cursor is not None:
        pages += 1
        answer = await client.get("/api/v1/messages", params={"limit": 2, **({"cursor": cursor} if cursor else {})})
        assert answer.status_code == 200
        page = answer.json()
        found += [each["to"] for each in page["items"]]
        cursor = page["next"]
    assert pages == 3
    assert sorted(found) == [f"c{number}@x.example" for number in range(5)]
    first = (await client.get("/api/v1/messages")).json()["items"][0]
    assert first["state"] == "trial"
    assert first["via"] == "mail"
    assert first["record"]["form"] == FORM
    numbers = [each["record"]["number"] for each in (await client.get("/api/v1/messages")).json()["items"]]
    assert sorted(numbers, key=str) == ["GD000007", None, None, None, None]
    assert first["at"].endswith("Z")


async def test_administrators_see_all_and_strangers_nothing(client: httpx.AsyncClient) -> None:
    every = (await client.get("/api/v1/messages", params={"who": "admin", "language": "en"})).json()["items"]
    assert len(every) == 6
    skipped = next(each for each in every if each["to"] is None)
    assert (skipped["state"], skipped["reason"], skipped["record"]) == (
        "skipped",
        "there is no mail address",
        None,
    )
    assert (await client.get("/api/v1/messages", params={"who": "stranger"})).status_code == 403


@pytest.mark.parametrize(
    "cursor", ["x", "2026-01-01_x", "2026-01-01T00:00:00_00000000-0000-7000-8000-000000000000", "_"]
)
async def test_a_made_up_cursor_is_refused(client: httpx.AsyncClient, cursor: str) -> None:
    answer = await client.get("/api/v1/messages", params={"cursor": cursor})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "cursor_malformed"


async def test_a_page_has_the_beginning_of_a_long_text_and_the_message_all_of_it(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    text = "很长的一段。\n" * 3_000
    async with desk.database.transaction() as session:
        await Outbox({}, identity, CLOCK).put(session, [Draft("long", "mail", "l@x.example", "s", text, FORM, uuid4())])
    message = next(
        each for each in (await client.get("/api/v1/messages")).json()["items"] if each["to"] == "l@x.example"
    )
    assert message["text_length"] == len(text)
    assert len(message["text"]) == 2_000
    assert message["text"].startswith("很长的一段。\n很长")
    assert message["text"].endswith("…")
    alone = (await client.get(f"/api/v1/messages/{message['id']}")).json()
    assert alone == {**message, "text": text, "text_length": None}


async def test_one_message_is_read_by_who_sees_it_on_the_page(client: httpx.AsyncClient) -> None:
    every = (await client.get("/api/v1/messages", params={"who": "admin"})).json()["items"]
    of_nothing = next(each["id"] for each in every if each["record"] is None)
    for message, who, status, code in (
        (of_nothing, "admin", 200, "no_address"),
        (of_nothing, "supervisor", 404, "message_missing"),
        (uuid4(), "admin", 404, "message_missing"),
        (of_nothing, "agent", 403, "forbidden"),
    ):
        answer = await client.get(f"/api/v1/messages/{message}", params={"who": who})
        assert (answer.status_code, answer.json()["code"]) == (status, code), who
