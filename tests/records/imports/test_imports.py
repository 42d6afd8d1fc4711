"""Sheets of records, from the file to the rows that come back."""

import itertools
import threading
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import pytest

from helpwright.access.callers import read_callers
from helpwright.cases.check import check_cases
from helpwright.platform.sheet import rows_of, write_rows
from helpwright.records.imports.desk import Imports
from helpwright.records.read import View
from tests.support.office import Office, Person

BLUEPRINT = Path(__file__).parents[3] / "blueprints/service_desk.yaml"
CHIEF = "- {form: customer, can: [read, create, update, delete, export, assign]"
IMPORTS = "forms/ticket/imports"
COLUMNS = ("联系电话", "客户姓名", "客户邮箱", "问题类型", "问题描述")
GOOD = ("13800138000", "张伟", "zhang@example.com", "技术支持", "掉线")


async def upload(person: Person, columns: tuple[str, ...], *rows: tuple[str, ...]) -> dict[str, Any]:
    answer = await person.post(
        IMPORTS,
        params={"name": "工单.xlsx"},
        content=write_rows(columns, rows),
        headers={"Content-Type": "application/octet-stream"},
    )
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def work(office: Office, person: Person, found: dict[str, Any], act: str, **plan: Any) -> dict[str, Any]:
    """Ask for it, and do what the worker does."""
    place = f"{IMPORTS}/{found['id']}"
    body = {"mapping": found["mapping"], **plan} if act == "look" else None
    answer = await person.post(f"{place}/{act}", json=body)
    assert answer.status_code == 202, answer.text
    assert answer.json()["state"] == {"look": "checking", "run": "running"}[act]
    await office.product.importing.work(UUID(found["id"]))
    told: dict[str, Any] = (await person.get(place)).json()
    return told


async def test_rows_become_tickets_that_are_worked_on(office: Office) -> None:
    agent = await office.agent()
    found = await upload(agent, COLUMNS, GOOD, ("13900139000", "李雷", "", "投诉建议", "太慢"))
    assert found["mapping"] == ["customer_phone", "customer_name", "customer_email", "problem_type", "description"]
    assert (found["state"], found["total"], found["columns"][1]["sample"]) == ("read", 2, ["张伟", "李雷"])
    looked = await work(office, agent, found, "look")
    assert (looked["state"], looked["counts"]) == ("checked", {"new": 2})
    assert await office.rows("SELECT 1 FROM service_desk.ticket") == []
    done = await work(office, agent, found, "run")
    assert (done["state"], done["counts"], done["done"]) == ("done", {"made": 2}, 2)
    rows = await office.rows("SELECT * FROM service_desk.ticket ORDER BY customer_phone")
    assert [(row["source"], row["source_detail"], row["problem_type"]) for row in rows] == [
        ("import", "工单.xlsx", "support"),
        ("import", "工单.xlsx", "complaint"),
    ]
    assert (await agent.task_of(str(rows[0]["id"])))["state"] == "offered"
    (audited,) = await office.rows("SELECT data FROM audit_log WHERE act = 'imported'")
    assert audited["data"]["made"] == 2


async def test_wrong_rows_come_back_with_what_is_wrong(office: Office) -> None:
    agent = await office.agent()
    found = await upload(agent, COLUMNS, GOOD, ("123", "", "x", "别的", "说明"))
    looked = await work(office, agent, found, "look")
    assert looked["counts"] == {"new": 1, "wrong": 1}
    (wrong,) = looked["wrong"]
    assert wrong["row"] == 3
    assert {each["column"] for each in wrong["problems"]} == {"联系电话", "客户姓名", "客户邮箱", "问题类型"}
    nameless = await upload(agent, COLUMNS[:1], GOOD[:1])
    (lacking,) = (await work(office, agent, nameless, "look"))["wrong"]
    assert {each["column"] for each in lacking["problems"]} == {"客户姓名", "问题类型", "问题描述"}
    await work(office, agent, found, "run")
    sheet = await agent.get(f"{IMPORTS}/{found['id']}/wrong")
    head, row = list(rows_of(sheet.content))
    assert head[:-1] == list(COLUMNS)
    assert row[0] == "123"
    assert "客户姓名：" in row[-1]
    assert "；" in row[-1]
    assert len(await office.rows("SELECT 1 FROM service_desk.ticket")) == 1


