"""HTTP of the roles that a new app can start from."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from helpwright.access.gate import ForDefinitions
from helpwright.access.presets import PRESETS, role_document
from helpwright.entry.wiring import Product
from helpwright.platform.routes import Router


class PresetAnswer(BaseModel):
    """A role to start from; `document` is that of a role, ready for the forms of the app that was named."""

    key: str
    name: dict[str, str]
    document: dict[str, Any]


class Presets(BaseModel):
    """Every preset."""

    items: list[PresetAnswer]


def routes(product: Product) -> APIRouter:
    """`GET /role-presets` below `/api/v1`."""
    router = Router(tags=["apps"])

    @router.get("/role-presets")
    async def list_role_presets(
        _caller: ForDefinitions, app: Annotated[str | None, Query(max_length=20)] = None
    ) -> Presets:
        """List roles to start from, with grants for the forms and dashboards of `app` as they are being edited."""
        forms: dict[str, list[str]] = {}
        tickets: set[str] = set()
        dashboards: list[str] = []
        if app is not None:
            for key, form in (await product.studio.edited(app, "form")).items():
                fields = {name: each for name, each in _fields(form).items() if isinstance(each, Mapping)}
                forms[key] = [name for name, each in fields.items() if each.get("internal") is True]
                if any(each.get("type") == "status" for each in fields.values()):
                    tickets.add(key)
            dashboards = list(await product.studio.edited(app, "dashboard"))
        items = [
            PresetAnswer(key=key, name=dict(each.name), document=role_document(each, forms, tickets, dashboards))
            for key, each in PRESETS.items()
        ]
        return Presets(items=items)

    return router


def _fields(form: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fields of a form whose document may still be anything."""
    fields = form.get("fields")
    return fields if isinstance(fields, Mapping) else {}
