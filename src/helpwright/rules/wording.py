"""What rules did, in words for a record's activity."""

from collections.abc import Mapping
from typing import Any, Final

from helpwright.definitions.model import DefinitionSet
from helpwright.kernel.errors import Missing
from helpwright.kernel.text import localize
from helpwright.platform.database import Row
from helpwright.platform.sentences import Sentences
from helpwright.rules.events import BUTTON_PRESSED, RULE_STOPPED

RULE_EVENTS: Final = frozenset({"escalated", "assigned", RULE_STOPPED, BUTTON_PRESSED})


def describe_rule_event(sentences: Sentences, definitions: DefinitionSet, row: Row, locale: str) -> dict[str, Any]:
    """The rule's name (a button's label), and why it was stopped."""
    data: Mapping[str, Any] = row["data"]
    name = str(data.get("rule") or data.get("by_rule"))
    if row["type"] == BUTTON_PRESSED and data.get("label"):
        return {"rule": localize(data["label"], locale)}
    described: dict[str, Any] = {"rule": rule_name(definitions, name, locale)}
    reason = str(data.get("reason") or "")
    if row["type"] == RULE_STOPPED and reason:
        known = next((code for code in (f"run_{reason}", reason) if sentences.knows(code)), None)
        described["reason"] = reason if known is None else sentences(locale, known)
    return described


def rule_name(definitions: DefinitionSet, name: str, locale: str) -> str:
    """What a rule, or the flow whose actions they were, is called; its key when it is gone."""
    for kind in ("rule", "flow"):
        try:
            return localize(definitions.find(kind, name).document.get("name"), locale) or name
        except Missing:
            continue
    return name
