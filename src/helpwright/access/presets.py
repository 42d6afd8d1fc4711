"""Roles that a new app can start from: 主管, 客服, 处理部门, 合作伙伴, with grants ready for its forms. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from helpwright.access.model import Action, RoleDocument, Scope


@dataclass(frozen=True, slots=True)
class Preset:
    """What its holders do with every form of the app, and whether they see its internal fields."""

    name: Mapping[str, str]
    can: tuple[Action, ...]
    scope: Scope
    dashboards: bool = False
    internal: bool = True


PRESETS: Mapping[str, Preset] = {
    "supervisor": Preset(
        {"zh-CN": "主管", "en": "Supervisor"},
        ("read", "create", "update", "delete", "export", "assign"),
        "all",
        dashboards=True,
    ),
    "agent": Preset({"zh-CN": "客服", "en": "Agent"}, ("read", "create", "update"), "team", dashboards=True),
    "department": Preset({"zh-CN": "处理部门", "en": "Department"}, ("read", "update"), "department"),
    "partner": Preset({"zh-CN": "合作伙伴", "en": "Partner"}, ("read", "update"), "partner", internal=False),
}


def role_document(preset: Preset, forms: Mapping[str, Sequence[str]], dashboards: Sequence[str]) -> dict[str, Any]:
    """The preset as the document of a role. `forms` are keys of the app's forms with their internal fields."""
    grants: list[dict[str, Any]] = []
    for form, internal in forms.items():
        grant: dict[str, Any] = {"form": form, "can": list(preset.can), "scope": preset.scope}
        if internal and not preset.internal:
            grant["fields"] = dict.fromkeys(internal, "hidden")
        grants.append(grant)
    if preset.dashboards:
        grants += [{"dashboard": key, "can": ["read"]} for key in dashboards]
    document = {"name": dict(preset.name), "grants": grants}
    RoleDocument.model_validate(document)
    return document
