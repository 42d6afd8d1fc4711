"""The typed operations: each does what it says, and its inverse gives back the very same document."""

import copy
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from helpwright.definitions.drafts.edit import Operation, OperationRefused, apply
from helpwright.definitions.element import KEY, PLACE, Element
from helpwright.definitions.yaml import read_yaml
from helpwright.entry.elements import ELEMENTS
from tests.definitions.edit_vectors import FILE, vectors

SHIPPED = read_yaml((Path(__file__).parents[2] / "blueprints" / "service_desk.yaml").read_text("utf-8")).value
DOCUMENTS = {
    "form": SHIPPED["forms"]["ticket"],
    "flow": SHIPPED["flows"]["ticket_flow"],
    "rule": SHIPPED["rules"]["critical"],
    "dashboard": SHIPPED["dashboards"]["cockpit"],
    "role": SHIPPED["roles"]["agent"],
    "calendar": SHIPPED["calendars"]["office"],
    "team": SHIPPED["teams"]["tech"],
}
OPERATION: TypeAdapter[Operation] = TypeAdapter(Operation)


def places(element: Element, document: Any) -> list[list[str | int]]:
    """Every element of the sort, as operations name it."""
    found: list[tuple[list[str | int], Any]] = [([], document)]
    for step in element.path:
        further: list[tuple[list[str | int], Any]] = []
        for at, here in found:
            if step == KEY and isinstance(here, dict):
                further += [([*at, key], each) for key, each in here.items()]
            elif step == PLACE and isinstance(here, list):
                further += [([*at, place], each) for place, each in enumerate(here)]
            elif isinstance(here, dict) and step in here:
                further.append((at, here[step]))
        found = further
    return [at for at, _ in found]


@st.composite
def operations(draw: st.DrawFn, elements: tuple[Element, ...], document: dict[str, Any]) -> dict[str, Any]:
    """One that mostly fits the document."""
    if not elements or draw(st.integers(0, 9)) == 0:
        key = draw(st.sampled_from([*document, "extra"]))
        return {"do": "change", "element": "document", "values": {key: draw(st.sampled_from([None, "x", {"a": 1}]))}}
    element = draw(st.sampled_from(elements))
    known = places(element, document)
    at = draw(st.sampled_from(known)) if known else ["urgency", "normal", 0][: len(element.path)]
    do = draw(st.sampled_from(["add", "change", "remove", "move", "rename"]))
    made: dict[str, Any] = {"do": do, "element": element.name, "at": list(at)}
    if do == "add":
        if at and element.keyed:
            made["at"] = [*at[:-1], draw(st.sampled_from(["fresh", "number", "a_b", str(at[-1])]))]
        made["value"] = draw(st.sampled_from([{"type": "text", "label": "L"}, "plain", {"zh-CN": "一", "en": "one"}]))
        if draw(st.booleans()):
            made["place"] = draw(st.integers(0, 20))
    elif do == "change":
        if draw(st.booleans()):
            made["value"] = {"whole": True}
        else:
            made["values"] = {draw(st.sampled_from(["label", "type", "required", "new"])): draw(st.none() | st.just(7))}
    elif do == "move":
        made["place"] = draw(st.integers(0, 20))
    elif do == "rename":
        made["key"] = draw(st.sampled_from(["fresh", "handle", "solution", "urgent", "z"]))
    return made


@pytest.mark.parametrize("kind", DOCUMENTS)
@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_what_was_done_can_be_undone_to_the_letter(kind: str, data: st.DataObject) -> None:
    elements = tuple(ELEMENTS.get(kind, ()))
    document = copy.deepcopy(DOCUMENTS[kind])
    history: list[tuple[bytes, Operation]] = []
    for _ in range(data.draw(st.integers(1, 8))):
        operation = OPERATION.validate_python(data.draw(operations(elements, document)))
        before = orjson.dumps(document)
        try:
            edited = apply(elements, document, operation)
        except OperationRefused:
            assert orjson.dumps(document) == before
            continue
        assert orjson.dumps(document) == before, "the document itself is never changed"
        history.append((before, edited.inverse))
        document = edited.document
    for before, inverse in reversed(history):
        document = apply(elements, document, inverse).document
        assert orjson.dumps(document) == before


