"""What moves the clocks of a case, as statements for the write that causes it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.cases import store
from helpwright.cases.targets import Calendars, targets
from helpwright.definitions.model import DefinitionSet
from helpwright.forms.form import Form
from helpwright.platform.database import Statement
from helpwright.records.model import NewRecord
from helpwright.records.reaction import Reaction

responded = store.responded
read_cases = store.read


def open_case(calendars: Callable[[DefinitionSet], Calendars]) -> Callable[[DefinitionSet, Form, NewRecord], Reaction]:
    """A reader of new records: a form with a status field makes cases."""

    def react(definitions: DefinitionSet, form: Form, record: NewRecord) -> Reaction:
        if form.status is None:
            return Reaction()
        due = targets(form, record.at, calendars(definitions))
        return Reaction(statements=(store.insert(form.name, record.id, record.at, due),))

    return react


def status_entered(form: Form, record_id: UUID, values: Mapping[str, Any], at: datetime) -> list[Statement]:
    """Statements for a write that sets the status (none when it does not)."""
    status = form.status
    if status is None or not values.get(status.key):
        return []
    category = status.type.describe(status.settings, "en")["options"]
    found = next((each.get("category") for each in category if each["key"] == values[status.key]), None)
    return [] if found is None else [store.entered(record_id, found, at)]
