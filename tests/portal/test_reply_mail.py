"""A colleague's reply goes to the customer by mail as well."""

from pathlib import Path

import pytest

from tests.portal.test_reply_files import upload
from tests.support.office import TICKETS, Office

BLUEPRINT = Path(__file__).parents[2] / "blueprints" / "service_desk.yaml"
MAILS = "SELECT * FROM messages WHERE key LIKE 'reply:%%' ORDER BY created_at, id"
FORM = "  ticket:\n    name: {zh-CN: 服务工单, en: Service ticket}\n"


async def _changed(office: Office, replies: str, more: str = "") -> None:
    text = BLUEPRINT.read_text("utf-8")
    assert FORM in text
    answer = await office.blueprint(text.replace(FORM, f"{FORM}    replies: {replies}\n") + more)
    assert answer.status_code == 200, answer.text


async def test_a_reply_is_mailed_once_with_the_way_back_and_notes_never_are(office: Office) -> None:
    boss = await office.person("Boss", admin=True)
    assert (await boss.put("settings", json={"public_url": "https://desk.example.com"})).is_success
    ticket = await office.submit(customer_email="he@customer.cn")
    agent = await office.agent()
    await agent.work(ticket.id, "claim")
    words = "请先重启设备。\n\n还不行就拍一张照片。"
    await agent.post(f"{TICKETS}/{ticket.id}/comments", json={"text": words, "visibility": "public"})
    await agent.post(f"{TICKETS}/{ticket.id}/comments", json={"text": "机密备注"})
    await office.answer(ticket, "reply", text="好的")
    await office.settle()
    await office.settle()
    (mail,) = await office.rows(MAILS)
    assert (mail["via"], mail["recipient"], mail["state"]) == ("mail", "he@customer.cn", "trial")
    assert mail["subject"].startswith(f"回复：{ticket.number} ")
    assert words in mail["text"]
    assert f"https://desk.example.com/p/{ticket.token}" in mail["text"]
    assert "李娜" not in mail["text"]


async def test_a_reply_that_is_only_a_file_is_mailed_too(office: Office) -> None:
    ticket = await office.submit(customer_email="he@customer.cn")
    agent = await office.agent()
    for text, names in (("", ["接线图.png", "report.png"]), ("请看图", ["图.png"])):
        files = [(await upload(agent, ticket, name)).json()["id"] for name in names]
        body = {"text": text, "visibility": "public", "files": files}
        assert (await agent.post(f"{TICKETS}/{ticket.id}/comments", json=body)).status_code == 201
    await office.settle()
    assert {each["text"] for each in await office.rows(MAILS)} == {
        "附件（请在进度页查看）：接线图.png、report.png",
        "请看图\n\n附件（请在进度页查看）：图.png",
    }


async def test_without_an_address_nothing_is_written(office: Office) -> None:
    ticket = await office.submit(customer_email=None)
    agent = await office.agent()
    await agent.post(f"{TICKETS}/{ticket.id}/comments", json={"text": "请重启", "visibility": "public"})
    await office.settle()
    assert await office.rows(MAILS) == []


async def test_a_form_may_leave_it_off(office: Office) -> None:
    await _changed(office, "{mail: false}")
    ticket = await office.submit(customer_email="he@customer.cn")
    agent = await office.agent()
    await agent.post(f"{TICKETS}/{ticket.id}/comments", json={"text": "请重启", "visibility": "public"})
    await office.settle()
    assert await office.rows(MAILS) == []


async def test_a_template_says_how_it_is_written(office: Office) -> None:
    mail = 'mail: {subject: "{{number}}", text: "您好：{{reply}}"}'
    template = f"templates:\n  reply: {{name: 回复, form: ticket, {mail}}}\n"
    await _changed(office, "{template: reply}", template)
    ticket = await office.submit(customer_email="he@customer.cn")
    agent = await office.agent()
    await agent.post(f"{TICKETS}/{ticket.id}/comments", json={"text": "请重启", "visibility": "public"})
    await office.settle()
    (sent,) = await office.rows(MAILS)
    assert (sent["subject"], sent["text"]) == (ticket.number, "您好：请重启")


@pytest.mark.parametrize("replies", ["{template: nothing}", "{mail: true}"])
async def test_settings_that_mean_nothing_are_refused(office: Office, replies: str) -> None:
    text = BLUEPRINT.read_text("utf-8").replace(FORM, f"{FORM}    replies: {replies}\n")
    assert (await office.blueprint(text, plan=True)).json()["problems"]
