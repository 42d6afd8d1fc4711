"""When a new case should be answered and solved. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from helpwright.definitions.model import DefinitionSet
from helpwright.forms.form import Form
from helpwright.kernel.calendar import (
    CalendarDocument,
    CalendarRefusal,
    Duration,
    WorkingCalendar,
    compile_calendar,
    deadline,
)

Calendars = Mapping[str, Mapping[str, WorkingCalendar]]


@dataclass(frozen=True, slots=True)
class Targets:
    """Instants in UTC; None where the form sets no target."""

    first_response: datetime | None
    resolution: datetime | None


def compile_calendars(definitions: DefinitionSet) -> Calendars:
    """Working calendars by app and key."""
    found: dict[str, dict[str, WorkingCalendar]] = {}
    for part in definitions.of_kind("calendar"):
        calendar = compile_calendar(CalendarDocument.model_validate(part.document))
        found.setdefault(part.app, {})[part.key] = calendar
    return found


def targets(form: Form, created_at: datetime, calendars: Calendars) -> Targets:
    """Targets of a case created at this instant."""
    service = form.document.service
    if service is None:
        return Targets(None, None)
    known = calendars.get(form.app, {})
    return Targets(_end(created_at, service.first_response, known), _end(created_at, service.resolution, known))


def _end(start: datetime, duration: Duration | None, calendars: Mapping[str, WorkingCalendar]) -> datetime | None:
    if duration is None:
        return None
    try:
        return deadline(start, duration, calendars)
    except CalendarRefusal:
        return None
