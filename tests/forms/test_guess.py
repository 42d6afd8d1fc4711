"""What columns of sheets are taken for."""

from typing import Any

import pytest

from helpwright.entry.kinds import FIELD_TYPES
from helpwright.forms.guess import Guess, guess_field
from helpwright.forms.sheet_api import guess_sheet
from helpwright.kernel.errors import Invalid
from helpwright.platform.sheet import write_rows
from tests.support.office import Office


def guess(label: str, *values: str) -> Guess:
    return guess_field(FIELD_TYPES, label, values)


@pytest.mark.parametrize(
    ("label", "values", "type_"),
    [
        ("联系方式", ["13800138000", "139 0013 9000", "+86 13700137000"], "mobile"),
        ("邮箱", ["a@b.cn", "", "c@d.com"], "email"),
        ("座机", ["010-62345678", "0755-87654321"], "landline"),
        ("报修日期", ["2026-01-05", "2026/2/6", "2026年3月7日"], "date"),
        ("创建时间", ["2026-01-05 09:30:00", "2026-01-06"], "date_time"),
        ("数量", ["1", "12", "3"], "integer"),
        ("重量", ["1.25", "12", "3.5"], "decimal"),
        ("金额", ["1,200.50", "30", "8"], "money"),
        ("预付", ["¥1,200.50", "¥30", "¥8"], "money"),
        ("原值（元）", ["12000", "3500", "860"], "money"),
        ("采购（元）", ["12000.5", "3500", "860"], "money"),
        ("折扣", ["12%", "7.5%"], "percent"),
        ("是否保修", ["是", "否", "是"], "switch"),
        ("身份证", ["11010519491231002X", "110105194912310021"], "text"),
        ("设备编号", ["1001", "1002", "1003"], "text"),
        ("邮编", ["010000", "100080"], "text"),
        ("客户", ["张伟", "李娜", "王芳"], "text"),
        ("说明", ["第一行\n第二行", "短"], "multiline"),
        ("手机", [], "mobile"),
        ("备注", [], "multiline"),
        ("问题描述", ["掉线", "连不上"], "multiline"),
        ("地址", [], "text"),
    ],
)
def test_a_column_is_known_by_its_values_and_its_heading(label: str, values: list[str], type_: str) -> None:
    assert guess(label, *values).type == type_


def test_few_values_again_and_again_are_a_choice_with_these_options() -> None:
    assert guess("类型", *["咨询", "投诉", "售后"] * 4) == Guess("radio", {"options": ["咨询", "投诉", "售后"]})
    many = [f"城市{number}" for number in range(12)]
    assert guess("城市", *many * 3) == Guess("select", {"options": many})
    several = guess("设备", "打印机、扫描仪", "打印机", "扫描仪，电脑", "电脑", "打印机、电脑", "扫描仪")
    assert several == Guess("checkboxes", {"options": ["打印机", "扫描仪", "电脑"]})


def test_some_values_that_do_not_fit_are_told_and_many_change_the_guess() -> None:
    mails = [f"person{number}@example.com" for number in range(19)]
    found = guess("邮箱", *mails, "没有")
    assert (found.type, found.misfits, list(found.sample)) == ("email", 1, ["没有"])
    assert guess("联络", *mails[:4], "没有", "不详", "空").type == "text"
    assert guess("邮箱", *mails[:4], "没有", "不详", "空").type == "email"
    assert guess("邮箱", mails[0], "没有", "不详", "空").type == "text"


def test_places_of_decimals_are_those_of_the_values() -> None:
    found: Any = guess("尺寸", "1.25", "0.125", "3")
    assert (found.type, found.settings) == ("decimal", {"places": 3})


def test_a_whole_sheet_is_read_with_its_rows_counted() -> None:
    rows = [("张伟", "13800138000", "投诉", ""), ("李娜", "13900139000", "咨询", "x")] * 3
    found = guess_sheet(FIELD_TYPES, write_rows(("客户", "电话", "类型", ""), rows))
    assert [(each.label, each.type) for each in found.columns] == [
        ("客户", "text"),
        ("电话", "mobile"),
        ("类型", "radio"),
        ("", "text"),
    ]
    assert (found.rows, found.columns[2].options, found.columns[0].sample) == (6, ["投诉", "咨询"], ["张伟", "李娜"])
    again = guess_sheet(FIELD_TYPES, "客户;电话\n张伟;010-62345678\n".encode("gb18030"))
    assert [each.type for each in again.columns] == ["text", "landline"]
    with pytest.raises(Invalid) as refused:
        guess_sheet(FIELD_TYPES, b"PK\x03\x04rubbish")
    assert refused.value.code == "sheet_unreadable"


async def test_only_builders_ask_what_a_sheet_is(office: Office) -> None:
    admin, agent = await office.person("管理员", admin=True), await office.agent()
    answer = await admin.post("sheets/guess", content="邮箱\na@b.cn\n".encode())
    assert answer.json()["columns"][0]["type"] == "email"
    assert (await agent.post("sheets/guess", content=b"a\n1\n")).status_code == 403
