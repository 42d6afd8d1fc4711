"""A list as a file: whose rows, which columns, what stands in the cells, and that it may be long."""

import asyncio
import csv
import json
from collections.abc import AsyncIterator
from datetime import datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from python_calamine import CalamineWorkbook

from helpwright.access.store import everybody, to_caller
from helpwright.kernel.errors import Invalid
from helpwright.platform.database import Statement
from helpwright.platform.sheet import rows_of
from helpwright.records.exports.desk import Format, Wish, begin
from helpwright.records.read import ListRequest
from tests.records.sensitive_world import CARD, ILLNESS, PHONE, RECORDS, create, open_clinic
from tests.support.office import TICKETS, Office, Person

EXPORT = f"{TICKETS}/export"
ROLES = """
format: 1
app: {key: service_desk, name: {zh-CN: 客户服务, en: Service desk}}
roles:
  narrow:
    name: Narrow
    grants:
      - {form: ticket, can: [read], scope: all}
      - {form: ticket, can: [read, export], scope: team}
  picky:
    name: Picky
    grants:
      - {form: ticket, can: [read], scope: all, fields: {customer_phone: masked, description: hidden}}
      - {form: ticket, can: [export], scope: filter, filter: {field: problem_type, op: eq, value: product}}
  blind:
    name: Blind
    grants:
      - {form: ticket, can: [read, export], scope: all, fields: {description: hidden}}
  outward:
    name: Outward
    grants:
      - {form: ticket, can: [read], scope: own}
      - {form: ticket, can: [export], scope: all}
"""


async def sheet(person: Person, url: str = EXPORT, **params: Any) -> list[list[str]]:
    answer = await person.get(url, params=params)
    assert answer.status_code == 200, answer.text
    return list(rows_of(answer.content))


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def csv_of(answer: httpx.Response) -> list[list[str]]:
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"\xef\xbb\xbf"), "Excel knows UTF-8 by its mark"
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"), newline="")))


async def test_what_is_seen_is_what_comes(office: Office) -> None:
    for type_, name in (("product", "乙"), ("support", "甲"), ("product", "丙")):
        await office.submit(problem_type=type_, customer_name=name)
    lead = await office.supervisor()
    tree = json.dumps({"field": "problem_type", "op": "eq", "value": "product"})
    fields = "customer_name,problem_type,number,due,created_at"
    found = await sheet(lead, filter=tree, sort="created_at", fields=fields)
    assert [row[0] for row in found] == ["客户姓名", "乙", "丙"]
    assert found[0] == ["客户姓名", "问题类型", "单号", "到期时间", "创建时间"]
    assert found[1][4] == "2026-11-23 10:00:00", "the organization's time"
    assert found[1][3] > found[1][4]
    assert await sheet(lead, search="甲", fields="customer_name") == [["客户姓名"], ["甲"]]
    english = await office.supervisor("Ann", "en")
    assert (await sheet(english, fields="problem_type,created_at"))[0][1] == "Created"
    answer = await lead.get(EXPORT, params={"format": "csv", "fields": "number"})
    assert answer.headers["X-Total-Count"] == "3"
    assert "2026-11-23.csv" in answer.headers["Content-Disposition"]
    assert "%E5%B7%A5%E5%8D%95" in answer.headers["Content-Disposition"], "工单"


async def test_several_in_a_cell_stand_apart_as_the_reader_writes(office: Office) -> None:
    customer = office.browser()
    sent = [
        (
            await customer.post(
                "public/forms/ticket/files", params={"name": name, "field": "attachments"}, content=b"x"
            )
        ).json()["id"]
        for name in ("a.txt", "b.txt")
    ]
    await office.submit(attachments=sent)
    for language, told in (("zh-CN", "a.txt、b.txt"), ("en", "a.txt, b.txt")):
        lead = await office.supervisor(language, language)
        assert (await sheet(lead, fields="attachments"))[1] == [told]


async def test_some_chosen_rows(office: Office) -> None:
    first, _, third = [await office.submit(customer_name=name) for name in ("甲", "乙", "丙")]
    lead = await office.supervisor()
    body = {"ids": [third.id, first.id], "fields": ["customer_name"], "sort": "created_at", "format": "csv"}
    assert csv_of(await lead.post(EXPORT, json=body)) == [["客户姓名"], ["甲"], ["丙"]]


