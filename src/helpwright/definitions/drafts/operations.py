"""What builders do with drafts: save, edit step by step, take back, mark for removal. Nothing of it is live."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from helpwright.definitions.check import good_key
from helpwright.definitions.drafts import store
from helpwright.definitions.drafts.edit import DOCUMENT, Add, Operation, OperationRefused, Rename, apply
from helpwright.definitions.drafts.model import Draft
from helpwright.definitions.element import find
from helpwright.definitions.kind import DefinitionKind
from helpwright.definitions.live import Definitions
from helpwright.definitions.model import DefinitionSet, Part
from helpwright.definitions.store import documents_of
from helpwright.kernel.clock import Clock
from helpwright.kernel.errors import Conflict, FieldProblem, Invalid, Missing
from helpwright.platform.database import Database

MOST_OPERATIONS = 200


@dataclass(frozen=True, slots=True)
class Artefact:
    """One artefact: its live part, its draft, its last version when it was removed. At least one is there."""

    app: str
    kind: DefinitionKind
    key: str
    live: Part | None
    draft: Draft | None
    retired: Part | None

    @property
    def base(self) -> int:
        """The live version a new draft starts from."""
        return self.live.version if self.live is not None else 0

    @property
    def document(self) -> Mapping[str, Any] | None:
        """What a builder sees now: the draft, else what is live."""
        if self.draft is not None:
            return self.draft.document
        return self.live.document if self.live is not None else None


@dataclass(frozen=True)
class Drafts:
    """Operations on drafts; each is one small transaction."""

    database: Database
    definitions: Definitions
    kinds: Sequence[DefinitionKind]
    clock: Clock

    def kind(self, name: str) -> DefinitionKind:
        """By name or by section. Raises Missing."""
        for kind in self.kinds:
            if name in {kind.name, kind.section}:
                return kind
        raise Missing("kind_missing", kind=name[:80])

    async def of_app(self, app: str) -> list[Draft]:
        """Every draft of an app, in the order in which kinds refer to each other."""
        return self._in_order(store.to_draft(row) for row in await self.database.all(store.of_app(app)))

    async def of_all(self) -> Mapping[str, Sequence[Draft]]:
        """The same of every app that has any, by its key."""
        found: dict[str, list[Draft]] = {}
        for draft in self._in_order(store.to_draft(row) for row in await self.database.all(store.of_all())):
            found.setdefault(draft.app, []).append(draft)
        return found

    def _in_order(self, drafts: Iterable[Draft]) -> list[Draft]:
        order = {kind.name: place for place, kind in enumerate(self.kinds)}
        return sorted((each for each in drafts if each.kind in order), key=lambda draft: order[draft.kind])

    async def find(self, kind_name: str, name: str) -> Artefact:
        """By `app.key`, or by the bare key where only one app has it. Raises Missing."""
        kind = self.kind(kind_name)
        app, _, key = name.rpartition(".")
        live = await self.definitions.with_removed()
        drafts = [store.to_draft(row) for row in await self.database.all(store.of_key(kind.name, key, app or None))]
        parts = [part for part in (*live.of_kind(kind.name), *live.retired) if part.kind == kind.name]
        named: list[Part | Draft] = [*drafts, *parts]
        apps = {each.app for each in named if each.key == key and app in {"", each.app}}
        if len(apps) != 1:
            raise Missing("definition_missing", kind=kind.name, name=name[:80])
        (found,) = apps
        return _artefact(found, kind, key, live, drafts)

    async def find_or_new(self, kind_name: str, name: str) -> Artefact:
        """As `find`; a name `app.key` that nobody has yet is a new artefact.

        Raises Missing for an app that is not there, Invalid for a key that cannot be.
        """
        try:
            return await self.find(kind_name, name)
        except Missing:
            kind = self.kind(kind_name)
            app, _, key = name.rpartition(".")
            if not app:
                raise
            if app not in (await self.definitions.current()).apps:
                raise Missing("app_missing") from None
            if not good_key(key, kind.key_bytes):
                problem = FieldProblem("key", "key_malformed", {"key": key[:80], "most": kind.key_bytes})
                raise Invalid([problem]) from None
            return Artefact(app, kind, key, None, None, None)

    async def save(
        self,
        artefact: Artefact,
        document: Mapping[str, Any] | None,
        version: int,
        by: UUID | None,
        base: int | None = None,
    ) -> Draft:
        """Store the whole document as the draft that follows `version` (0: there is none yet).

        `base` says that the builder has seen that live version. None as the document: it shall be removed.
        Raises Conflict `draft_stale` when somebody else saved meanwhile, `key_used_before` for a removed artefact.
        """
        if artefact.live is None and artefact.retired is not None and artefact.draft is None:
            raise Conflict("key_used_before", key=artefact.key, version=artefact.retired.version)
        if base is not None and base != artefact.base:
            raise Conflict("draft_behind", base=base, live=artefact.base)
        kept = artefact.draft.base if artefact.draft is not None else artefact.base
        at = self.clock.now()
        wanted = Draft(
            artefact.app, artefact.kind.name, artefact.key, document, kept if base is None else base, version, at, by
        )
        rows = (await self.database.write([store.save(wanted, at, by)]))[0]
        if not rows:
            raise await self._stale(artefact)
        return replace(wanted, version=rows[0]["version"])

    async def edit(
        self,
        artefact: Artefact,
        operations: Sequence[Operation],
        version: int,
        by: UUID | None,
    ) -> tuple[Draft, list[Operation]]:
        """Apply the operations in order, all or none; the operations that lead back, in the order to apply them.

        Raises Invalid naming the operation that does not fit, Conflict as `save`.
        """
        document = artefact.document
        if document is None:
            raise Conflict("draft_removes")
        published = await self.published(artefact)
        current = dict(document)
        inverses: list[Operation] = []
        for place, operation in enumerate(operations):
            try:
                _check_key(artefact, operation, published)
                edited = apply(artefact.kind.elements, current, operation)
            except OperationRefused as refused:
                raise Invalid([FieldProblem(f"operations.{place}", refused.code, refused.data)]) from refused
            current = edited.document
            inverses.insert(0, edited.inverse)
        return await self.save(artefact, current, version, by), inverses

    async def discard(self, artefact: Artefact, version: int | None = None) -> None:
        """Forget the draft of this version (None: of any). Raises Missing, Conflict `draft_stale`."""
        if artefact.draft is None:
            raise Missing("draft_missing")
        forget = store.discard(artefact.app, artefact.kind.name, artefact.key, version)
        if not (await self.database.write([forget]))[0] and version is not None:
            raise await self._stale(artefact)

    async def remove(self, artefact: Artefact, by: UUID | None, version: int | None = None) -> Draft | None:
        """Mark a live artefact for removal; one that never was live is gone at once.

        `version` is that of the draft that was looked at, 0 for none. Raises Conflict `draft_stale` for another one.
        """
        if artefact.live is None:
            await self.discard(artefact, version)
            return None
        if version is None:
            version = artefact.draft.version if artefact.draft is not None else 0
        return await self.save(artefact, None, version, by, artefact.base)

    async def _stale(self, artefact: Artefact) -> Conflict:
        """Somebody else was faster; names the version that is there now, 0 for none."""
        rows = await self.database.all(store.of_key(artefact.kind.name, artefact.key, artefact.app))
        return Conflict("draft_stale", current=rows[0]["version"] if rows else 0)

    async def published(self, artefact: Artefact) -> Sequence[Mapping[str, Any]]:
        """Every published document of the artefact, the newest first."""
        part = artefact.live or artefact.retired
        if part is None:
            return ()
        return [row["document"] for row in await self.database.all(documents_of(part.id))]


def _artefact(app: str, kind: DefinitionKind, key: str, live: DefinitionSet, drafts: Sequence[Draft]) -> Artefact:
    def own(parts: Sequence[Part]) -> Part | None:
        return next((each for each in parts if each.key == key), None)

    return Artefact(
        app,
        kind,
        key,
        own(live.of_kind(kind.name, app)),
        next((each for each in drafts if each.app == app), None),
        own(live.retired_of(kind.name, app)),
    )


def _check_key(artefact: Artefact, operation: Operation, published: Sequence[Mapping[str, Any]]) -> None:
    """Keys that were published keep their meaning: none is renamed, and none is given to something else."""
    element = next((each for each in artefact.kind.elements if each.name == operation.element), None)
    path = element.place(operation.at) if element is not None and operation.element != DOCUMENT else None
    if element is None or path is None or not element.keyed:
        return
    if isinstance(operation, Rename):
        if any(find(document, path) is not None for document in published):
            raise OperationRefused("key_published", key=operation.at[-1])
        path = (*path[:-1], operation.key)
    elif not isinstance(operation, Add) or operation.again:
        return
    live = artefact.live.document if artefact.live is not None else {}
    if find(live, path) is None and any(find(document, path) is not None for document in published):
        raise OperationRefused("key_used_before_element", key=path[-1])
