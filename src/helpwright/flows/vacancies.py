"""Work that nobody can take: lines of an assignment whose team or role has no members yet. Pure.

A node that says what happens then (`nobody`) is not warned of.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from helpwright.definitions.kind import AppDraft, DocumentProblem
from helpwright.flows.document import FlowDocument
from helpwright.flows.nodes.task import TaskSettings


def vacancies(
    draft: AppDraft, flow: FlowDocument, members: Mapping[str, Mapping[str, int]]
) -> Iterable[DocumentProblem]:
    """A warning a line, with its path inside the flow; `members` are numbers of people by `team` or `role` and key."""
    for node, settings in flow.nodes.items():
        if not isinstance(settings, TaskSettings) or settings.nobody is not None:
            continue
        for place, line in enumerate(settings.assign):
            sort, key = ("team", line.team) if line.team is not None else ("role", line.role)
            if key is None or members[sort].get(key, 0) or key not in draft.of(sort):
                continue
            found = draft.of(sort)[key]
            data: dict[str, Any] = {"node": settings.name, "line": place + 1, "lines": len(settings.assign)}
            code = "assignment_without_members" if len(settings.assign) > 1 else "task_without_members"
            yield DocumentProblem(
                ("nodes", node, "assign", place, sort), code, {**data, "name": found.name}, severity="warning"
            )
