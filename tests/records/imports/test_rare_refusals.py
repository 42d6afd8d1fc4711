"""What stands in the way of an import, now and then."""

from uuid import UUID, uuid4

import pytest

from helpwright.platform.sheet import write_rows
from tests.forms.lab import BLUEPRINT as LAB
from tests.forms.lab import create, open_lab
from tests.records.imports.test_imports import COLUMNS, GOOD, IMPORTS, upload, work
from tests.support.office import Office


async def test_an_import_that_is_not_there(office: Office) -> None:
    answer = await (await office.agent()).get(f"{IMPORTS}/{uuid4()}")
    assert (answer.status_code, answer.json()["code"]) == (404, "import_missing")


async def test_rows_are_found_again_by_what_is_unique_only(office: Office) -> None:
    agent = await office.agent()
    found = await upload(agent, COLUMNS, GOOD)
    look = {"mapping": found["mapping"], "match": "customer_name"}
    answer = await agent.post(f"{IMPORTS}/{found['id']}/look", json=look)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "import_match_wrong")


async def test_who_began_it_is_gone(office: Office) -> None:
    agent = await office.agent()
    boss = await office.person("Boss", admin=True)
    found = await upload(agent, COLUMNS, GOOD)
    began = await agent.post(f"{IMPORTS}/{found['id']}/look", json={"mapping": found["mapping"]})
    assert began.status_code == 202
    assert (await boss.patch(f"people/{agent.id}", json={"active": False})).status_code == 200
    await office.product.importing.work(UUID(found["id"]))
    (row,) = await office.rows("SELECT state, error FROM imports")
    assert (row["state"], row["error"]) == ("failed", "import_person_gone")


@pytest.mark.parametrize(("name", "code"), [("没有的人", "import_person_unknown"), ("李娜", "import_name_ambiguous")])
async def test_people_are_named_so_that_one_is_meant(office: Office, name: str, code: str) -> None:
    lead = await office.supervisor()
    for _ in range(2):
        await office.agent("李娜")
    found = await upload(lead, ("编号", "处理人", *COLUMNS), ("A-1", name, *GOOD))
    (wrong,) = (await work(office, lead, found, "look", history=True))["wrong"]
    told = office.product.sentences("zh-CN", code, {"name": name})
    assert [each["message"] for each in wrong["problems"]] == [told]


async def test_history_says_which_tickets_are_not_counted(office: Office) -> None:
    lead = await office.supervisor()
    found = await upload(lead, ("编号", "处理状态", *COLUMNS), ("A-1", "已关闭", *GOOD))
    await work(office, lead, found, "look", history=True)
    (row,) = await office.rows("SELECT state, problems FROM import_rows")
    assert (row["state"], [each["code"] for each in row["problems"]]) == ("new", ["import_not_counted"])


async def test_a_record_that_is_named_must_be_there(office: Office) -> None:
    chief = await open_lab(office)
    imports = "forms/lab.sheet/imports"
    sheet = write_rows(("姓名", "设备"), [("张伟", "没有的设备")])
    headers = {"Content-Type": "application/octet-stream"}
    found = (await chief.post(imports, params={"name": "a.xlsx"}, content=sheet, headers=headers)).json()
    look = await chief.post(f"{imports}/{found['id']}/look", json={"mapping": ["name", "device"]})
    assert look.status_code == 202, look.text
    await office.product.importing.work(UUID(found["id"]))
    (wrong,) = (await chief.get(f"{imports}/{found['id']}")).json()["wrong"]
    assert [each["message"] for each in wrong["problems"]] == [
        office.product.sentences("zh-CN", "import_record_unknown")
    ]


async def test_a_sheet_tells_no_title_that_is_hidden_from_its_maker(office: Office) -> None:
    chief = await open_lab(office)
    hidden = "{form: device, can: [read, create, update], scope: all, fields: {name: hidden}}"
    text = LAB.replace("{form: device, can: [read, create, update], scope: own}", hidden)
    assert (await office.blueprint(text, app="lab")).status_code == 200
    number = (await create(chief, "lab.device", name="秘密样机"))["number"]
    clerk = await office.person("文员", roles=["lab.clerk"])
    headers, states = {"Content-Type": "application/octet-stream"}, []
    for who, name in ((chief, "秘密样机"), (clerk, "秘密样机"), (clerk, number)):
        sheet = write_rows(("姓名", "设备"), [("张伟", name)])
        found = (await who.post("forms/lab.sheet/imports", content=sheet, headers=headers)).json()
        look = await who.post(f"forms/lab.sheet/imports/{found['id']}/look", json={"mapping": ["name", "device"]})
        assert look.status_code == 202, look.text
        await office.product.importing.work(UUID(found["id"]))
        states.append((await who.get(f"forms/lab.sheet/imports/{found['id']}")).json()["counts"])
    assert states == [{"new": 1}, {"wrong": 1}, {"new": 1}]
