"""The JSON Schema of blueprints, from the models of all kinds: for editors, and for the reference page."""

from collections.abc import Mapping, Sequence
from inspect import getdoc
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel

from helpwright.definitions.blueprint import AppHead
from helpwright.definitions.kind import DefinitionKind
from helpwright.entry.kinds import ACTIONS
from helpwright.flows.catalogue import NODE_TYPES
from helpwright.platform.database import to_json
from helpwright.platform.routes import Router
from helpwright.rules.document import TRIGGERS

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_REF = "#/$defs/{model}"
_MEDIA_TYPE = "application/schema+json"
_SCHEMA: dict[int | str, dict[str, Any]] = {
    200: {"description": "JSON Schema of blueprints", "content": {_MEDIA_TYPE: {"schema": {"type": "object"}}}}
}


def blueprint_schema(kinds: Sequence[DefinitionKind]) -> dict[str, Any]:
    """One schema; `$defs` hold every part. References between parts are beyond it and checked by `plan`."""
    defs: dict[str, Any] = {}
    sections = {
        kind.section: {
            "type": "object",
            "description": _first_line(kind.model),
            "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$", "maxLength": kind.key_bytes},
            "additionalProperties": _reference(defs, kind.model),
        }
        for kind in kinds
    }
    app = _reference(defs, AppHead)
    _choose(defs, "NodeSettings", "type", {key: each.settings for key, each in NODE_TYPES.items()})
    _choose(defs, "When", "event", {key: each.settings for key, each in TRIGGERS.items()})
    _choose(defs, "Step", "action", {key: each.settings for key, each in ACTIONS.items()})
    return {
        "$schema": DRAFT,
        "title": "Helpwright blueprint",
        "type": "object",
        "required": ["format", "app"],
        "additionalProperties": False,
        "properties": {"format": {"const": 1}, "app": app, **sections},
        "$defs": dict(sorted(defs.items())),
    }


def _reference(defs: dict[str, Any], model: type[BaseModel], name: str | None = None) -> dict[str, Any]:
    """Put the model and what it uses among the definitions; a reference to it."""
    schema = model.model_json_schema(by_alias=True, ref_template=_REF)
    for inner, each in schema.pop("$defs", {}).items():
        defs.setdefault(inner, each)
    known = name or model.__name__
    defs[known] = schema
    return {"$ref": _REF.format(model=known)}


def _choose(defs: dict[str, Any], base: str, key: str, models: Mapping[str, type[BaseModel]]) -> None:
    """Where any of a catalogue may stand, the value of `key` tells which one does."""
    if base not in defs:
        return
    options = []
    for value, model in models.items():
        reference = _reference(defs, model, f"{base}_{value}")
        named = defs[f"{base}_{value}"]
        named["properties"] = {**named.get("properties", {}), key: {"const": value, "type": "string"}}
        named["required"] = sorted({*named.get("required", ()), key})
        options.append(reference)
    defs[base] = {"oneOf": options}


def _first_line(model: type[BaseModel]) -> str:
    return (getdoc(model) or "").strip().split("\n", 1)[0]


def schema_routes(kinds: Sequence[DefinitionKind]) -> APIRouter:
    """`/blueprint.schema.json` below `/api/v1`; no account is needed, editors ask for it."""
    router = Router(tags=["apps"])

    @router.get("/blueprint.schema.json", response_class=Response, responses=_SCHEMA)
    async def read_blueprint_schema() -> Response:
        return Response(to_json(blueprint_schema(kinds)), media_type=_MEDIA_TYPE)

    return router
