"""Sheets with more in them than a sheet of Excel holds: all of it arrives, or the file is refused by name."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.forms.lab import BLUEPRINT as LAB
from tests.support.office import Office, Person

IMPORTS = "forms/lab.sheet/imports"
STORY = "每天中午掉线。" * 20_000
CSV = {"Content-Type": "text/csv"}


async def chief_of_long_stories(office: Office) -> Person:
    text = LAB.replace(
        "story: {type: multiline, label: 经过}", "story: {type: multiline, label: 经过, max_length: 200000}"
    )
    answer = await office.blueprint(text, app="lab")
    assert answer.status_code == 200, answer.text
    return await office.person("主任", roles=["lab.chief"])


async def send(person: Person, text: str) -> httpx.Response:
    return await person.post(IMPORTS, params={"name": "a.csv"}, content=text.encode(), headers=CSV)


async def run(office: Office, person: Person, found: dict[str, Any]) -> dict[str, Any]:
    for act, body in (("look", {"mapping": ["name", "story"]}), ("run", None)):
        answer = await person.post(f"{IMPORTS}/{found['id']}/{act}", json=body)
        assert answer.status_code == 202, answer.text
        await office.product.importing.work(UUID(found["id"]))
    told: dict[str, Any] = (await person.get(f"{IMPORTS}/{found['id']}")).json()
    return told


async def test_a_long_cell_arrives_whole(office: Office) -> None:
    chief = await chief_of_long_stories(office)
    assert len(STORY) > 131_072
    answer = await send(chief, f"姓名,经过\n张伟,{STORY}\n李娜,{STORY[:40_000]}\n")
    assert answer.status_code == 201, answer.text
    assert (await run(office, chief, answer.json()))["counts"] == {"made": 2}
    rows = await office.rows("SELECT length(story) AS n FROM lab.sheet ORDER BY story DESC")
    assert [row["n"] for row in rows] == [len(STORY), 40_000]


async def test_what_is_longer_than_the_field_is_said_with_its_length(office: Office) -> None:
    assert (await office.blueprint(LAB, app="lab")).status_code == 200
    chief = await office.person("主任", roles=["lab.chief"])
    found = (await send(chief, f"姓名,经过\n张伟,{STORY}\n")).json()
    await chief.post(f"{IMPORTS}/{found['id']}/look", json={"mapping": ["name", "story"]})
    await office.product.importing.work(UUID(found["id"]))
    (wrong,) = (await chief.get(f"{IMPORTS}/{found['id']}")).json()["wrong"]
    assert [each["message"] for each in wrong["problems"]] == [f"最多 20000 个字符，现在是 {len(STORY)} 个。"]


@pytest.mark.parametrize(
    ("text", "code", "detail"),
    [
        (
            f"姓名,经过\n张伟,好\n李娜,{'长' * 200_001}\n",
            "sheet_cell_too_long",
            "第 3 行有一格 200001 个字符，最多 200000 个。",
        ),
        (",".join(f"列{n}" for n in range(601)) + "\n1\n", "sheet_too_wide", "表格超过 600 列，请去掉用不到的列。"),
    ],
)
async def test_what_no_field_takes_is_refused_by_name(office: Office, text: str, code: str, detail: str) -> None:
    answer = await send(await chief_of_long_stories(office), text)
    assert (answer.status_code, answer.json()["code"], answer.json()["detail"]) == (422, code, detail)


async def test_empty_columns_at_the_end_are_no_columns(office: Office) -> None:
    answer = await send(await chief_of_long_stories(office), f"姓名,经过{',' * 700}\n张伟,好{',' * 700}\n")
    assert answer.status_code == 201, answer.text


async def test_a_form_is_not_made_of_half_a_sheet(office: Office) -> None:
    admin = await office.person("管理员", admin=True)
    wide = ",".join(f"列{n}" for n in range(301)) + "\n1\n"
    for path, most in (("sheets/guess", 300), ("people/sheet", 60)):
        answer = await admin.post(path, content=wide.encode())
        assert (answer.status_code, answer.json()["code"]) == (422, "sheet_too_wide")
        assert f" {most} " in answer.json()["detail"]


async def test_no_role_of_a_person_is_cut_off_in_silence(office: Office) -> None:
    admin = await office.person("管理员", admin=True)
    roles = "、".join(["客服"] * 140)
    sheet = (
        await admin.post("people/sheet", content=f"姓名,手机号,角色\n赵一,13900000001,{roles}、主管\n".encode())
    ).json()
    assert sheet["rows"][0][2].endswith("…")
    body = {"rows": sheet["rows"], "mapping": sheet["mapping"], "plan": True}
    (row,) = (await admin.post("people/import", json=body)).json()["items"]
    assert (row["state"], {each["field"] for each in row["problems"]}) == ("wrong", {"roles"})
