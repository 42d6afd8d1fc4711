"""Flows in the reader's words: why a task is theirs, names of nodes, outcomes and teams."""

from collections.abc import Mapping
from typing import Any, Final

from helpwright.definitions.model import DefinitionSet
from helpwright.flows.live import LiveFlow
from helpwright.forms.field_type import NOTHING_RELATED
from helpwright.forms.form import Form
from helpwright.kernel.text import listed, localize
from helpwright.platform.database import Row
from helpwright.platform.sentences import Sentences

ENDED_BECAUSE: Final = {"record_deleted": "flow_ended_record_deleted", "incident": "flow_ended_incident"}
"""The sentence for each reason of an end that no person has written."""


def node_name(sentences: Sentences, flow: LiveFlow, node: str, locale: str) -> str:
    """The node's name; a general word where the builder gave none."""
    settings = flow.document.nodes.get(node)
    if settings is None:
        return node
    if settings.name is not None:
        return localize(settings.name, locale)
    return sentences(locale, f"node_{settings.type}")


def outcome_name(flow: LiveFlow, node: str, outcome: str | None, locale: str) -> str:
    """The words on the outcome's button."""
    outcomes: Mapping[str, Any] = getattr(flow.document.nodes.get(node), "outcomes", {}) or {}
    found = outcomes.get(outcome or "")
    return localize(found.name, locale) if found is not None else (outcome or "")


def rejects(flow: LiveFlow, node: str, outcome: str | None) -> bool:
    """Whether a customer's outcome says no: it needs a reason."""
    outcomes: Mapping[str, Any] = getattr(flow.document.nodes.get(node), "outcomes", {}) or {}
    found = outcomes.get(outcome or "")
    return found is not None and found.reason == "required"


def part_name(definitions: DefinitionSet, kind: str, name: str, locale: str) -> str:
    """Name of a team or role by `app.key`."""
    for part in definitions.of_kind(kind):
        if part.name == name:
            return localize(part.document.get("name"), locale)
    return name.rpartition(".")[2]


def why_sentence(
    sentences: Sentences,
    definitions: DefinitionSet,
    flow: LiveFlow,
    form: Form | None,
    why: Mapping[str, Any],
    locale: str,
    people: Mapping[str, str],
) -> str:
    """「为什么在我这里」 as one sentence."""
    code, data = str(why.get("code")), dict(why.get("data") or {})
    words: dict[str, Any] = {
        "target": _target(sentences, definitions, flow, data, locale, people),
        "person": people.get(str(data.get("person") or data.get("by") or ""), ""),
        "reason": data.get("reason") or "",
    }
    if data.get("node"):
        words["node"] = node_name(sentences, flow, data["node"], locale)
        words["outcome"] = outcome_name(flow, data["node"], data.get("outcome"), locale)
    field = form.fields.get(str(data.get("field"))) if form is not None else None
    if field is not None:
        words["field"] = field.label(locale)
        value = data.get("value")
        values = value if isinstance(value, list) else [value]
        told = (field.type.to_text(field.settings, each, locale, NOTHING_RELATED) for each in values)
        words["value"] = listed(told, locale)
    elif code == "assigned_by_rule":
        code = "assigned_by_condition"
    elif code == "otherwise" and data.get("line") == 0:
        code = "only_line"
    if code == "assigned_by_field" and not data.get("person"):
        code = "assigned_by_empty_field"
    return sentences(locale, f"why_{code}", words)


def _target(
    sentences: Sentences,
    definitions: DefinitionSet,
    flow: LiveFlow,
    data: Mapping[str, Any],
    locale: str,
    people: Mapping[str, str],
) -> str:
    if data.get("team"):
        return part_name(definitions, "team", f"{flow.app}.{data['team']}", locale)
    if data.get("role"):
        return part_name(definitions, "role", f"{flow.app}.{data['role']}", locale)
    return people.get(str(data.get("person")), sentences(locale, "somebody"))


def describe_flow_event(
    sentences: Sentences,
    definitions: DefinitionSet,
    flows: Mapping[str, LiveFlow],
    row: Row,
    locale: str,
) -> dict[str, Any]:
    """Names in a flow event of the activity, and why the flow ended where no person said so."""
    data: Mapping[str, Any] = row["data"]
    described: dict[str, Any] = {}
    if row["type"] == "cancelled" and data.get("reason") in ENDED_BECAUSE:
        described["reason"] = sentences(locale, ENDED_BECAUSE[data["reason"]])
    flow = flows.get(data.get("flow", ""))
    if flow is None:
        return described
    described["flow"] = localize(flow.document.name, locale)
    described |= {part: data[part] for part in ("from_version", "to_version") if part in data}
    if data.get("node"):
        described["node"] = data["node"]
        called = data.get("node_name")
        described["name"] = localize(called, locale) if called else node_name(sentences, flow, data["node"], locale)
        if data.get("outcome"):
            called = data.get("outcome_name")
            described["outcome_name"] = (
                localize(called, locale) if called else outcome_name(flow, data["node"], data["outcome"], locale)
            )
        if row["type"] == "confirm_answered":
            rejected = bool(data.get("rejects", rejects(flow, data["node"], data.get("outcome"))))
            described["verdict"] = "rejected" if rejected else "confirmed"
            described["reason"] = data.get("comment") if rejected else None
    if data.get("target"):
        described["target"] = node_name(sentences, flow, data["target"], locale)
    if data.get("team"):
        described["team"] = part_name(definitions, "team", f"{flow.app}.{data['team']}", locale)
    return described
