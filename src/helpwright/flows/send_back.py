"""退回 and 撤回: work goes back to an earlier node, or to who handed it on a moment ago."""

from collections.abc import Mapping
from typing import Any

from helpwright.flows.definition import Definition, Node
from helpwright.flows.effects import Announce
from helpwright.flows.errors import FlowRefusal, Incomplete, NotPermitted
from helpwright.flows.model import Activity, Back, Why
from helpwright.flows.outcome import comment_of
from helpwright.flows.proof import can_complete
from helpwright.flows.run import Arrival, Run
from helpwright.flows.work import WorkPlan, check_mine, claim, me

FORWARD, BACK = "forward", "back"
MODES = (FORWARD, BACK)


def earlier(definition: Definition, node: str) -> tuple[str, ...]:
    """Task nodes from which a token can come to `node`, in the order of the document, without `node` itself."""
    seen = {node}
    todo = [node]
    while todo:
        for edge in definition.nodes[todo.pop()].ins:
            source = definition.edges[edge].source
            if source not in seen:
                seen.add(source)
                todo.append(source)
    return tuple(key for key, each in definition.nodes.items() if key in seen - {node} and each.type == "task")


def send_back(run: Run, node: Node[Any], work: WorkPlan, key: str, activity: Activity) -> None:
    """The person gives the work back to an earlier node, with an opinion.

    Afterwards it goes forward again, or straight back to them (`mode`). Work that somebody wants straight back cannot
    be sent on with the same wish: one way back is kept, the nearest.
    """
    person = me(run, "return")
    if "return" not in work.allow:
        raise NotPermitted("not_allowed", verb="return")
    check_mine(run, activity, person)
    target, mode = run.event.data.get("to"), run.event.data.get("mode", FORWARD)
    choice = earlier(run.definition, node.key)
    if target not in choice or mode not in MODES:
        raise FlowRefusal("return_target_unknown", target=target, known=list(choice))
    comment = comment_of(run.event)
    if not comment:
        raise Incomplete("reason_required", ["comment"], verb="return")
    if activity.claimed_by is None:
        activity = claim(run, work, key, activity)
    run.emit(
        Announce(
            "task_returned", {"activity": key, "node": node.key, "target": target, "mode": mode, "comment": comment},
        ),
    )  # fmt: skip
    run.close(key, "done")
    run.take_off(activity.held)
    resolved: Mapping[str, Any] = run.event.data.get("resolved") or {}
    back = Back(activity.held[-1], person) if mode == BACK else None
    why = Why("returned", {"by": person, "reason": comment, "node": node.key})
    run.put(run.definition.nodes[str(target)].ins[0], Arrival(resolved.get("person"), why, back))
    _require_completable(run)


def withdraw(run: Run) -> None:
    """Who did what opened this work takes it back while nobody has begun; with no node, the whole flow."""
    person, key = me(run, "withdraw"), run.event.activity or ""
    resolved: Mapping[str, Any] = run.event.data.get("resolved") or {}
    if resolved.get("by") != person:
        raise NotPermitted("not_yours", by=resolved.get("by"))
    opened = run.activities[key].opened_seq
    begun = [each for each, found in run.activities.items() if found.opened_seq == opened]
    if any(not _untouched(run.activities[each]) for each in begun):
        raise FlowRefusal("already_begun")
    target = run.definition.nodes.get(str(resolved.get("node")))
    if target is None and resolved.get("node") is not None:
        raise FlowRefusal("already_begun")
    told = {"activity": key, "node": run.activities[key].node, "target": None if target is None else target.key}
    run.emit(Announce("task_withdrawn", told))
    for each in begun:
        run.take_off(run.close(each, "cancelled").held)
    if target is None:
        if run.marking:
            raise FlowRefusal("already_begun")
        run.status = "cancelled"
        run.emit(Announce("flow_withdrawn", {}))
        return
    run.put(target.ins[0], Arrival(person, Why("withdrawn", {"node": told["node"]})))
    _require_completable(run)


def _untouched(activity: Activity) -> bool:
    return activity.state == "offered" and activity.kind != "action"


def _require_completable(run: Run) -> None:
    if not can_complete(run.definition, run.marking):
        raise FlowRefusal("cannot_complete")
