"""Public links to dashboards: what their owner sees, for a while, without an account."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.reports.delivering import PostOffice, post_office
from tests.support.office import Person

LINKS = "dashboards/cockpit/links"


@pytest.fixture
async def post(desk_url: str, tmp_path: Path) -> AsyncIterator[PostOffice]:
    """Supervisors may let numbers out."""
    async with post_office(desk_url, tmp_path) as opened:
        await opened.let_export()
        yield opened


async def made(owner: Person, **changes: Any) -> dict[str, Any]:
    answer = await owner.post(LINKS, json={"name": "给总部", "days": 7, **changes})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["items"][0]
    return found


async def look(post: PostOffice, url: str, language: str = "zh-CN") -> httpx.Response:
    assert url.startswith("https://desk.example.com/b/")
    browser = post.office.browser(language, base="http://desk.example.com")
    return await browser.get(url.removeprefix("https://desk.example.com"))


async def test_it_shows_what_its_owner_sees(post: PostOffice) -> None:
    boss = await post.office.supervisor()
    for _ in range(13):
        await post.office.submit(urgency="normal")
    await post.office.submit(urgency="critical")
    whole = await made(boss)
    narrow = await made(boss, filter=[{"field": "urgency", "op": "eq", "value": "critical"}])
    page = await look(post, whole["url"])
    assert page.status_code == 200
    assert ">14<" in page.text
    assert "data:image/png;base64," in page.text
    assert "王芳" in page.text
    assert "/dashboards/" not in page.text
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    narrowed = await look(post, narrow["url"], "en")
    assert ">14<" not in narrowed.text
    assert "Filtered by: Urgency: Critical" in narrowed.text
    items = (await boss.get(LINKS)).json()["items"]
    assert [each["looks"] for each in items] == [1, 1]


async def test_it_ends_by_time_by_hand_and_with_its_owners_right(post: PostOffice) -> None:
    boss, second = await post.office.supervisor(), await post.office.supervisor("周敏")
    admin = await post.office.person("管理员", admin=True)
    first, other, third = await made(boss), await made(second), await made(second, days=30)
    assert (await second.delete(f"dashboard-links/{first['id']}")).status_code == 204
    over = await look(post, first["url"])
    assert (over.status_code, "链接已失效" in over.text) == (410, True)
    assert (await look(post, other["url"])).status_code == 200
    post.office.clock.advance(days=7)
    assert (await look(post, other["url"])).status_code == 410
    assert (await look(post, third["url"])).status_code == 200
    await admin.patch(f"people/{second.id}", json={"roles": ["service_desk.agent"]})
    assert (await look(post, third["url"])).status_code == 410
    assert (await look(post, third["url"][:-4] + "AAAA")).status_code == 404
    acts = await post.office.rows("SELECT act FROM audit_log WHERE act LIKE 'board%%' ORDER BY at, act")
    assert [each["act"] for each in acts] == ["board_link_made"] * 3 + ["board_link_revoked"]
    states = [each["state"] for each in (await boss.get(LINKS)).json()["items"]]
    assert sorted(states) == ["open", "over", "revoked"]


async def test_only_who_may_export_makes_and_sees_links(post: PostOffice) -> None:
    boss, agent = await post.office.supervisor(), await post.office.agent()
    link = await made(boss)
    assert (await agent.get(LINKS)).json() == {"may": False, "items": []}
    refused = await agent.post(LINKS, json={"name": "x", "days": 1})
    assert (refused.status_code, refused.json()["code"]) == (403, "board_link_forbidden")
    assert (await agent.delete(f"dashboard-links/{link['id']}")).status_code == 403
    stranger = await post.office.person("访客")
    assert (await stranger.get(LINKS)).status_code == 404
    for days in (0, 367):
        assert (await boss.post(LINKS, json={"name": "x", "days": days})).status_code == 422
