"""Sheets of people: read, looked at row by row, brought in, wrong rows given back."""

from io import BytesIO

from python_calamine import CalamineWorkbook

from helpwright.access.sheet import guess, read_sheet, write_sheet
from tests.support.office import Office

HEAD = ["姓名", "手机号", "部门", "角色", "客服组", "直属上级"]
ROWS = [
    ["赵一", "13900000001", "北区/一线", "客服", "客服部", "钱二"],
    ["钱二", "13900000002", "北区", "主管", "", ""],
    ["孙三", "123", "", "没有的角色", "", ""],
    ["李四", "13900000001", "", "", "", ""],
]
MAPPING = ["name", "phone", "department", "roles", "teams", "manager"]


def test_a_sheet_is_read_whoever_wrote_it() -> None:
    written = write_sheet(HEAD, ROWS)
    assert written[:2] == b"PK"
    sheet = read_sheet(written)
    assert (list(sheet.columns), [list(row) for row in sheet.rows]) == (HEAD, ROWS)
    text = "姓名;手机\n张三;13800138000\n\n"
    for encoding in ("utf-8-sig", "gb18030"):
        read = read_sheet(text.encode(encoding))
        assert (list(read.columns), list(map(list, read.rows))) == (["姓名", "手机"], [["张三", "13800138000"]])


def test_columns_are_guessed_by_their_names() -> None:
    assert guess(HEAD) == MAPPING
    assert guess(["Employee ID", "Full name", "联系电话（必填）", "备注"]) == ["staff_number", "name", "phone", None]


async def test_rows_are_looked_at_before_anything_changes(office: Office) -> None:
    admin = await office.person("Admin", admin=True)
    read = await admin.post("people/sheet", content=write_sheet(HEAD, ROWS))
    assert read.status_code == 200, read.text
    assert (read.json()["mapping"], len(read.json()["rows"])) == (MAPPING, 4)
    body = {"mapping": MAPPING, "rows": ROWS, "plan": True}
    planned = (await admin.post("people/import", json=body)).json()["items"]
    assert [(each["row"], each["state"]) for each in planned] == [(2, "new"), (3, "new"), (4, "wrong"), (5, "wrong")]
    assert {each["field"] for each in planned[2]["problems"]} == {"phone", "roles"}
    assert planned[3]["problems"][0]["message"] == "和第 2 行重复。"
    names = {each["name"] for each in (await admin.get("people")).json()["items"]}
    assert "赵一" not in names
    agent = await office.person("Agent")
    assert (await agent.post("people/import", json=body)).status_code == 403
    assert (await agent.post("people/sheet", content=b"a,b")).status_code == 403


async def test_people_come_in_with_department_roles_and_manager(office: Office) -> None:
    admin = await office.person("Admin", admin=True, language="en")
    body = {"mapping": MAPPING, "rows": ROWS, "password": "correct-horse-9"}
    done = (await admin.post("people/import", json=body)).json()["items"]
    assert [each["state"] for each in done] == ["new", "new", "wrong", "wrong"]
    people = {each["name"]: each for each in (await admin.get("people")).json()["items"]}
    first, boss = people["赵一"], people["钱二"]
    assert (first["roles"], first["teams"]) == (["service_desk.agent"], ["service_desk.service"])
    assert first["manager_id"] == boss["id"]
    assert (first["locale"], boss["locale"]) == ("en", "en")
    tree = {each["name"]: each for each in (await admin.get("departments")).json()["items"]}
    assert tree["一线"]["parent_id"] == tree["北区"]["id"]
    assert first["department_id"] == tree["一线"]["id"]
    signed = await office.browser().post("session", json={"login": "13900000001", "password": "correct-horse-9"})
    assert signed.status_code == 200
    again = (await admin.post("people/import", json={**body, "plan": True})).json()["items"]
    assert [each["state"] for each in again[:2]] == ["same", "same"]
    changed = [["赵一一", "13900000001", "", "", "", ""]]
    renamed = (await admin.post("people/import", json={"mapping": MAPPING, "rows": changed})).json()["items"]
    assert renamed[0]["state"] == "changed"
    assert "赵一一" in {each["name"] for each in (await admin.get("people")).json()["items"]}


async def test_wrong_rows_and_an_empty_sheet_are_given_back(office: Office) -> None:
    admin = await office.person("Admin", admin=True)
    wrong = await admin.post("people/sheet/wrong", json={"columns": HEAD, "rows": [[*ROWS[2], "手机号不对"]]})
    book = CalamineWorkbook.from_filelike(BytesIO(wrong.content)).get_sheet_by_index(0).to_python()
    assert (book[0][-1], book[1][-1], book[1][1]) == ("问题", "手机号不对", "123")
    empty = read_sheet((await admin.get("people/sheet")).content)
    assert guess(empty.columns).count(None) == 0
    for content, code in ((b"", "sheet_empty"), (b"PK\x03\x04nothing", "sheet_unreadable")):
        refused = await admin.post("people/sheet", content=content)
        assert (refused.status_code, refused.json()["code"]) == (422, code)
    short = await admin.post("people/import", json={"mapping": MAPPING, "rows": ROWS[:1], "password": "x"})
    assert short.json()["errors"][0]["field"] == "password"


async def test_the_audit_says_whether_it_holds(office: Office) -> None:
    admin = await office.person("Admin", admin=True)
    state = (await admin.get("audit/state")).json()
    assert (state["problem"], state["seq"]) == (None, None)
    assert state["sealed"] + state["waiting"] > 0
    agent = await office.person("Agent")
    assert (await agent.get("audit/state")).status_code == 403


async def test_logins_in_other_cases_are_the_same_person(office: Office) -> None:
    admin = await office.person("Admin", admin=True)
    mapping = ["name", "email", "staff_number", "manager"]
    rows = [["赵一", "Zhao@Example.com", "N7", ""], ["钱二", "qian@example.com", "", "zhao@example.com"]]
    done = (await admin.post("people/import", json={"mapping": mapping, "rows": rows})).json()["items"]
    assert [each["state"] for each in done] == ["new", "new"]
    again = [["赵一", "zhao@example.com", "n7", ""], ["钱二", "QIAN@example.com", "", "n7"]]
    body = {"mapping": mapping, "rows": again, "plan": True}
    assert [each["state"] for each in (await admin.post("people/import", json=body)).json()["items"]] == ["same"] * 2
    body["rows"] = [["赵大", "", "n7", ""], ["孙三", "sun@example.com", "", ""], ["孙四", "SUN@example.com", "", ""]]
    planned = (await admin.post("people/import", json=body)).json()["items"]
    assert [each["state"] for each in planned] == ["changed", "new", "wrong"]
    assert planned[2]["problems"][0]["message"] == "和第 3 行重复。"
    people = {each["name"]: each for each in (await admin.get("people")).json()["items"]}
    assert people["钱二"]["manager_id"] == people["赵一"]["id"]
