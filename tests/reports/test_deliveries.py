"""Dashboards by mail: at their time, once, to each what they may see, and no longer than the owner may."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from helpwright.platform.database import Statement
from tests.reports.delivering import PostOffice, listed, make, part, post_office, text_of, wanted
from tests.support.group_robots import WecomChat
from tests.support.office import Person
from tests.support.providers import standing


@pytest.fixture
async def post(desk_url: str, tmp_path: Path) -> AsyncIterator[PostOffice]:
    """The office with mail."""
    async with post_office(desk_url, tmp_path) as opened:
        yield opened


def tomorrow_at_nine(post: PostOffice) -> None:
    post.office.clock.present = datetime(2026, 11, 24, 1, tzinfo=UTC)


async def test_each_gets_by_mail_what_they_may_see(post: PostOffice) -> None:
    boss, agent, other = (
        await post.office.supervisor(),
        await post.office.agent(),
        await post.office.agent("赵强", team="service"),
    )
    english = await post.office.supervisor("Smith")
    await english.patch(f"people/{english.id}", json={"locale": "en"})
    nobody = await post.office.person("访客")
    for problem in ("support", "support", "complaint", "product"):
        await post.office.submit(problem_type=problem)
    people = [boss.id, agent.id, other.id, english.id, nobody.id]
    await make(boss, people=people, sheet=True)
    assert (await listed(boss))["items"][0]["next_at"] == "2026-11-24T01:00:00.000Z"
    await post.work()
    assert post.inbox.messages == []

    tomorrow_at_nine(post)
    await post.work()
    assert len(post.inbox.messages) == 4
    for reader in (boss, agent, other, english):
        (mail,) = post.mail_to(await post.address(reader))
        widgets = (await reader.get("dashboards/cockpit")).json()["widgets"]
        waiting = widgets["waiting"]["rows"][0][0]
        text = text_of(mail)
        assert re.search(rf"待处理】?\n{waiting}\n", text)
        pictures = [each for each in mail.walk() if each.get_content_type() == "image/png"]
        assert all(each.get_content().startswith(b"\x89PNG") for each in pictures)
        html = part(mail, "text/html").get_content()
        assert {f"cid:{str(each['Content-ID']).strip('<>')}" for each in pictures} == {
            piece.split('"')[0] for piece in html.split('src="')[1:]
        }
        assert "https://desk.example.com/dashboards/service_desk.cockpit" in html
        sheet = next(each for each in mail.iter_attachments())
        assert sheet.get_filename() == "客服日报 2026-11-24.xlsx"
        assert sheet.get_content()[:2] == b"PK"
    (mail,) = post.mail_to(await post.address(english))
    assert "Numbers as of 2026-11-24 09:00" in text_of(mail)
    counts = {
        each.id: (await each.get("dashboards/cockpit")).json()["widgets"]["waiting"]["rows"][0][0]
        for each in (boss, agent, other)
    }
    assert counts[boss.id] == 4 > counts[agent.id]

    (run,) = (await listed(boss))["items"][0]["runs"]
    assert (run["state"], run["trial"], run["told"]) == ("done", False, 4)
    assert [each for each in run["people"] if each["reason"]] == [
        {"name": "访客", "state": "left_out", "reason": "无权查看这个看板"}
    ]
    told = await post.office.rows("SELECT act, data FROM audit_log WHERE act LIKE 'd%%' AND object LIKE 'dashboard:%%'")
    assert [each["act"] for each in told] == ["delivery_created", "dashboard_sent"]
    assert told[1]["data"] == {"name": "客服日报", "recipients": 5, "outside": 0, "trial": False}


async def test_missed_times_come_once_and_the_next_is_kept(post: PostOffice) -> None:
    boss = await post.office.supervisor()
    await make(boss, people=[boss.id])
    post.office.clock.present = datetime(2026, 11, 28, 3, 30, tzinfo=UTC)
    await post.work()
    await post.work()
    assert len(post.inbox.messages) == 1
    assert (await listed(boss))["items"][0]["next_at"] == "2026-11-29T01:00:00.000Z"


async def test_a_run_that_is_carried_out_twice_tells_once(post: PostOffice) -> None:
    boss, agent = await post.office.supervisor(), await post.office.agent()
    await make(boss, people=[boss.id, agent.id])
    tomorrow_at_nine(post)
    await post.office.sweep()
    (row,) = await post.office.rows("SELECT id FROM delivery_runs")
    work = post.office.product.delivering
    await work.send(row["id"])
    # As after a crash behind the first message: the run is still waiting, one has no result yet.
    await post.office.product.database.write([
        Statement("UPDATE delivery_runs SET state = 'waiting', ended_at = NULL"),
        Statement("DELETE FROM delivery_results WHERE recipient = %(id)s", {"id": agent.id}),
    ])  # fmt: skip
    await work.send(row["id"])
    await post.run_jobs()
    assert sorted(post.inbox.recipients) == sorted([await post.address(boss), await post.address(agent)])
    assert len(set(post.inbox.ids)) == 2
    # What a mail had beside its text is gone with it.
    assert await post.office.rows("SELECT * FROM message_letters") == []


async def test_it_stops_when_its_owner_may_no_longer(post: PostOffice) -> None:
    boss, second = await post.office.supervisor(), await post.office.supervisor("周敏")
    agent = await post.office.agent()
    admin = await post.office.person("管理员", admin=True)
    delivery = await make(boss, people=[agent.id])
    await admin.patch(f"people/{boss.id}", json={"active": False})
    tomorrow_at_nine(post)
    await post.work()
    assert post.inbox.messages == []
    (shown,) = (await listed(second))["items"]
    assert (shown["state"], shown["next_at"]) == ("stopped", None)
    assert "王芳" in shown["reason"]
    bell = (await second.get("notifications")).json()["items"]
    assert [each["title"] for each in bell] == ["定时发送「客服日报」已停止"]
    resumed = await second.post(f"deliveries/{delivery}/resume")
    assert (resumed.status_code, resumed.json()["code"]) == (409, "delivery_stopped_save")
    body = {"version": shown["version"], "document": shown["document"]}
    assert (await second.put(f"deliveries/{delivery}", json=body)).status_code == 204
    assert (await second.put(f"deliveries/{delivery}", json=body)).status_code == 409
    post.office.clock.advance(days=1)
    await post.work()
    (mail,) = post.inbox.messages
    assert "周敏" in text_of(mail)


async def test_who_may_send_to_whom(post: PostOffice) -> None:
    boss, agent = await post.office.supervisor(), await post.office.agent()
    stranger = await post.office.person("访客")
    path = "dashboards/cockpit/deliveries"

    async def refused(body: dict[str, Any], who: Person = agent) -> Any:
        answer = await who.post(path, json=body)
        return answer.json().get("code") if answer.status_code != 201 else None

    assert await refused(wanted(people=[agent.id])) is None
    assert await refused(wanted(people=[boss.id])) == "delivery_others_forbidden"
    assert await refused(wanted(teams=["service_desk.tech"])) == "delivery_others_forbidden"
    assert await refused(wanted(outside=["a@example.org"]), boss) == "delivery_outside_forbidden"
    assert await refused(wanted(people=[stranger.id]), stranger) == "dashboard_missing"
    assert await refused(wanted(), boss) == "invalid"
    assert await refused(wanted(people=[boss.id], widgets=["gone"]), boss) == "invalid"
    assert (
        await refused(wanted(people=[boss.id], when={"every": "day", "at": "09:00", "calendar": "x"}), boss)
        == "invalid"
    )
    # The agent's own is seen by who looks after the dashboard, not the other way round.
    await make(boss, people=[boss.id])
    assert len((await listed(boss))["items"]) == 2
    assert [each["mine"] for each in (await listed(agent))["items"]] == [True]
    theirs = next(each["id"] for each in (await listed(boss))["items"] if each["mine"])
    assert (await agent.post(f"deliveries/{theirs}/pause")).status_code == 404


async def test_addresses_outside_get_what_the_owner_sees_and_can_leave(post: PostOffice) -> None:
    await post.let_export()
    boss = await post.office.supervisor()
    await post.office.submit()
    await make(boss, outside=["partner@example.org"], language="en", filter=[
        {"field": "urgency", "op": "in", "value": ["critical"]},
        {"field": "created_at", "op": "within", "value": {"last": 7, "unit": "day"}},
    ])  # fmt: skip
    tomorrow_at_nine(post)
    await post.work()
    (mail,) = post.inbox.messages
    text = text_of(mail)
    assert "last 7 days; Urgency: Critical" in text
    assert "/dashboards/" not in text
    address = str(mail["List-Unsubscribe"]).strip(" <>")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    browser = post.office.browser("en", base="http://desk.example.com")
    page = await browser.get(address.removeprefix("https://desk.example.com"))
    assert page.status_code == 200
    assert "Stop receiving “客服日报”?" in page.text
    post.office.clock.advance(days=1)
    await post.work()
    assert len(post.inbox.messages) == 2  # looking ended nothing
    done = await browser.post(address.removeprefix("https://desk.example.com"))
    assert "is no longer sent to you" in done.text
    post.office.clock.advance(days=1)
    await post.work()
    assert len(post.inbox.messages) == 2
    newest = (await listed(boss))["items"][0]["runs"][0]
    assert newest["people"] == [{"name": "partner@example.org", "state": "left_out", "reason": "本人不再接收"}]
    assert (await browser.get("/u/rubbish")).status_code == 404


async def test_a_chart_that_does_not_obey_the_filter_says_so(post: PostOffice) -> None:
    boss, agent = await post.office.supervisor(), await post.office.agent()
    ticket = await post.office.submit()
    await agent.work(ticket.id, "claim")
    await make(boss, people=[boss.id], via=["mail", "inapp"], filter=[
        {"field": "urgency", "op": "ne", "value": "normal"},
        {"field": "assignee", "op": "in", "value": [agent.id]},
        {"field": "phone", "op": "empty"},
        {"field": "created_at", "op": "within", "value": {"last": 7, "unit": "day"}},
    ])  # fmt: skip
    tomorrow_at_nine(post)
    await post.work()
    (mail,) = post.inbox.messages
    text, html = text_of(mail), str(part(mail, "text/html").get_content())
    assert "筛选：近 7 天；紧急程度：不是普通；处理人：李娜；联系电话：为空\n" in text
    # The one speaks of today itself, all of them are about tickets, which have no field of that key.
    assert "【今日新增】\n未按「联系电话、创建时间」筛选\n" in text
    assert "【待处理】\n未按「联系电话」筛选\n" in text
    assert html.count("未按「联系电话」筛选") == 4
    assert html.count("未按「联系电话、创建时间」筛选") == 1
    (bell,) = (await boss.get("notifications")).json()["items"]
    assert "今日新增：0 · 未按「联系电话、创建时间」筛选" in bell["text"]


async def test_trial_pause_and_wanting_no_more(post: PostOffice) -> None:
    boss, agent = await post.office.supervisor(), await post.office.agent()
    delivery = await make(boss, roles=["service_desk.agent"])
    assert (await boss.post(f"deliveries/{delivery}/try")).status_code == 204
    await post.work()
    assert post.inbox.recipients == [await post.address(boss)]
    assert [each["trial"] for each in (await listed(boss))["items"][0]["runs"]] == [True]
    (seen,) = (await listed(agent))["items"]
    assert (seen["reaches_me"], seen["may_change"], seen["runs"]) == (True, False, [])
    assert not any(seen["document"][to] for to in ("people", "roles", "teams", "outside"))
    assert (await agent.post(f"deliveries/{delivery}/pause")).status_code == 403
    await agent.post(f"deliveries/{delivery}/refuse")
    tomorrow_at_nine(post)
    await post.work()
    assert len(post.inbox.messages) == 1
    await agent.post(f"deliveries/{delivery}/accept")
    await boss.post(f"deliveries/{delivery}/pause")
    post.office.clock.advance(days=1)
    await post.work()
    assert len(post.inbox.messages) == 1
    await boss.post(f"deliveries/{delivery}/resume")
    post.office.clock.advance(days=1)
    await post.work()
    assert len(post.inbox.messages) == 2
    assert (await boss.delete(f"deliveries/{delivery}")).status_code == 204
    assert await post.office.rows("SELECT * FROM timers WHERE kind = 'delivery'") == []


async def test_the_bell_says_it_where_there_is_no_address(post: PostOffice) -> None:
    boss, agent = await post.office.supervisor(), await post.office.agent()
    without = "UPDATE people SET email = NULL, phone = '13900139000' WHERE id = %(id)s RETURNING id"
    await post.office.rows(without, id=UUID(agent.id))
    await make(boss, people=[agent.id])
    tomorrow_at_nine(post)
    await post.work()
    (told,) = (await agent.get("notifications")).json()["items"]
    assert told["title"] == "客服日报 · 2026-11-24"
    assert "待处理：" in told["text"]
    assert "https://desk.example.com/dashboards/service_desk.cockpit" in told["text"]


async def test_working_days_only(post: PostOffice) -> None:
    boss = await post.office.supervisor()
    await make(boss, people=[boss.id], when={"every": "day", "at": "09:00", "calendar": "office"})
    post.office.clock.present = datetime(2026, 11, 27, 2, tzinfo=UTC)  # a Friday
    await post.work()
    assert (await listed(boss))["items"][0]["next_at"] == "2026-11-30T01:00:00.000Z"


async def test_what_an_app_sent_goes_with_it(post: PostOffice) -> None:
    boss, admin = await post.office.supervisor(), await post.office.person("管理员", admin=True)
    await make(boss, people=[boss.id])
    gone = await admin.delete("apps/service_desk", params={"confirm": "service_desk"})
    assert gone.status_code in {200, 202, 204}, gone.text
    assert await post.office.rows("SELECT id FROM deliveries") == []
    assert await post.office.rows("SELECT * FROM timers WHERE kind = 'delivery'") == []


async def test_two_workers_tell_once(post: PostOffice) -> None:
    boss = await post.office.supervisor()
    await make(boss, people=[boss.id])
    tomorrow_at_nine(post)
    first, second = post.office.automation.sweeper, type(post.office.automation)(post.office.product).sweeper
    await asyncio.gather(first.sweep(), second.sweep())
    (row,) = await post.office.rows("SELECT id FROM delivery_runs")
    work = post.office.product.delivering
    await asyncio.gather(work.send(row["id"]), work.send(row["id"]))
    await post.run_jobs()
    assert len(post.inbox.messages) == 1
    assert len(await post.office.rows("SELECT 1 FROM audit_log WHERE act = 'dashboard_sent'")) == 1


async def test_a_group_gets_the_numbers_its_owner_sees(post: PostOffice) -> None:
    office = post.office
    with standing(WecomChat(now=office.clock.now)) as chat:
        admin = await office.person("管理员", admin=True)
        robot = {"key": "g", "name": "客服群", "kind": "wecom", "webhook": chat.webhook, "other_host": True}
        assert (await admin.post("robots", json=robot)).status_code == 201
        boss = await office.supervisor()
        await office.submit()
        forbidden = await boss.post("dashboards/service_desk.cockpit/deliveries", json=wanted(people=[], robots=["g"]))
        assert (forbidden.status_code, forbidden.json()["code"]) == (403, "delivery_outside_forbidden")
        await post.let_export()
        unknown = await boss.post("dashboards/service_desk.cockpit/deliveries", json=wanted(robots=["x"]))
        assert [each["code"] for each in unknown.json()["errors"]] == ["robot_unknown"]
        await make(boss, people=[], robots=["g"])
        assert (await listed(boss))["robots"] == [{"key": "g", "name": "客服群"}]
        (use,) = (await admin.get("robots")).json()["items"][0]["used_by"]
        assert (use["kind"], use["name"], use["app"]) == ("delivery", "客服日报", "service_desk")
        tomorrow_at_nine(post)
        await post.work()
        (said,) = chat.texts()
        assert "客服日报 · 2026-11-24" in said
        assert "待处理" in said
        assert "(https://desk.example.com/dashboards/service_desk.cockpit)" in said
        assert post.inbox.messages == []
        (run,) = (await listed(boss))["items"][0]["runs"]
        assert [(each["name"], each["state"]) for each in run["people"]] == [("客服群", "sent")]
        await admin.put("robots/g", json={"name": "客服群", "kind": "wecom", "other_host": True, "apps": []})
        office.clock.present = datetime(2026, 11, 25, 1, tzinfo=UTC)
        await post.work()
        assert len(chat.taken) == 1
        newest = (await listed(boss))["items"][0]["runs"][0]
        said = "这个应用不能用这个群机器人。请管理员在「设置 › 群机器人」里允许。"
        assert newest["people"] == [{"name": "客服群", "state": "skipped", "reason": said}]
