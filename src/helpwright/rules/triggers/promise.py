"""时限: a service time that was promised to a ticket is nearly over, or is missed."""

from collections.abc import Iterable
from typing import Final, Literal

from helpwright.definitions.kind import DocumentProblem
from helpwright.forms.promises import OTHERWISE
from helpwright.kernel.events import Event
from helpwright.rules.kind import Key, Surroundings, Trigger, When

_EVENTS: Final = {"near": "sla_warned", "missed": "sla_breached"}


class Promise(When):
    """`{event: promise, form: ticket, level: missed, clock: resolution, policy: critical}`.

    `near` is when the warning of the form's service targets is due (`warn` percent). Without `clock` any, without
    `policy` whichever made the promise; `otherwise` is what is promised where no policy fits.
    """

    level: Literal["near", "missed"]
    clock: Literal["first_response", "next_response", "resolution"] | None = None
    policy: Key | None = None


def _matches(when: Promise, event: Event) -> bool:
    if event.type != _EVENTS[when.level] or when.clock not in {None, event.data.get("clock")}:
        return False
    return when.policy is None or when.policy == (event.data.get("policy") or OTHERWISE)


def _check(when: Promise, surroundings: Surroundings) -> Iterable[DocumentProblem]:
    promised = surroundings.promised
    if promised is None:
        return
    if not promised.clocks or (when.clock is not None and when.clock not in promised.clocks):
        yield DocumentProblem(("clock",) if when.clock is not None else ("level",), "nothing_promised")
    if when.policy is not None and when.policy not in {OTHERWISE, *promised.policies}:
        yield DocumentProblem(("policy",), "policy_unknown", {"policy": when.policy})


trigger = Trigger(settings=Promise, matches=_matches, check=_check)
