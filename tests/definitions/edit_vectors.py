"""Writes `edit_vectors.json`, which the designers' tests run too: `python -m tests.definitions.edit_vectors`.

Walks of typed operations, drawn with a fixed seed: for each operation its inverse or why it was refused, and the
document at the end of the walk (as text, since the order of keys counts).
"""

from pathlib import Path
from random import Random
from typing import Any

import orjson
from pydantic import TypeAdapter

from helpwright.definitions.drafts.edit import Operation, OperationRefused, apply
from helpwright.definitions.element import KEY, PLACE, Element
from helpwright.entry.elements import ELEMENTS

FILE = Path(__file__).with_name("edit_vectors.json")
_OPERATION: TypeAdapter[Operation] = TypeAdapter(Operation)
_WALKS = 12
_STEPS = 10
_KEYS = ("fresh", "number", "a_b", "Bad", "z9")
DOCUMENTS: dict[str, dict[str, Any]] = {
    "form": {
        "name": {"zh-CN": "工单", "en": "Ticket"},
        "title": "phone",
        "fields": {
            "phone": {
                "type": "mobile",
                "label": "电话",
                "fill": {"from": "customer", "match": "phone", "set": {"urgency": "level"}},
            },
            "urgency": {
                "type": "radio",
                "label": {"zh-CN": "急"},
                "default": "low",
                "options": {"low": "低", "hi": "高"},
            },
            "note": {"type": "text", "label": "备注"},
        },
        "layout": [
            {"section": "一", "columns": 2, "fields": ["phone", "urgency"]},
            {"section": "二", "fields": ["note"]},
        ],
        "service": {
            "resolution": {"hours": 8},
            "levels": {"late": {"name": "晚", "percent": 100}, "soon": {"name": "快"}},
            "policies": {
                "gold": {"name": "金", "levels": {"half": {"name": "半", "percent": 50}}},
                "rest": {"name": "余"},
            },
        },
    },
    "flow": {
        "name": "流程",
        "form": "ticket",
        "nodes": {
            "start": {"type": "start", "to": "work"},
            "work": {
                "type": "task",
                "name": "处理",
                "assign": [{"team": "a"}, {"otherwise": True, "role": "b"}],
                "outcomes": {"done": {"name": "好", "to": "check"}, "later": {"name": "等", "to": "work"}},
            },
            "check": {
                "type": "confirm",
                "name": "确认",
                "outcomes": {"yes": {"name": "是", "to": "end"}},
                "auto": {"after": {"days": 7}, "remind": [{"days": 3}], "outcome": "yes"},
            },
            "end": {"type": "end"},
        },
    },
    "dashboard": {
        "name": "看板",
        "widgets": {
            "a": {"chart": "pie", "query": {"from": "t", "by": [{"field": "x"}], "measures": [{"agg": "count"}]}},
            "b": {"chart": "metric", "query": {"from": "t", "measures": []}},
        },
    },
}


def _places(element: Element, document: Any) -> list[list[str | int]]:
    return [list(at) for at in element.all_in(document)]


def _drawn(random: Random, elements: list[Element], document: dict[str, Any]) -> dict[str, Any]:
    if random.random() < 0.1:
        values = {random.choice([*document, "extra"]): random.choice([None, "x", {"a": 1}])}
        return {"do": "change", "element": "document", "values": values}
    element = random.choice(elements)
    known = _places(element, document)
    holes = sum(step in {KEY, PLACE} for step in element.path)
    at = random.choice(known) if known and random.random() < 0.95 else ["nothing", "urgency", 0][:holes]
    made: dict[str, Any] = {"element": element.name, "at": at}
    match random.choice(["add", "add", "change", "remove", "move", "rename"]):
        case "add":
            made |= {"do": "add", "value": random.choice([{"type": "text", "label": "L"}, "plain", {"zh-CN": "一"}])}
            if element.keyed and at:
                made["at"] = [*at[:-1], random.choice([*_KEYS, str(at[-1])])]
            if random.random() < 0.7:
                made["place"] = random.randrange(6)
        case "change":
            name = random.choice(["label", "type", "required", "new"])
            made |= random.choice([{"value": {"whole": True}}, {"values": {name: random.choice([None, 7, "x"])}}, {}])
            made["do"] = "change"
        case "move":
            made |= {"do": "move", "place": random.randrange(6)}
        case "rename":
            made |= {"do": "rename", "key": random.choice(["fresh", "work", "note", "yes", "z"])}
        case _:
            made["do"] = "remove"
    return made


def _walk(random: Random, kind: str) -> dict[str, Any]:
    document, steps = DOCUMENTS[kind], []
    for _ in range(_STEPS):
        operation = _drawn(random, list(ELEMENTS[kind]), document)
        try:
            edited = apply(ELEMENTS[kind], document, _OPERATION.validate_python(operation))
        except OperationRefused as refused:
            steps.append({"operation": operation, "refused": refused.code})
            continue
        document = edited.document
        inverse = edited.inverse.model_dump(mode="json", exclude_unset=True)
        steps.append({"operation": operation, "inverse": inverse})
    return {"kind": kind, "steps": steps, "after": orjson.dumps(document).decode()}


def vectors() -> dict[str, Any]:
    """The content of the file."""
    random = Random(4)  # noqa: S311 -- examples, not secrets
    elements = {
        kind: [{"name": each.name, "path": each.path, "named_by": each.named_by} for each in ELEMENTS[kind]]
        for kind in DOCUMENTS
    }
    walks = [_walk(random, kind) for kind in DOCUMENTS for _ in range(_WALKS)]
    made: dict[str, Any] = orjson.loads(orjson.dumps({"elements": elements, "documents": DOCUMENTS, "walks": walks}))
    return made


if __name__ == "__main__":
    FILE.write_bytes(orjson.dumps(vectors()) + b"\n")
