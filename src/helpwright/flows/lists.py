"""Where a flow document holds lists of actions of the library."""

from collections.abc import Iterator
from typing import Any

from helpwright.flows.document import FlowDocument

Path = tuple[str | int, ...]


def action_lists(flow: FlowDocument) -> Iterator[tuple[Path, list[dict[str, Any]]]]:
    """Path and raw steps of each list that is not empty."""
    for node, settings in flow.nodes.items():
        due: Any = getattr(settings, "due", None)
        warn: Any = getattr(due, "warn", None)
        for path, lines in (
            (("actions",), getattr(settings, "actions", None)),
            (("due", "late"), getattr(due, "late", None)),
            (("due", "warn", "actions"), getattr(warn, "actions", None)),
        ):
            if lines:
                yield ("nodes", node, *path), [each.model_dump(mode="json") for each in lines]
