"""A flow of the form `sheet` that asks one thing of a record."""

from typing import Any

from helpwright.flows.document import FlowDocument


def asking(when: Any) -> FlowDocument:
    """It ends either way."""
    nodes = {
        "start": {"type": "start", "trigger": "record_created", "to": "fork"},
        "fork": {
            "type": "branch",
            "name": "?",
            "lines": [{"when": when, "to": "end"}, {"otherwise": True, "to": "end"}],
        },
        "end": {"type": "end", "name": "!"},
    }
    return FlowDocument.model_validate({"name": "Flow", "form": "sheet", "nodes": nodes})
