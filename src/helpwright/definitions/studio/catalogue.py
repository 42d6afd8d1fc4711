"""What the Studio offers to build with, in the reader's language: names, help, groups, settings as JSON Schema. Pure.

The schema of a kind's settings comes from its pydantic model. Every property says which widget shows it (a closed
vocabulary; `custom`: the designer draws it by hand) and in which section of the panel it stands; both are inferred
and may be said in `json_schema_extra={"widget": …, "section": …, "to": …}`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import BaseModel

from helpwright.platform.sentences import Sentences

Widget = Literal[
    "text", "local_text", "number", "switch", "select", "reference", "condition", "people", "duration", "template",
    "options", "value", "custom",
]  # fmt: skip
WIDGETS: frozenset[str] = frozenset(get_args(Widget))
SECTIONS = ("basic", "check", "advanced")
_TAGS = frozenset({"type", "event", "action"})
_REFERENCES = frozenset({"form", "field", "role", "team", "calendar", "survey", "flow", "template"})
_FIRST = ("label", "options", "placeholder")
_BY_HAND = frozenset({"to", "next", "trigger"})
_TEMPLATES = frozenset({"text", "subject"})
_CONDITIONS = frozenset({"when", "if_still", "filter"})
_PEOPLE = frozenset({"Recipient", "Receiver"})
_PLAIN: Mapping[str, Widget] = {"boolean": "switch", "integer": "number", "number": "number", "string": "text"}
_SECTION_OF = {"unique": "check", "public": "advanced", "fill": "basic", "on_error": "advanced"}
_KEPT = {
    "minimum": "least",
    "maximum": "most",
    "exclusiveMinimum": "above",
    "exclusiveMaximum": "below",
    "maxLength": "longest",
    "default": "default",
}
_CHECKING = ("max_", "min_", "most", "least")


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a catalogue. `more` is what only members of this catalogue say."""

    key: str
    group: str
    settings: type[BaseModel] | None
    more: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Speech:
    """Words in one language."""

    sentences: Sentences
    locale: str

    def __call__(self, codes: Iterable[str]) -> str | None:
        """The sentence of the first code that has one."""
        found = next((code for code in codes if self.sentences.knows(code)), None)
        return None if found is None else self.sentences(self.locale, found)


def entry_json(catalogue: str, member: Member, say: Speech) -> dict[str, Any]:
    """A member as the interface gives it. `catalogue` is the singular: `field`, `node` and so on."""
    key = member.key
    code = f"kind_{catalogue}_{key}"
    words = say((f"{code}_keywords",)) or ""
    schema = None if member.settings is None else settings_schema(catalogue, key, member.settings, say)
    return {
        "key": key,
        "name": say((code, f"{catalogue}_{key}")) or key,
        "help": say((f"{code}_help",)),
        "group": member.group,
        "keywords": words.split(),
        "settings": schema,
        **member.more,
    }


def groups_json(catalogue: str, members: Sequence[Member], order: Sequence[str], say: Speech) -> list[dict[str, str]]:
    """The groups that have members: those of `order` first."""
    found = dict.fromkeys(each.group for each in members)
    names = [*(each for each in order if each in found), *(each for each in found if each not in order)]
    return [{"key": each, "name": say((f"kind_group_{catalogue}_{each}",)) or each} for each in names]


def settings_schema(catalogue: str, key: str, model: type[BaseModel], say: Speech) -> dict[str, Any]:
    """`{properties: {name: {widget, section, title, help, …}}, required}` in the order of the model, the name first."""
    schema = model.model_json_schema(by_alias=True)
    defs = schema.get("$defs", {})
    shared = _Prefixes(catalogue, key, say)
    raws: Mapping[str, Any] = {name: raw for name, raw in schema.get("properties", {}).items() if name not in _TAGS}
    order = [*(name for name in _FIRST if name in raws), *(name for name in raws if name not in _FIRST)]
    found = {name: _property(name, raws[name], defs, shared) for name in order}
    required = [name for name in schema.get("required", ()) if name in found]
    return {"type": "object", "properties": found, "required": required}


