"""Groups: by a value, by a bucket of time in the organization's zone, by ranges of a number. Pure."""

from collections.abc import Mapping
from itertools import pairwise
from zoneinfo import ZoneInfo

from helpwright.kernel.errors import FieldProblem
from helpwright.query.column import Column
from helpwright.query.document import Dimension

BUCKETS: Mapping[str, str] = {
    "hour": "date_trunc('hour', {0})::timestamp",
    "day": "date_trunc('day', {0})::date",
    "week": "date_trunc('week', {0})::date",
    "month": "date_trunc('month', {0})::date",
    "quarter": "date_trunc('quarter', {0})::date",
    "year": "date_trunc('year', {0})::date",
    "weekday": "extract(isodow FROM {0})::int",
    "hour_of_day": "extract(hour FROM {0})::int",
}
HOURLY = frozenset({"hour", "hour_of_day"})
_CYCLES = frozenset({"weekday", "hour_of_day"})


def groupable(column: Column) -> bool:
    """Whether rows can be grouped by the column."""
    if column.field is not None:
        return column.field.type.groupable and column.kind != "list"
    return column.kind != "list" and column.type != "id"


def problem_of(wanted: Dimension, column: Column | None, path: str) -> FieldProblem | None:
    """Why there can be no such groups."""
    if column is None:
        return FieldProblem(f"{path}.field", "field_unknown", {"field": wanted.field})
    if not groupable(column):
        return FieldProblem(f"{path}.field", "grouping_not_possible", {"field": wanted.field})
    if wanted.bucket is not None:
        hours = column.kind == "date" and wanted.bucket in HOURLY
        if hours or column.kind not in {"date", "instant"}:
            return FieldProblem(f"{path}.bucket", "grouping_not_possible", {"field": wanted.field})
    if wanted.ranges is not None and column.kind != "number":
        return FieldProblem(f"{path}.ranges", "grouping_not_possible", {"field": wanted.field})
    return None


def bucket_of(wanted: Dimension, column: Column) -> str | None:
    """The bucket of a time; instants fall into days if nothing is said."""
    return wanted.bucket or ("day" if column.kind in {"instant", "date"} else None)


def along_time(wanted: Dimension, column: Column) -> bool:
    """Whether the groups follow each other in time, and not in a circle as weekdays do."""
    bucket = bucket_of(wanted, column)
    return bucket is not None and bucket not in _CYCLES


def in_order(wanted: Dimension, column: Column) -> bool:
    """Whether the groups have an order of their own."""
    return wanted.ranges is not None or bucket_of(wanted, column) is not None


def group_sql(wanted: Dimension, column: Column, zone: ZoneInfo) -> str:
    """The expression to group by. A range is the number of bounds at or below the value."""
    bucket = bucket_of(wanted, column)
    if bucket is not None:
        sql = column.sql
        local = f"({sql} AT TIME ZONE '{zone.key}')" if column.kind == "instant" else f"{sql}::timestamp"
        return BUCKETS[bucket].format(local)
    if wanted.ranges is not None:
        bounds = ", ".join(f"{each!r}::numeric" for each in wanted.ranges)
        return f"width_bucket({column.sql}::numeric, ARRAY[{bounds}])"
    return column.sql


def range_labels(bounds: list[float]) -> list[tuple[int, str]]:
    """Number and notation of every range; lower bounds belong to their range."""
    shown = [f"{each:.15g}" for each in bounds]
    middle = [f"{low}–{high}" for low, high in pairwise(shown)]
    return list(enumerate([f"< {shown[0]}", *middle, f"≥ {shown[-1]}"]))
