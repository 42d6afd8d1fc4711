"""What is live now, cached by the definition epoch."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Generic, TypeVar
from uuid import UUID

from helpwright.definitions.model import DefinitionSet
from helpwright.definitions.store import (
    APPS,
    EPOCH,
    HIDES,
    PARTS,
    RETIRED,
    SETTINGS,
    live_version,
    publisher_of,
    raise_epoch,
    set_physical,
    to_parts,
    to_set,
    version_by_name,
    version_of,
    versions_with_times,
)
from helpwright.kernel.errors import Missing
from helpwright.platform.database import Database, Session

__all__ = [
    "Compiled",
    "Definitions",
    "live_version_in",
    "published_version",
    "raise_epoch",
    "set_physical",
    "versions_with_times",
]

T = TypeVar("T")


class Definitions:
    """The live definitions of one process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cached: DefinitionSet | None = None

    async def current(self, epoch: int | None = None) -> DefinitionSet:
        """The set at `epoch` (as a request's first statement told it), or at the epoch of now: one small query."""
        if epoch is None:
            row = await self._database.one(EPOCH)
            epoch = row["epoch"] if row else 0
        if self._cached is None or self._cached.epoch < epoch:
            return await self.refresh()
        return self._cached

    async def with_removed(self) -> DefinitionSet:
        """The set of now with the parts that were removed: for those who publish."""
        live = await self.current()
        return replace(live, retired=to_parts(await self._database.all(RETIRED)))

    async def likely(self) -> DefinitionSet:
        """What was live when last looked, without asking; writes guard themselves with `enter_form`."""
        return self._cached or await self.refresh()

    async def version(self, part_id: int, version: int) -> Mapping[str, Any]:
        """The document of any published version. Raises Missing."""
        row = await self._database.one(version_of(part_id, version))
        if row is None:
            raise Missing("definition_missing", kind="version", name=str(version))
        document: Mapping[str, Any] = row["document"]
        return document

    async def publisher(self, session: Session, part_id: int, version: int) -> UUID | None:
        """Who published a version; None when it was nobody in person, as at the installation."""
        row = await session.one(publisher_of(part_id, version))
        found: UUID | None = row["published_by"] if row is not None else None
        return found

    async def version_by_name(self, name: str, kind: str, version: int) -> Mapping[str, Any]:
        """The document of any published version of `app.key`, also when it was removed. Raises Missing."""
        app, _, key = name.partition(".")
        row = await self._database.one(version_by_name(app, kind, key, version))
        if row is None:
            raise Missing("definition_missing", kind=kind, name=name)
        document: Mapping[str, Any] = row["document"]
        return document

    async def refresh(self) -> DefinitionSet:
        """Read everything anew."""
        fresh = to_set(*await self._database.read((EPOCH, SETTINGS, APPS, PARTS, HIDES)))
        if self._cached is None or fresh.epoch >= self._cached.epoch:
            self._cached = fresh
        return self._cached


async def published_version(session: Session, app: str, kind: str, key: str, version: int) -> Mapping[str, Any]:
    """The document of any published version, read in a transaction that is open already. Raises Missing."""
    row = await session.one(version_by_name(app, kind, key, version))
    if row is None:
        raise Missing("definition_missing", kind=kind, name=f"{app}.{key}")
    document: Mapping[str, Any] = row["document"]
    return document


async def live_version_in(session: Session, app: str, kind: str, key: str) -> int:
    """Which version of a part is live, as an open transaction sees it; 0 for none."""
    row = await session.one(live_version(app, kind, key))
    return 0 if row is None else int(row["live_version"])


class Compiled(Generic[T]):
    """A value computed from the definitions, once per epoch."""

    def __init__(self, compute: Callable[[DefinitionSet], T]) -> None:
        self._compute = compute
        self._epoch = -1
        self._value: T | None = None

    def of(self, definitions: DefinitionSet) -> T:
        """The value for this set."""
        if self._epoch != definitions.epoch or self._value is None:
            self._value = self._compute(definitions)
            self._epoch = definitions.epoch
        return self._value
