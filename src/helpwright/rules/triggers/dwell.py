"""停留: a field keeps a value for a while."""

from collections.abc import Iterable
from typing import Any

from pydantic import Field

from helpwright.definitions.kind import DocumentProblem
from helpwright.kernel.calendar import Duration
from helpwright.rules.kind import Key, Surroundings, Trigger, When


class Dwell(When):
    """`{event: dwell, form: ticket, field: status, value: processing, for: {hours: 24, time: wall}}`."""

    field: Key
    value: Any
    length: Duration = Field(alias="for")


def _check(when: Dwell, surroundings: Surroundings) -> Iterable[DocumentProblem]:
    if when.field not in surroundings.fields:
        yield DocumentProblem(("field",), "field_unknown", {"field": when.field})


trigger = Trigger(settings=Dwell, check=_check)
