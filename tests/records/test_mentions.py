"""Colleagues named in notes are told in the bell, but only those who may see the record."""

from typing import Any

import pytest

from tests.support.office import TICKETS, Office, Person, Ticket
from tests.support.telling import reach


async def note(person: Person, ticket: Ticket, *mentions: str, visibility: str = "internal", **more: Any) -> Any:
    body = {"text": "@同事 看一下", "visibility": visibility, "mentions": list(mentions)}
    return await person.post(f"{TICKETS}/{ticket.id}/comments", json=body, **more)


async def bell(person: Person) -> list[str]:
    return [each["title"] for each in (await person.get("notifications")).json()["items"]]


async def test_who_is_named_is_told_once(office: Office) -> None:
    ticket, agent, friend = await office.submit(), await office.agent(), await office.agent("赵六")
    before = await bell(friend)
    for _ in range(2):
        answer = await note(agent, ticket, friend.id, friend.id, agent.id, headers={"Idempotency-Key": "n1"})
        assert answer.status_code == 201, answer.text
    told = await bell(friend)
    assert told[: len(told) - len(before)] == [f"李娜在 {ticket.number} 的备注里提到了您"]
    item = (await friend.get("notifications")).json()["items"][0]
    assert item["record"]["id"] == ticket.id
    assert not any("提到" in each for each in await bell(agent))
    entry = (await agent.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"][0]
    assert entry["data"]["mentions"] == {friend.id: "赵六"}


async def test_each_is_told_in_their_own_language(office: Office) -> None:
    ticket, agent = await office.submit(), await office.agent()
    here, abroad = await office.agent("赵六"), await office.agent("Ann")
    await reach(office, abroad, locale="en")
    assert (await note(agent, ticket, here.id, abroad.id)).status_code == 201
    assert f"李娜在 {ticket.number} 的备注里提到了您" in await bell(here)
    assert f"李娜 mentioned you in a note on {ticket.number}" in await bell(abroad)


async def test_nobody_is_told_of_what_they_may_not_see(office: Office) -> None:
    ticket, agent = await office.submit(), await office.agent()
    stranger, lead = await office.agent("外人", team="service"), await office.supervisor()
    readers = (await agent.get(f"{TICKETS}/{ticket.id}/readers")).json()["items"]
    assert {each["name"] for each in readers} == {"李娜", "王芳"}
    refused = await note(agent, ticket, lead.id, stranger.id)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "mention_unseen")
    assert not any("提到" in each for each in [*await bell(stranger), *await bell(lead)])
    assert (await stranger.get(f"{TICKETS}/{ticket.id}/readers")).status_code == 404


async def test_replies_to_the_customer_name_nobody(office: Office) -> None:
    ticket, agent, friend = await office.submit(), await office.agent(), await office.agent("赵六")
    await agent.work(ticket.id, "claim")
    refused = await note(agent, ticket, friend.id, visibility="public")
    assert refused.json()["errors"][0]["code"] == "mention_public"
    told = await office.progress(ticket)
    assert "mentions" not in str(told)


async def test_people_of_one_scope_are_asked_for_in_one_statement(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = await office.submit()
    leads = [await office.supervisor(name) for name in ("赵一", "钱二", "孙三")]
    database, counts = office.product.database, list[int]()
    read = database.read

    async def counted(statements: Any) -> Any:
        counts.append(sum(each.sql.startswith("SELECT r.id FROM") for each in statements))
        return await read(statements)

    monkeypatch.setattr(database, "read", counted)
    found = (await leads[0].get(f"{TICKETS}/{ticket.id}/readers")).json()["items"]
    assert {each["name"] for each in found} >= {"赵一", "钱二", "孙三"}
    assert max(counts) == 1
