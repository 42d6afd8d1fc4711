"""The tables of holidays say what their source says, and what the State Council published for 2026."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from holidays import country_holidays

import holiday_tables
from helpwright.kernel.calendar import UnknownRegionError, load_holidays

YEARS = range(2010, 2041)


@pytest.mark.filterwarnings("ignore:Requested Holidays are available only")
@pytest.mark.parametrize(
    "region", ["CN", "US", "US-CA", "DE", "DE-BY", "GB-SCT", "JP", "HU", "IN", "SA", "BR-SP", "TW"]
)
def test_a_table_says_what_its_source_says(region: str) -> None:
    country, _, part = region.partition("-")
    days = country_holidays(country, subdiv=part or None, years=YEARS)
    table = load_holidays(region)
    assert table.holidays == set(days)
    assert set(table.workdays) == {day for day in getattr(days, "weekend_workdays", ()) if day.year in YEARS}


def test_the_tables_are_as_the_script_writes_them() -> None:
    for country in ("CN", "DE", "MY", "AQ"):
        written = holiday_tables.TARGET.joinpath(f"{country}.json").read_text("utf-8")
        assert written == holiday_tables.table(country, 2026)


def test_china_2026_is_what_the_state_council_published() -> None:
    table = load_holidays("CN")
    closed = [
        (date(2026, 1, 1), date(2026, 1, 3)),
        (date(2026, 2, 15), date(2026, 2, 23)),
        (date(2026, 4, 4), date(2026, 4, 6)),
        (date(2026, 5, 1), date(2026, 5, 5)),
        (date(2026, 6, 19), date(2026, 6, 21)),
        (date(2026, 9, 25), date(2026, 9, 27)),
        (date(2026, 10, 1), date(2026, 10, 7)),
    ]
    worked = {(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)}
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    off = {day for day in days if day not in table.workdays and (day in table.holidays or day.weekday() >= 5)}
    published = {day for first, last in closed for day in days if first <= day <= last}
    weekends = {day for day in days if day.weekday() >= 5 and (day.month, day.day) not in worked}
    assert off == published | weekends
    assert {(day.month, day.day) for day in table.workdays if day.year == 2026} == worked
    assert table.published_through == 2026


@pytest.mark.parametrize("region", ["", "XX", "cn", "CHN", "CN-", "CN-XX", "../CN", "CN/../US"])
def test_an_unknown_region_is_an_error(region: str) -> None:
    with pytest.raises(UnknownRegionError):
        load_holidays(region)


def test_the_product_runs_without_the_source() -> None:
    code = "import sys, helpwright.kernel.calendar as c; c.load_holidays('CN'); print('holidays' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
