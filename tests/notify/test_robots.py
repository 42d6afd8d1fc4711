"""Robots of groups from the administrator's screen to the chat, against stand-ins that sign, count and measure."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from helpwright.notify.ways import seal_robots_anew
from helpwright.platform.database import Statement
from helpwright.platform.secret_key import SecretKey, add_key, key_file
from tests.support.group_robots import Chat, DingtalkChat, FeishuChat, WecomChat
from tests.support.office import TICKETS, Office, Person
from tests.support.providers import standing
from tests.support.telling import messages, reach, send_all, states, tell

TOLD: dict[str, Any] = {
    "to": {"robot": "service_group"},
    "via": ["robot"],
    "subject": "紧急 {{number}}",
    "text": "{{customer_name}}：{{description}}",
}


@pytest.fixture
def wecom(office: Office) -> Iterator[WecomChat]:
    with standing(WecomChat(now=office.clock.now)) as stand:
        yield stand


@pytest.fixture
def dingtalk(office: Office) -> Iterator[DingtalkChat]:
    with standing(DingtalkChat(now=office.clock.now)) as stand:
        yield stand


@pytest.fixture
def feishu(office: Office) -> Iterator[FeishuChat]:
    with standing(FeishuChat(now=office.clock.now)) as stand:
        yield stand


def body_of(chat: Chat, **more: Any) -> dict[str, Any]:
    """As an administrator fills it in; the stand-in lies elsewhere than the provider."""
    kind = {WecomChat: "wecom", DingtalkChat: "dingtalk", FeishuChat: "feishu"}[type(chat)]
    secret = getattr(chat, "secret", "")
    body = {"name": "客服群", "kind": kind, "webhook": chat.webhook, "other_host": True}
    return {**body, **({"secret": secret} if secret else {}), **more}


async def connect(office: Office, chat: Chat, key: str = "service_group", **more: Any) -> Person:
    """A robot in the group, by a new administrator, who is answered."""
    admin = await office.person("管理员", admin=True)
    answer = await admin.post("robots", json={"key": key, **body_of(chat, **more)})
    assert answer.status_code == 201, answer.text
    await admin.put("settings", json={"public_url": "https://desk.example.com"})
    return admin


async def rush(office: Office, count: int, **step: Any) -> None:
    """So many tickets at once, each told to the group."""
    for number in range(count):
        ticket = await office.submit(description=f"第 {number} 件")
        await tell(office, ticket, **{**TOLD, **step})
    await send_all(office)


async def until_all_sent(office: Office) -> int:
    """Let time pass until nothing waits; in how many steps of ten seconds."""
    for step in range(200):
        if not set(await states(office)) & {"held", "queued", "sending"}:
            return step
        office.clock.advance(seconds=10)
        await office.sweep()
        await send_all(office)
    raise AssertionError(await states(office))


async def test_only_administrators_see_and_set_robots(office: Office) -> None:
    boss = await office.supervisor()
    for method, path in (
        ("GET", "robots"), ("POST", "robots"), ("PUT", "robots/x"), ("DELETE", "robots/x"), ("POST", "robots/x/test"),
        ("GET", "apps/service_desk/robots"),
    ):  # fmt: skip
        sent = {"key": "x", "name": "x", "kind": "wecom"} if method in {"POST", "PUT"} else None
        assert (await boss.request(method, path, json=sent)).status_code == 403, path
    assert (await office.browser().get("robots")).status_code == 401


@pytest.mark.parametrize("chat", ["wecom", "dingtalk", "feishu"])
async def test_a_trial_and_a_message_arrive(chat: str, office: Office, request: pytest.FixtureRequest) -> None:
    stand: Chat = request.getfixturevalue(chat)
    admin = await connect(office, stand)
    tried = (await admin.post("robots/service_group/test")).json()
    assert tried["state"] == "sent"
    assert tried["answer"].startswith("0 ")
    ticket = await office.submit(customer_name="张伟")
    await tell(office, ticket, **TOLD)
    await send_all(office)
    assert await states(office) == ["sent"]
    trial, said = stand.texts()
    assert "试发消息" in trial
    assert ticket.number in said
    assert "张伟" in said
    assert f"https://desk.example.com/forms/service_desk.ticket/{ticket.id}" in said
    boss = await office.supervisor()
    shown = (await boss.get("messages")).json()["items"][0]
    assert (shown["via"], shown["to"], shown["group"], shown["state"]) == ("robot", "service_group", "客服群", "sent")
    activity = (await boss.get(f"{TICKETS}/{ticket.id}/activity")).text
    assert "客服群" in activity


@pytest.mark.parametrize(
    ("chat", "wrong", "says"),
    [
        ("dingtalk", {"secret": "SECwrong"}, "310000 sign not match"),
        ("feishu", {"secret": "wrong"}, "19021"),
    ],
)
async def test_a_wrong_secret_is_told_and_the_message_waits(
    chat: str, wrong: dict[str, str], says: str, office: Office, request: pytest.FixtureRequest
) -> None:
    stand: Chat = request.getfixturevalue(chat)
    admin = await connect(office, stand, **wrong)
    tried = (await admin.post("robots/service_group/test")).json()
    assert tried["state"] == "postponed"
    assert says in tried["answer"]
    await tell(office, await office.submit(), **TOLD)
    await send_all(office)
    assert await states(office) == ["queued"]
    right = body_of(stand)
    assert (await admin.put("robots/service_group", json=right)).status_code == 200
    office.clock.advance(minutes=1)
    await send_all(office)
    assert await states(office) == ["sent"]


async def test_the_keyword_is_said_where_the_text_does_not(office: Office, dingtalk: DingtalkChat) -> None:
    dingtalk.secret, dingtalk.keyword = "", "服匠通知"
    admin = await connect(office, dingtalk)
    assert "keywords not in content" in (await admin.post("robots/service_group/test")).json()["answer"]
    await admin.put("robots/service_group", json=body_of(dingtalk, keyword="服匠通知"))
    assert (await admin.post("robots/service_group/test")).json()["state"] == "sent"


@pytest.mark.parametrize("chat", ["wecom", "dingtalk", "feishu"])
async def test_a_rush_loses_nothing_and_is_never_refused(
    chat: str, office: Office, request: pytest.FixtureRequest
) -> None:
    stand: Chat = request.getfixturevalue(chat)
    await connect(office, stand)
    await rush(office, 130)
    await until_all_sent(office)
    assert stand.refused == 0, "the provider never had to say no"
    assert await states(office) == ["sent"] * 130
    said = "\n".join(stand.texts())
    assert [number for number in range(130) if f"第 {number} 件" not in said] == []
    assert len(stand.taken) < 60
    together = [row["extra"]["together"] for row in await messages(office) if "together" in row["extra"]]
    assert len(together) > 60
    assert all(row["attempts"] == 1 for row in await messages(office))


async def test_what_waits_says_until_when(office: Office, dingtalk: DingtalkChat) -> None:
    admin = await connect(office, dingtalk)
    answers = [(await admin.post("robots/service_group/test")).json() for _ in range(19)]
    tried = answers[-1]
    assert (tried["state"], tried["answer"]) == ("postponed", "这个群机器人刚才发得太多，请 61 秒后再试。")
    await tell(office, await office.submit(), **TOLD)
    await send_all(office)
    (shown,) = (await (await office.supervisor()).get("messages")).json()["items"]
    assert (shown["state"], shown["code"], shown["attempts"]) == ("held", "robot_pace", 0)
    assert "每分钟" in shown["reason"]
    assert shown["due_at"] is not None
    assert dingtalk.refused == 0
    office.clock.advance(seconds=61)
    await office.sweep()
    await send_all(office)
    assert await states(office) == ["sent"]


async def test_a_ban_that_others_caused_is_sat_out(office: Office, dingtalk: DingtalkChat) -> None:
    await connect(office, dingtalk)
    dingtalk.banned_until = office.clock.now() + timedelta(minutes=5)
    await tell(office, await office.submit(), **TOLD)
    await send_all(office)
    assert (await states(office), dingtalk.refused) == (["queued"], 1)
    office.clock.advance(minutes=9)
    await send_all(office)
    await tell(office, await office.submit(), **TOLD)
    await send_all(office)
    assert dingtalk.refused == 1, "nobody asked while it wanted silence"
    await until_all_sent(office)
    assert await states(office) == ["sent", "sent"]


async def test_the_wecom_id_or_phone_of_who_works_on_it_is_called(
    office: Office, wecom: WecomChat, dingtalk: DingtalkChat, feishu: FeishuChat
) -> None:
    for chat, key in ((wecom, "a"), (dingtalk, "b"), (feishu, "c")):
        await connect(office, chat, key)
    agent = await office.agent("李娜")
    ticket = await office.submit(problem_type="support")
    task = await agent.task_of(ticket.id)
    assert (await agent.post(f"tasks/{task['id']}/claim")).status_code == 200

    async def told() -> None:
        for key in "abc":
            await tell(office, ticket, **{**TOLD, "to": {"robot": key}, "mention": True, "delay": {"minutes": 1}})
        await send_all(office)

    await reach(office, agent, phone="13900000001")
    await told()
    assert wecom.taken[-1]["text"]["mentioned_mobile_list"] == ["13900000001"]
    assert dingtalk.taken[-1]["at"] == {"atMobiles": ["13900000001"], "isAtAll": False}
    assert "@李娜" in feishu.texts()[-1]
    assert not await office.rows("SELECT 1 FROM messages WHERE extra::text LIKE '%%1390000%%'"), "it is not kept"
    await reach(office, agent, wecom_id="lina")
    await told()
    assert "<@lina>" in wecom.texts()[-1]
    assert "13900000001" not in wecom.texts()[-1]


async def test_one_message_a_group_and_event(office: Office, wecom: WecomChat) -> None:
    await connect(office, wecom)
    ticket = await office.submit()
    await tell(office, ticket, **TOLD)
    await tell(office, ticket, rule="service_desk.other", **{**TOLD, "text": "又一条"})
    await send_all(office)
    assert len(wecom.taken) == 1


async def test_hostile_texts_call_nobody_and_fit(office: Office, wecom: WecomChat, dingtalk: DingtalkChat) -> None:
    await connect(office, wecom)
    await connect(office, dingtalk, "other")
    for text in (
        "<@all> [点我](https://evil.example) ![](https://evil.example/a.png) **x**",
        "长" * 15_000,
        "😀" * 5_000,
    ):
        ticket = await office.submit(description=text)
        for key in ("service_group", "other"):
            await tell(office, ticket, **{**TOLD, "to": {"robot": key}})
    await send_all(office)
    assert set(await states(office)) == {"sent"}
    for chat in (wecom, dingtalk):
        said = "\n".join(chat.texts())
        assert "<@all>" not in said
        assert "](https://evil" not in said
        assert "\x1b" not in said


async def test_without_a_robot_messages_are_recorded_and_sent_once_it_is_there(
    office: Office, wecom: WecomChat
) -> None:
    await tell(office, await office.submit(), **TOLD)
    assert await states(office) == ["trial"]
    (shown,) = (await (await office.supervisor()).get("messages")).json()["items"]
    assert (shown["code"], shown["reason"]) == ("robot_not_connected", "这个群机器人还没有接入，消息只记录，不发出。")
    boss = await office.supervisor()
    refused = await boss.post(f"messages/{shown['id']}/retry")
    assert (refused.status_code, refused.json()["code"]) == (409, "robot_not_connected")
    await connect(office, wecom)
    await tell(office, await office.submit(), **{**TOLD, "to": {"robot": "another"}})
    assert await states(office) == ["trial", "trial"]
    assert {each["code"] for each in (await boss.get("messages")).json()["items"]} == {"robot_not_connected"}
    assert (await boss.post(f"messages/{shown['id']}/retry")).status_code == 200
    await send_all(office)
    assert await states(office) == ["sent", "trial"]


async def test_only_the_apps_that_may_use_it(office: Office, wecom: WecomChat) -> None:
    admin = await connect(office, wecom, apps=[])
    assert (await admin.get("apps/service_desk/robots")).json()["items"] == []
    await tell(office, await office.submit(), **TOLD)
    assert await states(office) == ["skipped"]
    (shown,) = (await (await office.supervisor()).get("messages")).json()["items"]
    assert shown["code"] == "robot_not_for_app"
    assert (await admin.put("robots/service_group", json=body_of(wecom, apps=["service_desk"]))).status_code == 200
    assert [each["key"] for each in (await admin.get("apps/service_desk/robots")).json()["items"]] == ["service_group"]
    await (await office.supervisor()).post(f"messages/{shown['id']}/retry")
    await send_all(office)
    assert await states(office) == ["sent"]
    unknown = await admin.put("robots/service_group", json=body_of(wecom, apps=["nowhere"]))
    assert unknown.json()["errors"][0]["code"] == "app_missing"


async def test_a_right_taken_away_holds_what_is_queued(office: Office, wecom: WecomChat) -> None:
    admin = await connect(office, wecom)
    await tell(office, await office.submit(), **TOLD)
    await admin.put("robots/service_group", json=body_of(wecom, apps=[]))
    await send_all(office)
    assert (await states(office), wecom.taken) == (["skipped"], [])


async def test_disconnecting_says_what_still_writes_to_it(office: Office, wecom: WecomChat) -> None:
    admin = await connect(office, wecom)
    await office.blueprint(await blueprint_with(office))
    (robot,) = (await admin.get("robots")).json()["items"]
    assert robot["used_by"] == [
        {"kind": "rule", "key": "service_desk.critical", "name": "紧急通知", "app": "service_desk"}
    ]
    refused = await admin.delete("robots/service_group")
    assert (refused.status_code, refused.json()["code"]) == (409, "robot_in_use")
    assert "紧急通知" in refused.json()["detail"]
    await tell(office, await office.submit(), **TOLD)
    assert (await admin.delete("robots/service_group", params={"anyway": "true"})).status_code == 204
    await send_all(office)
    assert (await states(office), wecom.taken) == (["trial"], [])
    (wanted,) = (await admin.get("robots")).json()["wanted"]
    assert (wanted["key"], [each["name"] for each in wanted["used_by"]]) == ("service_group", ["紧急通知"])
    gone = [await admin.delete("robots/service_group"), await admin.post("robots/service_group/test")]
    assert [(each.status_code, each.json()["code"]) for each in gone] == [(404, "robot_missing")] * 2
    acts = [row["act"] for row in await office.rows("SELECT act FROM audit_log WHERE object = 'robot:service_group'")]
    assert acts == ["robot_connected", "robot_removed"]


async def blueprint_with(office: Office) -> str:
    """The app with a rule that writes to the group."""
    admin = await office.person("导出", admin=True)
    text = (await admin.get("apps/service_desk/blueprint")).text
    found = text.replace("role: supervisor\n", "role: supervisor\n")
    head, rule = found.split("  critical:\n", 1)
    step, rest = rule.split("    then:\n", 1)
    tail = rest[rest.index("  dwell:\n") :] if "  dwell:\n" in rest else rest[rest.index("  confirmation:\n") :]
    told = "    - {action: notify, to: {robot: service_group}, via: [robot], mention: true, text: 紧急}\n"
    return f"{head}  critical:\n{step}    then:\n{told}{tail}"


async def test_a_blueprint_names_the_robot_and_asks_to_connect_it(office: Office, wecom: WecomChat) -> None:
    text = await blueprint_with(office)
    planned = (await office.blueprint(text, plan=True)).json()
    assert planned["problems"] == []
    (notice,) = planned["notices"]
    assert notice["code"] == "robot_to_connect"
    assert "service_group" in notice["message"]
    assert (await office.blueprint(text)).status_code == 200
    admin = await connect(office, wecom)
    assert (await office.blueprint(text, plan=True)).json()["notices"] == []
    exported = (await admin.get("apps/service_desk/blueprint")).text
    assert "robot: service_group" in exported
    assert wecom.token not in exported
    await office.submit(urgency="critical")
    await office.settle()
    await send_all(office)
    assert len(wecom.taken) == 1


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ("to: {robot: g}, via: [mail], subject: a, text: b", "robot_way_only"),
        ("to: {role: supervisor}, via: [robot], text: b", "robot_way_wrong"),
        ("to: {robot: g}, via: [robot], fallback: sms, text: b", "robot_no_fallback"),
        ("to: {role: supervisor}, via: [inapp], text: b, mention: true", "mention_without_robot"),
    ],
)
async def test_people_and_groups_are_not_mixed_up(step: str, code: str, office: Office) -> None:
    text = await blueprint_with(office)
    told = "to: {robot: service_group}, via: [robot], mention: true, text: 紧急"
    answer = await office.blueprint(text.replace(told, step), plan=True)
    assert code in [each["code"] for each in answer.json()["problems"]], answer.text


async def test_secrets_go_in_and_never_come_out(
    office: Office, dingtalk: DingtalkChat, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    admin = await connect(office, dingtalk)
    await admin.post("robots/service_group/test")
    await tell(office, await office.submit(), **TOLD)
    await send_all(office)
    dingtalk.instead.append((200, {"errcode": 310000, "errmsg": "no"}))
    await tell(office, await office.submit(), **TOLD)
    await send_all(office)
    printed = capfd.readouterr()
    seen = [caplog.text, printed.out, printed.err]
    seen += [(await admin.get(path)).text for path in ("robots", "messages", "apps/service_desk/robots", "audit")]
    for table in ("robots", "robot_paces", "settings", "messages", "events", "audit_log", "procrastinate_jobs"):
        rows = await office.rows(f"SELECT to_jsonb(t)::text AS row FROM {table} t")  # noqa: S608 -- of this test
        seen += [row["row"] for row in rows]
    for text in seen:
        for secret in (dingtalk.token, dingtalk.secret):
            assert secret not in text
            assert secret.encode().hex() not in text
    shown = (await admin.get("robots")).json()["items"][0]
    assert shown["secrets"] == {"webhook": True, "secret": True}
    assert shown["host"] == "127.0.0.1"


async def test_a_secret_left_out_is_kept_for_the_same_host_only(office: Office, dingtalk: DingtalkChat) -> None:
    admin = await connect(office, dingtalk)
    body = body_of(dingtalk, name="客服一群")
    renamed = {key: value for key, value in body.items() if key not in {"webhook", "secret"}}
    assert (await admin.put("robots/service_group", json=renamed)).json()["name"] == "客服一群"
    assert (await admin.post("robots/service_group/test")).json()["state"] == "sent"
    moved = {**renamed, "webhook": f"http://localhost:1/robot/send?access_token={dingtalk.token}"}
    refused = await admin.put("robots/service_group", json=moved)
    assert [(each["field"], each["code"]) for each in refused.json()["errors"]] == [("secret", "way_secret_anew")]
    other = await admin.put("robots/service_group", json={**renamed, "kind": "feishu"})
    assert [(each["field"], each["code"]) for each in other.json()["errors"]] == [("webhook", "way_secret_anew")]
    # A secret that is left out is kept; null, or nothing in it, takes it away.
    for nothing in (None, ""):
        signed = await admin.put("robots/service_group", json=body)
        assert signed.json()["secrets"] == {"webhook": True, "secret": True}
        cleared = await admin.put("robots/service_group", json={**renamed, "secret": nothing})
        assert (cleared.status_code, cleared.json().get("secrets")) == (200, {"webhook": True, "secret": False})


@pytest.mark.parametrize(
    ("webhook", "more", "code"),
    [
        ("", {}, "robot_webhook_missing"),
        ("https://evil.example/cgi-bin/webhook/send?key=1", {}, "robot_host_unknown"),
        ("https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key=1", {}, "robot_host_unknown"),
        ("https://qyapi.weixin.qq.com@evil.example/cgi-bin/webhook/send?key=1", {}, "way_url_malformed"),
        ("http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", {}, "way_url_insecure"),
        ("https://qyapi.weixin.qq.com:444/cgi-bin/webhook/send?key=1", {}, "way_url_insecure"),
        ("https://qyapi.weixin.qq.com/cgi-bin/message/send?key=1", {}, "robot_webhook_malformed"),
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1#x", {}, "way_url_malformed"),
        ("http://relay.example/x?key=1", {"other_host": True}, "way_url_insecure"),
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", {"secret": "x"}, "robot_signs_not"),
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", {"keyword": "x"}, "robot_keyword_not"),
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", {"kind": "pigeon"}, "robot_kind_unknown"),
        (
            "https://oapi.dingtalk.com/robot/send?access_token=1",
            {"kind": "dingtalk", "secret": "é"},
            "secret_malformed",
        ),
    ],
)
async def test_only_the_providers_addresses(webhook: str, more: dict[str, Any], code: str, office: Office) -> None:
    admin = await office.person("管理员", admin=True)
    body = {"key": "g", "name": "群", "kind": "wecom", "webhook": webhook, **more}
    answer = await admin.post("robots", json=body)
    assert answer.status_code == 422
    assert [each["code"] for each in answer.json()["errors"]] == [code]


async def test_a_house_of_its_own_is_not_looked_around_in(office: Office) -> None:
    admin = await office.person("管理员", admin=True)
    body = {"key": "g", "name": "群", "kind": "wecom", "webhook": "https://192.168.1.1/x?key=1", "other_host": True}
    assert (await admin.post("robots", json=body)).status_code == 201
    tried = (await admin.post("robots/g/test")).json()
    assert tried["state"] == "postponed"
    again = await admin.post("robots", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "robot_exists")


async def test_a_group_that_does_not_answer_keeps_no_other_waiting(
    office: Office, wecom: WecomChat, dingtalk: DingtalkChat
) -> None:
    await connect(office, dingtalk, "dead", webhook="http://127.0.0.1:1/robot/send?access_token=1")
    await connect(office, wecom)
    ticket = await office.submit()
    for key in ("dead", "dead", "service_group"):
        await tell(office, ticket, **{**TOLD, "to": {"robot": key}, "delay": {"minutes": 1}})
    await send_all(office)
    assert sorted(await states(office)) == ["queued", "queued", "sent"]


async def test_after_another_key_the_webhook_is_asked_for_anew(office: Office, wecom: WecomChat) -> None:
    admin = await connect(office, wecom)
    await office.product.database.write([Statement("UPDATE robots SET secrets = '\\x00', changed_at = now()")])
    (shown,) = (await admin.get("robots")).json()["items"]
    assert shown["problem"] == "保存的密钥打不开，请重新填写 Webhook 地址。"
    refused = await admin.post("robots/service_group/test")
    assert (refused.status_code, refused.json()["code"]) == (409, "robot_unreadable")
    await tell(office, await office.submit(), **TOLD)
    assert await states(office) == ["trial"]
    assert (await admin.put("robots/service_group", json=body_of(wecom))).status_code == 200
    assert (await admin.post("robots/service_group/test")).json()["state"] == "sent"


async def test_a_newer_key_seals_them_anew(office: Office, wecom: WecomChat) -> None:
    admin = await connect(office, wecom)
    (before,) = await office.rows("SELECT secrets FROM robots")
    product = office.product
    path = key_file(product.environment.data_dir, product.environment.secret_key_file)
    add_key(path)
    newer = SecretKey.load(product.environment.data_dir, product.environment.secret_key_file)
    async with product.database.transaction() as session:
        assert await seal_robots_anew(session, newer) == 1
        assert await seal_robots_anew(session, newer) == 0
    (after,) = await office.rows("SELECT secrets FROM robots")
    assert bytes(before["secrets"]) != bytes(after["secrets"])
    assert (await admin.post("robots/service_group/test")).json()["state"] == "sent"


async def test_a_robot_that_is_called_like_a_way_hides_no_change_of_it(office: Office, wecom: WecomChat) -> None:
    admin = await connect(office, wecom, key="sms")
    gateway = {"provider": "gateway", "base_url": "https://gateway.example.com", "token": "one"}
    assert (await admin.put("ways/sms", json=gateway)).status_code == 200
    before = (await office.product.ways.current())["sms"]
    assert (await admin.put("ways/sms", json={**gateway, "token": "two"})).status_code == 200
    after = (await office.product.ways.current())["sms"]
    assert after is not before
