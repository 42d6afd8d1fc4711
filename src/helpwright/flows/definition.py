"""A compiled flow: what `step` needs of a published version, ready to look up. Built by `compile` only."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from helpwright.flows.model import TimerSpec
from helpwright.flows.parts import NodeSettings

PlanT = TypeVar("PlanT")


@dataclass(frozen=True, slots=True)
class Edge:
    """One way from node to node; a token lies on it. Its id is `source.exit` and stays the same in every version."""

    id: str
    source: str
    target: str
    outcome: str | None
    order: int
    previous: bool = False


@dataclass(frozen=True, slots=True)
class Node(Generic[PlanT]):
    """One node. `settings` is its document, `plan` what its type made of it, `outs` its edges by exit name.

    `signals` end its work when they come; `splits`: it puts a token on every way out; `joins`: it waits for one of
    every way in.
    """

    key: str
    type: str
    settings: NodeSettings
    plan: PlanT
    outs: Mapping[str, Edge]
    ins: tuple[str, ...]
    timers: tuple[tuple[str, TimerSpec], ...]
    signals: frozenset[str] = frozenset()
    splits: bool = False
    joins: bool = False


@dataclass(frozen=True)
class Definition:
    """One published version of a flow.

    `reads` are the record fields that conditions and required checks look at; `remembered` the nodes whose last person
    is kept; `main_path` the nodes from start to an end when everybody takes the first way that leads on; `hash` is
    equal for documents that say the same, whatever the order of their keys.
    """

    form: str
    start: str
    nodes: Mapping[str, "Node[object]"]
    edges: Mapping[str, Edge]
    reads: frozenset[str]
    remembered: frozenset[str]
    main_path: tuple[str, ...]
    hash: str

    @cached_property
    def promised(self) -> bool:
        """Whether any step is due when the ticket is."""
        return any(spec.promise is not None for node in self.nodes.values() for _, spec in node.timers)
