"""What the single types take and refuse, and how they read."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from helpwright.entry.kinds import FIELD_TYPES
from helpwright.forms.field_type import HOME_ZONE, NOTHING_RELATED, FieldType, ValueRefused
from tests.support.laws import law
from tests.support.office import MONDAY


def made(key: str, **more: Any) -> tuple[FieldType, Any]:
    kind = FIELD_TYPES[key]
    return kind, kind.settings.model_validate({"type": key, "label": "L", **more})


def text(key: str, value: object, locale: str = "zh-CN", **more: Any) -> str:
    kind, settings = made(key, **more)
    return kind.to_text(settings, value, locale, NOTHING_RELATED)


@pytest.mark.parametrize(
    ("key", "raw", "stored", "more"),
    [
        ("integer", "1,234", 1234, {}),
        ("integer", 12.0, 12, {}),
        ("integer", " 12 台 ", 12, {"unit": {"zh-CN": "台", "en": "pcs"}}),
        ("integer", "12pcs", 12, {"unit": {"zh-CN": "台", "en": "pcs"}}),
        ("decimal", "85 ㎡", Decimal(85), {"unit": "㎡"}),
        ("decimal", "-36.5℃", Decimal("-36.5"), {"unit": "℃"}),
        ("integer", "3个月", 3, {"unit": {"zh-CN": "个月", "en": "月"}}),
        ("decimal", "１２．５", Decimal("12.5"), {}),
        ("decimal", 0.1, Decimal("0.1"), {}),
        ("decimal", "-0", Decimal(0), {}),
        ("decimal", "1.5000", Decimal("1.5"), {}),
        ("percent", "12.5 %", Decimal("12.5"), {}),
        ("percent", "－3％", Decimal(-3), {}),
        ("money", "¥1,234.50", Decimal("1234.5"), {}),
        ("money", "￥-5", Decimal(-5), {}),
        ("money", "100元", Decimal(100), {}),
        ("money", "HK$ 7", Decimal(7), {"currency": "HKD"}),
        ("switch", "是", True, {}),
        ("switch", "OFF", False, {}),
        ("switch", "已付", True, {"text_on": "已付"}),
        ("switch", "是，已付", True, {"text_on": "是，已付"}),
        ("switch", "无", True, {"text_on": "无", "text_off": "有"}),
        ("switch", "有", False, {"text_on": "无", "text_off": "有"}),
        ("date", "2026年2月4日", date(2026, 2, 4), {}),
        ("date", "2026/2/4", date(2026, 2, 4), {}),
        ("date_time", "2026-11-22T14:30:00+08:00", datetime(2026, 11, 22, 6, 30, tzinfo=UTC), {}),
        ("date_time", "2026-11-22T06:30:00.999Z", datetime(2026, 11, 22, 6, 30, tzinfo=UTC), {}),
        ("landline", "(010) 6234-5678", "010-62345678", {}),
        ("landline", "0571 87654321 转 801", "0571-87654321-801", {}),
        ("landline", "+86-571-8765432-1", "0571-8765432-1", {}),
        ("landline", "4008108888", "400-810-8888", {}),
        ("landline", "+1 (650) 253-0000", "+16502530000", {}),
    ],
)
def test_what_is_taken(key: str, raw: Any, stored: Any, more: dict[str, Any]) -> None:
    kind, settings = made(key, **more)
    found = kind.parse(settings, raw)
    assert (found, type(found)) == (stored, type(stored))


@pytest.mark.parametrize(
    ("key", "raw", "code", "more"),
    [
        ("integer", "1.5", "number_whole", {}),
        ("integer", True, "decimal_expected", {}),
        ("integer", 10**15, "number_digits", {}),
        ("integer", "12,34", "decimal_expected", {}),
        ("integer", 5, "number_too_small", {"min": 6}),
        ("decimal", "1.234", "number_places", {}),
        ("decimal", "1e3", "decimal_expected", {}),
        ("decimal", "12.6", "number_too_large", {"max": 12.5}),
        ("percent", "%", "decimal_expected", {}),
        ("money", "$5", "decimal_expected", {}),
        ("money", 10.0**13, "number_digits", {}),
        ("switch", "maybe", "boolean_expected", {}),
        ("switch", 1, "boolean_expected", {}),
        ("date", "2026-02-30", "date_malformed", {}),
        ("date", "2026-01-01", "date_too_early", {"min": "2026-01-02"}),
        ("date", "2026-01-03", "date_too_late", {"max": "2026-01-02"}),
        ("date_time", "2026-11-22T14:30:00", "instant_without_zone", {}),
        ("date_time", "0001-01-01T00:00:00+14:00", "instant_out_of_range", {}),
        ("date_time", "2026-11-22", "instant_without_zone", {}),
        ("landline", "13800138000", "landline_malformed", {}),
        ("landline", "010-6234567", "landline_malformed", {}),
    ],
)
def test_what_is_refused(key: str, raw: Any, code: str, more: dict[str, Any]) -> None:
    kind, settings = made(key, **more)
    with pytest.raises(ValueRefused, match=code):
        kind.parse(settings, raw)


def test_limits_hold_for_what_is_filled_in_and_not_for_what_is_compared() -> None:
    for key, low, outside in (
        ("integer", {"min": 5}, 1),
        ("money", {"min": 5}, 1),
        ("date", {"min": "2026-05-01"}, "2026-01-01"),
        ("date_time", {"min": "2026-05-01T00:00:00Z"}, "2026-01-01T00:00:00Z"),
    ):
        kind, settings = made(key, **low)
        assert kind.operand(settings, outside) is not None
    kind, settings = made("multi_select", options={"a": "A", "b": "B"}, min_choices=2)
    assert kind.operand(settings, "A") == "a"
    with pytest.raises(ValueRefused, match="choices_too_few"):
        kind.parse(settings, ["a"])


def test_how_they_read() -> None:
    assert text("integer", 2026) == "2026"
    assert text("integer", 12345, thousands=True, unit="台") == "12,345 台"
    assert text("decimal", Decimal("12.50"), unit={"zh-CN": "公斤", "en": "kg"}, locale="en") == "12.5 kg"
    assert text("percent", Decimal("12.5")) == "12.5%"
    assert text("money", Decimal("1234.5")) == "¥1,234.50"
    assert text("money", Decimal(-5), currency="EUR") == "-€5.00"
    assert text("money", Decimal(5), currency="CHF", places=0) == "CHF 5"
    assert text("date", date(2026, 2, 4)) == "2026-02-04"
    assert text("date_time", datetime(2026, 11, 22, 6, 30, tzinfo=UTC)) == "2026-11-22 14:30"
    assert (text("switch", value=True), text("switch", value=False, locale="en")) == ("是", "No")
    assert text("switch", value=True, text_on={"zh-CN": "已付", "en": "Paid"}, locale="en") == "Paid"
    assert text("multi_select", ["b", "gone"], options={"a": "甲", "b": "乙"}) == "乙、gone"
    assert text("multi_select", ["b", "gone"], locale="en", options={"a": "A", "b": "B"}) == "B, gone"


def test_several_options_stand_in_their_order_once() -> None:
    kind, settings = made("checkboxes", options={"a": {"zh-CN": "甲", "en": "First"}, "b": "B", "c": "C"})
    assert kind.parse(settings, ["C", "a", "甲"]) == ["a", "c"]
    assert kind.parse(settings, "First、b") == ["a", "b"]
    assert kind.parse(settings, "B") == ["b"]
    assert kind.parse(settings, []) == []
    with pytest.raises(ValueRefused, match="option_unknown"):
        kind.parse(settings, ["a", "x"])


@pytest.mark.parametrize(
    ("key", "limits"),
    [
        ("date", {"max": "2025-12-31"}),
        ("date", {"max": "2025-06-01"}),
        ("date_time", {"max": "2025-12-31T23:59:00Z"}),
        ("date_time", {"max": "2025-06-01T00:00:00Z"}),
        ("date_time", {"min": "2027-01-01T00:00:00Z"}),
        ("integer", {"max": -1}),
        ("integer", {"max": -5}),
    ],
)
def test_samples_keep_to_limits_that_lie_far_away(key: str, limits: dict[str, Any]) -> None:
    kind, settings = made(key, **limits)
    for number in (0, 3, 400):
        kind.parse(settings, kind.sample(settings, number))


def test_defaults() -> None:
    def default(key: str, **more: Any) -> Any:
        kind, settings = made(key, **more)
        return kind.default(settings, MONDAY, HOME_ZONE), kind.default(settings, None, HOME_ZONE)

    assert default("date", default="today") == (date(2026, 11, 23), None)
    assert default("date", default="2026-01-01") == (date(2026, 1, 1), date(2026, 1, 1))
    assert default("date_time", default="now") == (MONDAY, None)
    assert default("switch") == (False, False)
    assert default("switch", default=True) == (True, True)
    assert default("integer", default=3) == (3, 3)
    assert default("multi_select", options={"a": "A", "b": "B"}, default=["b"]) == (["b"], ["b"])
    assert default("decimal") == (None, None)


@pytest.mark.parametrize(
    ("key", "more"),
    [
        ("integer", {"min": 2, "max": 1}),
        ("date", {"min": "2026-02-30"}),
        ("date", {"min": "2026-02-02", "max": "2026-02-01"}),
        ("date_time", {"max": "2026-02-02T00:00:00"}),
        ("multi_select", {"options": {"a": "A"}, "default": ["b"]}),
        ("multi_select", {"options": {"a": "A"}, "min_choices": 2, "max_choices": 1}),
        ("money", {"currency": "XXX"}),
        ("decimal", {"places": 9}),
        ("note", {}),
        ("link", {}),
    ],
)
def test_settings_that_cannot_be(key: str, more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        made(key, **more)


@pytest.mark.parametrize(("key", "places"), [("decimal", 6), ("money", 2), ("percent", 3), ("integer", 0)])
def test_numbers_survive_the_way_to_browsers_and_spreadsheets(key: str, places: int) -> None:
    kind, settings = made(key, **({"places": places} if places else {}))
    most = 10 ** (15 - places) - 1

    @law(200, database=None)
    @given(st.decimals(-most, most, places=places, allow_nan=False, allow_infinity=False))
    def check(number: Decimal) -> None:
        stored = kind.parse(settings, f"{number:f}")
        assert stored == number
        assert kind.parse(settings, kind.to_json(stored)) == stored
        assert kind.parse(settings, kind.to_text(settings, stored, "zh-CN", NOTHING_RELATED)) == stored

    check()


def test_times_of_day_survive_a_change_of_type_in_the_zone_of_the_organization() -> None:
    day, day_settings = made("date")
    moment, moment_settings = made("date_time")
    line, line_settings = made("text")
    midnight = moment.convert(moment_settings, day, day_settings, date(2026, 11, 23), NOTHING_RELATED)
    assert midnight == datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
    assert day.convert(day_settings, moment, moment_settings, midnight, NOTHING_RELATED) == date(2026, 11, 23)
    read = moment.convert(moment_settings, line, line_settings, "2026/11/23 9:05", NOTHING_RELATED)
    assert read == datetime(2026, 11, 23, 1, 5, tzinfo=UTC)
    money, money_settings = made("money")
    number, number_settings = made("decimal")
    assert number.convert(number_settings, money, money_settings, Decimal("1234.5"), NOTHING_RELATED) == Decimal(
        "1234.5"
    )
    assert money.convert(money_settings, line, line_settings, "￥1,234.50", NOTHING_RELATED) == Decimal("1234.5")
