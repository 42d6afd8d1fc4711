"""实在没人能接时: work that is offered to a team, role or person of whom nobody is there.

The node says what then: it has a timer of the level `vacant` that is due at once, and the shell tells with it how many
people there are (`store.takers`): `{people, fallback, administrator}`, which travels in the event.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from helpwright.flows.definition import Node
from helpwright.flows.effects import Announce, AssignTask, Incident, OfferTask
from helpwright.flows.errors import FlowRefusal, Problem
from helpwright.flows.model import Activity, Assign, TimerSpec, Why
from helpwright.flows.node_type import Surroundings
from helpwright.flows.outcome import OutcomePlan, comment_of, take
from helpwright.flows.parts import Nobody, Outcome
from helpwright.flows.run import Run
from helpwright.flows.work import WorkPlan

VACANT = "vacant"
VACANT_TIMER = (VACANT, TimerSpec(0, "minutes"))
_WHY = "nobody_else"


def check_nobody(
    nobody: Nobody | None, outcomes: Mapping[str, Outcome], surroundings: Surroundings | None
) -> Iterable[Problem]:
    """What is named exists; an outcome that is taken by itself needs no reason. Paths begin at the setting."""
    if nobody is None:
        return
    if nobody.skip is not None:
        outcome = outcomes.get(nobody.skip)
        if outcome is None:
            yield Problem(("skip",), "outcome_unknown", {"outcome": nobody.skip})
        elif outcome.reason == "required":
            yield Problem(("skip",), "auto_outcome_needs_reason", {"outcome": nobody.skip})
    if surroundings is None:
        return
    if nobody.team is not None and nobody.team not in surroundings.teams:
        yield Problem(("team",), "team_unknown", {"team": nobody.team})
    if nobody.role is not None and nobody.role not in surroundings.roles:
        yield Problem(("role",), "role_unknown", {"role": nobody.role})


def fallback(nobody: Nobody) -> Assign | None:
    """Who gets it instead; None where nobody is named."""
    named = Assign(nobody.team, nobody.role, nobody.person)
    return None if named == Assign() else named


def nobody_there(
    run: Run, node: Node[Any], work: WorkPlan, outcomes: Mapping[str, OutcomePlan], nobody: Nobody, key: str
) -> None:
    """The look at who could take the work: nothing happens where somebody can, or has."""
    activity = run.activities[key]
    resolved: Mapping[str, Any] = run.event.data.get("resolved") or {}
    if activity.claimed_by is not None or resolved.get("people"):
        return
    told = {"activity": key, "node": node.key}
    if nobody.skip is not None:
        run.emit(Announce("task_skipped", told))
        take(run, node, key, outcomes[nobody.skip])
        return
    other, person = fallback(nobody), resolved.get("administrator") if nobody.administrator else None
    if other is not None and resolved.get("fallback"):
        person = other.person
        if person is None:
            run.change(key, assign=other)
            run.emit(OfferTask(key, other, Why(_WHY, other.to_json())))
            return
    if person is None:
        run.change(key, failed=True)
        run.emit(Incident("nobody_can_take", told))
        return
    run.change(key, state="claimed", claimed_by=person)
    run.emit(AssignTask(key, person, Why(_WHY, {"person": person})))
    run.set_record(work.claimed, person)


def decided(run: Run, node: Node[Any], outcomes: Mapping[str, OutcomePlan], key: str, activity: Activity) -> None:
    """What a person has decided about work that nobody could take: it waits again, is skipped, or the flow ends."""
    if not activity.failed:
        raise FlowRefusal("not_possible_now")
    decision = run.event.data.get("decision")
    told = {"activity": key, "node": node.key, "decision": decision, "comment": comment_of(run.event) or None}
    run.emit(Announce("incident_decided", told))
    if decision == "cancel":
        run.cancel("incident")
        return
    run.change(key, failed=False)
    if decision == "skip":
        free = [each for each in outcomes.values() if each.reason != "required"]
        take(run, node, key, (free or list(outcomes.values()))[0])
    else:
        run.schedule(key, VACANT, VACANT_TIMER[1], gen=activity.opened_seq)
