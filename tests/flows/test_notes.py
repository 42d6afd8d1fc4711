"""What a flow keeps without running it yet is named, part by part."""

from typing import Any

from helpwright.flows.document import FlowDocument
from helpwright.flows.notes import not_yet_run


def test_the_running_example_says_what_has_no_effect_yet(document: dict[str, Any]) -> None:
    assert not_yet_run(FlowDocument.model_validate(document)) == [
        "handle.due.late",
        "handle.allow.return",
        "handle.urge",
        "confirm.auto.remind",
        "confirm.rejections",
    ]


def test_nothing_is_said_of_what_runs(document: dict[str, Any]) -> None:
    nodes = document["nodes"]
    nodes["handle"]["allow"] = ["transfer", "comment"]
    del nodes["handle"]["due"]["late"]
    del nodes["confirm"]["auto"]["remind"]
    nodes["confirm"]["outcomes"]["rejected"] = {"name": "再看", "to": "archive"}
    assert not_yet_run(FlowDocument.model_validate(document)) == []
