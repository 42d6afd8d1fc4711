"""One event moves one instance.

    step(definition, state, event) -> Transition(state, effects)

Pure and deterministic: nothing else is read, the same three arguments give the same answer for ever. Raises FlowRefusal
(see `errors`: code and data) when the event is not possible; `state` is untouched then. An event that comes too late by
nature (a timer of closed work, a signal nobody waits for) answers the very same state object and no effects; that needs
no journal entry.

    document = FlowDocument.model_validate(raw)           # pydantic's errors carry the path inside the flow
    definition = compile_flow(document)                   # once per live version; check_flow before publishing
    answer = step(definition, State(), Event("start", key, actor, at, record=values_of(definition.reads)))
"""

from collections.abc import Mapping

from helpwright.flows.catalogue import NODE_TYPES
from helpwright.flows.definition import Definition
from helpwright.flows.effects import Announce, Completed, Incident, Transition
from helpwright.flows.errors import FlowRefusal, NotPermitted
from helpwright.flows.migrate import migrate
from helpwright.flows.model import Activity, Event, State
from helpwright.flows.node_type import AnyNodeType
from helpwright.flows.run import Run
from helpwright.flows.send_back import withdraw

MOVE_LIMIT = 1000


def step(
    definition: Definition,
    state: State,
    event: Event,
    node_types: Mapping[str, AnyNodeType] = NODE_TYPES,
) -> Transition:
    """Apply one event and everything that follows by itself. Raises FlowRefusal; see the module's docstring."""
    if event.kind == "timer":
        activity = _timed(definition, state, event)
        if activity is None:
            return Transition(state, ())
    else:
        activity = _admit(state, event)
    if event.kind == "signal" and not any(_hears(definition, event, each) for each in state.activities.values()):
        return Transition(state, ())
    run = Run(definition, state, event)
    if event.kind == "withdraw":
        withdraw(run)
    elif activity is not None:
        node = definition.nodes[activity.node]
        handle = node_types[node.type].handle
        if handle is None or event.activity is None:
            raise NotPermitted("not_allowed", verb=event.kind)
        handle(run, node, event.activity, activity)
    else:
        _administer(run, node_types)
    if run.status == "running":
        _settle(run, node_types)
    return Transition(run.state(), tuple(run.effects))


def _timed(definition: Definition, state: State, event: Event) -> Activity | None:
    """The activity whose timer it is, unless that time is over; a suspended instance keeps its timers outside.

    A timer may have been set anew while its activity was open; what the node makes of an old one is its own to say.
    """
    activity, gen = state.activities.get(event.activity or ""), event.data.get("gen")
    if state.status != "running" or activity is None or not isinstance(gen, int):
        return None
    level = event.data.get("level")
    for each, spec in definition.nodes[activity.node].timers:
        if level == each:
            newest = state.seq if spec.moves else activity.opened_seq
            return activity if activity.opened_seq <= gen <= newest else None
    return None


def _hears(definition: Definition, event: Event, activity: Activity) -> bool:
    """Whether the activity waits for this signal."""
    return event.data.get("name") in definition.nodes[activity.node].signals


_OPEN_TO: Mapping[str, frozenset[str]] = {
    "resume": frozenset({"suspended"}),
    "cancel": frozenset({"running", "suspended"}),
    "answer": frozenset({"running", "suspended"}),
    "incident": frozenset({"running", "suspended"}),
    "migrate": frozenset({"running", "suspended"}),
}
_WHOLE = frozenset({"suspend", "resume", "cancel", "signal", "migrate"})
_RUNNING = frozenset({"running"})


def _admit(state: State, event: Event) -> Activity | None:
    """The activity the event is for, None for events of the whole instance; raises FlowRefusal when it is closed."""
    kind = event.kind
    if kind == "start":
        if state.seq:
            raise FlowRefusal("already_started")
        return None
    if not state.seq:
        raise FlowRefusal("not_open", status="not_started")
    if state.status not in _OPEN_TO.get(kind, _RUNNING):
        raise FlowRefusal("not_open", status=state.status)
    if kind in _WHOLE:
        return None
    activity = state.activities.get(event.activity or "")
    if activity is None:
        raise FlowRefusal("not_open", activity=event.activity)
    return activity


def _administer(run: Run, node_types: Mapping[str, AnyNodeType]) -> None:
    """Start, suspend, resume, migrate, cancel; a signal ends everything that waits for it."""
    match run.event.kind:
        case "start":
            node = run.definition.nodes[run.definition.start]
            node_types[node.type].enter(run, node, ())
        case "suspend":
            run.status = "suspended"
            run.emit(Announce("suspended", {"reason": run.event.data.get("reason")}))
        case "resume":
            run.status = "running"
            run.emit(Announce("resumed", {"reason": run.event.data.get("reason")}))
            for edge in sorted(run.marking):
                run.queue.extend([edge] * run.free(edge))
        case "migrate":
            migrate(run, node_types)
        case "signal":
            for key in [each for each, found in run.activities.items() if _hears(run.definition, run.event, found)]:
                activity = run.activities[key]
                node = run.definition.nodes[activity.node]
                handle = node_types[node.type].handle
                if handle is not None:
                    handle(run, node, key, activity)
        case _:
            run.cancel(run.event.data.get("reason"))


def _settle(run: Run, node_types: Mapping[str, AnyNodeType]) -> None:
    """Let arrived tokens begin their nodes until nothing moves by itself.

    A join that depends on the whole marking (OR) would be looked at here, when the queue has run empty.
    """
    while run.queue:
        edge = run.queue.popleft()
        node = run.definition.nodes[run.definition.edges[edge].target]
        node_type = node_types[node.type]
        held = (edge,) if node_type.gather is None else node_type.gather(run, node, edge)
        if held is None:
            continue
        if run.moves == MOVE_LIMIT:
            run.status = "suspended"
            run.emit(Incident("loop_limit", {"node": node.key, "moves": run.moves}))
            return
        run.moves += 1
        node_type.enter(run, node, held)
    if run.status == "running" and not run.marking:
        run.status = "completed"
        run.emit(Completed())
