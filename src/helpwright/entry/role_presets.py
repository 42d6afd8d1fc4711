"""HTTP of the roles that a new app can start from."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from helpwright.access.gate import ForDefinitions
from helpwright.access.presets import PRESETS, role_document
from helpwright.entry.wiring import Product
from helpwright.kernel.errors import Missing


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
    router = APIRouter(tags=["apps"])

    @router.get("/role-presets")
    async def list_role_presets(
        caller: ForDefinitions, app: Annotated[str | None, Query(max_length=20)] = None
    ) -> Presets:
        """List roles to start from, with grants for the forms and dashboards of `app`."""
        definitions = await product.definitions.current(caller.epoch)
        if app is not None and app not in definitions.apps:
            raise Missing("app_missing")
        forms = {
            form.key: [field.key for field in form.fields.values() if field.settings.internal]
            for form in product.records.forms(definitions)
            if form.app == app
        }
        dashboards = [] if app is None else [part.key for part in definitions.of_kind("dashboard", app)]
        items = [
            PresetAnswer(key=key, name=dict(each.name), document=role_document(each, forms, dashboards))
            for key, each in PRESETS.items()
        ]
        return Presets(items=items)

    return router
