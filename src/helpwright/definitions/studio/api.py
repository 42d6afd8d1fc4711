"""HTTP of the Studio: artefacts, drafts, typed operations, change sets, publications, versions."""

from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from helpwright.access.gate import ForDefinitions
from helpwright.definitions.drafts.edit import Operation
from helpwright.definitions.drafts.input import require_storable
from helpwright.definitions.drafts.operations import MOST_OPERATIONS, Artefact
from helpwright.definitions.publications.model import Publication, Wish
from helpwright.definitions.publications.publisher import refusal_of
from helpwright.definitions.studio.answers import (
    AppDefinitionsAnswer,
    ArtefactAnswer,
    ChangesAnswer,
    LeftBehindAnswer,
    OldVersionAnswer,
    PublicationAnswer,
    PublicationsAnswer,
    SavedAnswer,
)
from helpwright.definitions.studio.desk import ChangeSet, StudioDesk
from helpwright.definitions.studio.render import (
    artefact_json,
    changes_json,
    parts_json,
    problems_json,
    publication_json,
)
from helpwright.kernel.errors import FieldProblem, Invalid, Missing
from helpwright.kernel.text import LocalText
from helpwright.platform.database import to_json
from helpwright.platform.problems import locale_of
from helpwright.platform.routes import Router

Locale = Annotated[str, Depends(locale_of)]
Builder = ForDefinitions
"""Who may build. One name, so that a finer right needs one change."""