@dataclass(frozen=True, slots=True)
class _Prefixes:
    catalogue: str
    key: str
    say: Speech

    def words(self, name: str, suffix: str = "") -> str | None:
        """The special words of this member, else those all members share."""
        return self.say((f"setting_{self.catalogue}_{self.key}_{name}{suffix}", f"setting_{name}{suffix}"))


def _property(name: str, raw: Mapping[str, Any], defs: Mapping[str, Any], words: _Prefixes) -> dict[str, Any]:
    branches = [_resolved(each, defs) for each in raw.get("anyOf", (raw,))]
    kinds = [each for each in branches if each.get("type") != "null"]
    said = {**(kinds[0] if len(kinds) == 1 else {}), **raw}
    widget = said.get("widget") or _widget(name, kinds)
    found: dict[str, Any] = {
        "title": words.words(name) or name,
        "help": words.words(name, "_help"),
        "widget": widget,
        "section": said.get("section") or _section(name, widget),
        **{kept: said[each] for each, kept in _KEPT.items() if each in said},
    }
    if widget == "reference":
        found["to"] = said.get("to") or name
    if widget == "number":
        found["whole"] = kinds[0].get("type") == "integer"
    if widget == "select":
        found["choices"] = [
            {"value": each, "label": words.words(name, f"_{str(each).lower()}") or str(each)}
            for each in kinds[0].get("enum", ())
        ]
    if widget == "options":
        found["extra"] = _extra(kinds[0], defs, words)
    if isinstance(found.get("default"), Mapping | list):
        del found["default"]
    return found


def _resolved(raw: Mapping[str, Any], defs: Mapping[str, Any]) -> Mapping[str, Any]:
    name = str(raw.get("$ref", "")).rpartition("/")[2]
    if not name:
        return raw
    return {**defs[name], **{key: value for key, value in raw.items() if key != "$ref"}}


def _widget(name: str, kinds: Sequence[Mapping[str, Any]]) -> Widget:
    if _is_local_text(kinds):
        return "template" if name in _TEMPLATES else "local_text"
    if len(kinds) != 1:
        return "value" if name in {"default", "value"} else "number" if _are_numbers(kinds) else "custom"
    (only,) = kinds
    found = _PLAIN.get(str(only.get("type")))
    if name in _BY_HAND and (found == "text" or "enum" in only):
        return "custom"
    if "enum" in only:
        return "select"
    if found == "text" and name in _REFERENCES:
        return "reference"
    if found is not None:
        return found
    return _of_object(name, only)


def _of_object(name: str, only: Mapping[str, Any]) -> Widget:
    if only.get("title") == "Duration":
        return "duration"
    if only.get("title") in _PEOPLE:
        return "people"
    if name == "options" and "patternProperties" in only:
        return "options"
    if name in _CONDITIONS and only.get("additionalProperties") is True:
        return "condition"
    return "value" if name in {"default", "value"} and "type" not in only else "custom"


def _is_local_text(kinds: Sequence[Mapping[str, Any]]) -> bool:
    shapes = {each.get("type") for each in kinds}
    return shapes == {"string", "object"} and any("patternProperties" in each for each in kinds)


def _are_numbers(kinds: Sequence[Mapping[str, Any]]) -> bool:
    return {each.get("type") for each in kinds} <= {"integer", "number"}


def _section(name: str, widget: str) -> str:
    if name in _SECTION_OF:
        return _SECTION_OF[name]
    return "check" if widget == "number" and name.startswith(_CHECKING) else "basic"


def _extra(only: Mapping[str, Any], defs: Mapping[str, Any], words: _Prefixes) -> list[dict[str, Any]]:
    """What options say beside their label: `[{name, title, choices}]`, as the category of a state."""
    inner = _resolved(next(iter(only["patternProperties"].values())), defs)
    return [
        {
            "name": name,
            "title": words.words(name) or name,
            "choices": [{"value": each, "label": words.words(name, f"_{each}") or each} for each in raw["enum"]],
        }
        for name, raw in inner.get("properties", {}).items()
        if "enum" in raw
    ]