async def test_history_keeps_numbers_and_times_and_starts_nothing(office: Office) -> None:
    lead = await office.supervisor()
    columns = ("编号", "提交时间", "处理状态", *COLUMNS)
    found = await upload(
        lead,
        columns,
        ("OLD-1", "2024-03-01 09:30:00", "已关闭", *GOOD),
        ("", "2025-06-01", "", "", "旧客户", "", "", ""),
        ("GD202611230041", "", "", *GOOD),
    )
    assert found["suggests_history"] is True
    looked = await work(office, lead, found, "look", history=True)
    assert looked["counts"] == {"new": 3}, looked["wrong"]
    await work(office, lead, found, "run")
    rows = await office.rows("SELECT * FROM service_desk.ticket ORDER BY created_at")
    assert [row["number"] for row in rows] == ["OLD-1", "GD202506010001", "GD202611230041"]
    assert rows[0]["created_at"].isoformat() == "2024-03-01T01:30:00+00:00"
    assert [row["status"] for row in rows] == ["closed", "new", "new"]
    await office.settle()
    begun = """SELECT 1 FROM tasks UNION ALL SELECT 1 FROM instances UNION ALL SELECT 1 FROM messages
        UNION ALL SELECT 1 FROM rule_runs UNION ALL SELECT 1 FROM timers WHERE kind = 'case'"""
    assert await office.rows(begun) == []
    shown = (await lead.get(f"forms/ticket/records/{rows[0]['id']}/activity")).json()["items"]
    assert [(each["type"], each["data"]["source"]) for each in shown] == [("created", "import")]
    later = await office.submit()
    assert later.number == "GD202611230042"


async def test_history_without_numbers_finds_free_ones_beside_those_that_the_sheet_keeps(office: Office) -> None:
    lead = await office.supervisor()
    kept = [(f"GD20250601{number:04}", "2025-06-01 10:00:00", *GOOD) for number in range(1, 12)]
    free = [("", "2025-06-01 11:00:00", *GOOD) for _ in range(3)]
    found = await upload(lead, ("编号", "提交时间", *COLUMNS), *free, *kept)
    assert (await work(office, lead, found, "look", history=True))["counts"] == {"new": 14}
    done = await work(office, lead, found, "run")
    assert done["counts"] == {"made": 14}, done["wrong"]
    rows = await office.rows("SELECT number FROM service_desk.ticket ORDER BY number")
    assert [row["number"] for row in rows] == [f"GD20250601{number:04}" for number in range(1, 15)]
    assert (await office.submit()).number == "GD202611230001"


async def test_what_is_wrong_is_said_in_the_language_of_who_asked(office: Office) -> None:
    agent = await office.agent("Ann", language="en")
    found = await upload(agent, ("Phone", "Name", "Problem type", "Description"), ("123", "", "别的", "x"))
    (wrong,) = (await work(office, agent, found, "look"))["wrong"]
    assert {"Phone", "Name", "Problem type"} <= {each["column"] for each in wrong["problems"]}
    told = list(rows_of((await agent.get(f"{IMPORTS}/{found['id']}/wrong")).content))[1][-1]
    assert "; Name: " in f"; {told}"
    assert not set(told) & set("：；、。")


async def test_the_same_number_twice_is_wrong(office: Office) -> None:
    lead = await office.supervisor()
    ticket = await office.submit()
    found = await upload(lead, ("编号", *COLUMNS), (ticket.number, *GOOD), ("A", *GOOD), ("A", *GOOD))
    looked = await work(office, lead, found, "look", history=True)
    assert [each["row"] for each in looked["wrong"]] == [2, 4]
    taken = office.product.sentences("zh-CN", "import_number_taken")
    assert [each["message"] for row in looked["wrong"] for each in row["problems"]] == [taken, taken]


async def test_an_import_is_done_once_however_often_it_runs(office: Office) -> None:
    lead = await office.supervisor()
    for history in (True, False):
        found = await upload(lead, COLUMNS, GOOD, GOOD)
        await work(office, lead, found, "look", history=history)
        await work(office, lead, found, "run")
        await office.rows("UPDATE import_rows SET state = 'new' WHERE NOT %(history)s RETURNING 1", history=history)
        await office.rows("UPDATE imports SET state = 'running' RETURNING 1")
        await office.product.importing.work(UUID(found["id"]))
    assert len(await office.rows("SELECT 1 FROM service_desk.ticket")) == 4


