"""What is wrong with a form: what its document tells, and whether its views ask for what its records have."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from helpwright.cases.policies import ASKED_BESIDE_FIELDS
from helpwright.definitions.kind import AppDraft, DocumentProblem
from helpwright.forms.document import FormDocument, check_form
from helpwright.forms.field_type import HOME_ZONE, FieldType
from helpwright.forms.form import Field
from helpwright.forms.list_view import BESIDE_FIELDS, ListView, named_in
from helpwright.forms.promises import promised_by
from helpwright.forms.sealed import type_of
from helpwright.kernel.errors import Invalid
from helpwright.kernel.filter import parse_filter
from helpwright.query.column import Column, columns_of_fields
from helpwright.query.promised import promised_columns
from helpwright.query.where import Where
from helpwright.records.sorting import sorting

_SOME_TIME = datetime(2026, 1, 1, tzinfo=UTC)


def check_whole_form(
    types: Mapping[str, FieldType], draft: AppDraft, key: str, document: FormDocument
) -> Iterable[DocumentProblem]:
    """Every problem of a form."""
    yield from check_form(types, draft, key, document)
    fields = [Field(name, type_of(types, each), each, name) for name, each in document.valued.items()]
    columns = columns_of_fields(fields, draft.key)
    status = next((each for each in fields if each.type.key == "status"), None)
    levels = {level for _, _, level in promised_by(document.service).levels}
    listed = {**promised_columns(status, levels), **columns}
    for name, view in document.views.items():
        for problem in _check_view(listed, view):
            yield DocumentProblem(("views", name, *problem.path), problem.code, problem.data)
    asked = {name: each for name, each in columns.items() if each.field is not None or name in ASKED_BESIDE_FIELDS}
    policies = document.service.policies if document.service is not None else {}
    for name, policy in policies.items():
        for problem in _check_filter(asked, policy.when, "when"):
            yield DocumentProblem(("service", "policies", name, *problem.path), problem.code, problem.data)


def _check_view(columns: Mapping[str, Column], view: ListView) -> Iterator[DocumentProblem]:
    for path, named in named_in(view):
        if named not in columns and not (path[0] == "fields" and named in BESIDE_FIELDS):
            yield DocumentProblem(path, "field_unknown", {"field": named})
    group = columns.get(view.group or "")
    if group is not None and (group.field is None or not group.field.type.groupable):
        yield DocumentProblem(("group",), "grouping_not_possible", {"field": group.key})
    yield from _check_filter(columns, view.filter, "filter")
    yield from _check_sort(columns, view)


def _check_filter(columns: Mapping[str, Column], tree: dict[str, Any] | None, named: str) -> Iterator[DocumentProblem]:
    if tree is None:
        return
    try:
        Where(columns, _SOME_TIME, HOME_ZONE).compile(parse_filter(tree, ""))
    except Invalid as refused:
        for problem in refused.errors:
            yield DocumentProblem((named,), problem.code, problem.data)


def _check_sort(columns: Mapping[str, Column], view: ListView) -> Iterator[DocumentProblem]:
    if view.sort is None:
        return
    try:
        sorting(view.sort.by, columns)
    except Invalid as refused:
        for problem in refused.errors:
            yield DocumentProblem(("sort", "by"), problem.code, problem.data)
