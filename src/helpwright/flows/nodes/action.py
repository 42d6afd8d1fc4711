"""动作: actions of the library, in order; when they cannot be done a person decides."""

from collections.abc import Iterable
from typing import Literal

from helpwright.flows.definition import Node
from helpwright.flows.effects import Announce, Incident, RunActions
from helpwright.flows.errors import FlowRefusal, NotPermitted, Problem
from helpwright.flows.model import Activity, Why
from helpwright.flows.node_type import Compiled, Exit, NodeType, Surroundings
from helpwright.flows.outcome import comment_of
from helpwright.flows.parts import Actions, Key, NodeSettings
from helpwright.flows.run import Run

EXIT = "to"
DONE, SKIPPED = "done", "skipped"
_WHY = Why("runs_actions")


class ActionSettings(NodeSettings):
    """`{type: action, actions: [{action: notify, …}], to: archive}`."""

    type: Literal["action"]
    actions: Actions
    to: Key


def _compile(settings: ActionSettings) -> Compiled[None]:
    return Compiled(None, (Exit(EXIT, settings.to, ("to",)),))


def _check(_settings: ActionSettings, _surroundings: Surroundings | None) -> Iterable[Problem]:
    """The library checks its own settings, see `entry/flow_actions.py`."""
    return ()


def _enter(run: Run, node: Node[None], held: tuple[str, ...]) -> None:
    key = run.open(node, held, None, _WHY)
    run.emit(RunActions(key, node.key, "node", answer=True))


def _handle(run: Run, node: Node[None], key: str, activity: Activity) -> None:
    match run.event.kind:
        case "answer":
            _answered(run, node, key, activity)
        case "incident":
            _decided(run, node, key, activity)
        case verb:
            raise NotPermitted("not_allowed", verb=verb)


def _answered(run: Run, node: Node[None], key: str, activity: Activity) -> None:
    if activity.failed:
        raise FlowRefusal("not_possible_now")
    if run.event.data.get("ok"):
        _leave(run, node, key, activity, DONE)
        return
    run.change(key, failed=True)
    run.emit(Incident("actions_failed", {"activity": key, "node": node.key}))


def _decided(run: Run, node: Node[None], key: str, activity: Activity) -> None:
    """Try again, go on without, or give up the whole flow (which `step` does)."""
    if not activity.failed:
        raise FlowRefusal("not_possible_now")
    decision = run.event.data.get("decision")
    told = {"activity": key, "node": node.key, "decision": decision, "comment": comment_of(run.event) or None}
    run.emit(Announce("incident_decided", told))
    if decision == "skip":
        _leave(run, node, key, activity, SKIPPED)
    elif decision == "cancel":
        run.cancel("incident")
    else:
        run.change(key, failed=False)
        run.emit(RunActions(key, node.key, "node", answer=True))


def _leave(run: Run, node: Node[None], key: str, activity: Activity, how: str) -> None:
    run.close(key, "done", how)
    run.leave(node, activity.held, EXIT)


node_type = NodeType(settings=ActionSettings, compile=_compile, check=_check, enter=_enter, handle=_handle)
