"""The elements of each kind: what the typed operations on drafts know, and whose order carries meaning."""

from collections.abc import Mapping, Sequence

from helpwright.definitions.element import Element

_FIELD_NAMED = (
    ("title",),
    ("layout", "#", "fields", "#"),
    ("fields", "*", "fill", "set", "@"),
    ("service", "first_contact", "customer"),
    ("service", "first_contact", "problem"),
    ("views", "*", "fields", "#"),
    ("views", "*", "sort", "by"),
    ("views", "*", "group"),
    ("views", "*", "filter", "field"),
    ("views", "*", "filter", "all", "#", "field"),
    ("views", "*", "filter", "any", "#", "field"),
    ("service", "policies", "*", "when", "field"),
    ("service", "policies", "*", "when", "all", "#", "field"),
    ("service", "policies", "*", "when", "any", "#", "field"),
)
_NODE_NAMED = (
    ("nodes", "*", "to"),
    ("nodes", "*", "outcomes", "*", "to"),
    ("nodes", "*", "next"),
    ("nodes", "*", "lines", "#", "to"),
)

ELEMENTS: Mapping[str, Sequence[Element]] = {
    "calendar": (Element("interval", ("week", "*", "#")),),
    "role": (Element("grant", ("grants", "#")),),
    "form": (
        Element("field", ("fields", "*"), _FIELD_NAMED),
        Element("filling", ("fields", "*", "fill", "set", "*")),
        Element("option", ("fields", "*", "options", "*"), (("fields", "=", "default"),)),
        Element("section", ("layout", "#")),
        Element("section_field", ("layout", "#", "fields", "#")),
        Element("view", ("views", "*")),
        Element("policy", ("service", "policies", "*")),
        Element("level", ("service", "levels", "*")),
        Element("policy_level", ("service", "policies", "*", "levels", "*")),
    ),
    "flow": (
        Element("node", ("nodes", "*"), _NODE_NAMED),
        Element(
            "outcome",
            ("nodes", "*", "outcomes", "*"),
            (("nodes", "=", "auto", "outcome"), ("nodes", "=", "nobody", "skip")),
        ),
        Element("assignment", ("nodes", "*", "assign", "#")),
        Element("branch", ("nodes", "*", "lines", "#")),
        Element("reader", ("nodes", "*", "to", "#")),
        Element("node_action", ("nodes", "*", "actions", "#")),
        Element("warn_action", ("nodes", "*", "due", "warn", "actions", "#")),
        Element("late_action", ("nodes", "*", "due", "late", "#")),
        Element("reminder", ("nodes", "*", "auto", "remind", "#")),
    ),
    "rule": (Element("step", ("then", "#")),),
    "dashboard": (
        Element("widget", ("widgets", "*")),
        Element("dimension", ("widgets", "*", "query", "by", "#")),
        Element("measure", ("widgets", "*", "query", "measures", "#")),
    ),
}
