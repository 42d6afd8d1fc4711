"""Live definitions as values: parts of apps, and the set of all of them at one epoch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from helpwright.kernel.country import HOME
from helpwright.kernel.errors import Missing
from helpwright.kernel.text import DEFAULT_LOCALE, LOCALES


@dataclass(frozen=True, slots=True)
class App:
    """A bundle of definitions."""

    key: str
    name: Any


@dataclass(frozen=True, slots=True)
class Part:
    """One live artefact. `document` is as written by its builder; `physical` what its concept added on publishing."""

    id: int
    app: str
    kind: str
    key: str
    version: int
    document: Mapping[str, Any]
    physical: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Identity: `app.key`."""
        return f"{self.app}.{self.key}"


@dataclass(frozen=True, slots=True)
class Hide:
    """A node of one published version of a flow hides a field; `form` and `flow` are `app.key`."""

    flow: str
    version: int
    form: str
    node: str
    field: str


@dataclass(frozen=True)
class DefinitionSet:
    """Everything live at one epoch. Immutable; share it freely."""

    epoch: int
    apps: Mapping[str, App]
    parts: tuple[Part, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)
    retired: tuple[Part, ...] = ()
    """Parts that were removed, at their last version; only where somebody publishes."""
    hides: tuple[Hide, ...] = ()
    """Of every version of every flow, since tasks keep to the one they began under."""

    def retired_of(self, kind: str, app: str) -> list[Part]:
        """Removed parts of a kind."""
        return [part for part in self.retired if part.kind == kind and part.app == app]

    @property
    def company(self) -> str:
        """Name of the organization; "" before set-up."""
        return str(self.settings.get("company") or "")

    @property
    def public_url(self) -> str | None:
        """Address under which people reach this installation, without a slash at the end."""
        url = self.settings.get("public_url")
        return str(url).rstrip("/") if url else None

    @property
    def language(self) -> str:
        """The language of those who have none of their own."""
        chosen = self.settings.get("language")
        return str(chosen) if chosen in LOCALES else DEFAULT_LOCALE

    @cached_property
    def zone(self) -> ZoneInfo:
        """The organization's time zone."""
        return ZoneInfo(str(self.settings.get("zone") or "Asia/Shanghai"))

    @property
    def country(self) -> str:
        """Where the organization works: numbers without a country code are of there."""
        return str(self.settings.get("country") or HOME)

    def of_kind(self, kind: str, app: str | None = None) -> list[Part]:
        """Parts of a kind in the order of their blueprint."""
        return [part for part in self._by_kind.get(kind, ()) if app is None or part.app == app]

    def find(self, kind: str, name: str) -> Part:
        """By `app.key`, or by the bare key where only one app has it. Raises Missing."""
        exact = self._by_name.get((kind, name))
        if exact is not None:
            return exact
        bare = [part for part in self._by_kind.get(kind, ()) if part.key == name]
        if len(bare) == 1:
            return bare[0]
        raise Missing("definition_missing", kind=kind, name=name)

    @cached_property
    def _by_kind(self) -> dict[str, list[Part]]:
        found: dict[str, list[Part]] = {}
        for part in self.parts:
            found.setdefault(part.kind, []).append(part)
        return found

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], Part]:
        return {(part.kind, part.name): part for part in self.parts}


def same_document(one: Any, other: Any) -> bool:
    """Whether two documents say the same; the order of keys counts, since options, fields and buttons have one."""
    return orjson.dumps(one) == orjson.dumps(other)


def qualified(name: str, app: str) -> str:
    """A reference as written inside `app`, as `app.key`."""
    return name if "." in name else f"{app}.{name}"
