"""Values that a field refuses, where screens never offer them."""

from typing import Any

import pytest

from helpwright.entry.kinds import FIELD_TYPES
from helpwright.forms.field_type import NOTHING_RELATED, ValueRefused
from helpwright.forms.validate import parse_values
from helpwright.kernel.errors import Invalid
from tests.forms.lab import RECORDS, open_lab
from tests.support.office import Office


async def test_values_of_another_shape_are_told_field_by_field(office: Office) -> None:
    chief = await open_lab(office)
    answer = await chief.post(RECORDS, json={"values": {"name": "x", "skills": 5, "at": "soon"}})
    assert {each["field"]: each["code"] for each in answer.json()["errors"]} == {
        "skills": "options_expected",
        "at": "instant_expected",
    }
    form = office.product.records.forms(await office.product.definitions.current()).find("lab.sheet")
    with pytest.raises(Invalid) as refused:
        parse_values(form, ["x"], ())
    assert [each.code for each in refused.value.errors] == ["values_expected"]


@pytest.mark.parametrize(
    ("kind", "code"),
    [("note", "field_takes_no_value"), ("divider", "field_takes_no_value"), ("auto_number", "number_by_itself")],
)
def test_what_people_do_not_fill_in_takes_nothing(kind: str, code: str) -> None:
    with pytest.raises(ValueRefused, match=code):
        FIELD_TYPES[kind].parse(None, "x")


def test_of_several_options_none_is_chosen() -> None:
    several, one = FIELD_TYPES["multi_select"], FIELD_TYPES["select"]
    raw: dict[str, Any] = {"label": "x", "options": {"a": "A", "b": "B"}}
    old = several.settings.model_validate({"type": "multi_select", **raw})
    settings = one.settings.model_validate({"type": "select", **raw})
    assert one.convert(settings, several, old, ["a"], NOTHING_RELATED) == "a"
    with pytest.raises(ValueRefused, match="option_one_only"):
        one.convert(settings, several, old, ["a", "b"], NOTHING_RELATED)
