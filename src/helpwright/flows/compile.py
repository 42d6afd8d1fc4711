"""From the document of a flow to what runs: look at it, then build the definition."""

from collections import deque
from collections.abc import Iterable, Mapping
from hashlib import sha256

import orjson

from helpwright.flows.catalogue import NODE_TYPES
from helpwright.flows.definition import Definition, Edge, Node
from helpwright.flows.document import FlowDocument
from helpwright.flows.errors import FlowInvalid, Problem
from helpwright.flows.node_type import AnyNodeType, Compiled, Exit, Surroundings
from helpwright.flows.proof import can_complete, idle_loop
from helpwright.kernel.text import LOCALES, LocalText, localize

_Graph = Mapping[str, tuple[Exit, ...]]


def check_flow(
    document: FlowDocument,
    surroundings: Surroundings | None = None,
    node_types: Mapping[str, AnyNodeType] = NODE_TYPES,
) -> tuple[Problem, ...]:
    """Everything that keeps the flow from running, with paths inside the document.

    Codes: start_missing, start_repeated, end_missing, target_unknown, target_is_start, unreachable, end_unreachable,
    previous_needs_task, otherwise_missing, line_after_otherwise, outcome_unknown, auto_outcome_needs_reason,
    hidden_field_to_fill, livelock, cannot_complete and, with surroundings, field_unknown, team_unknown, role_unknown,
    calendar_unknown, operator_not_possible.
    """
    problems = [
        Problem(("nodes", key, *each.path), each.code, each.data)
        for key, settings in document.nodes.items()
        for each in node_types[settings.type].check(settings, surroundings)
    ]
    parts = _compile_nodes(document, node_types)
    graph = {key: each.exits for key, each in parts.items()}
    found = tuple(_graph_problems(document, graph))
    problems.extend(found or _proof_problems(document, parts, node_types))
    return tuple(problems)


def compile_flow(
    document: FlowDocument,
    surroundings: Surroundings | None = None,
    node_types: Mapping[str, AnyNodeType] = NODE_TYPES,
) -> Definition:
    """Build the definition; raises FlowInvalid with every problem.

    Surroundings are given before publishing. A version that is already live is compiled without: what it refers to may
    be gone by then, and its instances go on.
    """
    problems = check_flow(document, surroundings, node_types)
    if problems:
        raise FlowInvalid(problems)
    return _definition(document, _compile_nodes(document, node_types), node_types)


def _definition(
    document: FlowDocument, parts: Mapping[str, Compiled[object]], node_types: Mapping[str, AnyNodeType]
) -> Definition:
    edges = _edges(parts)
    start = next(key for key, settings in document.nodes.items() if settings.type == "start")
    return Definition(
        form=document.form,
        start=start,
        nodes=_nodes(document, parts, edges, node_types),
        edges={each.id: each for each in edges},
        reads=frozenset().union(*(each.reads for each in parts.values())),
        remembered=frozenset(each.target for each in edges if each.previous),
        main_path=_main_path(start, {key: each.exits for key, each in parts.items()}),
        hash=_hash(document, edges),
    )


def _compile_nodes(document: FlowDocument, node_types: Mapping[str, AnyNodeType]) -> dict[str, Compiled[object]]:
    return {key: node_types[settings.type].compile(settings) for key, settings in document.nodes.items()}


def _edges(parts: Mapping[str, Compiled[object]]) -> tuple[Edge, ...]:
    return tuple(
        Edge(f"{key}.{way.name}", key, way.target, way.outcome, order, way.previous)
        for key, each in parts.items()
        for order, way in enumerate(each.exits)
    )


def _nodes(
    document: FlowDocument,
    parts: Mapping[str, Compiled[object]],
    edges: Iterable[Edge],
    node_types: Mapping[str, AnyNodeType],
) -> dict[str, Node[object]]:
    ins: dict[str, list[str]] = {key: [] for key in parts}
    outs: dict[str, dict[str, Edge]] = {key: {} for key in parts}
    for edge in edges:
        ins[edge.target].append(edge.id)
        outs[edge.source][edge.id.rpartition(".")[2]] = edge
    return {
        key: Node(
            key=key,
            type=settings.type,
            settings=settings,
            plan=parts[key].plan,
            outs=outs[key],
            ins=tuple(ins[key]),
            timers=parts[key].timers,
            signals=parts[key].signals,
            splits=node_types[settings.type].splits,
            joins=node_types[settings.type].gather is not None,
        )
        for key, settings in document.nodes.items()
    }


