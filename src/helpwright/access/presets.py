"""Roles that a new app can start from: 主管, 客服, 处理部门, 合作伙伴, with grants ready for its forms. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from helpwright.access.model import Action, RoleDocument, Scope


@dataclass(frozen=True, slots=True)
class Preset:
    """What its holders do with every form of the app, and whether they see its internal fields."""

    name: Mapping[str, str]
    can: tuple[Action, ...]
    scope: Scope
    """Of tickets. Other records (customers, products) belong to no team: who may see some sees all of them."""
    dashboards: tuple[Action, ...] = ()
    internal: bool = True


PRESETS: Mapping[str, Preset] = {
    "supervisor": Preset(
        {"zh-CN": "主管", "en": "Supervisor"},
        ("read", "create", "update", "delete", "export", "assign"),
        "all",
        dashboards=("read", "update"),
    ),
    "agent": Preset({"zh-CN": "客服", "en": "Agent"}, ("read", "create", "update"), "team", dashboards=("read",)),
    "department": Preset({"zh-CN": "处理部门", "en": "Department"}, ("read", "update"), "department"),
    "partner": Preset({"zh-CN": "合作伙伴", "en": "Partner"}, ("read", "update"), "partner", internal=False),
}


TICKETS_ONLY: frozenset[Action] = frozenset({"assign", "delete"})
"""Other records are worked on by nobody, and tickets hang on them: deleting them stays a decision of its own."""


def role_document(
    preset: Preset, forms: Mapping[str, Sequence[str]], tickets: Collection[str], dashboards: Sequence[str]
) -> dict[str, Any]:
    """The preset as the document of a role, tickets first.

    `forms` are keys of the app's forms with their internal fields, `tickets` those whose records are tickets.
    """
    grants: list[dict[str, Any]] = []
    for form, internal in sorted(forms.items(), key=lambda item: item[0] not in tickets):
        is_ticket = form in tickets
        can = [each for each in preset.can if is_ticket or each not in TICKETS_ONLY]
        scope: Scope = "all" if preset.scope == "team" and not is_ticket else preset.scope
        grant: dict[str, Any] = {"form": form, "can": can, "scope": scope}
        if internal and not preset.internal:
            grant["fields"] = dict.fromkeys(internal, "hidden")
        grants.append(grant)
    grants += [{"dashboard": key, "can": list(preset.dashboards)} for key in dashboards if preset.dashboards]
    document = {"name": dict(preset.name), "grants": grants}
    RoleDocument.model_validate(document)
    return document
