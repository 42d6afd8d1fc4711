"""Empty buckets: which there are, what stands in them, and when an answer is left as it is. Pure."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as some

from helpwright.kernel.filter_tests import Moment
from helpwright.kernel.values import OPERATORS_OF, PARSERS, Kind
from helpwright.query.aggregate import compile_query
from helpwright.query.column import Column
from helpwright.query.document import QueryDocument
from helpwright.query.fill import filled
from helpwright.query.measure import NamedMeasure
from helpwright.query.source import Source

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 25, 4, tzinfo=UTC)


def column(key: str, kind: Kind) -> Column:
    return Column(key, f"r.{key}", kind, OPERATORS_OF[kind], PARSERS[kind])


SOURCE = Source(
    "t r WHERE TRUE",
    {},
    {"at": column("at", "instant"), "day": column("day", "date"), "wait": column("wait", "number"),
     "type": column("type", "text")},
    {"open": NamedMeasure("count(*)", "number", 0), "mean": NamedMeasure("avg(r.wait)", "duration")},
)  # fmt: skip
COUNT: dict[str, Any] = {"agg": "count"}


def answer(
    rows: Sequence[Sequence[Any]],
    *,
    by: Sequence[dict[str, Any]],
    measures: Sequence[dict[str, Any]] = (COUNT,),
    now: datetime = NOW,
    zone: ZoneInfo = SHANGHAI,
    **more: Any,
) -> list[list[Any]]:
    query = QueryDocument.model_validate({"from": "t", "by": by, "measures": measures, **more})
    moment = Moment(now, zone)
    keys = [f"d{place}" for place in range(len(by))] + [f"m{place}" for place in range(len(measures))]
    given = [dict(zip(keys, row, strict=True)) for row in rows]
    found = filled(given, query, compile_query(query, SOURCE, moment), SOURCE, moment)
    return [[row[key] for key in keys] for row in found]


def day(number: int, month: int = 11) -> date:
    return date(2026, month, number)


DAY = {"field": "at", "bucket": "day"}


def within(value: Any, field: str = "at") -> dict[str, Any]:
    return {"field": field, "op": "within", "value": value}


def test_the_period_asked_about_up_to_now() -> None:
    found = answer([[day(23), 4]], by=[DAY], filter=within({"last": 4, "unit": "day"}))
    assert found == [[day(22), 0], [day(23), 4], [day(24), 0], [day(25), 0]]
    month = answer([[day(23), 4]], by=[DAY], filter={"all": [within({"this": "month"})]})
    assert [row[0] for row in month] == [day(number) for number in range(1, 26)]
    ahead = answer([], by=[DAY], filter=within({"next": 2, "unit": "day"}))
    assert ahead == [[day(26), 0], [day(27), 0]]


def test_what_lies_in_the_future_stays() -> None:
    found = answer([[day(28), 1]], by=[{"field": "day"}], filter=within({"this": "month"}, "day"))
    assert (found[0], found[-1], len(found)) == ([day(1), 0], [day(28), 1], 28)


def test_without_a_period_between_the_first_and_the_last() -> None:
    assert answer([[day(20), 1], [day(22), 2]], by=[DAY]) == [[day(20), 1], [day(21), 0], [day(22), 2]]
    assert answer([], by=[DAY]) == []
    # What only some rows must meet is no period.
    either = {"any": [within({"last": 9, "unit": "day"}), {"field": "type", "op": "eq", "value": "a"}]}
    assert answer([[day(20), 1]], by=[DAY], filter=either) == [[day(20), 1]]


def test_bounds_of_comparisons() -> None:
    ends = [{"field": "day", "op": "ge", "value": "2026-11-02"}, {"field": "day", "op": "lt", "value": "2026-11-05"}]
    found = answer([[day(3), 1]], by=[{"field": "day"}], filter={"all": ends})
    assert found == [[day(2), 0], [day(3), 1], [day(4), 0]]
    between = {"field": "day", "op": "between", "value": ["2026-11-02", "2026-11-03"]}
    assert answer([], by=[{"field": "day"}], filter=between) == [[day(2), 0], [day(3), 0]]
    other = {"field": "at", "op": "ge", "value": {"field": "at"}}
    assert answer([[day(3), 1]], by=[DAY], filter=other) == [[day(3), 1]]


def test_nothing_was_counted_but_nothing_has_no_mean() -> None:
    measures = [
        COUNT, {"agg": "sum", "field": "wait"}, {"agg": "ratio"}, {"agg": "count_distinct", "field": "type"},
        {"agg": "avg", "field": "wait"}, {"agg": "max", "field": "wait"}, {"measure": "open"}, {"measure": "mean"},
        {"agg": "rate", "filter": {"field": "wait", "op": "gt", "value": 1}},
    ]  # fmt: skip
    full = [1, 2, 1.0, 1, 2, 2, 1, 2, 1.0]
    found = answer([[day(20), *full], [day(22), *full]], by=[DAY], measures=measures)
    assert found[1] == [day(21), 0, 0, 0, 0, None, None, 0, None, None]


def test_weeks_months_quarters_years() -> None:
    for bucket, first, last, number in (
        ("week", day(2), day(23), 4),
        ("month", date(2026, 9, 1), date(2026, 11, 1), 3),
        ("quarter", date(2025, 10, 1), date(2026, 10, 1), 5),
        ("year", date(2024, 1, 1), date(2026, 1, 1), 3),
    ):
        found = answer([[first, 1], [last, 1]], by=[{"field": "at", "bucket": bucket}])
        assert (len(found), found[1][1]) == (number, 0), bucket
    period = answer([], by=[{"field": "at", "bucket": "quarter"}], filter=within({"last": 2, "unit": "quarter"}))
    assert [row[0] for row in period] == [date(2026, 7, 1), date(2026, 10, 1)]


def test_circles_are_whole_and_ranges_without_holes() -> None:
    assert [row[0] for row in answer([[3, 1]], by=[{"field": "at", "bucket": "weekday"}])] == list(range(1, 8))
    assert len(answer([], by=[{"field": "at", "bucket": "hour_of_day"}])) == 24
    found = answer([[0, 1], [3, 1], [None, 2]], by=[{"field": "wait", "ranges": [1, 2, 3]}])
    assert found == [[0, 1], [1, 0], [2, 0], [3, 1], [None, 2]]


def test_days_are_those_of_the_organization() -> None:
    # 17:00 in UTC is already the 26th in Shanghai, and still the 25th in Berlin.
    late = datetime(2026, 11, 25, 17, tzinfo=UTC)
    today = within({"this": "day"})
    assert answer([], by=[DAY], filter=today, now=late) == [[day(26), 0]]
    assert answer([], by=[DAY], filter=today, now=late, zone=BERLIN) == [[day(25), 0]]


def test_hours_of_the_days_on_which_the_clock_is_changed() -> None:
    hour = [{"field": "at", "bucket": "hour"}]
    spring = answer(
        [], by=hour, filter=within({"this": "day"}), now=datetime(2026, 3, 29, 21, 59, tzinfo=UTC), zone=BERLIN
    )
    hours = [row[0].hour for row in spring]
    assert hours == [0, 1, *range(3, 24)]
    autumn = answer(
        [], by=hour, filter=within({"this": "day"}), now=datetime(2026, 10, 25, 22, 59, tzinfo=UTC), zone=BERLIN
    )
    assert [row[0].hour for row in autumn] == list(range(24))
    days = answer(
        [], by=[DAY], filter=within({"this": "month"}), now=datetime(2026, 3, 31, 12, tzinfo=UTC), zone=BERLIN
    )
    assert [row[0].day for row in days] == list(range(1, 32))


def test_a_second_group_is_repeated_in_each_bucket() -> None:
    by = [DAY, {"field": "type"}]
    found = answer([[day(20), "a", 1], [day(22), "b", 2], [None, "a", 3]], by=by)
    assert found == [
        [day(20), "a", 1], [day(20), "b", 0],
        [day(21), "a", 0], [day(21), "b", 0],
        [day(22), "a", 0], [day(22), "b", 2],
        [None, "a", 3],
    ]  # fmt: skip


def test_what_is_left_as_it_is() -> None:
    rows = [[day(20), 1], [day(22), 2]]
    for more in (
        {"limit": 2},
        {"having": {"field": "m0", "op": "gt", "value": 0}},
        {"sort": [{"by": "m0", "desc": True}]},
    ):
        assert answer(rows, by=[DAY], **more) == rows, more
    assert answer([["a", 1]], by=[{"field": "type"}]) == [["a", 1]]
    far = [[date(1000, 1, 1), 1], [date(2026, 1, 1), 1]]
    assert answer(far, by=[DAY]) == far
    last = [[date(9998, 1, 1), 1], [date(9999, 1, 1), 1]]
    assert answer(last, by=[{"field": "at", "bucket": "year"}]) == last


def test_falling_order_is_kept() -> None:
    found = answer([[day(22), 2], [day(20), 1]], by=[DAY], sort=[{"by": 1, "desc": True}])
    assert found == [[day(22), 2], [day(21), 0], [day(20), 1]]


@given(
    some.lists(some.integers(0, 400), min_size=1, max_size=9, unique=True),
    some.sampled_from(["hour", "day", "week", "month", "quarter", "year"]),
)
def test_a_filled_answer_keeps_every_row_and_has_no_hole(offsets: list[int], bucket: str) -> None:
    """Filling twice changes nothing, and between two neighbors nothing fits."""
    steps = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
    if bucket == "hour":
        begin: Any = datetime(2026, 3, 28)  # noqa: DTZ001 -- hours on the wall
    else:
        begin = {"week": date(2026, 3, 2)}.get(bucket, date(2026, 1, 1))
    if bucket in steps:
        found = sorted(begin + steps[bucket] * each for each in offsets)
    else:
        size = {"month": 1, "quarter": 3, "year": 12}[bucket]
        found = sorted(date(2000 + each * size // 12, each * size % 12 + 1, 1) for each in offsets)
    rows = [[each, 1] for each in found]
    once = answer(rows, by=[{"field": "at", "bucket": bucket}])
    assert [row for row in once if row[1]] == rows
    assert answer(once, by=[{"field": "at", "bucket": bucket}]) == once
    assert [row[0] for row in once] == sorted({row[0] for row in once})