def _hash(document: FlowDocument, edges: Iterable[Edge]) -> str:
    """Of what the document says; the order of buttons belongs to it, the order of other keys does not."""
    said = {
        "document": document.model_dump(mode="json", exclude_defaults=True),
        "order": {edge.id: edge.order for edge in edges},
    }
    return sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _graph_problems(document: FlowDocument, graph: _Graph) -> Iterable[Problem]:
    types = {key: settings.type for key, settings in document.nodes.items()}
    starts = [key for key, each in types.items() if each == "start"]
    ends = [key for key, ways in graph.items() if not ways]
    if not starts:
        yield Problem(("nodes",), "start_missing")
    for key in starts[1:]:
        yield Problem(("nodes", key), "start_repeated")
    if not ends:
        yield Problem(("nodes",), "end_missing")
    targets = tuple(_target_problems(graph, types))
    yield from targets
    if targets:
        return
    reached = _closure(starts, {key: [way.target for way in ways] for key, ways in graph.items()})
    back: dict[str, list[str]] = {key: [] for key in graph}
    for key, ways in graph.items():
        for way in ways:
            back[way.target].append(key)
    ending = _closure(ends, back)
    for key in graph:
        if starts and key not in reached:
            yield Problem(("nodes", key), "unreachable", {"node": key})
        if ends and key not in ending:
            yield Problem(("nodes", key), "end_unreachable", {"node": key})


def _proof_problems(
    document: FlowDocument, parts: Mapping[str, Compiled[object]], node_types: Mapping[str, AnyNodeType]
) -> Iterable[Problem]:
    """What only playing shows: a circle that runs by itself, tokens that never meet. Asked where the graph is right."""
    pausing = [key for key, settings in document.nodes.items() if node_types[settings.type].pauses]
    circle = idle_loop({key: [way.target for way in each.exits] for key, each in parts.items()}, pausing)
    if circle:
        yield Problem(("nodes", circle[0]), "livelock", {"nodes": circle, "path": _named(document, circle)})
        return
    definition = _definition(document, parts, node_types)
    if not any(node.splits or node.joins for node in definition.nodes.values()):
        return
    first = {edge.id: 1 for edge in definition.nodes[definition.start].outs.values()}
    if not can_complete(definition, first):
        yield Problem(("nodes",), "cannot_complete")


def _named(document: FlowDocument, path: Iterable[str]) -> LocalText:
    """The nodes as the builder calls them, in every language."""
    names = [document.nodes[key].name or key for key in path]
    return {locale: " → ".join(localize(name, locale) for name in names) for locale in LOCALES}


def _target_problems(graph: _Graph, types: Mapping[str, str]) -> Iterable[Problem]:
    for key, ways in graph.items():
        for way in ways:
            path = ("nodes", key, *way.path)
            found = types.get(way.target)
            if found is None:
                yield Problem(path, "target_unknown", {"target": way.target})
            elif found == "start":
                yield Problem(path, "target_is_start", {"target": way.target})
            elif way.previous and found != "task":
                yield Problem((*path[:-1], "assign"), "previous_needs_task", {"target": way.target})


def _closure(begin: Iterable[str], ways: Mapping[str, Iterable[str]]) -> set[str]:
    seen = set(begin)
    todo = deque(seen)
    while todo:
        for target in ways.get(todo.popleft(), ()):
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return seen


def _main_path(start: str, graph: _Graph) -> tuple[str, ...]:
    """Depth first, ways in their order, no node twice: the first path that comes to an end."""
    path = [start]
    seen = {start}
    todo = [iter(graph[start])]
    while graph[path[-1]]:
        way = next(todo[-1], None)
        if way is None:
            path.pop()
            todo.pop()
        elif way.target not in seen:
            seen.add(way.target)
            path.append(way.target)
            todo.append(iter(graph[way.target]))
    return tuple(path)
