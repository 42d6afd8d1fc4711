"""Message templates in a blueprint, previewed, and behind text messages that wait for their approval."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.office import Office, Person
from tests.support.providers import Aliyun, standing
from tests.support.telling import messages, reach, send_all, set_ways, sms_settings, states, tell

URGENT = """
  urgent:
    name: {zh-CN: 紧急通知, en: Urgent}
    form: ticket
    sms:
      code: SMS_1
      sign: 服匠
      variables: {number: number, name: {from: customer_name, max: 4}}
      status: %s
      text: "工单${number}：${name}"
    mail: {subject: "紧急 {{number}}", text: "{{description}}"}
    inapp: {title: "紧急 {{number}}", text: "{{customer_name}}\\n{{solution}}"}
"""
TOLD: dict[str, Any] = {"to": {"role": "supervisor"}, "via": ["sms", "inapp"], "template": "urgent"}


@pytest.fixture
def aliyun() -> Iterator[Aliyun]:
    with standing(Aliyun()) as stand:
        yield stand


async def publish(office: Office, status: str = "approved", templates: str = URGENT) -> Any:
    admin = await office.person("Builder", admin=True)
    text = (await admin.get("apps/service_desk/blueprint")).text
    head = text.split("\ntemplates:")[0]
    return await office.blueprint(f"{head}\ntemplates:{templates % status if '%s' in templates else templates}")


async def boss_of(office: Office) -> Person:
    boss = await office.supervisor()
    await reach(office, boss, phone="13900000001")
    return boss


async def test_a_template_is_published_exported_and_previewed(office: Office) -> None:
    answer = await publish(office)
    assert answer.status_code == 200, answer.text
    admin = await office.person("Boss", admin=True)
    exported = (await admin.get("apps/service_desk/blueprint")).text
    assert "templates:\n  urgent:" in exported
    again = await admin.put(
        "apps/service_desk/blueprint?plan=1", content=exported.encode(), headers={"Content-Type": "application/yaml"}
    )
    assert {change["change"] for change in again.json()["changes"]} == {"unchanged"}
    (entry,) = (await admin.get("templates")).json()["items"]
    assert entry == {
        "key": "service_desk.urgent", "name": "紧急通知", "form": "ticket", "ways": ["sms", "mail", "inapp"],
        "status": "approved",
    }  # fmt: skip
    shown = (await admin.post("templates/service_desk.urgent/preview", json={})).json()
    assert shown["sms"]["text"].startswith("工单GD")
    assert shown["mail"]["text"] == "〔问题描述〕"
    assert shown["wecom"] is None
    assert (await admin.post("templates/service_desk.none/preview", json={})).status_code == 404


async def test_a_preview_of_a_record_shows_what_its_reader_may_see(office: Office) -> None:
    await publish(office)
    ticket = await office.submit()
    admin = await office.person("Boss", admin=True)
    asked = {"record": ticket.id}
    assert (await admin.post("templates/service_desk.urgent/preview", json=asked)).status_code == 404
    reader = await office.person("Lead", admin=True, roles=["supervisor"])
    shown = (await reader.post("templates/service_desk.urgent/preview", json=asked)).json()
    assert shown["sms"]["text"] == f"工单{ticket.number}：张伟"
    assert shown["mail"]["text"] == "设备掉线\n第二行"
    assert shown["inapp"] == {"subject": f"紧急 {ticket.number}", "text": "张伟"}
    draft = {"name": "x", "mail": {"subject": "s", "text": "{{customer_name}}!"}}
    shown = (
        await reader.post("templates/service_desk.new/preview", json={**asked, "form": "ticket", "document": draft})
    ).json()
    assert shown["mail"] == {"subject": "s", "text": "张伟!"}
    wrong = await reader.post("templates/service_desk.new/preview", json={"document": {"name": "x"}})
    assert wrong.status_code == 422
    assert (await office.supervisor()).id
    assert (await (await office.supervisor()).post("templates/service_desk.urgent/preview", json={})).status_code == 403


async def test_an_approved_template_is_sent_with_its_variables(office: Office, aliyun: Aliyun) -> None:
    await publish(office)
    boss = await boss_of(office)
    await set_ways(office, sms=sms_settings(aliyun))
    ticket = await office.submit(customer_name="欧阳修文长")
    await tell(office, ticket, **TOLD)
    await send_all(office)
    (taken,) = aliyun.taken
    assert (taken["TemplateCode"], taken["SignName"]) == ("SMS_1", "服匠")
    assert taken["params"] == {"number": ticket.number, "name": "欧阳修文"}
    row = (await messages(office, "sms"))[0]
    assert (row["template"], row["text"]) == ("service_desk.urgent", f"工单{ticket.number}：欧阳修文")
    (told,) = (await boss.get("notifications")).json()["items"]
    assert (told["title"], told["text"]) == (f"紧急 {ticket.number}", "欧阳修文长")


async def test_an_unapproved_template_lets_the_message_rest_until_it_is(office: Office, aliyun: Aliyun) -> None:
    await publish(office, "submitted")
    boss = await boss_of(office)
    await set_ways(office, sms=sms_settings(aliyun))
    ticket = await office.submit()
    await tell(office, ticket, **TOLD)
    (row,) = [each for each in (await boss.get("messages")).json()["items"] if each["via"] == "sms"]
    assert (row["state"], row["code"], row["reason"]) == ("skipped", "template_missing", "没有审核通过的短信模板")
    assert row["can_retry"] is True
    refused = await boss.post(f"messages/{row['id']}/retry")
    assert (refused.status_code, refused.json()["code"]) == (409, "template_missing")
    items = (await boss.get(f"forms/ticket/records/{ticket.id}/activity")).json()["items"]
    assert "没有审核通过的短信模板" in [item["data"].get("reason") for item in items]
    await publish(office, "approved")
    assert (await boss.post(f"messages/{row['id']}/retry")).json()["state"] == "queued"
    await send_all(office)
    assert [each["params"]["number"] for each in aliyun.taken] == [ticket.number]
    assert await states(office, "sms") == ["sent"]


async def test_a_default_template_of_the_way_stands_in(office: Office, aliyun: Aliyun) -> None:
    await publish(office, "rejected")
    await boss_of(office)
    await set_ways(office, sms=sms_settings(aliyun, template="SMS_FREE"))
    ticket = await office.submit()
    await tell(office, ticket, **TOLD, text="紧急：{{number}}")
    await send_all(office)
    assert aliyun.taken[0]["params"] == {"text": f"紧急：{ticket.number}"}


@pytest.mark.parametrize(
    ("templates", "code"),
    [
        ("\n  bad:\n    name: x\n    form: ticket\n    mail: {subject: s, text: '{{nothing}}'}\n", "variable_unknown"),
        ("\n  bad:\n    name: x\n    form: nothing\n    mail: {subject: s, text: t}\n", "form_unknown"),
        ("\n  bad: {name: x}\n", "template_empty"),
        ("\n  bad:\n    name: x\n    pigeon: {text: t}\n", "key_unknown"),
    ],
)
async def test_mistakes_are_told_with_line_and_column(office: Office, templates: str, code: str) -> None:
    answer = await publish(office, templates=templates)
    assert answer.status_code == 422
    assert code in {problem["code"] for problem in answer.json()["errors"]}