Version = Annotated[int, Field(ge=0, le=2**31 - 1)]
Accept = Annotated[list[Annotated[str, Field(max_length=300)]], Field(max_length=500)]
_PAGE = 100
_PUBLICATIONS = 50
_FARTHEST = timedelta(days=90)
_Name = Annotated[str, Field(max_length=80)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AppBody(_Body):
    """A new app."""

    key: Annotated[str, Field(max_length=100)]
    name: LocalText


class NameBody(_Body):
    """Another name of an app."""

    name: LocalText


class DraftBody(_Body):
    """The whole document; `version` is that of the draft it follows (0: there is none yet).

    `base`: the builder has seen that live version, which the draft now goes on from.
    """

    version: Version
    document: dict[str, Any]
    base: Version | None = None


class OperationsBody(_Body):
    """Operations to apply in their order, all or none."""

    version: Version
    operations: Annotated[list[Operation], Field(min_length=1, max_length=MOST_OPERATIONS)]


class MigrateBody(_Body):
    """How what is under way comes to the new version of a flow: the node chosen for each that is gone."""

    nodes: Annotated[dict[_Name, _Name], Field(max_length=200)] = {}


class PublishBody(_Body):
    """`accept` names the effects that `GET apps/{app}/changes` asks to accept; `note` says what changed and why.

    `at` publishes later what was looked at now. `migrate` names the flows, by key, whose open instances go on under
    the new version; without it they finish on theirs.
    """

    accept: Accept = []
    note: Annotated[str | None, Field(max_length=500)] = None
    at: AwareDatetime | None = None
    migrate: Annotated[dict[_Name, MigrateBody], Field(max_length=50)] = {}


class RollbackBody(PublishBody):
    """The version to publish again."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]


def wish_of(wanted: PublishBody | None, now: datetime) -> Wish:
    """What goes with the publication. Raises Invalid for a time that is over or too far away."""
    if wanted is None:
        return Wish()
    if wanted.at is not None and not now < wanted.at <= now + _FARTHEST:
        raise Invalid([FieldProblem("at", "publish_time_not_possible", {"days": _FARTHEST.days})])
    note = (wanted.note or "").strip() or None
    sequel = {"migrate": {key: {"nodes": each.nodes} for key, each in wanted.migrate.items()}} if wanted.migrate else {}
    return Wish(note, wanted.at, sequel)


def _body(value: Any, status: int = 200) -> Response:
    return Response(to_json(value), status, media_type="application/json")


def routes(desk: StudioDesk) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(tags=["definitions"])

    async def saved(artefact: Artefact, version: int, locale: str, **more: Any) -> Response:
        problems = problems_json(desk, await desk.problems_of(artefact.app), locale, artefact)
        return _body({"version": version, "problems": problems, "inverses": [], **more})

    async def told(app: str, changes: ChangeSet, locale: str) -> Response:
        return _body(changes_json(desk, app, changes, await desk.standing(app), locale))

    def ended(publication: Publication, locale: str) -> Response:
        if publication.state == "failed":
            raise refusal_of(publication)
        status = 200 if publication.over else 202
        return _body(publication_json(publication, desk.sentences, locale), status)

    @router.post("/apps", response_model=AppDefinitionsAnswer, status_code=201)
    async def create_app(wanted: AppBody, _caller: Builder, locale: Locale) -> Response:
        require_storable(wanted.name, "name")
        await desk.create_app(wanted.key, wanted.name)
        return _body(parts_json(desk, wanted.key, await desk.changes(wanted.key), locale), 201)

    @router.patch("/apps/{app}", response_model=AppDefinitionsAnswer)
    async def rename_app(app: str, wanted: NameBody, _caller: Builder, locale: Locale) -> Response:
        require_storable(wanted.name, "name")
        await desk.rename_app(app, wanted.name)
        return _body(parts_json(desk, app, await desk.changes(app), locale))

    @router.get("/apps/{app}/definitions", response_model=AppDefinitionsAnswer)
    async def list_definitions(app: str, _caller: Builder, locale: Locale, *, documents: bool = False) -> Response:
        return _body(parts_json(desk, app, await desk.changes(app), locale, documents=documents))

    @router.get("/apps/{app}/changes", response_model=ChangesAnswer)
    async def read_changes(app: str, _caller: Builder, locale: Locale) -> Response:
        changes = await desk.changes(app, deep=True)
        return await told(app, changes, locale)

    @router.post("/apps/{app}/publish", response_model=PublicationAnswer)
    async def publish_app(app: str, caller: Builder, locale: Locale, wanted: PublishBody | None = None) -> Response:
        accepted = frozenset(wanted.accept if wanted is not None else ())
        wish = wish_of(wanted, desk.drafts.clock.now())
        return ended(await desk.publish(app, accepted, caller.person_id, wish=wish), locale)

    @router.get("/apps/{app}/publications", response_model=PublicationsAnswer)
    async def list_publications(app: str, _caller: Builder, locale: Locale, cursor: UUID | None = None) -> Response:
        await desk.require_app(app)
        found = await desk.publisher.of_app(app, _PUBLICATIONS + 1, cursor)
        shown = found[:_PUBLICATIONS]
        items = [publication_json(each, desk.sentences, locale) for each in shown]
        return _body({"items": items, "next": str(shown[-1].id) if len(found) > _PUBLICATIONS else None})

    @router.get("/publications/{publication}", response_model=PublicationAnswer)
    async def read_publication(publication: UUID, _caller: Builder, locale: Locale) -> Response:
        found = await desk.publisher.read(publication)
        if found is None:
            raise Missing("publication_missing")
        return _body(publication_json(found, desk.sentences, locale))

    @router.get("/publications/{publication}/left-behind", response_model=LeftBehindAnswer)
    async def read_left_behind(publication: UUID, _caller: Builder, cursor: UUID | None = None) -> Response:
        live = await desk.definitions.with_removed()
        async with desk.database.session() as session:
            items, following = await desk.left_behind(session, live, publication, cursor, _PAGE)
        return _body({"items": items, "next": following})

    @router.get("/definitions/{kind}/{key}", response_model=ArtefactAnswer)
    async def read_definition(kind: str, key: str, _caller: Builder, locale: Locale) -> Response:
        return _body(await artefact_json(desk, await desk.drafts.find(kind, key), locale))

    @router.delete("/definitions/{kind}/{key}", response_model=SavedAnswer)
    async def remove_definition(
        kind: str, key: str, caller: Builder, locale: Locale, version: Version | None = None
    ) -> Response:
        """Mark a live artefact for removal with the next publication; a new one is gone at once.

        With the `version` of the draft that was looked at (0: none), a newer one is not touched.
        """
        artefact = await desk.drafts.find(kind, key)
        draft = await desk.drafts.remove(artefact, caller.person_id, version)
        return await saved(artefact, draft.version if draft is not None else 0, locale, document=None)

    @router.put("/definitions/{kind}/{key}/draft", response_model=SavedAnswer)
    async def write_draft(kind: str, key: str, wanted: DraftBody, caller: Builder, locale: Locale) -> Response:
        require_storable(wanted.document, "document")
        artefact = await desk.drafts.find_or_new(kind, key)
        draft = await desk.drafts.save(artefact, wanted.document, wanted.version, caller.person_id, wanted.base)
        return await saved(artefact, draft.version, locale, document=draft.document)

    @router.post("/definitions/{kind}/{key}/draft/operations", response_model=SavedAnswer)
    async def edit_draft(kind: str, key: str, wanted: OperationsBody, caller: Builder, locale: Locale) -> Response:
        raw = [each.model_dump(mode="python", exclude_unset=True) for each in wanted.operations]
        require_storable(raw, "operations")
        artefact = await desk.drafts.find(kind, key)
        draft, inverses = await desk.drafts.edit(artefact, wanted.operations, wanted.version, caller.person_id)
        back = [each.model_dump(mode="python", exclude_none=False, exclude_unset=True) for each in inverses]
        return await saved(artefact, draft.version, locale, document=draft.document, inverses=back)

    @router.delete("/definitions/{kind}/{key}/draft", status_code=204, response_class=Response)
    async def discard_draft(kind: str, key: str, _caller: Builder, version: Version | None = None) -> Response:
        """Forget the draft; with its `version`, only when nobody has saved a newer one."""
        await desk.drafts.discard(await desk.drafts.find(kind, key), version)
        return Response(status_code=204)

    @router.get("/definitions/{kind}/{key}/versions/{version}", response_model=OldVersionAnswer)
    async def read_version(kind: str, key: str, version: int, _caller: Builder) -> Response:
        document = await desk.version(await desk.drafts.find(kind, key), version)
        return _body({"version": version, "document": document})

    @router.get("/definitions/{kind}/{key}/versions/{version}/changes", response_model=ChangesAnswer)
    async def read_way_back(kind: str, key: str, version: int, _caller: Builder, locale: Locale) -> Response:
        """What a rollback to this version would change, and what of it must be accepted."""
        artefact = await desk.drafts.find(kind, key)
        return await told(artefact.app, await desk.back_to(artefact, version), locale)

    @router.post("/definitions/{kind}/{key}/publish", response_model=PublicationAnswer)
    async def publish_definition(
        kind: str, key: str, caller: Builder, locale: Locale, wanted: PublishBody | None = None
    ) -> Response:
        artefact = await desk.drafts.find(kind, key)
        accepted = frozenset(wanted.accept if wanted is not None else ())
        wish = wish_of(wanted, desk.drafts.clock.now())
        return ended(await desk.publish(artefact.app, accepted, caller.person_id, artefact, wish), locale)

    @router.post("/definitions/{kind}/{key}/rollback", response_model=PublicationAnswer)
    async def roll_back(kind: str, key: str, wanted: RollbackBody, caller: Builder, locale: Locale) -> Response:
        artefact = await desk.drafts.find(kind, key)
        accepted = frozenset(wanted.accept)
        wish = wish_of(wanted, desk.drafts.clock.now())
        return ended(await desk.roll_back(artefact, wanted.version, accepted, caller.person_id, wish), locale)

    return router