async def test_new_rows_go_in_together_and_one_by_one_beside_one_that_is_there(office: Office) -> None:
    lead = await office.supervisor()
    found = await upload(lead, COLUMNS, GOOD, GOOD, GOOD)
    await work(office, lead, found, "look")
    assert (await work(office, lead, found, "run"))["counts"] == {"made": 3}
    together = "SELECT count(DISTINCT xid::text) AS n FROM events WHERE type IN ('record_created', 'flow_started')"
    assert (await office.rows(together))[0]["n"] == 1

    # As after a crash before it was noted that one of them is there.
    other = await upload(lead, COLUMNS, GOOD, GOOD, GOOD)
    await work(office, lead, other, "look")
    await office.rows("UPDATE import_rows SET state = 'made' WHERE state = 'new' AND row <> 3 RETURNING 1")
    await work(office, lead, other, "run")
    await office.rows("UPDATE import_rows SET state = 'new' RETURNING 1")
    await office.rows("UPDATE imports SET state = 'running' WHERE id = %(id)s RETURNING 1", id=UUID(other["id"]))
    await office.product.importing.work(UUID(other["id"]))
    assert (await lead.get(f"{IMPORTS}/{other['id']}")).json()["counts"] == {"made": 3}
    assert len(await office.rows("SELECT 1 FROM service_desk.ticket")) == 6
    assert await office.check_journals() == 6


async def test_people_are_found_by_name_number_or_address_and_existing_records_by_a_unique_field(
    office: Office,
) -> None:
    lead = await office.supervisor()
    await office.agent("赵敏")
    for _ in range(2):
        await office.agent("李娜")
    found = await upload(lead, (*COLUMNS, "处理人"), (*GOOD, "赵敏"), (*GOOD, "没有人"), (*GOOD, "李娜"))
    looked = await work(office, lead, found, "look")
    assert [each["problems"][0]["message"][:4] for each in looked["wrong"]] == ["没有这位", "有几个「"]

    made = await lead.post("forms/customer/records", json={"values": {"name": "旧名", "phone": "13800138000"}})
    assert made.status_code == 201
    sheet = write_rows(("联系电话", "客户姓名"), [("138 0013 8000", "新名"), ("13900139000", "新客户")])
    place = "forms/customer/imports"
    read = (await lead.post(place, content=sheet)).json()
    plan = {"mapping": read["mapping"], "match": "phone"}
    assert read["matching"] == ["phone"]
    for act, body in (("look", plan), ("run", None)):
        assert (await lead.post(f"{place}/{read['id']}/{act}", json=body)).status_code == 202
        await office.product.importing.work(UUID(read["id"]))
    assert (await lead.get(f"{place}/{read['id']}")).json()["counts"] == {"changed": 1, "made": 1}
    rows = await office.rows("SELECT name, phone FROM service_desk.customer ORDER BY phone")
    assert [(row["name"], row["phone"]) for row in rows] == [("新名", "13800138000"), ("新客户", "13900139000")]


async def test_nobody_sees_the_sheets_of_others_and_history_needs_its_right(office: Office) -> None:
    agent, lead = await office.agent(), await office.supervisor()
    found = await upload(agent, COLUMNS, GOOD)
    assert (await lead.get(f"{IMPORTS}/{found['id']}")).status_code == 404
    refused = await agent.post(f"{IMPORTS}/{found['id']}/look", json={"mapping": found["mapping"], "history": True})
    assert (refused.status_code, refused.json()["code"]) == (403, "import_history_forbidden")
    stranger = await office.person("外人")
    assert (await stranger.get(IMPORTS)).status_code in {403, 404}
    assert (await agent.post(f"{IMPORTS}/{found['id']}/run")).json()["code"] == "import_busy"
    assert (await agent.delete(f"{IMPORTS}/{found['id']}")).status_code == 204
    assert (await agent.get(IMPORTS)).json() == {"items": []}


async def test_what_is_cancelled_stops(office: Office) -> None:
    agent = await office.agent()
    found = await upload(agent, COLUMNS, GOOD)
    await agent.post(f"{IMPORTS}/{found['id']}/look", json={"mapping": found["mapping"]})
    assert (await agent.post(f"{IMPORTS}/{found['id']}/cancel")).json()["state"] == "cancelled"
    await office.product.importing.work(UUID(found["id"]))
    assert (await agent.get(f"{IMPORTS}/{found['id']}")).json()["counts"] == {"waiting": 1}


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ([None] * 5, "import_mapping_empty"),
        (["customer_phone", "customer_phone", None, None, None], "import_mapping_wrong"),
        (["status", None, None, None, None], "import_mapping_wrong"),
        (["number", None, None, None, None], "import_mapping_wrong"),
        (["attachments", None, None, None, None], "import_mapping_wrong"),
        (["customer_phone"], "import_mapping_wrong"),
    ],
)
async def test_a_mapping_that_cannot_be_is_refused(office: Office, mapping: list[str | None], code: str) -> None:
    agent = await office.agent()
    found = await upload(agent, COLUMNS, GOOD)
    refused = await agent.post(f"{IMPORTS}/{found['id']}/look", json={"mapping": mapping})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, code)


