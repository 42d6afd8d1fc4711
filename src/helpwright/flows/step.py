"""One event moves one instance.

    step(definition, state, event) -> Transition(state, effects)

Pure and deterministic: nothing else is read, the same three arguments give the same answer for ever. Raises FlowRefusal
(see `errors`: code and data) when the event is not possible; `state` is untouched then. An event that comes too late by
nature (a timer of closed work) answers the very same state object and no effects; that needs no journal entry.

    document = FlowDocument.model_validate(raw)           # pydantic's errors carry the path inside the flow
    definition = compile_flow(document)                   # once per live version; check_flow before publishing
    answer = step(definition, State(), Event("start", key, actor, at, record=values_of(definition.reads)))
"""

from collections.abc import Mapping

from helpwright.flows.catalogue import NODE_TYPES
from helpwright.flows.definition import Definition
from helpwright.flows.errors import FlowRefusal, NotPermitted
from helpwright.flows.model import Activity, Announce, Completed, Event, Incident, State, Transition
from helpwright.flows.node_type import AnyNodeType
from helpwright.flows.run import Run

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
    run = Run(definition, state, event)
    if activity is not None:
        node = definition.nodes[activity.node]
        handle = node_types[node.type].handle
        if handle is None or event.activity is None:
            raise NotPermitted("not_allowed", verb=event.kind)
        handle(run, node, event.activity, activity)
    else:
        _administer(run, node_types)
    _settle(run, node_types)
    return Transition(run.state(), tuple(run.effects))


def _timed(definition: Definition, state: State, event: Event) -> Activity | None:
    """The activity whose timer it is, unless that time is over; a suspended instance keeps its timers outside."""
    activity = state.activities.get(event.activity or "")
    if state.status != "running" or activity is None or event.data.get("gen") != activity.opened_seq:
        return None
    level = event.data.get("level")
    return activity if any(level == each for each, _ in definition.nodes[activity.node].timers) else None


def _admit(state: State, event: Event) -> Activity | None:
    """The activity the event is for, None for events of the whole instance; raises FlowRefusal when it is closed."""
    kind = event.kind
    if kind == "start":
        if state.seq:
            raise FlowRefusal("already_started")
        return None
    if not state.seq:
        raise FlowRefusal("not_open", status="not_started")
    open_to = {"resume": {"suspended"}, "cancel": {"running", "suspended"}}.get(kind, {"running"})
    if state.status not in open_to:
        raise FlowRefusal("not_open", status=state.status)
    if kind in {"suspend", "resume", "cancel"}:
        return None
    activity = state.activities.get(event.activity or "")
    if activity is None:
        raise FlowRefusal("not_open", activity=event.activity)
    return activity


def _administer(run: Run, node_types: Mapping[str, AnyNodeType]) -> None:
    """Start, suspend, resume, cancel."""
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
        case _:
            for key in list(run.activities):
                run.close(key, "cancelled")
            run.marking.clear()
            run.status = "cancelled"
            run.emit(Announce("cancelled", {"reason": run.event.data.get("reason")}))


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
