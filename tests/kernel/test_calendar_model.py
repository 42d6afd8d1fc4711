"""What may be written in a calendar or a duration, and the code of each mistake."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from helpwright.kernel.calendar import CalendarDocument, Duration, compile_calendar
from helpwright.kernel.calendar.notation import DAY_MINUTES, Hours, parse_days, parse_hours, write

OFFICE: dict[str, Any] = {
    "zone": "Asia/Shanghai",
    "holidays": "CN",
    "week": {"mon-fri": ["09:00-12:00", "13:30-18:00"]},
}


def problems(**changes: Any) -> list[tuple[str, tuple[int | str, ...]]]:
    with pytest.raises(ValidationError) as caught:
        CalendarDocument.model_validate({**OFFICE, **changes})
    return [(error["type"], error["loc"]) for error in caught.value.errors()]


def week(**days: list[str]) -> dict[str, Any]:
    return {"week": days}


def test_the_document_of_the_blueprint_comes_back_as_it_was_written() -> None:
    assert CalendarDocument.model_validate(OFFICE).model_dump(mode="json", exclude_defaults=True) == OFFICE
    full = {**OFFICE, "overrides": {"2026-02-14": "closed", "2026-02-15": ["09:00-10:00"]}, "hours_per_day": 8}
    dumped = CalendarDocument.model_validate(full).model_dump(mode="json", exclude_defaults=True)
    assert dumped == full
    assert type(dumped["hours_per_day"]) is int


@pytest.mark.parametrize(
    ("changes", "code", "where"),
    [
        ({"zone": "Asia/Peking"}, "zone_unknown", ("zone",)),
        ({"zone": "localtime"}, "zone_unknown", ("zone",)),
        ({"zone": "../etc/passwd"}, "zone_unknown", ("zone",)),
        ({"zone": ""}, "zone_unknown", ("zone",)),
        ({"holidays": "XX"}, "country_unknown", ("holidays",)),
        ({"holidays": "cn"}, "country_unknown", ("holidays",)),
        ({"holidays": "DE-XX"}, "country_unknown", ("holidays",)),
        ({"holidays": "../CN"}, "country_unknown", ("holidays",)),
        ({"open": True}, "extra_forbidden", ("open",)),
        ({"week": {"monday": []}}, "days_malformed", ("week", "monday", "[key]")),
        ({"week": {"mon-": []}}, "days_malformed", ("week", "mon-", "[key]")),
        ({"week": {"": []}}, "days_malformed", ("week", "", "[key]")),
        ({"week": {"mon,mon": []}}, "day_twice", ("week", "mon,mon", "[key]")),
        ({"week": {"mon-fri": ["09:00-10:00"], "wed": []}}, "day_twice", ("week",)),
        (week(mon=["9-18"]), "hours_malformed", ("week", "mon", 0)),
        (week(mon=["09:00-12:00", "13:60-18:00"]), "hours_malformed", ("week", "mon", 1)),
        (week(mon=["24:00-25:00"]), "hours_malformed", ("week", "mon", 0)),
        (week(mon=["24:00-06:00"]), "hours_malformed", ("week", "mon", 0)),
        (week(mon=["09:00-24:01"]), "hours_malformed", ("week", "mon", 0)),
        (week(mon=["\u0660\u0669:00-12:00"]), "hours_malformed", ("week", "mon", 0)),
        (week(mon=["09:00-12:00\n"]), "hours_malformed", ("week", "mon", 0)),
        (week(mon=["09:00-09:00"]), "hours_empty", ("week", "mon", 0)),
        (week(mon=["00:00-00:00"]), "hours_empty", ("week", "mon", 0)),
        (week(mon=["09:00-12:00", "11:59-18:00"]), "hours_overlap", ("week",)),
        (week(mon=["09:00-12:00", "09:00-12:00"]), "hours_overlap", ("week",)),
        (week(mon=["22:00-06:00"], tue=["05:59-09:00"]), "hours_overlap", ("week",)),
        (week(sun=["22:00-06:00"], mon=["05:59-09:00"]), "hours_overlap", ("week",)),
        (week(mon=["22:00-21:00"], tue=["20:00-22:00"]), "hours_overlap", ("week",)),
        (week(), "no_working_time", ()),
        (week(mon=[]), "no_working_time", ()),
        ({**week(), "overrides": {"2026-01-01": "closed"}}, "no_working_time", ()),
        ({"overrides": {"2026-02-30": "closed"}}, "date_malformed", ("overrides", "2026-02-30", "[key]")),
        ({"overrides": {"20260214": "closed"}}, "date_malformed", ("overrides", "20260214", "[key]")),
        ({"overrides": {"2026-02-14": "holiday"}}, "override_malformed", ("overrides", "2026-02-14")),
        ({"overrides": {"2026-02-14": 7}}, "override_malformed", ("overrides", "2026-02-14")),
        ({"overrides": {"2026-02-14": [7]}}, "override_malformed", ("overrides", "2026-02-14")),
        ({"overrides": {"2026-02-14": ["9-10"]}}, "hours_malformed", ("overrides", "2026-02-14")),
        ({"overrides": {"2026-02-14": ["09:00-12:00", "10:00-13:00"]}}, "hours_overlap", ("overrides", "2026-02-14")),
        ({"hours_per_day": 0}, "hours_per_day_malformed", ("hours_per_day",)),
        ({"hours_per_day": 25}, "hours_per_day_malformed", ("hours_per_day",)),
        ({"hours_per_day": True}, "hours_per_day_malformed", ("hours_per_day",)),
        ({"hours_per_day": float("nan")}, "hours_per_day_malformed", ("hours_per_day",)),
        ({"hours_per_day": "8"}, "hours_per_day_malformed", ("hours_per_day",)),
    ],
)
def test_each_mistake_has_one_code_and_a_place(
    changes: dict[str, Any], code: str, where: tuple[int | str, ...]
) -> None:
    assert problems(**changes) == [(code, where)]


def test_dates_may_already_be_dates() -> None:
    document = CalendarDocument.model_validate({**OFFICE, "overrides": {date(2026, 2, 14): "closed"}})
    assert document.overrides == {date(2026, 2, 14): "closed"}


@pytest.mark.parametrize(
    ("key", "days"),
    [
        ("mon", (0,)),
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("sat,sun", (5, 6)),
        ("sat, sun", (5, 6)),
        ("fri-mon", (4, 5, 6, 0)),
        ("mon-wed,fri", (0, 1, 2, 4)),
        ("sun-sun", (6,)),
    ],
)
def test_keys_of_days(key: str, days: tuple[int, ...]) -> None:
    assert parse_days(key) == days


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("09:00-12:00", Hours(540, 720)),
        ("9:00-12:00", Hours(540, 720)),
        ("22:00-06:00", Hours(1320, 1800)),
        ("22:00-00:00", Hours(1320, DAY_MINUTES)),
        ("22:00-24:00", Hours(1320, DAY_MINUTES)),
        ("00:00-24:00", Hours(0, DAY_MINUTES)),
        ("12:00-11:59", Hours(720, 2159)),
    ],
)
def test_hours(text: str, hours: Hours) -> None:
    assert parse_hours(text) == hours
    assert parse_hours(write(hours)) == hours


def test_touching_hours_are_one_opening() -> None:
    document = CalendarDocument.model_validate({**OFFICE, "week": {"mon": ["12:00-13:00", "09:00-12:00"]}})
    assert compile_calendar(document).week[0] == (Hours(540, 780),)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({}, "duration_empty"),
        ({"time": "wall"}, "duration_empty"),
        ({"hours": 2, "time": "working"}, "calendar_missing"),
        ({"hours": -1}, "amount_malformed"),
        ({"hours": "2"}, "amount_malformed"),
        ({"hours": True}, "amount_malformed"),
        ({"hours": float("inf")}, "amount_malformed"),
        ({"hours": float("nan")}, "amount_malformed"),
        ({"days": 1_000_001}, "amount_malformed"),
        ({"weeks": 1}, "extra_forbidden"),
        ({"hours": 1, "time": "business"}, "literal_error"),
    ],
)
def test_mistakes_in_durations(document: dict[str, Any], code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Duration.model_validate(document)
    assert code in {error["type"] for error in caught.value.errors()}


def test_durations_add_up_and_come_back_as_written() -> None:
    document = {"days": 1, "hours": 0.5, "minutes": 2, "time": "working", "calendar": "office"}
    duration = Duration.model_validate(document)
    assert duration.seconds(8 * 3600) == 8 * 3600 + 1800 + 120
    assert duration.model_dump(exclude_none=True) == document
    assert Duration.model_validate({"days": 3}).time == "wall"