@pytest.mark.parametrize(
    ("columns", "guessed"),
    [
        (("姓名", "手机号", "描述"), ["customer_name", "customer_phone", "description"]),
        (("手机", "邮箱", "问题"), ["customer_phone", "customer_email", None]),
        (("电话（必填）", "客户姓名 *", "类型"), ["customer_phone", "customer_name", "problem_type"]),
        (("Mobile no.", "E-mail", "Full name"), ["customer_phone", "customer_email", "customer_name"]),
        (("姓名", "客户姓名", "姓名"), [None, "customer_name", None]),
    ],
)
async def test_columns_are_guessed_by_what_they_mean(
    office: Office, columns: tuple[str, ...], guessed: list[str | None]
) -> None:
    found = await upload(await office.agent(), columns, ("a", "b", "c"))
    assert found["mapping"] == guessed


async def test_numbers_alone_are_no_history(office: Office) -> None:
    boss = await office.supervisor()
    found = await upload(boss, ("编号", "客户姓名"), ("GD-1", "张伟"))
    look = {"mapping": ["number", None], "history": True}
    refused = await boss.post(f"{IMPORTS}/{found['id']}/look", json=look)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "import_mapping_empty")


@pytest.mark.parametrize(
    ("plan", "noted"),
    [
        *itertools.product([{}, {"match": "phone"}, {"history": True}], ["with its record", "by an older release"]),
        *itertools.product([{}, {"history": True}], ["not at all"]),
    ],
)
async def test_erasing_a_record_empties_the_row_it_came_from(office: Office, plan: dict[str, Any], noted: str) -> None:
    """Also where the row does not know it: an older release never noted it, a worker was killed before it did."""
    text = BLUEPRINT.read_text().replace("- {form: customer, can: [read, create, update, export]", CHIEF)
    assert (await office.blueprint(text)).status_code == 200
    lead = await office.supervisor()
    place = "forms/customer/imports"
    made = await lead.post("forms/customer/records", json={"values": {"name": "旧名", "phone": "13800138000"}})
    assert made.status_code == 201
    phone = "13800138000" if "match" in plan else "13800138001"
    sheet = write_rows(("联系电话", "客户姓名"), [(phone, "诸葛清风"), ("13900139000", "李雷")])
    read = (await lead.post(place, content=sheet)).json()
    for act, body in (("look", {"mapping": read["mapping"], **plan}), ("run", None)):
        assert (await lead.post(f"{place}/{read['id']}/{act}", json=body)).status_code == 202
        await office.product.importing.work(UUID(read["id"]))
    if noted != "with its record":
        await office.rows("UPDATE import_rows SET record_id = NULL RETURNING 1")
    if noted == "not at all":
        await office.rows("UPDATE import_rows SET state = 'new' RETURNING 1")
    (row,) = await office.rows("SELECT id FROM service_desk.customer WHERE name = '诸葛清风'")
    erased = {"reason": "客户要求", "fields": ["name", "phone"]}
    answer = await lead.post(f"forms/customer/records/{row['id']}/erase-sensitive", json=erased)
    assert answer.status_code == 200, answer.text
    cells = [each["cells"] for each in await office.rows("SELECT cells FROM import_rows ORDER BY row")]
    assert cells == [[], ["13900139000", "李雷"]]
    assert (await lead.get(f"{place}/{read['id']}")).json()["columns"][1]["sample"] == ["", "李雷"]


class Watched(bytes):
    """A sheet that notes in which threads it is read."""

    seen: ClassVar[set[threading.Thread]] = set()

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        self.seen.add(threading.current_thread())
        return super().decode(encoding, errors)


async def test_a_sheet_is_read_beside_the_work_of_others(office: Office) -> None:
    """The first row of 100,000 takes seconds; whoever asks anything in them would wait."""
    agent, product = await office.agent(), office.product
    definitions = await product.definitions.current()
    (caller,) = await read_callers(product.database, [UUID(agent.id)])
    form = product.records.forms(definitions).find("service_desk.ticket")
    view = View(caller, definitions, form, product.rights_of(caller, definitions))
    imports = Imports(product.records, view, product.sentences)
    found = await imports.read(Watched("姓名\n张伟\n".encode()), "a.csv", "zh-CN")
    assert found["total"] == 1
    assert threading.current_thread() not in Watched.seen
    assert Watched.seen


