"""时限: a service time that was promised to a ticket is nearly over, or is missed."""

from collections.abc import Iterable
from typing import Final, Literal

from helpwright.definitions.kind import DocumentProblem
from helpwright.forms.promises import MISSED, NEAR, OTHERWISE
from helpwright.kernel.events import Event
from helpwright.rules.kind import Key, Surroundings, Trigger, When

_EVENTS: Final = {NEAR: "sla_warned", MISSED: "sla_breached"}
_LEVEL: Final = "sla_level"


class Promise(When):
    """`{event: promise, form: ticket, level: missed, clock: resolution, policy: critical}`.

    `near` is when the warning of the form's service targets is due (`warn` percent), any other `level` one of a
    policy's own, by its key. Without `clock` any, without
    `policy` whichever made the promise; `otherwise` is what is promised where no policy fits.
    """

    level: Literal["near", "missed"] | Key
    clock: Literal["first_response", "next_response", "resolution"] | None = None
    policy: Key | None = None


def _matches(when: Promise, event: Event) -> bool:
    if event.type != _EVENTS.get(when.level, _LEVEL) or when.clock not in {None, event.data.get("clock")}:
        return False
    if event.type == _LEVEL and event.data.get("level") != when.level:
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
    elif when.level not in _EVENTS and not any(
        level == when.level and when.clock in {None, clock} and when.policy in {None, policy}
        for policy, clock, level in promised.levels
    ):
        yield DocumentProblem(("level",), "level_unknown", {"level": when.level})


trigger = Trigger(settings=Promise, matches=_matches, check=_check)
