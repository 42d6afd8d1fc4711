"""HTTP of the Studio's first pages: all apps, one app at a glance, what versions and publications changed."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from helpwright.access.gate import ForDefinitions
from helpwright.definitions.studio.answers import (
    AppsAnswer,
    ComparedAnswer,
    OverviewAnswer,
    PublicationAnswer,
    PublishedPartsAnswer,
)
from helpwright.definitions.studio.desk import StudioDesk
from helpwright.definitions.studio.history import DRAFT, compare_json, publication_parts_json
from helpwright.definitions.studio.home import apps_json, overview_json
from helpwright.definitions.studio.render import publication_json
from helpwright.kernel.clock import Clock
from helpwright.kernel.errors import Conflict, Missing
from helpwright.platform.database import to_json
from helpwright.platform.problems import locale_of
from helpwright.platform.routes import Router

Locale = Annotated[str, Depends(locale_of)]
Version = Annotated[int, Query(ge=DRAFT, le=2**31 - 1, description="a published version; 0 is the draft")]


_WAIT_SECONDS = 3.0


def _body(value: Any) -> Response:
    return Response(to_json(value), media_type="application/json")


def home_routes(desk: StudioDesk, clock: Clock) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(tags=["definitions"])

    @router.get("/apps", response_model=AppsAnswer)
    async def list_apps(_caller: ForDefinitions, locale: Locale) -> Response:
        return _body({"items": await apps_json(desk, locale)})

    @router.get("/apps/{app}/overview", response_model=OverviewAnswer, response_model_exclude_none=True)
    async def read_overview(app: str, _caller: ForDefinitions, locale: Locale) -> Response:
        return _body(await overview_json(desk, app, clock, locale))

    @router.get("/definitions/{kind}/{key}/diff", response_model=ComparedAnswer)
    async def compare_versions(
        kind: str, key: str, before: Version, after: Version, _caller: ForDefinitions, locale: Locale
    ) -> Response:
        artefact = await desk.drafts.find(kind, key)
        return _body({"details": await compare_json(desk, artefact, before, after, locale)})

    @router.get("/publications/{publication}/parts", response_model=PublishedPartsAnswer)
    async def read_published_parts(publication: UUID, _caller: ForDefinitions, locale: Locale) -> Response:
        return _body({"items": await publication_parts_json(desk, publication, locale)})

    @router.post("/publications/{publication}/cancel", response_model=PublicationAnswer)
    async def cancel_publication(publication: UUID, _caller: ForDefinitions, locale: Locale) -> Response:
        """Take back what is not live yet; it ends as failed with `publish_canceled` at its next step."""
        canceled = await desk.publisher.cancel(publication)
        found = await desk.publisher.read(publication)
        if canceled and found is not None and found.wish.due_at is not None:
            found = await desk.publisher.finish(publication, _WAIT_SECONDS)
        if found is None:
            raise Missing("publication_missing")
        if not canceled:
            raise Conflict("publish_too_late")
        return _body(publication_json(found, desk.sentences, locale))

    return router