async def test_rubbish_is_no_sheet(office: Office) -> None:
    agent = await office.agent()
    for content in (b"", b"PK\x03\x04rubbish", b"a\x00b", "姓名\n".encode()):
        assert (await agent.post(IMPORTS, content=content)).status_code == 422


PAST = ("编号", "创建时间", "首次响应时间", "解决时间", "关闭时间", "处理状态")


async def test_tickets_of_the_past_count_as_their_times_say(office: Office) -> None:
    lead = await office.supervisor()
    sheet = [
        # created, first answer after 30 and 90 minutes, solved after 4 and 10 hours
        ("A", "2024-03-01 09:00", "2024-03-01 09:30", "2024-03-01 13:00", "2024-03-02 09:00", "已关闭"),
        ("B", "2024-03-05 09:00", "2024-03-05 10:30", "2024-03-05 19:00", "", "已解决"),
        ("C", "2024-04-01 09:00", "", "", "2024-04-01 11:00", "已关闭"),
        ("D", "2024-04-02 09:00", "", "", "", "处理中"),
        ("E", "2024-04-03 09:00", "", "", "", "已关闭"),
        ("F", "", "", "", "", "待处理"),
    ]
    found = await upload(lead, (*PAST, *COLUMNS), *[(*row, *GOOD) for row in sheet])
    assert found["mapping"][:6] == [
        "number", "created_at", "first_responded_at", "resolved_at", "closed_at", "status",
    ]  # fmt: skip
    looked = await work(office, lead, found, "look", history=True)
    assert (looked["counts"], looked["uncounted"]) == ({"new": 6}, 2), looked["wrong"]
    await work(office, lead, found, "run")
    await office.settle()
    assert await office.rows("SELECT 1 FROM timers WHERE kind = 'case' UNION ALL SELECT 1 FROM instances") == []
    assert await check_cases(office.product.records) == 0

    async def asked(**query: Any) -> Any:
        answer = await lead.post("query", json={"from": "cases", **query})
        assert answer.status_code == 200, answer.text
        return answer.json()["rows"]

    measures = [{"measure": each} for each in ("frt", "art", "sla_rate", "fcr")]
    month = {"field": "created_at", "bucket": "month"}
    rows = await asked(by=[month], measures=[{"agg": "count"}, *measures])
    # March: (30 + 90) / 2 minutes, (4 + 10) / 2 hours; April: one solved after two hours, one open.
    assert rows == [["2024-03-01", 2, 3600, 25_200, None, None], ["2024-04-01", 2, None, 7200, None, None]]
    stands = dict(await asked(by=[{"field": "category"}], measures=[{"agg": "count"}]))
    assert stands == {"closed": 2, "solved": 1, "open": 1}
    # One that was open is measured when it is solved here.
    (record,) = await office.rows("SELECT id, version FROM service_desk.ticket WHERE number = 'D'")
    body = {"version": record["version"], "values": {"status": "solved"}}
    changed = await lead.patch(f"forms/ticket/records/{record['id']}", json=body)
    assert changed.status_code == 200, changed.text
    (case,) = await office.rows("SELECT * FROM cases WHERE record_id = %(id)s", id=record["id"])
    assert (case["category"], case["resolved_at"]) == ("solved", office.clock.now())
    assert await check_cases(office.product.records) == 0


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("A", "2024-03-02", "2024-03-01", "", "", "待处理"), "import_time_too_early"),
        (("A", "2024-03-01", "", "2024-03-03", "2024-03-02", "已关闭"), "import_time_too_early"),
        (("A", "2024-03-01", "", "2024-03-03", "", "处理中"), "import_time_not_solved"),
        (("A", "2024-03-01", "", "", "2024-03-03", "已解决"), "import_time_not_closed"),
        (("A", "", "2024-03-03", "", "", "待处理"), "import_time_without_created"),
        (("A", "2024-03-01", "2030-01-01", "", "", "待处理"), "import_time_future"),
    ],
)
async def test_a_past_that_cannot_have_been_is_wrong(office: Office, row: tuple[str, ...], code: str) -> None:
    lead = await office.supervisor()
    found = await upload(lead, (*PAST, *COLUMNS), (*row, *GOOD))
    (wrong,) = (await work(office, lead, found, "look", history=True))["wrong"]
    assert [each["message"] for each in wrong["problems"]] == [office.product.sentences("zh-CN", code)]
