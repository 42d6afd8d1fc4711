"""The views that a form brings, as one reader may use them."""

from collections.abc import Mapping
from typing import Any

from helpwright.forms.list_view import BESIDE_FIELDS, ListView
from helpwright.kernel.errors import Invalid
from helpwright.kernel.text import localize
from helpwright.query.column import Column
from helpwright.records.engine import RecordEngine
from helpwright.records.listing import count_of, known_columns
from helpwright.records.read import View
from helpwright.records.sorting import sorting


def built_in_views(engine: RecordEngine, view: View, locale: str) -> list[dict[str, Any]]:
    """In the builder's order, each with what this reader may not ask for left out of its columns and its order.

    A view whose filter asks for it is left out altogether: what it finds would tell.
    """
    known = known_columns(view)
    shown = {*known, *view.readable(), *BESIDE_FIELDS}
    return [
        {
            "key": key,
            "name": localize(each.name, locale),
            "query": _query(view, each, known, shown),
            "look": _look(each, known),
        }
        for key, each in view.form.document.views.items()
        if _usable(engine, view, each)
    ]


def _usable(engine: RecordEngine, view: View, wanted: ListView) -> bool:
    try:
        count_of(engine, view, wanted.filter)
    except Invalid:
        return False
    return True


def _query(view: View, wanted: ListView, known: Mapping[str, Column], shown: set[str]) -> dict[str, Any]:
    query: dict[str, Any] = {"from": view.form.name}
    if wanted.filter is not None:
        query["filter"] = wanted.filter
    if wanted.sort is not None and _sortable(wanted.sort.by, known):
        query["sort"] = [{"by": wanted.sort.by, "desc": wanted.sort.desc}]
    fields = [key for key in wanted.fields or () if key in shown]
    return {**query, "fields": fields} if fields else query


def _sortable(key: str, known: Mapping[str, Column]) -> bool:
    try:
        sorting(key, known)
    except Invalid:
        return False
    return True


def _look(wanted: ListView, known: Mapping[str, Column]) -> dict[str, Any]:
    return {"widths": {}, "group": wanted.group if wanted.group in known else None, "density": wanted.density}
