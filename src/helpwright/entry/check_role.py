"""What only the whole app tells about a role: that the targets, fields and filters of its grants exist."""

from collections.abc import Iterable, Mapping
from typing import Any

from helpwright.access.model import GrantDocument, RoleDocument
from helpwright.definitions.kind import AppDraft, DocumentProblem
from helpwright.forms.field_type import FieldType
from helpwright.kernel.errors import Invalid
from helpwright.kernel.filter import conditions, parse_filter
from helpwright.query.column import SYSTEM_COLUMNS


def check_role(
    types: Mapping[str, FieldType], draft: AppDraft, _key: str, role: RoleDocument
) -> Iterable[DocumentProblem]:
    """One problem for each thing that is not there. A grant on another app's form is looked up there."""
    for index, grant in enumerate(role.grants):
        path = ("grants", index)
        for kind, key in (("form", grant.form), ("dashboard", grant.dashboard), ("flow", grant.flow)):
            if key is not None and "." not in key and key not in draft.of(kind):
                yield DocumentProblem((*path, kind), f"{kind}_unknown", {kind: key})
        fields = _fields(draft, grant)
        if fields is not None:
            yield from _check_fields(types, path, grant, fields)


def _fields(draft: AppDraft, grant: GrantDocument) -> Mapping[str, str] | None:
    """Type by field key, None where the form is unknown."""
    name = grant.form or ""
    app, _, key = name.rpartition(".")
    if app in {"", draft.key}:
        form = draft.of("form").get(key)
        return None if form is None else {field: each.type for field, each in form.fields.items()}
    part = next((each for each in draft.elsewhere if each.kind == "form" and each.name == name), None)
    return None if part is None else {field: each["type"] for field, each in part.document["fields"].items()}


def _check_fields(
    types: Mapping[str, FieldType], path: tuple[str | int, ...], grant: GrantDocument, fields: Mapping[str, str]
) -> Iterable[DocumentProblem]:
    for key in grant.fields or {}:
        if key not in fields:
            yield DocumentProblem((*path, "fields", key), "field_unknown", {"field": key})
    if grant.filter is None:
        return
    try:
        tree: Any = parse_filter(grant.filter, "")
    except Invalid as refused:
        for problem in refused.errors:
            yield DocumentProblem((*path, "filter"), problem.code, problem.data)
        return
    for each in conditions(tree):
        if each.field in fields and each.op not in types[fields[each.field]].operators:
            yield DocumentProblem((*path, "filter"), "operator_not_possible", {"op": each.op})
        elif each.field not in fields and each.field not in SYSTEM_COLUMNS:
            yield DocumentProblem((*path, "filter"), "field_unknown", {"field": each.field})
