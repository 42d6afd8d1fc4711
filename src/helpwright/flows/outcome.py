"""Ways out of work that people choose: what they set, whether they need words, where they lead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from helpwright.flows.definition import Node
from helpwright.flows.errors import Incomplete, Problem, UnknownOutcome
from helpwright.flows.model import Event, Why
from helpwright.flows.node_type import Exit, Surroundings
from helpwright.flows.parts import Duration, Outcome, Values
from helpwright.flows.run import Arrival, Run


@dataclass(frozen=True, slots=True)
class OutcomePlan:
    """`rejects`: a "no" to the work before – it goes back to its person or demands a reason."""

    key: str
    set: Mapping[str, Any]
    reason: Literal["none", "optional", "required"]
    rejects: bool


def compile_outcomes(outcomes: Mapping[str, Outcome]) -> dict[str, OutcomePlan]:
    """By key, in the order of their buttons."""
    return {
        key: OutcomePlan(
            key,
            each.set,
            each.reason or "none",
            each.assign == "previous" or each.reason == "required",
        )
        for key, each in outcomes.items()
    }


def outcome_exits(outcomes: Mapping[str, Outcome]) -> tuple[Exit, ...]:
    """One way out per outcome."""
    return tuple(
        Exit(key, each.to, ("outcomes", key, "to"), key, each.assign == "previous") for key, each in outcomes.items()
    )


def comment_of(event: Event) -> str:
    """What the actor wrote beside the outcome, without blanks around it."""
    comment = event.data.get("comment")
    return comment.strip() if isinstance(comment, str) else ""


def wanted_outcome(outcomes: Mapping[str, OutcomePlan], event: Event) -> OutcomePlan:
    """The outcome the event asks for, with its reason if it needs one; raises FlowRefusal otherwise."""
    outcome = outcomes.get(event.outcome or "")
    if outcome is None:
        raise UnknownOutcome(event.outcome, list(outcomes))
    if outcome.reason == "required" and not comment_of(event):
        raise Incomplete("reason_required", ["comment"], outcome=outcome.key)
    return outcome


def take(run: Run, node: Node[Any], key: str, outcome: OutcomePlan, *, by_staff: bool = False) -> None:
    """Close the work, apply the outcome's values and move on; returned work may go back to who returned it."""
    activity = run.close(key, "done", outcome.key, by_staff=by_staff)
    run.set_record(outcome.set, run.actor_id())
    if activity.back is None:
        run.leave(node, activity.held, outcome.key)
        return
    run.take_off(activity.held)
    run.put(activity.back.edge, Arrival(activity.back.person, Why("came_back", {"node": node.key})))


def check_values(values: Values, path: tuple[str, ...], surroundings: Surroundings | None) -> Iterable[Problem]:
    """Every field that is set exists."""
    if surroundings is not None:
        for field in values:
            if field not in surroundings.fields:
                yield Problem((*path, field), "field_unknown", {"field": field})


def check_outcomes(outcomes: Mapping[str, Outcome], surroundings: Surroundings | None) -> Iterable[Problem]:
    """What the outcomes set exists."""
    for key, each in outcomes.items():
        yield from check_values(each.set, ("outcomes", key, "set"), surroundings)


def check_calendar(
    duration: Duration, path: tuple[str | int, ...], surroundings: Surroundings | None
) -> Iterable[Problem]:
    """The calendar of a duration exists."""
    if surroundings is not None and duration.calendar is not None and duration.calendar not in surroundings.calendars:
        yield Problem((*path, "calendar"), "calendar_unknown", {"calendar": duration.calendar})
