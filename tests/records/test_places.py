"""Every place where values of records lie is named on a page, and holds no exact value of a sensitive field."""

import json
import logging
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from helpwright.platform.database import Statement
from tests.records.sensitive_world import (
    BLUEPRINT,
    CARD,
    FORM,
    ILLNESS,
    OTHER_PHONE,
    PHONE,
    RECORDS,
    SECRETS,
    VALUES,
    assert_nothing_readable,
    everything_stored,
)
from tests.reports.delivering import PostOffice, post_office, wanted

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "where-values-lie.md"
HOLDS_WORDS = "text|json|bytea|character"
BOARD = """
dashboards:
  ward:
    name: {zh-CN: 病房, en: Ward}
    widgets:
      all: {chart: metric, title: 人数, at: [0, 0, 3, 2], query: {from: patient, measures: [{agg: count}]}}
      notes: {chart: bar, title: 备注, at: [3, 0, 6, 4], query:
        {from: patient, by: [{field: note}], measures: [{agg: count}]}}
      sick: {chart: metric, title: 有病史, at: [9, 0, 3, 2], query:
        {from: patient, filter: {field: illness, op: filled}, measures: [{agg: count}]}}
"""
APP = BLUEPRINT.replace(
    "      - {form: patient, can: [read, create, update, delete, export], scope: all}\n",
    "      - {form: patient, can: [read, create, update, delete, export], scope: all}\n"
    "      - {dashboard: ward, can: [read, update, export]}\n",
).replace("\nrules:", f"{BOARD}rules:")


def named() -> dict[str, set[str]]:
    """The columns of the page, by table; each stands in one cell of its row."""
    found: dict[str, set[str]] = {}
    for line in PAGE.read_text("utf-8").partition("| table |")[2].splitlines():
        if match := re.match(r"\| `(\w+)` \|(.*)\|(.*)\|(.*)\|$", line):
            holds, none = (re.findall(r"`(\w+)`", match[place]) for place in (2, 4))
            assert not set(holds) & set(none), line
            assert match[3].strip() not in ({""} if not holds else {"", "–"}), f"what of a sensitive field? {line}"
            found[match[1]] = {*holds, *none}
    return found


async def test_every_place_is_named(desk_url: str, tmp_path: Path) -> None:
    async with post_office(desk_url, tmp_path) as post:
        rows = await post.office.product.database.all(
            Statement(
                """SELECT c.relname AS table, array_agg(a.attname::text) AS columns
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
                WHERE n.nspname = 'helpwright' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0
                    AND NOT a.attisdropped AND format_type(a.atttypid, NULL) ~ %(words)s GROUP BY 1""",
                {"words": HOLDS_WORDS},
            )
        )
    there = {row["table"]: set(row["columns"]) for row in rows}
    assert len(there) > 50
    page = named()
    missing = {table: columns - page.get(table, set()) for table, columns in there.items()}
    assert {table: columns for table, columns in missing.items() if columns} == {}, "say on the page what stands there"
    gone = {table: columns - there.get(table, set()) for table, columns in page.items()}
    assert {table: columns for table, columns in gone.items() if columns} == {}


@pytest.fixture
async def post(desk_url: str, tmp_path: Path) -> AsyncIterator[PostOffice]:
    async with post_office(desk_url, tmp_path) as opened:
        published = await opened.office.blueprint(APP, app="clinic")
        assert published.status_code == 200, published.text
        yield opened


async def test_a_whole_story_leaves_no_exact_value_in_any_place(
    post: PostOffice, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    office = post.office
    doctor = await office.person("王医生", roles=["clinic.doctor"])
    made = (await doctor.post(RECORDS, json={"values": VALUES})).json()
    url = f"{RECORDS}/{made['id']}"
    told: list[str] = []

    async def ask(method: str, path: str, *statuses: int, **more: Any) -> Any:
        answer = await doctor.request(method, path, **more)
        assert answer.status_code in statuses, (path, answer.status_code, answer.text[:500])
        told.append(answer.text)
        return answer

    await ask("PATCH", url, 200, json={"values": {"phone": OTHER_PHONE}})
    await ask("PATCH", url, 422, json={"values": {"phone": f"{PHONE}x", "name": [CARD]}})
    await ask("POST", RECORDS, 409, json={"values": VALUES})
    sent = {"id": str(uuid4()), "values": {"name": "韩梅", "phone": PHONE, "illness": ILLNESS}}
    assert (await office.browser().post("public/forms/patient/submissions", json=sent)).status_code == 201
    await office.settle()

    by_phone = {"field": "phone", "op": "in", "value": [PHONE, OTHER_PHONE]}
    for path in (RECORDS, f"{RECORDS}/chosen", f"{RECORDS}/export?format=csv"):
        await ask("GET", path, 200, params={"filter": json.dumps(by_phone)})
    await ask("GET", f"{url}/activity", 200)
    await ask("GET", "notifications", 200)
    await ask("GET", "messages", 200, 403)
    view = {"name": "找", "query": {"from": FORM, "fields": ["name"], "filter": by_phone}}
    await ask("POST", f"forms/{FORM}/views", 422, json=view)
    link = {"name": "大屏", "days": 3}
    await ask("POST", "dashboards/clinic.ward/links", 422, json={**link, "filter": [by_phone]})
    url_of = (await ask("POST", "dashboards/clinic.ward/links", 200, json=link)).json()["items"][0]["url"]
    outside = wanted(outside=["partner@b.example"], sheet=True)
    await ask("POST", "dashboards/clinic.ward/deliveries", 422, json={**outside, "filter": [by_phone]})
    await ask("POST", "dashboards/clinic.ward/deliveries", 201, json=outside)
    await ask("GET", "dashboards/clinic.ward", 200)
    asked = await doctor.get("dashboards/clinic.ward", params={"filter": json.dumps(by_phone)})
    told.append(json.dumps([each["rows"] for each in asked.json()["widgets"].values()]))  # it says what was asked
    for wish in ({"by": [{"field": "phone"}]}, {"by": [{"field": "card"}]}, {"sort": [{"by": "phone"}]}):
        await ask("POST", "query", 422, json={"from": FORM, "measures": [{"agg": "count"}], **wish})
    sheet = f"姓名,手机,就诊卡\n李,{OTHER_PHONE},K-1\n坏,{PHONE}9,{CARD}\n".encode()
    begun = await doctor.post(f"forms/{FORM}/imports?name=a.csv", content=sheet)
    assert begun.status_code == 201, begun.text
    office.clock.advance(days=1)
    await post.work()

    page = await office.browser(base="http://desk.example.com").get(url_of.removeprefix("https://desk.example.com"))
    assert page.status_code == 200
    mails = [str(part.get_payload(decode=True)) for mail in post.inbox.messages for part in mail.walk()]
    assert mails
    printed = capfd.readouterr()
    stored = await everything_stored(office)
    # The browser of this test notes what it asks for; that is not our log.
    logged = "\n".join(each.getMessage() for each in caplog.records if each.name not in {"httpx", "httpcore"})
    everywhere = [*told, page.text, *mails, logged, printed.out, printed.err, stored]
    found = [(each, text[:200]) for each in SECRETS for text in everywhere if each in text]
    assert found == []
    await assert_nothing_readable(office)
