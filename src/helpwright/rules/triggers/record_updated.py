"""更新: a field of a record changes, to a given value if one is named."""

from collections.abc import Iterable
from typing import Any

from helpwright.definitions.kind import DocumentProblem
from helpwright.rules.kind import Key, Surroundings, Trigger, When


class RecordUpdated(When):
    """`{event: record_updated, form: ticket, field: status, value: solved}`; any change without `field`."""

    field: Key | None = None
    value: Any = None


def _check(when: RecordUpdated, surroundings: Surroundings) -> Iterable[DocumentProblem]:
    if when.field is None and "value" in when.model_fields_set:
        yield DocumentProblem(("value",), "value_without_field")
    if when.field is not None and when.field not in surroundings.fields:
        yield DocumentProblem(("field",), "field_unknown", {"field": when.field})


trigger = Trigger(settings=RecordUpdated, check=_check)
