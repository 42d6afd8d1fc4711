"""Surveys: asked once and not at night, answered once, by the link or on the progress page."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx

from helpwright.cases.surveys import Asked, Wish, ask, send_put_off, survey_token
from helpwright.notify.outbox import Outbox
from tests.support.office import TICKETS, Office, Person, Ticket

SHANGHAI = ZoneInfo("Asia/Shanghai")


def asking(office: Office) -> Any:
    return office.product.asking(Outbox({}, office.product.sender_identity, office.clock))


async def asked(office: Office, ticket: Ticket, recipient: str | None = "zhang@example.com") -> Asked:
    """As the action of a rule does it."""
    app, record = "service_desk", UUID(ticket.id)
    wish = Wish(f"{app}.csat", f"{app}.ticket", record, ticket.number, "mail", recipient, "zh-CN", (7,), "r")
    async with office.product.database.transaction() as session:
        return await ask(session, asking(office), wish, office.clock.now())


async def put_off(office: Office, found: Asked) -> bool:
    """As the timer does it."""
    assert found.request_id is not None
    async with office.product.database.transaction() as session:
        return await send_put_off(session, asking(office), found.request_id, office.clock.now())


async def messages(office: Office) -> list[dict[str, Any]]:
    return await office.rows("SELECT * FROM messages WHERE key LIKE 'survey:%%' ORDER BY created_at")


async def solved(office: Office, agent: Person, **values: Any) -> Ticket:
    ticket = await office.submit(**values)
    assert (await agent.solve(ticket.id)).status_code == 200
    return ticket


def token_of(office: Office, found: Asked) -> str:
    assert found.request_id is not None
    return survey_token(office.product.links.key, found.request_id)


async def read(office: Office, token: str, language: str = "zh-CN") -> dict[str, Any]:
    answer = await office.browser(language).get(f"public/surveys/{token}")
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


async def send(office: Office, token: str, **body: Any) -> httpx.Response:
    return await office.browser().post(f"public/surveys/{token}", json=body)


async def test_a_survey_is_mailed_with_its_link_and_answered_once(office: Office) -> None:
    agent = await office.agent()
    ticket = await solved(office, agent)
    found = await asked(office, ticket)
    assert found.code is None
    [message] = await messages(office)
    token = token_of(office, found)
    assert (message["via"], message["recipient"], message["rule"]) == ("mail", "zhang@example.com", "r")
    assert f"/s/{token}" in message["text"]
    assert ticket.number in message["text"]
    assert "2026-12-07 10:00" in message["text"]

    await read(office, token)
    page = await read(office, token)  # opening has rated nothing
    assert (page["state"], page["answer"], page["question"]) == ("open", None, "您对本次服务满意吗？")
    assert (page["scale"], page["number"], page["expires_at"]) == ("csat", ticket.number, "2026-12-07T02:00:00.000Z")
    assert (await read(office, token, "en"))["question"] == "How satisfied are you?"
    office.clock.advance(minutes=3)
    answer = await send(office, token, score=4, tags=["prompt"], comment=" 很快 ")
    assert answer.status_code == 200, answer.text
    given = answer.json()["answer"]
    assert given == {
        "scale": "csat",
        "score": 4,
        "tags": ["prompt"],
        "comment": "很快",
        "at": "2026-11-23T02:03:00.000Z",
    }

    assert (await send(office, token, score=4, tags=["prompt"], comment="很快")).json()["answer"] == given
    refused = await send(office, token, score=1)
    assert (refused.status_code, refused.json()["code"]) == (409, "survey_answered")
    assert refused.json()["answer"] == given
    assert (await read(office, token))["answer"] == given
    events = await office.rows("SELECT actor, data FROM events WHERE type = 'survey_answered'")
    assert [(each["actor"]["kind"], each["data"]["score"]) for each in events] == [("customer", 4)]


async def test_one_survey_a_ticket(office: Office) -> None:
    agent = await office.agent()
    ticket = await solved(office, agent)
    codes = [(await asked(office, ticket)).code for _ in range(2)]
    assert codes == [None, "survey_asked"]
    assert len(await messages(office)) == 1


async def test_who_has_rated_is_not_asked(office: Office) -> None:
    agent = await office.agent()
    ticket = await solved(office, agent)
    await office.answer(ticket, "confirm")
    assert (await office.answer(ticket, "rate", score=5)).status_code == 200

    assert (await asked(office, ticket)).code == "survey_rated"
    assert await messages(office) == []


async def test_without_an_address_the_activity_says_so(office: Office) -> None:
    agent = await office.agent()
    ticket = await solved(office, agent)
    assert (await asked(office, ticket, None)).code == "no_address"
    items = (await agent.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"]
    told = [each["data"]["state"] for each in items if each["type"] == "message" and each["data"]["reason"]]
    assert "skipped" in told
    assert (await asked(office, ticket)).code is None


async def test_at_night_it_waits_for_the_morning(office: Office) -> None:
    agent = await office.agent()
    office.clock.present = datetime(2026, 11, 23, 21, 30, tzinfo=SHANGHAI)  # solved at 20:30, an hour later
    ticket = await solved(office, agent)
    found = await asked(office, ticket)
    assert (found.code, found.send_at) == ("survey_put_off", datetime(2026, 11, 24, 9, tzinfo=SHANGHAI))
    assert await messages(office) == []
    office.clock.present = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)

    assert await put_off(office, found)
    assert not await put_off(office, found)

    [message] = await messages(office)
    assert message["created_at"] == office.clock.present
    assert "2026-12-08 09:00" in message["text"]
    assert (await read(office, token_of(office, found)))["state"] == "open"


async def test_what_was_put_off_is_withdrawn_when_the_ticket_is_taken_up_again(office: Office) -> None:
    agent = await office.agent()
    office.clock.present = datetime(2026, 11, 23, 23, tzinfo=SHANGHAI)
    ticket = await solved(office, agent)
    found = await asked(office, ticket)
    await office.answer(ticket, "reject", reason="没好")
    office.clock.advance(hours=10)

    assert not await put_off(office, found)

    assert await messages(office) == []
    assert (await office.browser().get(f"public/surveys/{token_of(office, found)}")).status_code == 404
    await agent.solve(ticket.id)
    assert (await asked(office, ticket)).code is None


async def test_two_answers_at_once_are_one(office: Office) -> None:
    agent = await office.agent()
    ticket = await solved(office, agent)
    token = token_of(office, await asked(office, ticket))

    answers = await asyncio.gather(*(send(office, token, score=score) for score in (1, 2, 3, 4, 5)))

    assert sorted(each.status_code for each in answers) == [200, 409, 409, 409, 409]
    [won] = [each.json()["answer"]["score"] for each in answers if each.status_code == 200]
    assert {each.json()["answer"]["score"] for each in answers} == {won}
    assert [row["score"] for row in await office.rows("SELECT score FROM survey_answers")] == [won]
    assert len(await office.rows("SELECT 1 FROM events WHERE type = 'survey_answered'")) == 1


async def test_forged_and_expired_links(office: Office) -> None:
    agent = await office.agent()
    ticket = await solved(office, agent)
    token = token_of(office, await asked(office, ticket))
    forged = ("x" * 40, token[:-1] + ("A" if token[-1] != "A" else "B"), ticket.token, "%00")
    for each in forged:
        for answer in (
            await office.browser().get(f"public/surveys/{each}"),
            await send(office, each, score=5),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "link_invalid")
            assert answer.json()["form_url"].endswith("/f/ticket")

    office.clock.advance(days=14, seconds=-1)
    assert (await read(office, token))["state"] == "open"
    office.clock.advance(seconds=1)
    page = await read(office, token)
    assert page["state"] == "expired"
    late = await send(office, token, score=5)
    assert (late.status_code, late.json()["code"]) == (410, "survey_expired")
    assert late.json()["form_url"] == page["again_url"]
    assert await office.rows("SELECT 1 FROM survey_answers") == []


async def test_an_answer_stays_readable_after_the_link_has_expired(office: Office) -> None:
    agent = await office.agent()
    ticket = await solved(office, agent)
    token = token_of(office, await asked(office, ticket))
    await send(office, token, score=2)
    office.clock.advance(days=30)

    page = await read(office, token)

    assert (page["state"], page["answer"]["score"]) == ("answered", 2)


async def test_bad_answers_are_refused_field_by_field(office: Office) -> None:
    agent = await office.agent()
    ticket = await solved(office, agent)
    token = token_of(office, await asked(office, ticket))
    for body, fields in (
        ({}, {"score"}),
        ({"score": 6}, {"score"}),
        ({"score": 0, "tags": ["nonsense"]}, {"score", "tags"}),
        ({"score": 5, "comment": "\x00"}, {"comment"}),
        ({"score": "viel"}, {"score"}),
    ):
        answer = await send(office, token, **body)
        assert answer.status_code == 422, (body, answer.text)
        assert {each["field"] for each in answer.json()["errors"]} == fields


async def test_a_deleted_ticket_has_no_survey(office: Office) -> None:
    agent, lead = await office.agent(), await office.supervisor()
    ticket = await solved(office, agent)
    token = token_of(office, await asked(office, ticket))
    assert (await lead.delete(f"{TICKETS}/{ticket.id}")).status_code == 204

    answer = await office.browser().get(f"public/surveys/{token}")

    assert (answer.status_code, answer.json()["code"]) == (410, "link_expired")


async def test_rating_on_the_progress_page_is_the_one_answer(office: Office) -> None:
    agent = await office.agent()
    ticket = await office.submit()
    early = await office.answer(ticket, "rate", score=5)
    assert (early.status_code, early.json()["code"]) == (409, "not_possible_now")
    await agent.solve(ticket.id)
    token = token_of(office, await asked(office, ticket))
    progress = await office.progress(ticket)
    assert progress["rating"] == {"scale": "csat", "question": "您对本次服务满意吗？", "may": True, "answer": None}
    assert progress["verbs"] == ["confirm", "reject"]
    closed = await office.answer(ticket, "confirm")
    assert closed.json()["verbs"] == ["rate"]
    office.clock.advance(seconds=30)

    answer = await office.answer(ticket, "rate", score=5, comment="谢谢")

    assert (answer.status_code, answer.json()["verbs"]) == (200, [])
    assert answer.json()["rating"]["answer"]["score"] == 5
    assert (await office.answer(ticket, "rate", score=5, comment="谢谢")).status_code == 200
    other = await office.answer(ticket, "rate", score=1)
    assert (other.status_code, other.json()["code"]) == (409, "survey_answered")
    assert (await read(office, token))["answer"]["score"] == 5
    assert (await send(office, token, score=1)).status_code == 409


async def test_where_to_go_when_it_is_not_solved(office: Office) -> None:
    agent = await office.agent()
    ticket = await solved(office, agent)
    token = token_of(office, await asked(office, ticket))
    assert (await read(office, token))["again_url"].endswith(f"/p/{ticket.token}")  # there one may reject
    await office.answer(ticket, "confirm")
    assert (await read(office, token))["again_url"].endswith("/f/ticket")
    assert timedelta(0) == office.clock.now() - datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)


async def test_the_activity_tells_what_the_customer_said(office: Office) -> None:
    agent = await office.agent()
    ticket = await solved(office, agent)
    token = token_of(office, await asked(office, ticket))
    await send(office, token, score=2, tags=["clear"], comment="太慢")

    items = (await agent.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"]
    case = (await agent.record(ticket.id))["case"]

    assert (items[0]["type"], items[0]["actor"]["kind"]) == ("survey_answered", "customer")
    assert items[0]["data"] == {"scale": "csat", "score": 2, "tags": ["clear"], "comment": "太慢", "via": "link"}
    assert (case["survey"]["score"], case["survey"]["comment"]) == (2, "太慢")
