"""What of a flow is kept but does not run yet."""

from collections.abc import Iterator, Sequence
from typing import Any

from helpwright.flows.document import FlowDocument
from helpwright.flows.outcome import compile_outcomes


def not_yet_run(document: FlowDocument) -> Sequence[str]:
    """One note a part: actions of a late task, verbs that come later, and what would tell somebody and does not yet.

    `….auto.remind`: reminders reach nobody; `….rejections` and `….urge`: the third "no" or urge tells no supervisor.
    """
    notes: list[str] = []
    for key, settings in document.nodes.items():
        due = getattr(settings, "due", None)
        if due is not None and due.late:
            notes.append(f"{key}.due.late")
        allow = getattr(settings, "allow", ())
        if "return" in allow:
            notes.append(f"{key}.allow.return")
        if "urge" in allow:
            notes.append(f"{key}.urge")
        if settings.type == "confirm":
            notes += _confirming(key, settings)
    return notes


def _confirming(key: str, settings: Any) -> Iterator[str]:
    if settings.auto is not None and settings.auto.remind:
        yield f"{key}.auto.remind"
    if any(each.rejects for each in compile_outcomes(settings.outcomes).values()):
        yield f"{key}.rejections"
