"""A widget's numbers as an Excel file."""

from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from helpwright.reports.workbook import workbook
from tests.support.office import Office


def read(content: bytes) -> tuple[list[str], list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return book.sheet_names, book.get_sheet_by_index(0).to_python()


def test_names_for_people_and_amounts_that_compute() -> None:
    columns: list[dict[str, Any]] = [
        {"key": "kind", "label": "类型", "type": "radio", "options": [{"key": "a", "label": "=甲"}]},
        {"key": "m0", "label": "数量", "type": "number"},
        {"key": "m1", "label": "时长", "type": "duration"},
    ]
    names, rows = read(
        workbook("问题[类型]占比/本月", columns, [["a", "12", 5400], [None, None, None]], "（空）", "zh-CN")
    )
    assert names == ["问题 类型 占比 本月"]
    assert str(rows[1][0]) == "=甲"
    assert rows[0] == ["类型", "数量", "时长"]
    assert rows[1][1] == 12
    assert str(rows[1][2]) in {"0.0625", "1:30:00", "01:30:00"}
    assert rows[2] == ["（空）", "", ""]


@pytest.mark.parametrize(("locale", "told"), [("zh-CN", "甲、乙"), ("en", "甲, 乙")])
def test_several_in_one_cell_stand_apart_as_the_reader_writes(locale: str, told: str) -> None:
    options = [{"key": "a", "label": "甲"}, {"key": "b", "label": "乙"}]
    column = {"key": "kind", "label": "类型", "type": "multi_select", "options": options}
    _, rows = read(workbook("x", [column], [[["a", "b"]]], "–", locale))
    assert rows[1] == [told]


async def test_the_sheet_of_a_widget_under_the_conditions_of_the_board(office: Office) -> None:
    agent = await office.agent()
    for kind in ("support", "support", "product"):
        await office.submit(problem_type=kind)
    path = "dashboards/cockpit/widgets/by_type/sheet"
    answer = await agent.get(path)
    assert answer.status_code == 200, answer.text
    _, rows = read(answer.content)
    assert rows[1:] == [["技术支持", 2]]  # what the agent may read
    boss = await office.supervisor()
    _, rows = read((await boss.get(path)).content)
    assert sorted(map(str, (row[0] for row in rows[1:]))) == ["产品咨询", "技术支持"]
    only = '{"field": "problem_type", "op": "eq", "value": "product"}'
    _, rows = read((await boss.get(path, params={"filter": only})).content)
    assert rows[1:] == [["产品咨询", 1]]
    logged = await office.rows("SELECT object, data FROM audit_log WHERE act = 'exported' ORDER BY id")
    assert logged[0] == {"object": "dashboard:service_desk.cockpit", "data": {"widget": "by_type", "rows": 1}}
    assert len(logged) == 3


async def test_no_sheet_of_what_is_not_there_or_not_theirs(office: Office) -> None:
    boss, stranger = await office.supervisor(), await office.person("外人")
    assert (await boss.get("dashboards/cockpit/widgets/nothing/sheet")).status_code == 404
    assert (await boss.get("dashboards/nothing/widgets/by_type/sheet")).status_code == 404
    assert (await stranger.get("dashboards/cockpit/widgets/by_type/sheet")).status_code == 404
    assert (await office.browser().get("dashboards/cockpit/widgets/by_type/sheet")).status_code == 401
