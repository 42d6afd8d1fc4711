"""The notify step on real tickets: whom it reaches, by which ways, and how often."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from helpwright.actions.notify import Notify, action
from helpwright.notify.held import send_held
from helpwright.notify.template import TemplateDocument
from helpwright.platform.statement import Statement
from helpwright.rules.kind import Surroundings
from tests.support.office import Office
from tests.support.providers import Aliyun, Wecom, standing
from tests.support.telling import (
    messages,
    reach,
    scene_of,
    send_all,
    set_ways,
    sms_settings,
    states,
    tell,
    wecom_settings,
)

CRITICAL: dict[str, Any] = {
    "to": {"role": "supervisor"},
    "via": ["sms", "wecom", "inapp"],
    "text": "非常紧急：{{number}} {{customer_name}}",
}
MAIL: dict[str, Any] = {
    "to": {"field": "customer_email"},
    "via": ["mail"],
    "subject": {"zh-CN": "已受理 {{number}}", "en": "Received {{number}}"},
    "text": "您的工单 {{number}} 已受理\n方案：{{solution}}\n预计 {{case.resolution_due}} 前完成。",
}


@pytest.fixture
def aliyun() -> Iterator[Aliyun]:
    with standing(Aliyun()) as stand:
        yield stand


@pytest.fixture
def wecom() -> Iterator[Wecom]:
    with standing(Wecom()) as stand:
        yield stand


async def test_the_critical_rule_reaches_every_supervisor_by_every_way(
    office: Office, aliyun: Aliyun, wecom: Wecom
) -> None:
    one, two = await office.supervisor("王芳"), await office.supervisor("赵强")
    await reach(office, one, phone="13900000001", wecom_id="wangfang")
    await reach(office, two, phone="13900000002", wecom_id="lina")
    await set_ways(office, sms=sms_settings(aliyun, template="SMS_FREE"), wecom=wecom_settings(wecom))
    ticket = await office.submit()
    result = await tell(office, ticket, **CRITICAL)
    assert (result.state, len(result.data["messages"])) == ("done", 6)
    await send_all(office)
    assert await states(office) == ["sent"] * 6
    said = f"非常紧急：{ticket.number} 张伟"
    assert sorted(each["PhoneNumbers"] for each in aliyun.taken) == ["13900000001", "13900000002"]
    assert {each["params"]["text"] for each in aliyun.taken} == {said}
    assert sorted(each["touser"] for each in wecom.taken) == ["lina", "wangfang"]
    for person in (one, two):
        (told,) = (await person.get("notifications")).json()["items"]
        assert told["title"] == said
        assert told["record"] == {"form": "service_desk.ticket", "id": ticket.id}
        assert told["event"] == "record_created"
    receipts = {row["via"]: row["receipt"] for row in await messages(office)}
    assert receipts["sms"].startswith("biz-")
    assert receipts["wecom"].startswith("msg-")


async def test_the_button_of_a_card_speaks_the_language_of_its_reader(office: Office, wecom: Wecom) -> None:
    here, abroad = await office.supervisor("王芳"), await office.supervisor("Ann")
    await reach(office, here, wecom_id="wangfang")
    await reach(office, abroad, wecom_id="lina", locale="en")
    boss = await set_ways(office, wecom=wecom_settings(wecom))
    saved = await boss.put("settings", json={"public_url": "https://desk.example"})
    assert saved.is_success, saved.text
    await tell(office, await office.submit(), **{**CRITICAL, "via": ["wecom"]})
    await send_all(office)
    assert {each["touser"]: each["textcard"]["btntxt"] for each in wecom.taken} == {"wangfang": "查看", "lina": "Open"}


async def test_one_message_a_person_event_and_way_however_many_rules(office: Office) -> None:
    boss = await office.supervisor("王芳")
    ticket, other = await office.submit(), await office.submit()
    for rule in ("service_desk.critical", "service_desk.other"):
        await tell(office, ticket, rule, **CRITICAL)
        await tell(office, ticket, rule, **{**CRITICAL, "to": {"person": boss.id}})
    assert len(await messages(office)) == 3
    await tell(office, other, **CRITICAL)
    assert len((await boss.get("notifications")).json()["items"]) == 2


async def test_a_step_that_waited_speaks_for_itself(office: Office) -> None:
    boss = await office.supervisor("王芳")
    ticket = await office.submit()
    await tell(office, ticket, to={"role": "supervisor"}, via=["inapp"], text="新")
    await tell(office, ticket, to={"role": "supervisor"}, via=["inapp"], text="提醒", delay={"hours": 1})
    assert len((await boss.get("notifications")).json()["items"]) == 2


async def test_a_customer_is_told_in_their_language_and_empty_lines_are_dropped(office: Office) -> None:
    ticket = await office.submit()
    await tell(office, ticket, **MAIL)
    (row,) = await messages(office)
    assert (row["recipient"], row["subject"], row["state"]) == ("zhang@example.com", f"已受理 {ticket.number}", "trial")
    assert row["text"].startswith(f"您的工单 {ticket.number} 已受理\n预计 20")
    assert "方案" not in row["text"]
    assert row["event_id"] is not None
    assert row["extra"]["field"] == "customer_email"


async def test_staff_are_told_in_their_own_language(office: Office) -> None:
    boss = await office.supervisor("Anna")
    assert (await boss.patch(f"people/{boss.id}", json={"locale": "en"})).status_code == 200
    await tell(office, await office.submit(), **{**MAIL, "to": {"role": "supervisor"}, "via": ["inapp"]})
    (told,) = (await boss.get("notifications")).json()["items"]
    assert told["title"].startswith("Received GD")


async def test_every_kind_of_recipient_is_found(office: Office) -> None:
    agent, boss = await office.agent("李娜"), await office.supervisor("王芳")
    await office.product.database.write(
        [
            _statement("UPDATE people SET manager_id = %(boss)s WHERE id = %(agent)s", boss=boss.id, agent=agent.id),
        ]
    )
    ticket = await office.submit()
    told: dict[str, Any] = {"via": ["inapp"], "text": "x"}
    assert (await agent.work(ticket.id, "claim")).status_code == 200
    expected = {
        "team": ({"team": "tech"}, agent),
        "role": ({"role": "supervisor"}, boss),
        "person": ({"person": boss.id}, boss),
        "assignee": ({"assignee": True}, agent),
        "manager": ({"manager": True}, boss),
        "field": ({"field": "assignee"}, agent),
    }
    for name, (to, person) in expected.items():
        await office.product.database.write(
            [_statement("DELETE FROM messages"), _statement("DELETE FROM notifications")]
        )
        await tell(office, ticket, to=to, **told)
        assert [row["recipient"] for row in await messages(office)] == [person.id], name
    mail = (await office.rows("SELECT email FROM people WHERE id = %(id)s", id=UUID(boss.id)))[0]["email"]
    await office.product.database.write([_statement("DELETE FROM messages")])
    await tell(office, ticket, to={"person": mail.upper()}, **told)
    assert [row["recipient"] for row in await messages(office)] == [boss.id]


async def test_while_nobody_works_on_it_those_who_may_claim_it_are_told(office: Office) -> None:
    told: dict[str, Any] = {"to": {"assignee": True}, "via": ["inapp"], "text": "x"}
    alone = await tell(office, await office.submit(), **told)
    assert (alone.state, alone.code) == ("skipped", "nobody")
    one, two = await office.agent("李娜"), await office.agent("陈晨")
    boss, other = await office.supervisor("王芳"), await office.agent("周周", team="service")
    ticket, complaint = await office.submit(), await office.submit(problem_type="complaint")
    for about, people in ((ticket, {one.id, two.id}), (complaint, {boss.id})):
        await office.product.database.write([_statement("DELETE FROM messages")])
        await tell(office, about, **told)
        assert {row["recipient"] for row in await messages(office)} == people
    assert (await two.work(ticket.id, "claim")).status_code == 200
    await office.product.database.write([_statement("DELETE FROM messages")])
    await tell(office, ticket, **told)
    assert [row["recipient"] for row in await messages(office)] == [two.id]
    assert (await other.get("notifications")).json()["items"] == []


async def test_who_has_left_is_not_told(office: Office) -> None:
    boss = await office.supervisor("王芳")
    await office.product.database.write([_statement("UPDATE people SET active = false WHERE id = %(id)s", id=boss.id)])
    result = await tell(office, await office.submit(), **CRITICAL)
    assert result.state == "skipped"
    assert [(row["state"], row["reason"]) for row in await messages(office)] == [("skipped", "nobody")] * 3


async def test_without_an_address_the_activity_says_so_and_where_to_fill_it_in(office: Office) -> None:
    boss = await office.supervisor("王芳")
    ticket = await office.submit(customer_email=None)
    await tell(office, ticket, **MAIL)
    await tell(office, ticket, **CRITICAL)
    items = (await boss.get(f"forms/ticket/records/{ticket.id}/activity")).json()["items"]
    said = {item["data"]["via"]: item["data"] for item in items if item["type"] == "message"}
    assert said["mail"]["state"] == "skipped"
    assert said["mail"]["reason"] == "没有邮箱"
    assert said["mail"]["field"] == "customer_email"
    assert said["wecom"]["reason"] == "没有企业微信账号"
    assert said["wecom"]["to"] == "王芳"
    assert said["inapp"]["state"] == "sent"


async def test_unwanted_ways_are_left_out_quietly(office: Office) -> None:
    boss = await office.supervisor("王芳")
    await reach(office, boss, phone="13900000001", wecom_id="wangfang")
    wanted = {"ways": {"sms": False, "inapp": False}}
    assert (await boss.put("notifications/preferences", json=wanted)).status_code == 200
    ticket = await office.submit()
    await tell(office, ticket, **CRITICAL)
    assert {row["via"]: row["reason"] for row in await messages(office)} == {
        "sms": "not_wanted", "wecom": None, "inapp": None,
    }  # fmt: skip
    items = (await boss.get(f"forms/ticket/records/{ticket.id}/activity")).json()["items"]
    assert {item["data"]["via"] for item in items if item["type"] == "message"} == {"wecom", "inapp"}


async def test_quiet_hours_hold_back_what_rings_until_they_end(office: Office, aliyun: Aliyun) -> None:
    boss = await office.supervisor("王芳")
    await reach(office, boss, phone="13900000001")
    admin = await set_ways(office, sms=sms_settings(aliyun, template="SMS_FREE"))
    quiet = {"quiet": {"from": "09:00", "to": "11:30"}}  # it is 10:00
    assert (await admin.put("quiet_hours", json=quiet)).status_code == 200
    assert (await boss.put("quiet_hours", json=quiet)).status_code == 403
    mine = {"quiet": {"from": "11:00", "to": "12:00"}}
    assert (await boss.put("notifications/preferences", json=mine)).json()["organization_quiet"] == quiet["quiet"]
    ticket = await office.submit()
    await tell(office, ticket, **CRITICAL)
    (held,) = await messages(office, "sms")
    assert held["state"] == "held"
    assert held["due_at"] == datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
    assert await states(office, "inapp") == ["sent"]
    database, clock = office.product.database, office.clock
    clock.advance(hours=1, minutes=59, seconds=59)
    assert await send_held(database, clock) == 0
    clock.advance(seconds=1)
    assert [await send_held(database, clock), await send_held(database, clock)] == [1, 0]
    await send_all(office)
    assert len(aliyun.taken) == 1
    assert (await messages(office, "sms"))[0]["state"] == "sent"


async def test_what_is_critical_passes_quiet_hours_and_customers_have_none(office: Office, aliyun: Aliyun) -> None:
    boss = await office.supervisor("王芳")
    await reach(office, boss, phone="13900000001")
    admin = await set_ways(office, sms=sms_settings(aliyun, template="SMS_FREE"))
    await admin.put("quiet_hours", json={"quiet": {"from": "00:00", "to": "23:59"}})
    await tell(office, await office.submit(), critical=True, **CRITICAL)
    await tell(office, await office.submit(), to={"field": "customer_phone"}, via=["sms"], text="您好")
    assert await states(office, "sms") == ["queued", "queued"]
    assert (await admin.put("quiet_hours", json={"quiet": None})).json() == {"quiet": None}


async def test_text_messages_take_over_when_wecom_fails(office: Office, aliyun: Aliyun, wecom: Wecom) -> None:
    boss, other = await office.supervisor("王芳"), await office.supervisor("赵强")
    await reach(office, boss, phone="13900000001", wecom_id="stranger")
    await reach(office, other, phone="13900000002")
    await set_ways(office, sms=sms_settings(aliyun, template="SMS_FREE"), wecom=wecom_settings(wecom))
    step = {**CRITICAL, "via": ["wecom"], "fallback": "sms"}
    await tell(office, await office.submit(), **step)
    assert sorted(await states(office)) == ["queued", "queued", "skipped"]
    await send_all(office)
    assert sorted(await states(office, "wecom")) == ["failed", "skipped"]
    assert [each["PhoneNumbers"] for each in aliyun.taken] == ["13900000002"]
    await send_all(office)
    assert [each["PhoneNumbers"] for each in aliyun.taken] == ["13900000002", "13900000001"]
    assert await states(office, "sms") == ["sent", "sent"]


async def test_the_fallback_does_not_double_what_was_said_by_that_way(
    office: Office, aliyun: Aliyun, wecom: Wecom
) -> None:
    boss = await office.supervisor("王芳")
    await reach(office, boss, phone="13900000001", wecom_id="stranger")
    await set_ways(office, sms=sms_settings(aliyun, template="SMS_FREE"), wecom=wecom_settings(wecom))
    await tell(office, await office.submit(), **CRITICAL, fallback="sms")
    for _ in range(3):
        await send_all(office)
    assert len(aliyun.taken) == 1


async def test_nothing_is_stored_when_the_transaction_fails(office: Office) -> None:
    boss = await office.supervisor("王芳")
    settings = Notify.model_validate({"action": "notify", **CRITICAL})

    async def run_and_break() -> None:
        async with scene_of(office, await office.submit(), "service_desk.critical") as scene:
            assert action.run is not None
            await action.run(settings, scene)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await run_and_break()
    assert await messages(office) == []
    assert (await boss.get("notifications")).json() == {"items": [], "unread": 0, "next": None}


def _statement(sql: str, **params: Any) -> Statement:
    return Statement(sql, {key: UUID(each) if isinstance(each, str) else each for key, each in params.items()})


FIELDS = {"customer_email": None, "number": None, "customer_name": None}
AROUND = Surroundings(
    fields=FIELDS,
    roles={"supervisor"},
    teams={"tech"},
    templates={
        "urgent": TemplateDocument.model_validate(
            {"name": "x", "sms": {"code": "SMS_1", "variables": {"n": "number"}}}
        ),
        "strange": TemplateDocument.model_validate({"name": "x", "mail": {"subject": "{{what}}", "text": "t"}}),
    },
)


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ({"to": {"role": "nobody"}}, "role_unknown"),
        ({"to": {"team": "nobody"}}, "team_unknown"),
        ({"to": {"field": "nothing"}}, "field_unknown"),
        ({"template": "none"}, "template_unknown"),
        ({"template": "strange"}, "variable_unknown"),
        ({"template": "urgent", "via": ["inapp"], "text": None}, "template_way_missing"),
        ({"text": None}, "message_text_missing"),
        ({"text": "{{what}}"}, "variable_unknown"),
        ({"via": ["mail"]}, "mail_text_missing"),
    ],
)
def test_mistakes_are_found_before_anything_runs(step: dict[str, Any], code: str) -> None:
    base: dict[str, Any] = {"action": "notify", "to": {"role": "supervisor"}, "via": ["sms"], "text": "x"}
    settings = Notify.model_validate({key: each for key, each in {**base, **step}.items() if each is not None})
    assert [problem.code for problem in action.check(settings, AROUND)] == [code]


def test_a_good_step_has_no_problems() -> None:
    for step in ({"via": ["sms"], "template": "urgent"}, {"via": ["sms", "inapp"], "text": "{{number}}"}):
        settings = Notify.model_validate({"action": "notify", "to": {"manager": True}, **step})
        assert list(action.check(settings, AROUND)) == []


@pytest.mark.parametrize("to", [{}, {"role": "a", "team": "b"}, {"assignee": False}, {"everyone": True}])
def test_exactly_one_recipient_is_named(to: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"recipient_one|validation error"):
        Notify.model_validate({"action": "notify", "to": to, "via": ["sms"], "text": "x"})
