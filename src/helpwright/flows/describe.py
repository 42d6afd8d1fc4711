"""The way of an instance as steps for a stepper. The state keeps no history; times come from the shell's journal."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from helpwright.flows.definition import Definition
from helpwright.flows.model import State

_WORK = frozenset({"task", "confirm", "wait", "action"})
_LAST = frozenset({"confirm", "end"})


@dataclass(frozen=True, slots=True)
class Step:
    """One node on the way. `name` is the localized text of the document, None where it has none.

    `activities` are the open ones at this node; empty unless `state` is current.
    """

    node: str
    type: str
    name: Any
    state: Literal["done", "current", "next"]
    activities: tuple[str, ...]


def describe(definition: Definition, state: State, been: Sequence[str] = ()) -> tuple[Step, ...]:
    """The main path from start to end, bent so that it leads through where the instance stands.

    `been` are the nodes at which there was work, oldest first, from the shell's tasks: where the flow branches the path
    leads through these. What lies before the first open activity is done, what lies behind the last is next. A
    cancelled instance stands nowhere: only its start is done.
    """
    at: dict[str, list[str]] = {}
    for key, activity in state.activities.items():
        at.setdefault(activity.node, []).append(key)
    branches = any(node.type == "branch" for node in definition.nodes.values())
    path = _along(definition, [*been, *at], over=state.status == "completed") if branches else ()
    path = path or _through(definition, sorted(at))
    last = max((path.index(node) for node in at if node in path), default=_reached(definition, state, path))
    return tuple(
        Step(
            node=node,
            type=definition.nodes[node].type,
            name=definition.nodes[node].settings.name,
            state="current" if node in at else "done" if position <= last else "next",
            activities=tuple(at.get(node, ())),
        )
        for position, node in enumerate(path)
    )


def finishes(definition: Definition, node: str, outcome: str | None) -> bool:
    """Whether no colleague works on it after this outcome: whichever way, a customer's answer or the end is next.

    True for nodes this version does not have.
    """
    known = definition.nodes.get(node)
    edge = known.outs.get(outcome or "") if known is not None else None
    todo, seen = [edge.target] if edge is not None else [], {node}
    while todo:
        here = definition.nodes[todo.pop()]
        if here.type == "task" or here.key in seen:
            return False
        if here.type in _LAST:
            continue
        seen.add(here.key)
        todo.extend(each.target for each in here.outs.values())
    return True


def _reached(definition: Definition, state: State, path: tuple[str, ...]) -> int:
    """Position of the last node that is done when nothing is open."""
    if state.status == "completed":
        return len(path) - 1
    waiting = [definition.edges[edge].target for edge in state.marking]
    before = [path.index(node) - 1 for node in waiting if node in path]
    return min(before, default=0 if state.seq else -1)


def _through(definition: Definition, nodes: list[str]) -> tuple[str, ...]:
    """The main path; for a node beside it, the shortest way from the main path to that node and on to an end."""
    path = definition.main_path
    aside = next((node for node in nodes if node not in path), None)
    if aside is None:
        return path
    before = _walk(definition, definition.start, {aside})
    ends = {key for key, node in definition.nodes.items() if not node.outs}
    after = _walk(definition, aside, ends, frozenset(before[:-1])) or _walk(definition, aside, ends) or (aside,)
    return _joined(before, after)


def _along(definition: Definition, nodes: Sequence[str], *, over: bool) -> tuple[str, ...]:
    """From the start through these nodes and on to an end; a circle is left out. Empty where one cannot be reached.

    The rest is the main path; of a flow that is over, a way on which there was no work any more.
    """
    path = [definition.start]
    for node in nodes:
        if node not in definition.nodes:
            return ()
        if node in path:
            del path[path.index(node) + 1 :]
            continue
        on = _walk(definition, path[-1], {node})
        if not on:
            return ()
        for each in on[1:]:
            if each in path:
                del path[path.index(each) + 1 :]
            else:
                path.append(each)
    ends = {key for key, node in definition.nodes.items() if not node.outs}
    worked = frozenset(key for key, node in definition.nodes.items() if node.type in _WORK) if over else frozenset()
    if path[-1] in definition.main_path and not over:
        after = definition.main_path[definition.main_path.index(path[-1]) :]
    else:
        after = _walk(definition, path[-1], ends, worked.union(path[:-1])) or _walk(definition, path[-1], ends)
    if over:
        return (*path, *(each for each in after[1:] if each not in path))
    return _joined(path, after)


def _joined(before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    """One way, on from the last node of `before`: what comes again stands where it comes, not where it was."""
    ahead = frozenset(after[1:])
    return (*(each for each in before if each not in ahead), *after[1:])


def _walk(definition: Definition, begin: str, goals: set[str], avoid: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Shortest path, ways in their order, begin and goal included; empty when there is none."""
    came: dict[str, str | None] = {begin: None}
    todo = deque([begin])
    while todo:
        here = todo.popleft()
        if here in goals:
            path = [here]
            while (earlier := came[path[-1]]) is not None:
                path.append(earlier)
            return tuple(reversed(path))
        for edge in definition.nodes[here].outs.values():
            if edge.target not in came and edge.target not in avoid:
                came[edge.target] = here
                todo.append(edge.target)
    return ()
