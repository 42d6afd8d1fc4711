"""The buckets in which nothing happened, put between the others. Pure.

An aggregate over no rows has a value of its own: nothing was counted (0), but nothing has no mean (none). A course is
filled over the period that the query asks about, up to now; without one between its first and its last bucket. An
answer that was cut by its limit, or whose groups were chosen by their amounts, is left as it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

from helpwright.kernel.filter_tests import Compared, Inside, Joined, Leaf, Moment, Settled, by_key, settle
from helpwright.kernel.filter_tree import parse_filter
from helpwright.query.aggregate import DEFAULT_LIMIT, Answer
from helpwright.query.column import Column
from helpwright.query.dimension import along_time, bucket_of, in_order
from helpwright.query.document import Dimension, QueryDocument
from helpwright.query.measure import nothing_of
from helpwright.query.source import Source

MOST_BUCKETS = 2_000
_HOUR = timedelta(hours=1)
_MONTHS: Mapping[str, int] = {"month": 1, "quarter": 3, "year": 12}
_DAYS: Mapping[str, int] = {"day": 1, "week": 7}
_CYCLES: Mapping[str, range] = {"weekday": range(1, 8), "hour_of_day": range(24)}

Row = Mapping[str, Any]
Bounds = tuple[Any, Any]


def filled(rows: Sequence[Row], query: QueryDocument, answer: Answer, source: Source, moment: Moment) -> Sequence[Row]:
    """The rows with those of the empty buckets, in the same order. `rows` have d0 … and m0 … as keys."""
    if not _fillable(rows, query, answer):
        return rows
    wanted, column = answer.dimensions[0]
    found = [row["d0"] for row in rows if row["d0"] is not None]
    buckets = _buckets(wanted, column, found, _bounds(query, source, wanted.field, moment), moment)
    if buckets is None:
        return rows
    others = [f"d{place}" for place in range(1, len(answer.dimensions))]
    parts = list(dict.fromkeys(tuple(row[key] for key in others) for row in rows))
    if not others:
        parts = [()]
    if len(buckets) * len(parts) > MOST_BUCKETS:
        return rows
    nothing = {f"m{place}": nothing_of(each, source.measures) for place, each in enumerate(query.measures)}
    known = {(row["d0"], *map(row.__getitem__, others)): row for row in rows}
    if query.sort and query.sort[0].desc:
        buckets.reverse()
    every = [
        known.get((bucket, *part)) or {"d0": bucket, **dict(zip(others, part, strict=True)), **nothing}
        for bucket in buckets
        for part in parts
    ]
    return [*every, *(row for row in rows if row["d0"] is None)]


def _fillable(rows: Sequence[Row], query: QueryDocument, answer: Answer) -> bool:
    if not answer.dimensions or not in_order(*answer.dimensions[0]):
        return False
    if query.having is not None or len(rows) >= (query.limit or DEFAULT_LIMIT):
        return False
    return not query.sort or query.sort[0].by in {1, query.by[0].field}


def _buckets(
    wanted: Dimension, column: Column, found: Sequence[Any], bounds: Bounds, moment: Moment
) -> list[Any] | None:
    """Every bucket from the first to the last; None where there are too many, or none is known."""
    bucket = bucket_of(wanted, column)
    if bucket is not None and bucket in _CYCLES:
        return list(_CYCLES[bucket])
    if not along_time(wanted, column) or bucket is None:
        return list(range(min(found), max(found) + 1)) if found else None
    zone, now = moment.zone, moment.now
    if not isinstance(zone, ZoneInfo) or now is None:
        return None
    start, end = (None if each is None else _truncated(_local(each, zone), bucket) for each in bounds)
    present = _truncated(_local(now, zone), bucket)
    if end is not None and end > present and (start is None or start <= present):
        end = present
    first = min([*found, *([] if start is None else [start])], default=None)
    last = max([*found, *([] if end is None else [end])], default=None)
    if first is None or last is None:
        return None
    if bucket in _DAYS:
        places = range(first.toordinal(), last.toordinal() + 1, _DAYS[bucket])
        return [*map(date.fromordinal, places)] if len(places) <= MOST_BUCKETS else None
    every = list(takewhile(lambda each: each <= last, _limited(_from(first, bucket, zone))))
    return every if len(every) <= MOST_BUCKETS else None


def _limited(values: Iterator[Any]) -> Iterator[Any]:
    for _ in range(MOST_BUCKETS + 1):
        try:
            yield next(values)
        except (OverflowError, ValueError):  # behind the year 9999
            return


def _from(first: Any, bucket: str, zone: ZoneInfo) -> Iterator[Any]:
    """The buckets there are from `first` on: an hour that summer time skips is none, one that it repeats is one."""
    if bucket == "hour":
        at, before = first.replace(tzinfo=zone).astimezone(UTC), None
        while True:
            local = at.astimezone(zone).replace(minute=0, tzinfo=None, fold=0)
            if local != before:
                yield local
            at, before = at + _HOUR, local
    day = first
    while True:
        yield day
        day = _next(day, bucket)


def _next(day: date, bucket: str) -> date:
    month = day.year * 12 + day.month - 1 + _MONTHS[bucket]
    return date(month // 12, month % 12 + 1, 1)


def _local(value: Any, zone: ZoneInfo) -> Any:
    """As the clock on the wall shows it; days stay days."""
    return value.astimezone(zone).replace(tzinfo=None, fold=0) if isinstance(value, datetime) else value


def _truncated(value: Any, bucket: str) -> Any:
    if bucket == "hour":
        return value.replace(minute=0, second=0, microsecond=0)
    day = value.date() if isinstance(value, datetime) else value
    if bucket == "week":
        return day - timedelta(days=day.weekday())
    if bucket in _MONTHS:
        size = _MONTHS[bucket]
        return day.replace(month=(day.month - 1) // size * size + 1, day=1)
    return day


def _bounds(query: QueryDocument, source: Source, key: str, moment: Moment) -> Bounds:
    """First and last value that every row may have at most, by what the filter asks of the field."""
    start = end = None
    if query.filter is None:
        return start, end
    for leaf in _required(settle(parse_filter(query.filter), by_key(source.columns), moment, [])):
        if leaf.field != key or leaf.negative:
            continue
        low, high = _ends(leaf)
        start = low if start is None or (low is not None and low > start) else start
        end = high if end is None or (high is not None and high < end) else end
    return start, end


def _required(tree: Settled) -> Iterator[Leaf]:
    match tree:
        case Leaf():
            yield tree
        case Joined(conjunction=True, parts=parts):
            for part in parts:
                yield from _required(part)


def _ends(leaf: Leaf) -> Bounds:
    match leaf.test:
        case Inside(start, end):
            return start, None if end is None else _before(end)
        case Compared("ge" | "gt", date() as low):
            return low, None
        case Compared("le", date() as high):
            return None, high
        case Compared("lt", date() as high):
            return None, _before(high)
    return None, None


def _before(end: Any) -> Any:
    return end - (timedelta(microseconds=1) if isinstance(end, datetime) else timedelta(days=1))