async def test_rows_are_those_one_sees_and_may_export(office: Office) -> None:
    await office.blueprint(ROLES)
    await office.submit(problem_type="support", customer_name="技术")
    own = await office.submit(problem_type="product", customer_name="产品")
    tell: dict[str, Any] = {"fields": "customer_name", "sort": "created_at"}
    lead, narrow = await office.supervisor(), await office.person("窄", roles=["narrow"], teams=["tech"])
    picky, outward = await office.person("挑", roles=["picky"]), await office.person("外", roles=["outward"])
    assert await sheet(lead, **tell) == [["客户姓名"], ["技术"], ["产品"]]
    assert await sheet(narrow, **tell) == [["客户姓名"], ["技术"]], "sees all, exports those of the team"
    assert await sheet(picky, **tell) == [["客户姓名"], ["产品"]], "the filter of the grant"
    assert await sheet(outward, **tell) == [["客户姓名"]], "nobody exports what they do not see"
    agent, nobody = await office.agent(), await office.person("无")
    assert refusal(await agent.get(EXPORT)) == (403, "forbidden")
    assert refusal(await nobody.get(EXPORT)) == (404, "form_missing")
    assert refusal(await lead.get("forms/nothing/records/export")) == (404, "form_missing")
    assert (await office.browser().get(EXPORT)).status_code == 401
    first, second = (await sheet(picky, fields="customer_phone"))[0:2]
    assert (first, second) == (["联系电话"], ["138****8000"])
    assert await sheet(picky, fields="number,description") == [["单号", "问题描述"], [own.number, ""]]
    blind = await office.person("盲", roles=["blind"])
    hidden = await blind.get(EXPORT, params={"fields": "description"})
    unknown = await blind.get(EXPORT, params={"fields": "nothing"})
    assert [each.json()["errors"][0]["code"] for each in (hidden, unknown)] == ["field_unknown", "field_unknown"]
    assert "问题描述" not in (await sheet(blind))[0]


async def test_sensitive_values_stay_masked_and_the_audit_tells(office: Office) -> None:
    doctor = await open_clinic(office)
    await create(doctor)
    tree = {"field": "phone", "op": "eq", "value": PHONE}
    answer = await doctor.get(f"{RECORDS}/export", params={"format": "csv", "filter": json.dumps(tree)})
    (head, row) = csv_of(answer)
    assert row[head.index("手机")] == "139****5678"
    assert not any(each in answer.text for each in (PHONE, CARD, ILLNESS))
    (told,) = await office.rows("SELECT * FROM audit_log WHERE act = 'exported'")
    assert (told["object"], told["data"]["rows"], told["data"]["format"]) == ("clinic.patient", 1, "csv")
    assert told["data"]["filter"] == {"field": "phone", "op": "eq"}
    assert PHONE not in json.dumps(told["data"])


HOSTILE = ['=HYPERLINK("http://x","y")', "+1+cmd|' /C calc'!A0", "@SUM(1)", "-2+3", "\uff1d1+1", "_x0041_ <b>&amp;"]


async def test_no_text_becomes_a_formula(office: Office) -> None:
    lead = await office.supervisor()
    for text in HOSTILE:
        await office.submit(customer_name=text[:40], description=f"{text}\n第二行")
    found = await sheet(lead, fields="customer_name,customer_phone,description", sort="created_at")
    assert [row[0] for row in found[1:]] == [each[:40] for each in HOSTILE]
    assert [row[2] for row in found[1:]] == [f"{each}\n第二行" for each in HOSTILE]
    assert {row[1] for row in found[1:]} == {"13800138000"}, "a phone number stays a text"
    answer = await lead.get(
        EXPORT, params={"format": "csv", "fields": "customer_name,description", "sort": "created_at"}
    )
    for cells, text in zip(csv_of(answer)[1:], HOSTILE, strict=True):
        assert cells[0] == (text[:40] if text.startswith("_") else f"'{text[:40]}")


