"""The Query document: one language for dashboards, reports and the interface."""

from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints, model_validator

from helpwright.kernel.filter_document import FilterDocument

Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Bucket = Literal["hour", "day", "week", "month", "quarter", "year", "weekday", "hour_of_day"]
Aggregate = Literal[
    "count", "count_distinct", "sum", "avg", "min", "max", "median", "p90", "p95", "p99", "stddev", "rate", "ratio",
]  # fmt: skip
MOST_DIMENSIONS = 4


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Dimension(_Part):
    """Group by a field; times by a bucket in the organization's zone, numbers by ranges (their rising bounds).

    `fill` puts in the groups in which nothing was found, where the groups have an order.
    """

    field: Name
    bucket: Bucket | None = None
    ranges: Annotated[list[FiniteFloat], Field(min_length=1, max_length=50)] | None = None
    fill: bool | None = None

    @model_validator(mode="after")
    def _rising(self) -> "Dimension":
        if any(low >= high for low, high in pairwise(self.ranges or [])):
            raise ValueError("ranges_not_rising")
        return self


class MeasureDocument(_Part):
    """An aggregate, of a field where it needs one and of the rows that `filter` lets through; or a named measure."""

    agg: Aggregate | None = None
    measure: Name | None = None
    field: Name | None = None
    filter: FilterDocument | None = None
    label: Annotated[str | None, Field(alias="as", max_length=80)] = None

    @model_validator(mode="after")
    def _one_way(self) -> "MeasureDocument":
        if (self.agg is None) == (self.measure is None):
            raise ValueError("measure_agg_or_name")
        if self.measure is not None and (self.field is not None or self.filter is not None):
            raise ValueError("measure_is_fixed")
        if self.agg == "rate" and self.filter is None:
            raise ValueError("measure_needs_filter")
        return self


class SortDocument(_Part):
    """By the number of a column of the answer, from 1, or by its key."""

    by: Annotated[int, Field(ge=1, le=20)] | Name
    desc: bool = False


class QueryDocument(_Part):
    """What to count, of what, grouped how. Without `by` and `measures`: the records themselves, page by page.

    Of a dataset, `record.KEY` names a field of the record that a row belongs to.
    """

    source: Annotated[Name, Field(alias="from")]
    filter: FilterDocument | None = None
    by: Annotated[list[Dimension], Field(max_length=MOST_DIMENSIONS)] = []
    measures: Annotated[list[MeasureDocument], Field(max_length=10)] = []
    having: dict[str, Any] | None = None
    sort: Annotated[list[SortDocument], Field(max_length=5)] = []
    limit: Annotated[int, Field(ge=1, le=10_000)] | None = None
    compare: Literal["previous_period", "previous_year"] | None = None
    fields: Annotated[list[Name], Field(min_length=1, max_length=100)] | None = None
    cursor: Annotated[str, StringConstraints(max_length=4_000)] | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> "QueryDocument":
        if self.lists_records:
            if self.having is not None or self.compare is not None:
                raise ValueError("measures_missing")
        elif self.fields is not None or self.cursor is not None:
            raise ValueError("records_or_measures")
        elif not self.measures:
            raise ValueError("measures_missing")
        return self

    @property
    def lists_records(self) -> bool:
        """Whether rows are asked for, not numbers about them."""
        return not self.by and not self.measures
