"""People whom the steps of a flow name by their ids: who is not in the organization is refused before it goes live."""

from collections.abc import Iterator, Sequence
from typing import Any

from helpwright.definitions.kind import AppDraft, DocumentProblem
from helpwright.flows.document import FlowDocument
from helpwright.flows.nodes.cc import CopySettings
from helpwright.flows.nodes.task import TaskSettings
from helpwright.platform.database import Session, Statement

_Named = tuple[tuple[str | int, ...], Any, str]
"""Path inside the flow, what the step is called, the person's id as it is written."""


async def people_are_there(session: Session, before: AppDraft, after: AppDraft) -> Sequence[DocumentProblem]:
    """A `PinCheck` of the flows that change; what is live already asks again when the work comes (`nobody`)."""
    known, wanted = before.of("flow"), after.of("flow")
    named = [(key, *each) for key, flow in wanted.items() if known.get(key) != flow for each in people_of_steps(flow)]
    if not named:
        return ()
    found = await session.all(_existing([person for *_, person in named]))
    there = {row["id"] for row in found}
    return [
        DocumentProblem(("flows", key, *path), "step_person_unknown", {"node": step, "person": person})
        for key, path, step, person in named
        if person not in there
    ]


def people_of_steps(flow: FlowDocument) -> Iterator[_Named]:
    """Everywhere one person is named by their id."""
    for node, settings in flow.nodes.items():
        called = settings.name or node
        if isinstance(settings, TaskSettings):
            lines: list[tuple[tuple[str | int, ...], str | None]] = [
                (("assign", place), line.person) for place, line in enumerate(settings.assign)
            ]
            lines.append((("nobody",), None if settings.nobody is None else settings.nobody.person))
        elif isinstance(settings, CopySettings):
            lines = [(("to", place), reader.person) for place, reader in enumerate(settings.to)]
        else:
            continue
        for path, person in lines:
            if person is not None:
                yield ("nodes", node, *path, "person"), called, person


def _existing(people: Sequence[str]) -> Statement:
    """Those of these texts that are ids of people, as the product writes them."""
    return Statement("SELECT id::text AS id FROM people WHERE id::text = ANY(%(people)s)", {"people": list(people)})
