"""Compare answers with the interface description: a strict reader of the part of JSON Schema it uses."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

Schema = Mapping[str, Any]
_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}


class Description:
    """An OpenAPI document; `differences(answer)` tells where an answer is not as described, members beyond it too."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._paths = {
            re.compile(re.sub(r"\\{[^/]+?\\}", "[^/]+", re.escape(path))): operations
            for path, operations in document["paths"].items()
        }
        self._schemas: Mapping[str, Schema] = document["components"]["schemas"]

    def differences(self, answer: httpx.Response) -> list[str]:
        """One sentence each."""
        request = answer.request
        found = [each for pattern, each in self._paths.items() if pattern.fullmatch(request.url.path)]
        answers = found[0][request.method.lower()]["responses"]
        described = answers[str(answer.status_code)]["content"]["application/json"]["schema"]
        return list(self._compare(answer.json(), described, request.url.path))

    def _compare(self, value: Any, schema: Schema, place: str) -> Iterator[str]:
        if "$ref" in schema:
            schema = self._schemas[schema["$ref"].rpartition("/")[2]]
        choices = schema.get("anyOf") or schema.get("oneOf")
        if choices:
            tried = [list(self._compare(value, each, place)) for each in choices]
            if [] not in tried:
                yield from min(tried, key=len)
            return
        kind = schema.get("type")
        if kind and (not isinstance(value, _TYPES[kind]) or (isinstance(value, bool) and kind != "boolean")):
            yield f"{place}: {value!r} is no {kind}"
            return
        if value not in schema.get("enum", [value]) or value != schema.get("const", value):
            yield f"{place}: {value!r} is not foreseen"
        if isinstance(value, list):
            for number, each in enumerate(value):
                yield from self._compare(each, schema["items"], f"{place}/{number}")
        elif isinstance(value, dict):
            yield from self._members(value, schema, place)

    def _members(self, value: dict[str, Any], schema: Schema, place: str) -> Iterator[str]:
        known, others = schema.get("properties", {}), schema.get("additionalProperties")
        for name in schema.get("required", ()):
            if name not in value:
                yield f"{place}: {name} is missing"
        for name, each in value.items():
            if name in known:
                yield from self._compare(each, known[name], f"{place}/{name}")
            elif isinstance(others, dict):
                yield from self._compare(each, others, f"{place}/{name}")
            elif others is not True:
                yield f"{place}: {name} is not described"
