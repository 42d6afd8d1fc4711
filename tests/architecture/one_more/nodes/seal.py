"""封存: writes a fixed text into a field, and goes on."""

from collections.abc import Iterable
from typing import Literal

from helpwright.flows.definition import Node
from helpwright.flows.errors import Problem
from helpwright.flows.node_type import Compiled, Exit, NodeType, Surroundings
from helpwright.flows.outcome import check_values
from helpwright.flows.parts import Key, NodeSettings
from helpwright.flows.run import Run


class SealSettings(NodeSettings):
    """`{type: seal, field: remark, text: 已封存, to: end}`."""

    type: Literal["seal"]
    field: Key
    text: str
    to: Key


def _compile(settings: SealSettings) -> Compiled[tuple[str, str]]:
    return Compiled((settings.field, settings.text), (Exit("to", settings.to, ("to",)),))


def _check(settings: SealSettings, surroundings: Surroundings | None) -> Iterable[Problem]:
    return check_values({settings.field: settings.text}, ("field",), surroundings)


def _enter(run: Run, node: Node[tuple[str, str]], held: tuple[str, ...]) -> None:
    key, text = node.plan
    run.set_record({key: text}, run.actor_id())
    run.leave(node, held, "to")


node_type = NodeType(settings=SealSettings, compile=_compile, check=_check, enter=_enter)
