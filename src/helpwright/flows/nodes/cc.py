"""抄送: people get a copy to read, and it goes on at once."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from helpwright.flows.definition import Node
from helpwright.flows.effects import Copy
from helpwright.flows.errors import Problem
from helpwright.flows.model import Assign
from helpwright.flows.node_type import Compiled, Exit, NodeType, Surroundings
from helpwright.flows.parts import Key, NodeSettings, Part, PersonId
from helpwright.flows.run import Run

EXIT = "next"


class Receiver(Part):
    """The members of a team, the holders of a role, the people in a field of the record, or one person by id."""

    team: Key | None = None
    role: Key | None = None
    field: Key | None = None
    person: PersonId | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(each is not None for each in (self.team, self.role, self.field, self.person)) != 1:
            raise ValueError("reader_one")
        return self


class CopySettings(NodeSettings):
    """`{type: cc, to: [{role: supervisor}, {field: assignee}], next: confirm}`."""

    type: Literal["cc"]
    to: Annotated[list[Receiver], Field(min_length=1)]
    next: Key


def _compile(settings: CopySettings) -> Compiled[tuple[Receiver, ...]]:
    reads = frozenset(each.field for each in settings.to if each.field is not None)
    return Compiled(tuple(settings.to), (Exit(EXIT, settings.next, ("next",)),), reads)


def _check(settings: CopySettings, surroundings: Surroundings | None) -> Iterable[Problem]:
    if surroundings is None:
        return
    for position, each in enumerate(settings.to):
        for part, known in (
            ("team", surroundings.teams),
            ("role", surroundings.roles),
            ("field", surroundings.fields),
        ):
            key = getattr(each, part)
            if key is not None and key not in known:
                yield Problem(("to", position, part), f"{part}_unknown", {part: key})


def _enter(run: Run, node: Node[tuple[Receiver, ...]], held: tuple[str, ...]) -> None:
    to = tuple(dict.fromkeys(assign for each in node.plan for assign in _readers(each, run.record)))
    if to:
        run.emit(Copy(node.key, to))
    run.leave(node, held, EXIT)


def _readers(receiver: Receiver, record: dict[str, Any]) -> Iterator[Assign]:
    """A field may hold one person, several, or none."""
    if receiver.field is None:
        yield Assign(receiver.team, receiver.role, receiver.person)
        return
    value = record.get(receiver.field)
    for person in value if isinstance(value, list) else [value]:
        if isinstance(person, str) and person:
            yield Assign(person=person)


node_type = NodeType(settings=CopySettings, compile=_compile, check=_check, enter=_enter)
