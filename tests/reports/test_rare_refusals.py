"""Refusals of dashboards, their links and their mails that nobody meets often."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.reports.delivering import BLUEPRINT, PostOffice, make, post_office, wanted
from tests.support.office import Person

DELIVERIES = "dashboards/cockpit/deliveries"
SUNDAYS = '{zone: Asia/Shanghai, week: {sun: ["09:00-12:00"]}}'


@pytest.fixture
async def post(desk_url: str, tmp_path: Path) -> AsyncIterator[PostOffice]:
    async with post_office(desk_url, tmp_path) as opened:
        await opened.let_export()
        yield opened


@pytest.fixture
async def boss(post: PostOffice) -> Person:
    return await post.office.supervisor()


async def test_what_is_wrong_with_a_delivery(post: PostOffice, boss: Person) -> None:
    text = BLUEPRINT.read_text().replace("calendars:\n", f"calendars:\n  sundays: {SUNDAYS}\n", 1)
    assert (await post.office.blueprint(text)).status_code == 200
    never = {"every": "week", "at": "09:00", "days": [0], "calendar": "sundays"}
    expected: list[tuple[dict[str, Any], str]] = [
        ({}, "delivery_nobody"),
        ({"outside": ["a@example.com"], "via": ["inapp"]}, "delivery_outside_by_mail"),
        ({"people": [str(uuid4())]}, "person_unknown"),
        ({"people": [boss.id], "address": "a b"}, "text_malformed"),
        ({"people": [boss.id], "widgets": ["gone"]}, "widget_missing"),
        ({"people": [boss.id], "when": never}, "delivery_never"),
    ]
    for changes, code in expected:
        answer = await boss.post(DELIVERIES, json=wanted(**changes))
        assert answer.status_code == 422, answer.text
        assert [each["code"] for each in answer.json()["errors"]] == [code]


async def test_a_delivery_that_somebody_else_changed(post: PostOffice, boss: Person) -> None:
    delivery = await make(boss, people=[boss.id])
    body = {"version": 1, "document": wanted(people=[boss.id], name="A")}
    first = await boss.put(f"deliveries/{delivery}", json=body)
    assert first.status_code == 204, first.text
    second = await boss.put(f"deliveries/{delivery}", json=body)
    assert (second.status_code, second.json()["code"]) == (409, "delivery_changed_meanwhile")


async def test_a_sheet_of_a_widget_that_is_not_there(boss: Person) -> None:
    answer = await boss.get("dashboards/cockpit/widgets/gone/sheet")
    assert (answer.status_code, answer.json()["code"]) == (404, "widget_missing")


async def test_links_that_lead_nowhere_say_so(post: PostOffice, boss: Person) -> None:
    browser = post.office.browser(base="http://desk.example.com")
    sentences = post.office.product.sentences
    nowhere = await browser.get("/b/nothing")
    assert nowhere.status_code == 404
    assert sentences("zh-CN", "board_link_missing") in nowhere.text
    made = (await boss.post("dashboards/cockpit/links", json={"name": "A", "days": 7})).json()["items"][0]
    post.office.clock.advance(days=8)
    over = await browser.get(made["url"].removeprefix("https://desk.example.com"))
    assert over.status_code == 410
    assert sentences("zh-CN", "board_link_over") in over.text
