"""结束: sets the last values; the instance is complete when no token is left."""

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from helpwright.flows.definition import Node
from helpwright.flows.errors import Problem
from helpwright.flows.node_type import Compiled, NodeType, Surroundings
from helpwright.flows.outcome import check_values
from helpwright.flows.parts import NodeSettings, Values
from helpwright.flows.run import Run


class EndSettings(NodeSettings):
    """`{type: end, name: 归档, set: {status: closed}}`."""

    type: Literal["end"]
    set: Values = Field(default_factory=dict)


def _compile(settings: EndSettings) -> Compiled[Values]:
    return Compiled(settings.set)


def _check(settings: EndSettings, surroundings: Surroundings | None) -> Iterable[Problem]:
    return check_values(settings.set, ("set",), surroundings)


def _enter(run: Run, node: Node[Values], held: tuple[str, ...]) -> None:
    run.set_record(node.plan, run.actor_id())
    run.leave(node, held)


node_type = NodeType(settings=EndSettings, compile=_compile, check=_check, enter=_enter)
