"""Fields that a flow names must be of the sort it needs them for."""

from typing import Any

import pytest

from helpwright.entry.kinds import FIELD_TYPES, FORM_MODEL
from helpwright.flows.document import FlowDocument
from helpwright.flows.errors import Problem
from helpwright.flows.fitting import check_fitting


def _problems(blueprint: Any, flow: dict[str, Any]) -> list[Problem]:
    form = FORM_MODEL.model_validate(blueprint["forms"]["ticket"])
    return list(check_fitting(FIELD_TYPES, form.valued, FlowDocument.model_validate(flow)))


@pytest.mark.parametrize(("field", "codes"), [("assignee", []), ("solution", ["field_without_person"])])
def test_only_a_field_that_holds_people_says_who_gets_the_work(
    blueprint: Any, document: dict[str, Any], field: str, codes: list[str]
) -> None:
    document["nodes"]["handle"]["assign"] = [{"otherwise": True, "field": field}]
    found = _problems(blueprint, document)
    assert [each.code for each in found] == codes
    assert all(each.path == ("nodes", "handle", "assign", 0, "field") for each in found)