async def test_numbers_and_days_are_such_and_the_importer_knows_them_again(office: Office) -> None:
    text = """
format: 1
app: {key: stock, name: {zh-CN: 库存, en: Stock}}
roles:
  keeper:
    name: Keeper
    grants: [{form: part, can: [read, create, update, export, assign], scope: all}]
forms:
  part:
    name: {zh-CN: 备件/零件, en: Parts}
    title: name
    fields:
      name: {type: text, label: {zh-CN: 名称, en: Name}}
      price: {type: money, label: {zh-CN: 单价, en: Price}}
      share: {type: percent, label: {zh-CN: 折扣, en: Discount}}
      n: {type: integer, label: {zh-CN: 数量, en: Count}, unit: {zh-CN: 件, en: pcs}, thousands: true}
      day: {type: date, label: {zh-CN: 入库日, en: Day}}
      at: {type: date_time, label: {zh-CN: 盘点, en: Counted}}
      good: {type: switch, label: {zh-CN: 可用, en: Usable}}
"""
    assert (await office.blueprint(text, app="stock")).status_code == 200
    keeper = await office.person("管理员", roles=["stock.keeper"])
    values = {
        "name": "电机", "price": 12.5, "share": 7.5, "n": 12345, "day": "2026-11-20", "at": "2026-11-20T01:30:00Z",
        "good": True,
    }  # fmt: skip
    made = await keeper.post("forms/part/records", json={"values": values})
    assert made.status_code == 201, made.text
    answer = await keeper.get("forms/part/records/export", params={"fields": ",".join(values)})
    rows = list(CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).iter_rows())
    assert rows[1][1:4] == [12.5, 7.5, 12345]
    assert rows[1][5] == datetime(2026, 11, 20, 9, 30)  # noqa: DTZ001 -- cells know no time zones
    for format_ in ("xlsx", "csv"):
        whole = await keeper.get("forms/part/records/export", params={"format": format_})
        sent = await keeper.post(
            "forms/part/imports", content=whole.content, headers={"Content-Type": "application/octet-stream"}
        )
        assert sent.status_code == 201, sent.text
        found = sent.json()
        assert found["mapping"] == ["number", *values, "created_at", None], "the importer knows its columns again"
        place = f"forms/part/imports/{found['id']}"
        plan = {"mapping": [None if each in {"number", "created_at"} else each for each in found["mapping"]]}
        assert (await keeper.post(f"{place}/look", json=plan)).status_code == 202
        await office.product.importing.work(UUID(found["id"]))
        looked = (await keeper.get(place)).json()
        assert looked["counts"] == {"new": 1}, (format_, looked["wrong"])


async def drained(pieces: AsyncIterator[bytes]) -> int:
    size = 0
    async for piece in pieces:
        size += len(piece)
    return size


COPIES = """INSERT INTO service_desk.ticket SELECT c.* FROM service_desk.ticket r, generate_series(1, {n}) i,
LATERAL jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'number', 'L' || i,
    'submission_key', gen_random_uuid())) c"""
LONG = 100_000
SLACK = 32_000  # KiB


def forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak() -> int:
    """The most memory that the process has had since, in KiB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0])


async def test_long_lists_take_no_more_memory_than_short_ones(office: Office) -> None:
    lead = await office.supervisor()
    ticket = await office.submit()
    await office.product.database.write([Statement(COPIES.format(n=LONG - 1))])
    (who,) = await office.product.database.all(everybody([UUID(lead.id)]))
    caller = to_caller(who)
    view = await office.product.record_desk.view(caller, "ticket")
    words, turn = (office.product.sentences, "zh-CN"), asyncio.Semaphore(1)

    async def measured(format_: Format, ids: list[UUID] | None = None) -> tuple[int, int, int]:
        wish = Wish(ListRequest(), ["number", "customer_name", "urgency", "created_at"], format_, ids)
        export = await begin(office.product.record_desk, view, wish, words, turn)
        forget_peak()
        size = await drained(export.pieces())
        return export.rows, size, peak()

    slow = (await begin(office.product.record_desk, view, Wish(ListRequest(), None, "csv"), words, turn)).pieces()
    assert (await anext(slow)).startswith(b"\xef\xbb\xbf")
    short = await measured("xlsx", [UUID(ticket.id)])  # while the other waits for its reader
    await slow.aclose()
    assert short[0] == 1
    for format_ in ("csv", "xlsx"):
        rows, size, most = await measured(format_)
        assert rows == LONG
        assert size > 10 * LONG
        assert most < short[2] + SLACK, f"{format_}: {most - short[2]} KiB more"
    await office.submit()
    with pytest.raises(Invalid, match="export_too_long"):
        await measured("csv")
