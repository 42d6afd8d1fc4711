"""Check what was filled in, field by field; every check runs here whatever the browser did."""

from collections.abc import Collection, Mapping
from datetime import datetime, tzinfo
from typing import Any

from helpwright.forms.field_type import ValueRefused
from helpwright.forms.form import Field, Form
from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.kernel.filter import is_empty

_MOST_PROBLEMS = 100


def parse_values(form: Form, raw: Any, allowed: Collection[str]) -> dict[str, Any]:
    """Stored values of the given inputs; an empty input is None. Raises Invalid with one problem per field.

    Keys outside `allowed` are problems, whether the form has them or not.
    """
    values, problems = _parse_all(form, raw, allowed)
    if problems:
        raise Invalid(problems[:_MOST_PROBLEMS])
    return values


def _parse_all(form: Form, raw: Any, allowed: Collection[str]) -> tuple[dict[str, Any], list[FieldProblem]]:
    """Stored values of the inputs that fit, and a problem for each that does not."""
    if not isinstance(raw, Mapping):
        return {}, [FieldProblem("values", "values_expected")]
    values: dict[str, Any] = {}
    problems: list[FieldProblem] = []
    for key, value in raw.items():
        if key not in allowed or key not in form.fields or not form.fields[key].stored:
            problems.append(FieldProblem(str(key)[:80], "field_not_accepted"))
            continue
        problem = _parse_one(form.fields[key], value, values)
        if problem is not None:
            problems.append(problem)
    return values, problems


def _parse_one(field: Field, raw: Any, values: dict[str, Any]) -> FieldProblem | None:
    if is_empty(raw) or (isinstance(raw, str) and not raw.strip()):
        values[field.key] = None
        return None
    try:
        parsed = field.type.parse(field.settings, raw)
    except ValueRefused as refused:
        return FieldProblem(field.key, refused.code, refused.data)
    values[field.key] = None if is_empty(parsed) else parsed
    return None


def missing(field: Field) -> FieldProblem:
    """That it has to be filled in, and how it is called."""
    return FieldProblem(field.key, "required", {"label": field.settings.label})


def new_values(form: Form, raw: Any, allowed: Collection[str], now: datetime, zone: tzinfo) -> dict[str, Any]:
    """Values of a new record: inputs, defaults of what was left out, required ones present.

    Raises Invalid with a problem per field: wrong inputs and missing ones together.
    """
    values, problems = _parse_all(form, raw, allowed)
    wrong = {problem.field for problem in problems}
    given = raw if isinstance(raw, Mapping) else {}
    for key, field in form.fields.items():
        if key in wrong or not field.stored:
            continue
        if key not in given and field.settings.default is not None:
            values[key] = field.type.default(field.settings, now, zone)
        if field.settings.required and key in allowed and field.type.is_missing(values.get(key)):
            problems.append(missing(field))
    if problems:
        raise Invalid(problems[:_MOST_PROBLEMS])
    return values


def changed_values(form: Form, raw: Any, allowed: Collection[str]) -> dict[str, Any]:
    """Values of a change; a required field cannot be emptied. Raises Invalid."""
    values = parse_values(form, raw, allowed)
    emptied = [
        key
        for key, value in values.items()
        if form.fields[key].settings.required and form.fields[key].type.is_missing(value)
    ]
    if emptied:
        raise Invalid([missing(form.fields[key]) for key in emptied])
    return values
