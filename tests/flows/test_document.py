from typing import Any

import pytest
from pydantic import ValidationError

from helpwright.flows.catalogue import NODE_TYPES
from helpwright.flows.document import FlowDocument
from helpwright.flows.parts import NodeSettings


def _first(document: Any) -> tuple[tuple[str | int, ...], str]:
    """Path and code of the only problem."""
    with pytest.raises(ValidationError) as refused:
        FlowDocument.model_validate(document)
    (error,) = refused.value.errors()
    code = str(error["ctx"]["error"]) if error["type"] == "value_error" else error["type"]
    return tuple(error["loc"]), code


def _put(document: dict[str, Any], path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    place: Any = document
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return document


def test_the_flow_of_the_blueprint_is_read_and_written_back_the_same(document: dict[str, Any]) -> None:
    read = FlowDocument.model_validate(document)
    assert read.export() == document
    assert list(read.export()["nodes"]["confirm"]["outcomes"]) == ["confirmed", "rejected"]


@pytest.mark.parametrize(
    "path",
    [
        ("hue",),
        ("nodes", "handle", "hue"),
        ("nodes", "handle", "assign", 1, "hue"),
        ("nodes", "handle", "claimed", "hue"),
        ("nodes", "handle", "fields", "hue"),
        ("nodes", "handle", "due", "hue"),
        ("nodes", "handle", "outcomes", "done", "hue"),
        ("nodes", "confirm", "auto", "hue"),
        ("nodes", "confirm", "auto", "remind", 1, "hue"),
        ("nodes", "archive", "hue"),
        ("nodes", "start", "hue"),
    ],
)
def test_an_unknown_key_is_an_error_with_its_path(document: dict[str, Any], path: tuple[str | int, ...]) -> None:
    assert _first(_put(document, path, 1)) == (path, "extra_forbidden")


@pytest.mark.parametrize(
    ("path", "value", "at", "code"),
    [
        (("nodes", "archive"), "end", ("nodes", "archive"), "map_expected"),
        (("nodes", "archive"), {}, ("nodes", "archive", "type"), "missing"),
        (("nodes", "archive"), {"type": "heaven"}, ("nodes", "archive", "type"), "node_type_unknown"),
        (("nodes", "archive"), {"type": ["end"]}, ("nodes", "archive", "type"), "node_type_unknown"),
        (
            ("nodes", "archive", "set"),
            {"status": {"actor": 1}},
            ("nodes", "archive", "set", "status"),
            "set_value_malformed",
        ),
        (("nodes", "archive", "set"), {"status": [{}]}, ("nodes", "archive", "set", "status"), "set_value_malformed"),
        (("nodes", "handle", "due"), {"hours": 2, "days": 1}, ("nodes", "handle", "due"), "duration_needs_one_unit"),
        (
            ("nodes", "handle", "due"),
            {"until": "first_response"},
            ("nodes", "handle", "due"),
            "duration_needs_one_unit",
        ),
        (("nodes", "handle", "due"), {"hours": 0}, ("nodes", "handle", "due", "hours"), "greater_than"),
        (
            ("nodes", "handle", "due"),
            {"hours": 2, "time": "working"},
            ("nodes", "handle", "due"),
            "working_time_needs_calendar",
        ),
        (
            ("nodes", "handle", "assign", 0),
            {"team": "tech"},
            ("nodes", "handle", "assign", 0),
            "assign_needs_when_or_otherwise",
        ),
        (
            ("nodes", "handle", "assign", 0),
            {"when": {"field": "a", "op": "filled"}, "otherwise": True, "team": "tech"},
            ("nodes", "handle", "assign", 0),
            "assign_needs_when_or_otherwise",
        ),
        (
            ("nodes", "handle", "assign", 0),
            {"otherwise": True, "team": "tech", "role": "agent"},
            ("nodes", "handle", "assign", 0),
            "assign_needs_one_target",
        ),
        (
            ("nodes", "handle", "assign", 0, "when"),
            {"any": [{"field": "a", "op": "filled"}, {"not": {"field": "a", "op": "resembles"}}]},
            ("nodes", "handle", "assign", 0, "when", "any", 1, "not", "op"),
            "operator_unknown",
        ),
        (("nodes", "handle", "assign"), [], ("nodes", "handle", "assign"), "too_short"),
        (("nodes", "handle", "outcomes"), {}, ("nodes", "handle", "outcomes"), "too_short"),
        (("nodes", "handle", "allow"), ["dance"], ("nodes", "handle", "allow", 0), "literal_error"),
        (("nodes", "start", "trigger"), "full_moon", ("nodes", "start", "trigger"), "literal_error"),
        (("nodes",), {}, ("nodes",), "too_short"),
    ],
)
def test_a_wrong_value_is_an_error_with_its_path(
    document: dict[str, Any], path: tuple[str | int, ...], value: Any, at: tuple[str | int, ...], code: str
) -> None:
    assert _first(_put(document, path, value)) == (at, code)


def test_actions_of_lateness_keep_their_settings_unread(document: dict[str, Any]) -> None:
    read = FlowDocument.model_validate(document).export()
    assert read["nodes"]["handle"]["due"]["late"] == [
        {"action": "notify", "to": {"role": "supervisor"}, "via": ["inapp"]},
    ]
    assert _first(_put(document, ("nodes", "handle", "due", "late"), [{}])) == (
        ("nodes", "handle", "due", "late", 0, "action"),
        "missing",
    )


@pytest.mark.parametrize("key", sorted(NODE_TYPES))
def test_every_node_type_names_itself_in_its_settings(key: str) -> None:
    settings = NODE_TYPES[key].settings
    assert issubclass(settings, NodeSettings)
    assert settings.model_fields["type"].annotation.__args__ == (key,)  # type: ignore[union-attr]
    assert settings.model_config["extra"] == "forbid"
