"""换到新流程: an instance goes on under another version of its flow. Pure.

The shell plans against the state it has locked (`plan`), the plan travels in the event, and `migrate` carries it out
under the new definition. Open work whose node is still there – or for which another of the same type was chosen – goes
on: who has claimed it, how often it was urged, and the time it has left stay. Work that comes to a node of another type
ends, and its token enters that node.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from helpwright.flows.definition import Definition
from helpwright.flows.effects import Announce, CancelTimers, CloseTask, MoveTask
from helpwright.flows.errors import FlowRefusal
from helpwright.flows.model import Activity, State
from helpwright.flows.node_type import AnyNodeType
from helpwright.flows.proof import can_complete
from helpwright.flows.run import Run


@dataclass(frozen=True, slots=True)
class Move:
    """Where open work goes on: the edges whose tokens it holds there, and the timer levels it had."""

    node: str
    held: tuple[str, ...]
    levels: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As it travels in the event."""
        return {"node": self.node, "held": list(self.held), "levels": list(self.levels)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Move":
        """Reverse of to_json."""
        return cls(data["node"], tuple(data["held"]), tuple(data["levels"]))


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything of one instance goes: open activities by id, and tokens that nobody holds by edge."""

    activities: Mapping[str, Move]
    edges: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """As it travels in the event."""
        return {
            "activities": {key: each.to_json() for key, each in sorted(self.activities.items())},
            "edges": dict(sorted(self.edges.items())),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Plan":
        """Reverse of to_json."""
        moves = {key: Move.from_json(each) for key, each in data["activities"].items()}
        return cls(moves, data["edges"])


def plan(before: Definition, after: Definition, state: State, nodes: Mapping[str, str]) -> Plan:
    """Where open activities and occupied edges go: to the node of the same key, or to the one chosen in `nodes`.

    Raises FlowRefusal: `migration_node_missing` (data `node`: gone, and nothing was chosen), `migration_target_unknown`
    (data `node`, `target`: nothing comes to it), `cannot_complete`.
    """
    taken: Counter[str] = Counter()
    moves: dict[str, Move] = {}
    for key, activity in sorted(state.activities.items()):
        target = _target(after, nodes, activity.node)
        held = tuple(_edge(after, edge, target, taken, activity.node) for edge in activity.held)
        levels = tuple(level for level, _ in before.nodes[activity.node].timers)
        moves[key] = Move(target, held, levels)
    edges: dict[str, str] = {}
    for edge in sorted(_free(state)):
        node = before.edges[edge].target
        edges[edge] = _edge(after, edge, _target(after, nodes, node), taken, node)
    found = Plan(moves, edges)
    if not can_complete(after, marking(state, found)):
        raise FlowRefusal("cannot_complete")
    return found


def _target(after: Definition, nodes: Mapping[str, str], node: str) -> str:
    target = nodes.get(node, node)
    if target not in after.nodes:
        raise FlowRefusal("migration_node_missing", node=node)
    return target


def _edge(after: Definition, edge: str, target: str, taken: Counter[str], node: str) -> str:
    """The way by which a token lies at `target`: the same as before where it still leads there, else a free one."""
    ins = after.nodes[target].ins
    if not ins:
        raise FlowRefusal("migration_target_unknown", node=node, target=target)
    source = edge.rpartition(".")[0]
    found = min(ins, key=lambda way: (way != edge, taken[way] > 0, after.edges[way].source != source, ins.index(way)))
    taken[found] += 1
    return found


def _free(state: State) -> Counter[str]:
    """Tokens that no open activity holds."""
    held = Counter(edge for each in state.activities.values() for edge in each.held)
    return Counter(dict(state.marking)) - held


def marking(state: State, found: Plan) -> dict[str, int]:
    """Where all tokens lie after the plan."""
    moved = Counter(edge for key in state.activities for edge in found.activities[key].held)
    for edge, count in _free(state).items():
        moved[found.edges[edge]] += count
    return dict(moved)


def migrate(run: Run, node_types: Mapping[str, AnyNodeType]) -> None:
    """Carry the event's plan out. Raises FlowRefusal `cannot_complete`; the run's definition is the new one."""
    data = run.event.data
    found = Plan.from_json(data["resolved"])
    before, activities, handlers = run.state(), dict(run.activities), dict(run.handlers)
    run.emit(Announce("flow_migrated", {"from_version": data["from"], "to_version": data["to"]}))
    run.marking = marking(before, found)
    if not can_complete(run.definition, run.marking):
        raise FlowRefusal("cannot_complete")
    chosen: Mapping[str, str] = data.get("nodes") or {}
    run.handlers = {
        target: person
        for node, person in handlers.items()
        if (target := chosen.get(node, node)) in run.definition.remembered
    }
    for key, activity in activities.items():
        _go_on(run, node_types, key, activity, found.activities[key])
    if run.status == "running":
        run.queue.extend(_waiting(run, found.edges.values()))


def _waiting(run: Run, edges: Iterable[str]) -> list[str]:
    """Tokens that lay free come to look at their node anew: it may wait for fewer now."""
    return [edge for edge in sorted(set(edges)) for _ in range(run.free(edge)) if edge not in run.queue]


def _go_on(run: Run, node_types: Mapping[str, AnyNodeType], key: str, activity: Activity, move: Move) -> None:
    node = run.definition.nodes[move.node]
    if node.type != activity.kind:
        del run.activities[key]
        run.emit(CloseTask(key, "cancelled"))
        if move.levels:
            run.emit(CancelTimers(key))
        run.queue.extend(move.held)
        return
    back = activity.back if activity.back is not None and activity.back.edge in run.definition.edges else None
    run.activities[key] = moved = replace(activity, node=node.key, held=move.held, back=back)
    levels = [level for level, _ in node.timers]
    run.emit(MoveTask(key, node.key, tuple(level for level in move.levels if level not in levels)))
    for level, spec in node.timers:
        if level not in move.levels:
            run.schedule(key, level, spec, gen=activity.opened_seq)
    adopt = node_types[node.type].adopt
    if adopt is not None:
        adopt(run, node, key, moved)
