"""更新: fields of a record change, from and to given values if such are named."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field

from helpwright.definitions.kind import DocumentProblem
from helpwright.kernel.events import Event
from helpwright.rules.kind import Key, Surroundings, Trigger, When


class RecordUpdated(When):
    """`{event: record_updated, form: ticket, field: status, from: processing, value: solved}`.

    Without `field` any change; with `fields` a change of any of them.
    """

    field: Key | None = None
    fields: Annotated[list[Key], Field(min_length=1)] | None = None
    before: Any = Field(default=None, alias="from")
    value: Any = None


def _check(when: RecordUpdated, surroundings: Surroundings) -> Iterable[DocumentProblem]:
    given = when.model_fields_set
    if when.field is None:
        for name, key in (("value", "value"), ("before", "from")):
            if name in given:
                yield DocumentProblem((key,), "value_without_field")
    elif when.fields is not None:
        yield DocumentProblem(("fields",), "field_or_fields")
    for key in () if when.field is None else (when.field,):
        if key not in surroundings.fields:
            yield DocumentProblem(("field",), "field_unknown", {"field": key})
        elif surroundings.sensitive(key) and given & {"value", "before"}:
            yield DocumentProblem(("field",), "sensitive_value", {"field": key})
    for index, key in enumerate(when.fields or ()):
        if key not in surroundings.fields:
            yield DocumentProblem(("fields", index), "field_unknown", {"field": key})


def _matches(when: RecordUpdated, event: Event) -> bool:
    changes = event.data.get("changes") or {}
    if event.type != "record_updated" or not changes:
        return False
    if when.field is None:
        return when.fields is None or any(key in changes for key in when.fields)
    if when.field not in changes:
        return False
    before, after = changes[when.field]
    given = when.model_fields_set
    return ("before" not in given or before == when.before) and ("value" not in given or after == when.value)


trigger = Trigger(settings=RecordUpdated, matches=_matches, check=_check)
