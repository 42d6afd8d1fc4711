"""HTTP of taking a publication back as a whole."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from helpwright.access.gate import ForDefinitions
from helpwright.definitions.publications.publisher import refusal_of
from helpwright.definitions.studio.answers import ChangesAnswer, PublicationAnswer
from helpwright.definitions.studio.api import Locale, PublishBody, wish_of
from helpwright.definitions.studio.desk import StudioDesk
from helpwright.definitions.studio.render import changes_json, publication_json
from helpwright.definitions.studio.taking_back import take_back, way_back
from helpwright.kernel.clock import Clock
from helpwright.platform.database import to_json
from helpwright.platform.routes import Router


def _body(value: Any, status: int = 200) -> Response:
    return Response(to_json(value), status, media_type="application/json")


def taking_back_routes(desk: StudioDesk, clock: Clock) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(tags=["definitions"])

    @router.get("/publications/{publication}/way-back", response_model=ChangesAnswer)
    async def read_way_back_of(publication: UUID, _caller: ForDefinitions, locale: Locale) -> Response:
        """What taking a publication back as a whole would change, what stands in the way, what must be accepted."""
        found, changes = await way_back(desk, publication)
        return _body(changes_json(desk, found.app, changes, await desk.standing(found.app), locale))

    @router.post("/publications/{publication}/take-back", response_model=PublicationAnswer)
    async def take_back_whole(
        publication: UUID, wanted: PublishBody, caller: ForDefinitions, locale: Locale
    ) -> Response:
        """Bring every part that a publication changed back to how it was before, as one new publication."""
        wish = wish_of(wanted, clock.now())
        ended = await take_back(desk, publication, frozenset(wanted.accept), caller.person_id, wish)
        if ended.state == "failed":
            raise refusal_of(ended)
        return _body(publication_json(ended, desk.sentences, locale), 200 if ended.over else 202)

    return router
