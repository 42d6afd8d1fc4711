"""Problems in the OpenAPI document: one schema, and the answers in which it appears."""

from typing import Any

from fastapi import FastAPI

_REFERENCE = {"$ref": "#/components/schemas/Problem"}
_ANSWER = {
    "description": "The request was refused or failed",
    "content": {"application/problem+json": {"schema": _REFERENCE}},
}
_UNUSED = ("HTTPValidationError", "ValidationError")

PROBLEM_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457. Further members carry the data of the code, such as `current` and `yours` of `stale`.",
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string", "description": "A sentence for people, in the caller's language"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable; for programs"},
        "detail": {"type": "string", "description": "A sentence for people about this case"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "message"],
                "properties": {
                    "field": {"type": "string", "description": "Key of the input; dotted inside documents"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                    "data": {"type": "object"},
                },
            },
        },
    },
    "additionalProperties": True,
}


def describe_problems(app: FastAPI) -> None:
    """Let every operation of the app's OpenAPI document answer a Problem in place of the framework's own error."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _with_problems(generate())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _with_problems(document: dict[str, Any]) -> dict[str, Any]:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for path in document.get("paths", {}).values():
        for operation in path.values():
            if isinstance(operation, dict) and "responses" in operation:
                operation["responses"].pop("422", None)
                operation["responses"]["default"] = _ANSWER
    for name in _UNUSED:
        schemas.pop(name, None)
    schemas["Problem"] = PROBLEM_SCHEMA
    return document
