"""新建: a record of the form comes into being, from wherever."""

from helpwright.kernel.events import Event
from helpwright.rules.kind import Trigger, When


class RecordCreated(When):
    """`{event: record_created, form: ticket}`."""


def _matches(_when: RecordCreated, event: Event) -> bool:
    return event.type == "record_created"


trigger = Trigger(settings=RecordCreated, matches=_matches)
