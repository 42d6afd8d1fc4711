"""What of a flow is kept but does not run yet."""

from collections.abc import Sequence

from helpwright.flows.document import FlowDocument


def not_yet_run(document: FlowDocument) -> Sequence[str]:
    """One note a part: actions of a late task, and verbs that come later."""
    notes: list[str] = []
    for key, settings in document.nodes.items():
        due = getattr(settings, "due", None)
        if due is not None and due.late:
            notes.append(f"{key}.due.late")
        if "return" in getattr(settings, "allow", ()):
            notes.append(f"{key}.allow.return")
    return notes
