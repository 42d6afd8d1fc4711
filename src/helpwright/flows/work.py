"""What people do with work that one of them takes: claim, release, transfer, urge."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from helpwright.flows.effects import Announce, AssignTask, ClaimTask, ReleaseTask
from helpwright.flows.errors import FlowRefusal, Incomplete, NotPermitted, UrgedRecently
from helpwright.flows.model import Activity, Why
from helpwright.flows.parts import Values
from helpwright.flows.run import Run

URGE_INTERVAL = timedelta(minutes=30)
TELL_AT = 3


@dataclass(frozen=True, slots=True)
class WorkPlan:
    """`claimed` is set whenever a person gets the work, `allow` are the verbs the node permits."""

    claimed: Values
    allow: Collection[str]


def me(run: Run, verb: str) -> str:
    """The acting person's id; customers and the system cannot take work."""
    person = run.actor_id()
    if run.event.actor.kind != "person" or person is None:
        raise NotPermitted("not_allowed", verb=verb)
    return person


def check_mine(run: Run, activity: Activity, person: str, *, override: bool = False) -> None:
    """Raise `not_yours` when somebody else has the work or it was offered to somebody else alone."""
    offered_to = activity.assign.person if activity.assign is not None else None
    owner = activity.claimed_by or offered_to
    if owner not in {None, person} and not (override and run.event.override):
        raise NotPermitted("not_yours", by=owner)


def claim(run: Run, plan: WorkPlan, key: str, activity: Activity) -> Activity:
    """The acting person takes offered work."""
    person = me(run, "claim")
    if activity.claimed_by is not None:
        raise FlowRefusal("already_claimed", by=activity.claimed_by)
    check_mine(run, activity, person)
    claimed = run.change(key, state="claimed", claimed_by=person, failed=False)
    run.emit(ClaimTask(key, person))
    run.set_record(plan.claimed, person)
    return claimed


def release(run: Run, key: str, activity: Activity) -> None:
    """The person gives the work back to those it was offered to; what claiming has set stays."""
    person = me(run, "release")
    if activity.claimed_by is None:
        raise NotPermitted("not_yours", by=None)
    check_mine(run, activity, person, override=True)
    run.change(key, state="offered", claimed_by=None)
    run.emit(ReleaseTask(key))


def transfer(run: Run, plan: WorkPlan, key: str, activity: Activity) -> None:
    """The person, somebody with the right to, or a rule hands the work to another person."""
    by_system = run.event.actor.kind == "system"
    person = None if by_system else me(run, "transfer")
    if person is not None:
        if "transfer" not in plan.allow:
            raise NotPermitted("not_allowed", verb="transfer")
        check_mine(run, activity, person, override=True)
    receiver, reason = run.event.data.get("to"), run.event.data.get("reason")
    if not isinstance(receiver, str) or not receiver:
        raise Incomplete("fields_required", ["to"], fields=["to"])
    if not isinstance(reason, str) or not reason.strip():
        raise Incomplete("reason_required", ["reason"], verb="transfer")
    if receiver == activity.claimed_by:
        raise FlowRefusal("already_claimed", by=receiver)
    run.change(key, state="claimed", claimed_by=receiver, failed=False)
    told = {"reason": reason.strip()}
    why = Why("handed_over", told) if person is None else Why("transferred", {"by": person, **told})
    run.emit(AssignTask(key, receiver, why))
    run.set_record(plan.claimed, receiver)


def urge(run: Run, plan: WorkPlan, key: str, activity: Activity) -> None:
    """A person or the customer asks to hurry; again only after URGE_INTERVAL, the third time is told upward."""
    event = run.event
    if "urge" not in plan.allow or event.actor.kind not in {"person", "customer"}:
        raise NotPermitted("not_allowed", verb="urge")
    if activity.urged_at is not None and event.at < activity.urged_at + URGE_INTERVAL:
        raise UrgedRecently(at=event.at, allowed_at=activity.urged_at + URGE_INTERVAL)
    count = activity.urges + 1
    run.change(key, urges=count, urged_at=event.at)
    data = {"activity": key, "node": activity.node, "count": count}
    run.emit(Announce("urged", data))
    if count == TELL_AT:
        run.emit(Announce("urged_repeatedly", data))
