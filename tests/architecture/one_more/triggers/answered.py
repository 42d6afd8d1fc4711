"""回复: somebody writes to the customer."""

from helpwright.kernel.events import Event
from helpwright.rules.kind import Trigger, When


class Answered(When):
    """`{event: answered, form: ticket}`."""


def _matches(_when: Answered, event: Event) -> bool:
    return event.type == "comment" and event.data["visibility"] == "public"


trigger = Trigger(settings=Answered, matches=_matches)
