"""People and customers at the same ticket at the same time, without the right, or a second time."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.support.problem import problem_of, refused
from tests.support.product import Client, Product


@dataclass(frozen=True)
class Staff:
    """Two agents of the team that gets technical tickets, and one of another team."""

    first: Client
    second: Client
    other: Client


@pytest.fixture(scope="module")
def staff(running: Product, boss: Client) -> Iterator[Staff]:
    people = []
    for name, team in (("一号", "tech"), ("二号", "tech"), ("三号", "service")):
        login = f"agent-{uuid4().hex[:8]}@example.com"
        body = {"name": name, "email": login, "password": "battery-staple-7", "roles": ["agent"], "teams": [team]}
        answer = boss.post("/people", json=body)
        assert answer.status_code == 201, answer.text
        people.append(Client(running).sign_in(login, "battery-staple-7"))
    yield Staff(*people)
    for each in people:
        each.close()


def at_once(*calls: Callable[[], httpx.Response]) -> list[httpx.Response]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return [each.result() for each in [pool.submit(call) for call in calls]]


def none_broke(answers: list[httpx.Response]) -> list[httpx.Response]:
    for answer in answers:
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400:
            problem_of(answer)
    return answers


@pytest.fixture
def ticket(customer: Client, staff: Staff) -> dict[str, Any]:
    receipt = customer.submit()
    return {**receipt, "task": staff.first.task_of(receipt["id"])["id"]}


def solve(client: Client, ticket: dict[str, Any], **more: Any) -> httpx.Response:
    body = {"outcome": "done", "values": {"solution": "换了固件"}}
    return client.post(f"/tasks/{ticket['task']}/complete", json=body, **more)


def claim(client: Client, ticket: dict[str, Any], **more: Any) -> httpx.Response:
    return client.post(f"/tasks/{ticket['task']}/claim", json={}, **more)


def activity(client: Client, ticket: dict[str, Any]) -> Counter[str]:
    answer = client.get(f"/forms/ticket/records/{ticket['id']}/activity")
    return Counter(each["type"] for each in answer.json()["items"])


def test_of_two_who_claim_at_once_exactly_one_wins(customer: Client, staff: Staff) -> None:
    for _ in range(5):
        receipt = customer.submit()
        ticket = {**receipt, "task": staff.first.task_of(receipt["id"])["id"]}
        answers = at_once(lambda t=ticket: claim(staff.first, t), lambda t=ticket: claim(staff.second, t))  # type: ignore[misc]
        assert sorted(each.status_code for each in answers) == [200, 409]
        loser = next(each for each in answers if each.status_code == 409)
        winner = next(each for each in answers if each.status_code == 200)
        assert problem_of(loser)["code"] == "task_claimed"
        assert staff.first.task_of(ticket["id"])["claimed_by"] == winner.json()["claimed_by"]
        assert activity(staff.first, ticket)["task_claimed"] == 1


def test_another_team_sees_nothing_of_it(ticket: dict[str, Any], staff: Staff) -> None:
    record = f"/forms/ticket/records/{ticket['id']}"
    task = f"/tasks/{ticket['task']}"
    for method, path, body in (
        ("GET", record, None),
        ("GET", f"{record}/activity", None),
        ("GET", f"{record}/flow", None),
        ("POST", f"{record}/comments", {"text": "x"}),
        ("PATCH", record, {"values": {"urgency": "normal"}}),
        ("GET", task, None),
        ("POST", f"{task}/claim", {}),
        ("POST", f"{task}/release", {}),
        ("POST", f"{task}/complete", {"outcome": "done", "values": {"solution": "x"}}),
        ("POST", f"{task}/transfer", {"to": staff.other.person_id, "reason": "x"}),
    ):
        assert refused(staff.other, method, path, json=body)["status"] == 404, path


def test_a_colleague_cannot_complete_what_somebody_has_claimed(ticket: dict[str, Any], staff: Staff) -> None:
    assert claim(staff.first, ticket).status_code == 200
    body = {"outcome": "done", "values": {"solution": "x"}}
    problem = refused(staff.second, "POST", f"/tasks/{ticket['task']}/complete", json=body)
    assert problem["status"] == 403
    problem = refused(staff.second, "DELETE", f"/forms/ticket/records/{ticket['id']}")
    assert problem["status"] == 403


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"outcome": "done"}, "fields_required"),
        ({"outcome": "done", "values": {"solution": " "}}, "fields_required"),
        ({"outcome": "nothing", "values": {"solution": "x"}}, "unknown_outcome"),
        ({"outcome": "done", "values": {"status": "closed"}}, "invalid"),
        ({"outcome": "done", "values": {"solution": 5}}, "invalid"),
        ({"outcome": "done", "values": []}, "invalid"),
        ({"outcome": "done", "values": {"solution": "x"}, "comment": "x" * 5001}, "invalid"),
        ({"outcome": "done", "values": {"solution": "x"}, "comment": "a\x00b"}, None),
        ({"outcome": "\x00", "values": {"solution": "x"}}, "unknown_outcome"),
        ({}, "invalid"),
    ],
    ids=range(10),
)
def test_an_incomplete_completion_is_refused(
    ticket: dict[str, Any], staff: Staff, body: dict[str, Any], code: str | None
) -> None:
    assert claim(staff.first, ticket).status_code == 200
    problem = refused(staff.first, "POST", f"/tasks/{ticket['task']}/complete", json=body)
    assert problem["status"] == 422
    assert code is None or problem["code"] == code
    assert staff.first.task_of(ticket["id"])["state"] == "claimed"


def test_every_verb_of_staff_twice_at_once(ticket: dict[str, Any], staff: Staff) -> None:
    for verb in (
        lambda: claim(staff.first, ticket),
        lambda: staff.first.post(f"/tasks/{ticket['task']}/release", json={}),
        lambda: claim(staff.first, ticket),
        lambda: solve(staff.first, ticket),
    ):
        answers = none_broke(at_once(verb, verb))
        assert 200 in {each.status_code for each in answers}
    happened = activity(staff.first, ticket)
    assert (happened["task_claimed"], happened["task_released"], happened["task_completed"]) == (2, 1, 1)
    assert happened["confirm_waiting"] == 1


def test_every_verb_of_the_customer_twice_at_once(ticket: dict[str, Any], customer: Client, staff: Staff) -> None:
    link = f"/public/progress/{ticket['token']}"

    def twice(verb: str, body: dict[str, Any]) -> list[int]:
        answers = none_broke(at_once(*[lambda: customer.post(f"{link}/{verb}", json=body)] * 2))
        return sorted(each.status_code for each in answers)

    assert refused(customer, "POST", f"{link}/confirm", json={})["status"] == 409
    assert refused(customer, "POST", f"{link}/reject", json={"reason": "x"})["status"] == 409
    assert refused(customer, "POST", f"{link}/dance", json={})["status"] == 404
    assert twice("urge", {}) == [200, 429]
    assert refused(customer, "POST", f"{link}/urge", json={})["code"] == "urged_recently"
    assert set(twice("reply", {"text": "<b>还有</b>"})) == {200}
    claim(staff.first, ticket)
    solve(staff.first, ticket)
    assert refused(customer, "POST", f"{link}/reject", json={"reason": " "})["code"] == "reason_required"
    assert set(twice("reject", {"reason": "还是掉线"})) <= {200, 409}
    again = staff.first.task_of(ticket["id"])
    assert again["claimed_by"] == staff.first.person_id
    solve(staff.first, {**ticket, "task": again["id"]})
    assert set(twice("confirm", {})) <= {200, 409}
    assert customer.post(f"{link}/confirm", json={}).status_code == 200
    happened = activity(staff.first, ticket)
    assert (happened["urged"], happened["rejected"], happened["confirmed"], happened["flow_ended"]) == (1, 1, 1, 1)
    assert refused(customer, "POST", f"{link}/reply", json={"text": "x"})["status"] == 409
    assert refused(customer, "POST", f"{link}/urge", json={})["status"] == 409


@pytest.mark.parametrize("text", ["", " ", "a\x00b", "x" * 20_001, "x" * 30_000, 5, None])
def test_a_reply_that_cannot_be_kept_is_refused(ticket: dict[str, Any], customer: Client, text: Any) -> None:
    problem = refused(customer, "POST", f"/public/progress/{ticket['token']}/reply", json={"text": text})
    assert problem["status"] == 422
    assert problem["errors"]


def test_a_stale_change_answers_both_versions(ticket: dict[str, Any], boss: Client) -> None:
    path = f"/forms/ticket/records/{ticket['id']}"
    before = boss.get(path).json()["version"]
    assert boss.patch(path, json={"values": {"urgency": "urgent"}, "version": before}).status_code == 200
    problem = refused(boss, "PATCH", path, json={"values": {"urgency": "normal"}, "version": before})
    assert (problem["status"], problem["code"]) == (409, "stale")
    assert (problem["current"]["version"], problem["current"]["values"]["urgency"]) == (before + 1, "urgent")
    assert problem["yours"] == {"version": before, "values": {"urgency": "normal"}}
    assert refused(boss, "PATCH", path, json={"values": {"urgency": "normal"}}, headers={"If-Match": f'"{before}"'})


def test_of_two_changes_of_one_version_one_wins(ticket: dict[str, Any], boss: Client) -> None:
    path = f"/forms/ticket/records/{ticket['id']}"
    version = boss.get(path).json()["version"]
    answers = at_once(
        *[
            lambda value=value: boss.patch(path, json={"values": {"root_cause": value}, "version": version})
            for value in "abcd"
        ],
    )
    assert sorted(each.status_code for each in answers) == [200, 409, 409, 409]
    assert boss.get(path).json()["version"] == version + 1


def test_the_same_key_is_carried_out_once(ticket: dict[str, Any], staff: Staff) -> None:
    def key() -> dict[str, Any]:
        return {"headers": {"Idempotency-Key": str(uuid4())}}

    claiming, solving, saying = key(), key(), key()
    assert {each.status_code for each in at_once(*[lambda: claim(staff.first, ticket, **claiming)] * 3)} == {200}
    comments = f"/forms/ticket/records/{ticket['id']}/comments"
    said = at_once(*[lambda: staff.first.post(comments, json={"text": "您好", "visibility": "public"}, **saying)] * 3)
    assert {each.status_code for each in said} == {201}
    assert len({each.json()["id"] for each in said}) == 1
    assert {each.status_code for each in at_once(*[lambda: solve(staff.first, ticket, **solving)] * 3)} == {200}
    assert solve(staff.first, ticket, **solving).status_code == 200
    assert claim(staff.first, ticket, **claiming).status_code == 200
    happened = activity(staff.first, ticket)
    assert (happened["task_claimed"], happened["comment"], happened["task_completed"]) == (1, 1, 1)
    assert refused(staff.first, "POST", f"/tasks/{ticket['task']}/claim", json={})["status"] == 409


def test_a_write_without_the_token_of_our_pages_is_refused(ticket: dict[str, Any], staff: Staff) -> None:
    path = f"/tasks/{ticket['task']}/claim"
    assert refused(staff.first, "POST", path, json={}, headers={"X-CSRF-Token": "x"})["code"] == "csrf_missing"
    foreign = {"Origin": "https://evil.example"}
    assert refused(staff.first, "POST", path, json={}, headers=foreign)["code"] == "origin_foreign"


def follow(running: Product, token: str) -> ClientConnection:
    return connect(f"ws://127.0.0.1:{running.port}/api/v1/public/progress/{token}/live", proxy=None)


def test_an_open_progress_page_hears_of_its_own_ticket_at_once(
    running: Product, customer: Client, staff: Staff, ticket: dict[str, Any]
) -> None:
    other = customer.submit()
    with follow(running, ticket["progress_url"].rsplit("/", 1)[1]) as page:
        assert staff.first.post(f"/forms/ticket/records/{other['id']}/comments", json={"text": "别的单"}).is_success
        assert claim(staff.first, ticket).status_code == 200
        message = json.loads(page.recv(15))
    assert (message["dataset"], message["ids"]) == ("service_desk.ticket", [ticket["id"]])


@pytest.mark.parametrize("token", ["x", "AAAABwGiJzC3enVdlUYJ0Ppl3f359XDquTPnqtQAQLw3MTNd"])
def test_a_forged_link_opens_no_line(running: Product, token: str) -> None:
    with pytest.raises(InvalidStatus) as refusal, follow(running, token):
        pass
    assert refusal.value.response.status_code == 403
