"""条件分支: the first line whose condition holds says where it goes on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from helpwright.flows.definition import Node
from helpwright.flows.errors import Problem
from helpwright.flows.node_type import Compiled, Exit, NodeType, Surroundings
from helpwright.flows.parts import Key, NodeSettings, Part, check_lines
from helpwright.flows.run import Run
from helpwright.kernel.filter import Filter, conditions, evaluate, parse_filter
from helpwright.kernel.filter_document import FilterDocument


class BranchLine(Part):
    """`{when: …, to: repair}` or `{otherwise: true, to: answer}`."""

    when: FilterDocument | None = None
    otherwise: Literal[True] | None = None
    to: Key

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.when is None) == (self.otherwise is None):
            raise ValueError("branch_needs_when_or_otherwise")
        return self


class BranchSettings(NodeSettings):
    """`{type: branch, lines: [{when: …, to: …}, {otherwise: true, to: …}]}`."""

    type: Literal["branch"]
    lines: Annotated[list[BranchLine], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Way:
    """A line ready to try; `when` is None for the last, which always matches."""

    exit: str
    when: Filter | None


def _compile(settings: BranchSettings) -> Compiled[tuple[Way, ...]]:
    ways = tuple(
        Way(f"line_{position}", None if line.when is None else parse_filter(line.when))
        for position, line in enumerate(settings.lines, 1)
    )
    return Compiled(
        ways,
        tuple(
            Exit(way.exit, line.to, ("lines", position, "to"))
            for position, (way, line) in enumerate(zip(ways, settings.lines, strict=True))
        ),
        frozenset(each.field for way in ways if way.when is not None for each in conditions(way.when)),
    )


def _check(settings: BranchSettings, surroundings: Surroundings | None) -> Iterable[Problem]:
    """The last line and only the last is `otherwise`; the fields exist."""
    for each in check_lines(settings.lines, None if surroundings is None else surroundings.fields):
        yield Problem(("lines", *each.path), each.code, each.data)


def _enter(run: Run, node: Node[tuple[Way, ...]], held: tuple[str, ...]) -> None:
    for way in node.plan:
        if way.when is None or evaluate(way.when, run.record):
            run.leave(node, held, way.exit)
            return
    raise LookupError("no line of the branch matches")


node_type = NodeType(settings=BranchSettings, compile=_compile, check=_check, enter=_enter)
