"""Against an earlier period: the same query, asked as if it were then. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.kernel.filter_tests import Moment
from helpwright.kernel.filter_tree import All, Condition, Filter, parse_filter
from helpwright.kernel.period import window
from helpwright.kernel.values import ValueRefused
from helpwright.query.aggregate import Answer
from helpwright.query.dimension import along_time
from helpwright.query.document import QueryDocument

_MOST = 10_000
_LEAP_DAY = (2, 29)


def earlier(query: QueryDocument, moment: Moment) -> tuple[QueryDocument, Moment]:
    """The query to compare with and the moment to ask it at. Raises Invalid where no period can be shifted.

    The period is that of the one `within` that every row must meet. Years keep the day; periods end where the present
    one begins. Sorting and `having` stay with the present rows.
    """
    found = None if query.filter is None else _period(parse_filter(query.filter))
    if found is None or moment.now is None or set(found) & {"next"}:
        raise Invalid([FieldProblem("compare", "compare_needs_period")])
    then = _a_year_ago(moment) if query.compare == "previous_year" else _one_period_ago(found, moment)
    asked = query.model_copy(update={"compare": None, "having": None, "sort": [], "limit": _MOST})
    return asked, Moment(then, moment.zone, moment.me, moment.teams)


def check_comparable(answer: Answer) -> None:
    """Groups along time have no counterpart of the same name. Raises Invalid."""
    for place, (wanted, column) in enumerate(answer.dimensions):
        if along_time(wanted, column):
            raise Invalid([FieldProblem(f"by.{place}", "compare_not_along_time")])


def before(
    rows: Sequence[Mapping[str, Any]], earlier_rows: Sequence[Mapping[str, Any]], dimensions: int, measures: int
) -> list[list[Any]]:
    """The earlier measures beside each present row; none where the group did not exist."""
    keys = [f"d{place}" for place in range(dimensions)]
    values = [f"m{place}" for place in range(measures)]
    known = {tuple(row[key] for key in keys): [row[key] for key in values] for row in earlier_rows}
    return [known.get(tuple(row[key] for key in keys), [None] * measures) for row in rows]


def _period(tree: Filter) -> Mapping[str, Any] | None:
    parts = tree.parts if isinstance(tree, All) else (tree,)
    periods = [each.value for each in parts if isinstance(each, Condition) and each.op == "within"]
    return periods[0] if len(periods) == 1 and isinstance(periods[0], Mapping) else None


def _one_period_ago(period: Mapping[str, Any], moment: Moment) -> datetime | None:
    if moment.now is None:
        return None
    try:
        start, end = window(period, moment.now, moment.zone)
    except ValueRefused as error:
        raise Invalid([FieldProblem("filter", error.code)]) from error
    if start is None or end is None:
        raise Invalid([FieldProblem("compare", "compare_needs_period")])
    if set(period) & {"after", "before"}:
        return moment.now - (end - start)
    # The present unit does not belong to `previous`: its end lies where the unit of now begins.
    return start if "previous" in period else start - timedelta(microseconds=1)


def _a_year_ago(moment: Moment) -> datetime | None:
    if moment.now is None:
        return None
    local = moment.now.astimezone(moment.zone)
    if (local.month, local.day) == _LEAP_DAY:
        local = local.replace(day=28)
    return local.replace(year=local.year - 1)
