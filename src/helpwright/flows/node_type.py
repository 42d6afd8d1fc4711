"""The kind "node type": what one file in `nodes` defines as its constant `node_type`.

Required are the settings model, `compile`, `check` and `enter`; a type whose nodes wait for people or time adds
`handle`, one that needs more than the arriving token to begin adds `gather`.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from helpwright.flows.definition import Node
from helpwright.flows.errors import Problem
from helpwright.flows.model import Activity, TimerSpec
from helpwright.flows.parts import NodeSettings
from helpwright.flows.run import Run

SettingsT = TypeVar("SettingsT", bound=NodeSettings)
PlanT = TypeVar("PlanT")


@dataclass(frozen=True, slots=True)
class Exit:
    """A way out of a node: `path` says where in the node's document `target` is written."""

    name: str
    target: str
    path: tuple[str | int, ...]
    outcome: str | None = None
    previous: bool = False


@dataclass(frozen=True, slots=True)
class Compiled(Generic[PlanT]):
    """What a node's settings come to.

    `timers` are set whenever an activity opens at the node: level and length. `signals` are the names it waits for.
    """

    plan: PlanT
    exits: tuple[Exit, ...] = ()
    reads: frozenset[str] = frozenset()
    timers: tuple[tuple[str, TimerSpec], ...] = ()
    signals: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Keys that a flow may refer to: the fields of its form, teams, roles and calendars of its app."""

    fields: Collection[str]
    teams: Collection[str]
    roles: Collection[str]
    calendars: Collection[str]
    promised: Collection[str] = ("first_response", "resolution")
    """Clocks whose target the form promises to any ticket at all."""


@dataclass(frozen=True, slots=True)
class NodeType(Generic[SettingsT, PlanT]):
    """One node type. Its key is the name of its file.

    `check` answers problems with paths inside the node; without surroundings it looks at the node alone.
    `enter(run, node, held)` begins the node with the tokens it holds: it opens an activity or leaves at once.
    `handle(run, node, key, activity)` works on `run.event` for an open activity; raises FlowRefusal when it is not
    possible. Of timers it gets only those that are still due.
    `gather(run, node, edge)` answers the edges whose tokens the node takes, the arriving one last, or None to let the
    token wait on its edge; by default every token begins the node by itself. It is asked once per arrival, also when an
    earlier answer has taken the token already.
    `pauses`: at such a node people, time or a signal decide when it goes on, so that no loop through it runs by itself.
    `splits`: it leaves by all its ways at once.
    `adopt(run, node, key, activity)` looks at work that goes on here after a migration from another version.
    `group` is where a picker shows it.
    """

    settings: type[SettingsT]
    compile: Callable[[SettingsT], Compiled[PlanT]]
    check: Callable[[SettingsT, Surroundings | None], Iterable[Problem]]
    enter: Callable[[Run, Node[PlanT], tuple[str, ...]], None]
    handle: Callable[[Run, Node[PlanT], str, Activity], None] | None = None
    gather: Callable[[Run, Node[PlanT], str], tuple[str, ...] | None] | None = None
    pauses: bool = False
    splits: bool = False
    adopt: Callable[[Run, Node[PlanT], str, Activity], None] | None = None
    group: str = "work"


AnyNodeType = NodeType[Any, Any]
