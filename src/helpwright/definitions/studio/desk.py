"""Load, decide, save for the routes of the Studio."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation

from helpwright.definitions.blueprint import app_key_problems
from helpwright.definitions.check import Examined, app_draft, examine
from helpwright.definitions.drafts.model import Draft, wanted_of
from helpwright.definitions.drafts.operations import Artefact, Drafts
from helpwright.definitions.element import Step
from helpwright.definitions.kind import DefinitionKind, DocumentProblem, field_problem
from helpwright.definitions.live import Definitions
from helpwright.definitions.model import DefinitionSet
from helpwright.definitions.notices import NoticeCheck
from helpwright.definitions.pins import PinCheck
from helpwright.definitions.preview import PartPreview, compare, with_effects
from helpwright.definitions.publications.model import Consumed, Publication, Reason, Wish
from helpwright.definitions.publications.publisher import Publisher
from helpwright.definitions.publications.store import one_begins
from helpwright.definitions.store import insert_app, raise_epoch, rename_app
from helpwright.definitions.wanted import Wanted
from helpwright.kernel.errors import Conflict, FieldProblem, Invalid, Missing
from helpwright.platform.database import Database, Session
from helpwright.platform.sentences import Sentences

_WAIT_SECONDS = 3.0

Page = tuple[Sequence[Mapping[str, Any]], UUID | None]
"""Items, and what the next page begins behind; None where there is none."""
LeftBehind = Callable[[Session, DefinitionSet, UUID, UUID | None, int], Awaitable[Page]]


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """All drafts of an app together: what was found out, and what they would change."""

    drafts: Sequence[Draft]
    live: DefinitionSet
    examined: Examined
    problems: Sequence[DocumentProblem]
    """Errors and warnings."""
    previews: Sequence[PartPreview] = ()

    @property
    def accepts(self) -> list[str]:
        """What the publisher must accept."""
        return [each for preview in self.previews for each in preview.accepts()]


@dataclass(frozen=True)
class StudioDesk:
    """What the routes need, handed in where all concepts meet."""

    database: Database
    definitions: Definitions
    drafts: Drafts
    publisher: Publisher
    sentences: Sentences
    pinned: PinCheck
    left_behind: LeftBehind
    notices: NoticeCheck

    @property
    def kinds(self) -> Sequence[DefinitionKind]:
        """Every kind."""
        return self.drafts.kinds

    async def require_app(self, app: str) -> DefinitionSet:
        """What is live, with what was removed. Raises Missing."""
        live = await self.definitions.with_removed()
        if app not in live.apps:
            raise Missing("app_missing")
        return live

    async def create_app(self, key: str, name: Any) -> None:
        """An empty app. Raises Invalid, Conflict `app_exists`."""
        problems = [FieldProblem("key", each.code, dict(each.data)) for each in app_key_problems(key)]
        if problems:
            raise Invalid(problems)
        try:
            await self.database.write([insert_app(key, name, self.drafts.clock.now()), raise_epoch()])
        except UniqueViolation as error:
            raise Conflict("app_exists", app=key) from error
        await self.definitions.refresh()

    async def rename_app(self, app: str, name: Any) -> None:
        """At once, without a draft. Raises Missing."""
        await self.require_app(app)
        await self.database.write([rename_app(app, name), raise_epoch()])
        await self.definitions.refresh()

    async def changes(self, app: str, *, only: Artefact | None = None, deep: bool = False) -> ChangeSet:
        """The drafts of an app (or one of them) as a change set; `deep` looks at what is stored as well."""
        live = await self.require_app(app)
        every = await self.drafts.of_app(app)
        drafts = [each for each in every if only is None or (each.kind, each.key) == (only.kind.name, only.key)]
        found = self._compared(app, drafts, live)
        examined, problems, previews = found.examined, [*found.problems], found.previews
        whole = app_draft(app, examined.typed, examined.wanted.removed, self.kinds, live)
        async with self.database.session() as session:
            notices = await self.notices(session, whole)
            if deep and not examined.problems:
                problems += await self.pinned(session, *examined.drafts(self.kinds, live))
                previews = await with_effects(session, examined, previews, self.kinds, live)
        return ChangeSet(drafts, live, examined, [*problems, *notices], previews)

    async def of_every_app(self) -> Mapping[str, ChangeSet]:
        """The drafts of each app as a change set without warnings: as many questions for many apps as for one."""
        live = await self.definitions.with_removed()
        drafts = await self.drafts.of_all()
        return {app: self._compared(app, drafts.get(app, ()), live) for app in live.apps}

    def _compared(self, app: str, drafts: Sequence[Draft], live: DefinitionSet) -> ChangeSet:
        examined = examine(wanted_of(app, drafts), self.kinds, live, all_at_once=True)
        problems = [*examined.problems, *self._behind(drafts, live)]
        return ChangeSet(drafts, live, examined, problems, compare(examined, self.kinds, live))

    async def edited(self, app: str, kind: str) -> Mapping[str, Mapping[str, Any]]:
        """Documents of a kind as they are being edited: the draft, else what is live; unchecked. Raises Missing."""
        live = await self.require_app(app)
        found = {part.key: part.document for part in live.of_kind(kind, app)}
        for draft in await self.drafts.of_app(app):
            if draft.kind != kind:
                continue
            if draft.document is None:
                found.pop(draft.key, None)
            else:
                found[draft.key] = draft.document
        return found

    def _behind(self, drafts: Iterable[Draft], live: DefinitionSet) -> Iterable[DocumentProblem]:
        for draft in drafts:
            kind = self.drafts.kind(draft.kind)
            known = {part.key: part.version for part in live.of_kind(draft.kind, draft.app)}.get(draft.key, 0)
            if known != draft.base:
                data = {"base": draft.base, "live": known}
                yield DocumentProblem((kind.section, draft.key), "draft_behind", data)

    async def publish(
        self,
        app: str,
        accepted: frozenset[str],
        by: UUID | None,
        only: Artefact | None = None,
        wish: Wish | None = None,
    ) -> Publication:
        """Publish the drafts of an app (or one of them). Raises Invalid, Conflict `publish_running`."""
        changes = await self.changes(app, only=only, deep=True)
        self._require(changes.problems, changes.accepts, accepted)
        if not changes.drafts:
            raise Conflict("nothing_to_publish")
        drafts = [Consumed(each.kind, each.key, each.version, each.base) for each in changes.drafts]
        return await self._begin(changes.examined.wanted, "changes", by, drafts, accepted, wish)

    async def roll_back(
        self, artefact: Artefact, version: int, accepted: frozenset[str], by: UUID | None, wish: Wish | None = None
    ) -> Publication:
        """Publish an old version as a new one. Raises Missing, Invalid, Conflict `publish_running`."""
        found = await self.back_to(artefact, version)
        return await self.go_back(found, accepted, by, wish)

    async def go_back(
        self, changes: ChangeSet, accepted: frozenset[str], by: UUID | None, wish: Wish | None
    ) -> Publication:
        """Publish what was before. Raises Invalid, Conflict `publish_running`."""
        self._require(changes.problems, changes.accepts, accepted)
        return await self._begin(changes.examined.wanted, "rollback", by, (), accepted, wish)

    async def back_to(self, artefact: Artefact, version: int) -> ChangeSet:
        """What publishing an old version anew would change. Raises Missing."""
        document = await self.version(artefact, version)
        wanted = Wanted(artefact.app, {artefact.kind.name: {artefact.key: document}})
        live = await self.require_app(artefact.app)
        examined = examine(wanted, self.kinds, live)
        problems, previews = list(examined.problems), compare(examined, self.kinds, live)
        if not problems:
            async with self.database.session() as session:
                problems += await self.pinned(session, *examined.drafts(self.kinds, live))
                previews = await with_effects(session, examined, previews, self.kinds, live)
        return ChangeSet((), live, examined, problems, previews)

    def _require(self, problems: Iterable[DocumentProblem], wanted: Sequence[str], accepted: frozenset[str]) -> None:
        found = [field_problem(each) for each in problems if each.severity == "error"]
        found += [FieldProblem(each, "effect_not_accepted") for each in wanted if each not in accepted]
        if found:
            raise Invalid(found, "publish_refused")

    async def _begin(
        self,
        wanted: Wanted,
        reason: Reason,
        by: UUID | None,
        drafts: Sequence[Consumed],
        accepted: frozenset[str],
        wish: Wish | None,
    ) -> Publication:
        async with self.database.transaction() as session:
            await session.execute(one_begins(wanted.app))
            running = await self.publisher.open_of_app(wanted.app)
            same = next((each for each in (running, await self.publisher.last_of_app(wanted.app)) if each), None)
            if same is not None and _asked_before(same, drafts, by, accepted, wish):
                publication = same.id
            elif running is not None:
                raise Conflict("publish_running", publication=str(running.id))
            else:
                await self.publisher.require_unscheduled(wanted.app)
                publication = await self.publisher.begin(wanted, reason, by, drafts, accepted, wish)
        if wish is not None and wish.due_at is not None:
            return await self._noted(publication)
        found = await self.publisher.finish(publication, _WAIT_SECONDS)
        await self.definitions.refresh()
        return found

    async def standing(self, app: str) -> tuple[Publication | None, Publication | None, Publication | None]:
        """The publication of an app that is carried out, the one that waits for its time, the last that went live."""
        publisher = self.publisher
        return (
            await publisher.open_of_app(app),
            await publisher.scheduled_of_app(app),
            await publisher.last_of_app(app),
        )

    async def _noted(self, publication: UUID) -> Publication:
        found = await self.publisher.read(publication)
        if found is None:
            raise Missing("publication_missing")
        return found

    async def version(self, artefact: Artefact, version: int) -> Mapping[str, Any]:
        """The document of a published version. Raises Missing."""
        part = artefact.live or artefact.retired
        if part is None:
            raise Missing("version_missing", version=version)
        return await self.definitions.version(part.id, version)

    async def problems_of(self, app: str) -> Sequence[DocumentProblem]:
        """What is wrong with an app as all its drafts would make it."""
        return (await self.changes(app)).problems

    async def used_keys(self, artefact: Artefact) -> Sequence[tuple[str, Sequence[Step]]]:
        """Elements with keys that any published version had, as operations name them."""
        found: dict[tuple[str, tuple[Step, ...]], None] = {}
        for document in await self.drafts.published(artefact):
            for element in artefact.kind.elements:
                if element.keyed:
                    found.update(dict.fromkeys((element.name, at) for at in element.all_in(document)))
        return list(found)


def _asked_before(
    publication: Publication,
    drafts: Sequence[Consumed],
    by: UUID | None,
    accepted: frozenset[str],
    wish: Wish | None,
) -> bool:
    """Whether it publishes these very drafts, as the same person wished: a second click means the first one.

    Versions of drafts never come back, so the same ones are the same drafts.
    """
    mine = (publication.started_by, publication.accepted, publication.wish) == (by, accepted, wish or Wish())
    return bool(drafts) and mine and tuple(publication.drafts) == tuple(drafts)
