"""Conditions that would keep a sensitive value where they are kept: in saved views, links, deliveries. Pure."""

from collections.abc import Mapping
from typing import Any

from helpwright.kernel.errors import FieldProblem
from helpwright.kernel.filter_tree import conditions, parse_filter
from helpwright.query.column import Column

_WITHOUT_VALUE = frozenset({"empty", "filled"})


def kept_values(document: Any, columns: Mapping[str, Column], path: str = "filter") -> list[FieldProblem]:
    """One problem for each sensitive field that the filter compares with a value. Raises Invalid for what is no filter.

    A list may be asked for such a value, which then is in nobody's keeping; what is stored would hold it readable.
    """
    if document is None:
        return []
    compared = {each.field for each in conditions(parse_filter(document, path)) if each.op not in _WITHOUT_VALUE}
    sealed = (columns[key] for key in sorted(compared) if key in columns and columns[key].kind == "sealed")
    return [FieldProblem(path, "filter_sensitive", {"field": each.key}) for each in sealed]
