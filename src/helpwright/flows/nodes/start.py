"""开始: where every instance begins."""

from collections.abc import Iterable
from typing import Literal

from helpwright.flows.definition import Node
from helpwright.flows.errors import Problem
from helpwright.flows.node_type import Compiled, Exit, NodeType, Surroundings
from helpwright.flows.parts import Key, NodeSettings
from helpwright.flows.run import Run

EXIT = "to"


class StartSettings(NodeSettings):
    """`{type: start, trigger: record_created, to: handle}`; `rule`: only where a rule or a button starts the flow."""

    type: Literal["start"]
    trigger: Literal["record_created", "rule"]
    to: Key


def _compile(settings: StartSettings) -> Compiled[None]:
    return Compiled(None, (Exit(EXIT, settings.to, ("to",)),))


def _check(_settings: StartSettings, _surroundings: Surroundings | None) -> Iterable[Problem]:
    return ()


def _enter(run: Run, node: Node[None], held: tuple[str, ...]) -> None:
    run.leave(node, held, EXIT)


node_type = NodeType(settings=StartSettings, compile=_compile, check=_check, enter=_enter)
