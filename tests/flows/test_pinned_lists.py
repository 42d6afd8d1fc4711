"""Options of lists that an open flow asks for stay, as those of a single choice do."""

from typing import Any

import pytest

from helpwright.entry.kinds import FIELD_TYPES, FORM_MODEL
from helpwright.flows.pinned import lost
from tests.support.asking_flow import asking

OPTIONS = {"x": "X", "y": "Y"}


def fields(options: dict[str, str]) -> Any:
    document = {
        "name": "Sheet",
        "fields": {
            "skills": {"type": "multi_select", "label": "Skills", "options": options},
            "city": {"type": "select", "label": "City", "options": options},
            "note": {"type": "text", "label": "Note"},
        },
    }
    return FORM_MODEL.model_validate(document).fields


@pytest.mark.parametrize(
    ("field", "op", "value", "missed"),
    [
        ("city", "in", ["y", "x"], "y"),
        ("skills", "in", ["y", "x"], "y"),
        ("skills", "not_in", ["y"], "y"),
        ("skills", "contains", "y", "y"),
        ("skills", "not_contains", "y", "y"),
        ("skills", "contains", "x", None),
        ("note", "contains", "y", None),
    ],
)
def test_an_option_that_is_asked_for_stays(field: str, op: str, value: Any, missed: str | None) -> None:
    flow = asking({"field": field, "op": op, "value": value})
    found = lost(FIELD_TYPES, flow, fields(OPTIONS), fields({"x": "X"}), {})
    wanted = [] if missed is None else [(("forms", "sheet", "fields", field, "options", missed), "option_in_use")]
    assert [(each.path, each.code) for each in found] == wanted
