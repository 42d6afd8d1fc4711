"""The Query document: one language for dashboards, reports and the interface."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Dimension(_Part):
    """Group by a field; instants by a bucket in the organisation's zone."""

    field: Name
    bucket: Literal["hour", "day", "week", "month", "quarter", "year", "weekday", "hour_of_day"] | None = None


class MeasureDocument(_Part):
    """An aggregate of a field, or a named measure."""

    agg: Literal["count", "count_distinct", "sum", "avg", "min", "max", "median", "p90", "p95", "p99"] | None = None
    measure: Name | None = None
    field: Name | None = None
    label: Annotated[str | None, Field(alias="as", max_length=80)] = None


class SortDocument(_Part):
    """By the number of the column, from 1."""

    by: Annotated[int, Field(ge=1, le=20)]
    desc: bool = False


class QueryDocument(_Part):
    """What to count, of what, grouped how."""

    source: Annotated[Name, Field(alias="from")]
    filter: dict[str, Any] | None = None
    by: Annotated[list[Dimension], Field(max_length=4)] = []
    measures: Annotated[list[MeasureDocument], Field(min_length=1, max_length=10)]
    sort: Annotated[list[SortDocument], Field(max_length=5)] = []
    limit: Annotated[int, Field(ge=1, le=10_000)] = 500
