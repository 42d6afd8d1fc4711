"""停留: a field keeps a value for a while."""

from collections.abc import Iterable
from typing import Any, Literal

from pydantic import Field

from helpwright.definitions.kind import DocumentProblem
from helpwright.kernel.calendar import Duration
from helpwright.kernel.events import Event
from helpwright.rules.events import DWELL_OVER
from helpwright.rules.kind import Key, Surroundings, Trigger, When


class Dwell(When):
    """`{event: dwell, form: ticket, field: status, value: processing, for: {hours: 24, time: wall}}`."""

    field: Key
    value: Any
    length: Duration = Field(alias="for")


def _check(when: Dwell, surroundings: Surroundings) -> Iterable[DocumentProblem]:
    if when.field not in surroundings.fields:
        yield DocumentProblem(("field",), "field_unknown", {"field": when.field})
    elif surroundings.sensitive(when.field):
        yield DocumentProblem(("field",), "sensitive_value", {"field": when.field})
    calendar = when.length.calendar
    if when.length.time == "working" and surroundings.calendars is not None and calendar not in surroundings.calendars:
        yield DocumentProblem(("for", "calendar"), "calendar_unknown", {"calendar": calendar})


def _stay(when: Dwell, event: Event) -> Literal["begins", "ends"] | None:
    match event.type:
        case "record_created":
            return "begins" if (event.data.get("values") or {}).get(when.field) == when.value else None
        case "record_updated":
            change = (event.data.get("changes") or {}).get(when.field)
            if change is None:
                return None
            return "begins" if change[1] == when.value else "ends"
        case "record_deleted":
            return "ends"
        case _:
            return None


trigger = Trigger(
    settings=Dwell,
    matches=lambda _when, event: event.type == DWELL_OVER,
    check=_check,
    stay=_stay,
    length=lambda when: when.length,
)
