"""Can it come to an end? Asked before publishing of the whole flow, and of the marking before a token is moved back.

A flow is played as a Petri net: every node takes a token from one of its ways in – a join one from each – and puts one
on one of its ways out, or on all of them. From every marking that can come about it must be possible to end.
"""

from collections import deque
from collections.abc import Iterable, Mapping

from helpwright.flows.definition import Definition

MOST_MARKINGS = 20_000
_MOST_TOKENS = 64

Marking = frozenset[tuple[str, int]]


def can_complete(definition: Definition, marking: Mapping[str, int]) -> bool:
    """Whether an end can be reached from this marking and from all that may follow from it.

    Tokens that pile up on one edge without end cannot. A net with more markings than MOST_MARKINGS is believed.
    """
    start = _frozen(marking)
    came: dict[Marking, list[Marking]] = {start: []}
    todo = deque([start])
    while todo:
        here = todo.popleft()
        for after in _moves(definition, dict(here)):
            if max(after.values(), default=0) > _MOST_TOKENS:
                return False
            there = _frozen(after)
            if there not in came:
                if len(came) >= MOST_MARKINGS:
                    return True
                came[there] = []
                todo.append(there)
            came[there].append(here)
    return len(_back_from_the_end(came)) == len(came)


def _back_from_the_end(came: Mapping[Marking, Iterable[Marking]]) -> set[Marking]:
    empty: Marking = frozenset()
    if empty not in came:
        return set()
    seen, todo = {empty}, [empty]
    while todo:
        for before in came[todo.pop()]:
            if before not in seen:
                seen.add(before)
                todo.append(before)
    return seen


def _moves(definition: Definition, marking: Mapping[str, int]) -> Iterable[dict[str, int]]:
    for key in dict.fromkeys(definition.edges[edge].target for edge in marking):
        node = definition.nodes[key]
        taken = [node.ins] if node.joins else [(edge,) for edge in node.ins]
        for edges in taken:
            if any(edge not in marking for edge in edges):
                continue
            exits = [edge.id for edge in node.outs.values()]
            for put in [exits] if node.splits or not exits else [[each] for each in exits]:
                yield _moved(marking, edges, put)


def _moved(marking: Mapping[str, int], taken: Iterable[str], put: Iterable[str]) -> dict[str, int]:
    after = dict(marking)
    for edge in taken:
        after[edge] -= 1
    for edge in put:
        after[edge] = after.get(edge, 0) + 1
    return {edge: count for edge, count in after.items() if count}


def _frozen(marking: Mapping[str, int]) -> Marking:
    return frozenset((edge, count) for edge, count in marking.items() if count)


def idle_loop(ways: Mapping[str, Iterable[str]], pausing: Iterable[str]) -> tuple[str, ...]:
    """A circle of nodes in which nobody and nothing ever waits, the first again at the end; empty without one."""
    stops = frozenset(pausing)
    done: set[str] = set()
    for start in ways:
        if start not in stops and start not in done:
            found = _circle(ways, stops, start, done)
            if found:
                return found
    return ()


def _circle(ways: Mapping[str, Iterable[str]], stops: frozenset[str], start: str, done: set[str]) -> tuple[str, ...]:
    path: list[str] = [start]
    todo = [iter(ways[start])]
    while path:
        following = next(todo[-1], None)
        if following is None:
            done.add(path.pop())
            todo.pop()
        elif following in path:
            return (*path[path.index(following) :], following)
        elif following not in stops and following not in done:
            path.append(following)
            todo.append(iter(ways[following]))
    return ()