def done(kind: str, **operation: Any) -> dict[str, Any]:
    return apply(ELEMENTS[kind], DOCUMENTS[kind], OPERATION.validate_python(operation)).document


def test_an_element_stands_where_it_was_put() -> None:
    value = {"type": "text", "label": "序列号"}
    added = done("form", do="add", element="field", at=["serial"], value=value, place=1)
    assert list(added["fields"])[:3] == ["customer_phone", "serial", "customer_name"]
    moved = done("form", do="move", element="option", at=["urgency", "critical"], place=0)
    assert list(moved["fields"]["urgency"]["options"]) == ["critical", "normal", "urgent"]
    moved = done("form", do="move", element="section", at=[2], place=0)
    assert [each["section"]["en"] for each in moved["layout"]] == ["Handling", "Customer", "Problem"]


def test_what_refers_to_a_key_follows_it() -> None:
    renamed = done("form", do="rename", element="field", at=["customer_name"], key="name")
    assert renamed["layout"][0]["fields"] == ["customer_phone", "name", "customer_email"]
    assert renamed["fields"]["customer_phone"]["fill"]["set"] == {"name": "name", "customer_email": "email"}
    assert list(renamed["fields"])[1] == "name"
    renamed = done("form", do="rename", element="option", at=["urgency", "normal"], key="usual")
    assert renamed["fields"]["urgency"]["default"] == "usual"
    renamed = done("flow", do="rename", element="node", at=["handle"], key="work")
    assert renamed["nodes"]["start"]["to"] == "work"
    assert renamed["nodes"]["confirm"]["outcomes"]["rejected"]["to"] == "work"
    renamed = done("flow", do="rename", element="outcome", at=["confirm", "confirmed"], key="fine")
    assert renamed["nodes"]["confirm"]["auto"]["outcome"] == "fine"
    skipping = copy.deepcopy(DOCUMENTS["flow"])
    skipping["nodes"]["handle"]["nobody"] = {"skip": "done"}
    operation = OPERATION.validate_python(
        {"do": "rename", "element": "outcome", "at": ["handle", "done"], "key": "fine"}
    )
    assert apply(ELEMENTS["flow"], skipping, operation).document["nodes"]["handle"]["nobody"] == {"skip": "fine"}


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        ({"do": "add", "element": "field", "at": ["urgency"], "value": {}}, "key_taken"),
        ({"do": "add", "element": "field", "at": ["Urgency"], "value": {}}, "key_malformed"),
        ({"do": "add", "element": "field", "at": ["a" * 41], "value": {}}, "key_malformed"),
        ({"do": "add", "element": "option", "at": ["nothing", "x"], "value": {}}, "element_missing"),
        ({"do": "remove", "element": "field", "at": ["nothing"]}, "element_missing"),
        ({"do": "remove", "element": "field", "at": [0]}, "element_place_wrong"),
        ({"do": "remove", "element": "section", "at": [9]}, "element_missing"),
        ({"do": "remove", "element": "node", "at": ["x"]}, "element_unknown"),
        ({"do": "rename", "element": "section", "at": [0], "key": "x"}, "element_has_no_key"),
        ({"do": "rename", "element": "field", "at": ["urgency"], "key": "status"}, "key_taken"),
        ({"do": "change", "element": "field", "at": ["urgency"]}, "operation_empty"),
        ({"do": "change", "element": "field", "at": ["urgency"], "values": {}, "value": 1}, "values_or_value"),
        ({"do": "remove", "element": "document"}, "element_place_wrong"),
    ],
)
def test_what_does_not_fit_is_refused(operation: dict[str, Any], code: str) -> None:
    with pytest.raises(OperationRefused) as refused:
        done("form", **operation)
    assert refused.value.code == code


def test_the_vectors_that_designers_run_are_those_of_today() -> None:
    """Written anew by `python -m tests.definitions.edit_vectors`."""
    assert orjson.loads(FILE.read_bytes()) == vectors()
    steps = [step for walk in vectors()["walks"] for step in walk["steps"]]
    assert len([step for step in steps if "inverse" in step]) > len(steps) / 2
