"""HTTP of reports: in and out, no decisions."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Query, Response
from starlette.requests import HTTPConnection

from helpwright.access.audit import entry
from helpwright.access.gate import SignedIn, open_session_beside
from helpwright.access.model import Caller
from helpwright.access.rights import Rights
from helpwright.definitions.model import DefinitionSet
from helpwright.kernel.errors import FieldProblem, Invalid, Missing
from helpwright.kernel.text import localize
from helpwright.platform.changes import LOOK, Look, read_look
from helpwright.platform.database import to_json
from helpwright.platform.direct_route import add_direct
from helpwright.platform.problems import read_locale
from helpwright.platform.routes import Router
from helpwright.platform.sentences import Sentences
from helpwright.query.document import QueryDocument
from helpwright.records.engine import RecordEngine
from helpwright.reports.answers import DashboardAnswer, DashboardName, QueryAnswer
from helpwright.reports.evaluate import answer, dashboard
from helpwright.reports.kept import Shelved
from helpwright.reports.narrow import shared_conditions
from helpwright.reports.reader import KnownRollups, Reader
from helpwright.reports.workbook import workbook

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHEET: dict[int | str, dict[str, Any]] = {
    200: {"description": "An Excel file", "content": {_XLSX: {"schema": {"type": "string", "format": "binary"}}}}
}
Locale = Annotated[str, Depends(read_locale)]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and how often what reports read was changed up to then."""

    caller: Caller
    look: Look


async def _asker(connection: HTTPConnection) -> Asker:
    session, rows = await open_session_beside(connection, LOOK)
    return Asker(session.caller, read_look(rows))


Asking = Annotated[Asker, Depends(_asker)]


@dataclass(frozen=True)
class ReportDesk:
    """What the routes need, handed in where all concepts meet."""

    engine: RecordEngine
    sentences: Sentences
    rights_of: Callable[[Caller, DefinitionSet], Rights]
    shelf: KnownRollups | None = None
    shelved: Shelved | None = None

    async def reader(self, caller: Caller, locale: str, look: Look | None = None) -> Reader:
        """The caller under the definitions of the request. With a `look`, they are told what is kept and still so."""
        definitions = await self.engine.definitions.current(caller.epoch)
        rights = self.rights_of(caller, definitions)
        kept = None
        if look is not None and self.shelved is not None:
            kept = await self.shelved.at(look, definitions, self.engine.forms(definitions))
        return Reader(self.engine, self.sentences, caller, definitions, rights, locale, shelf=self.shelf, kept=kept)


def _body(value: Any) -> Response:
    return Response(to_json(value), media_type="application/json")


def _shared(text: str | None) -> list[dict[str, Any]]:
    if text is None:
        return []
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Invalid([FieldProblem("filter", "json_malformed")]) from error
    return shared_conditions(document)


def routes(desk: ReportDesk) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(tags=["reports"])

    @router.get("/dashboards", response_model=list[DashboardName])
    async def list_dashboards(caller: SignedIn, locale: Locale) -> Response:
        reader = await desk.reader(caller, locale)
        allowed = reader.rights.dashboards()
        found = [part for part in reader.definitions.of_kind("dashboard") if part.name in allowed]
        return _body([{"key": part.name, "name": localize(part.document.get("name"), locale)} for part in found])

    async def read_dashboard(
        key: str,
        asker: Asking,
        locale: Locale,
        filter: Annotated[  # noqa: A002 -- the contract's word
            str | None, Query(max_length=20_000, description="conditions on fields of the forms, for every widget")
        ] = None,
    ) -> Response:
        reader = await desk.reader(asker.caller, locale, asker.look)
        return _body(await dashboard(reader, key, _shared(filter)))

    add_direct(router, "GET", "/dashboards/{key}", read_dashboard, DashboardAnswer)

    @router.get("/dashboards/{key}/widgets/{widget}/sheet", response_class=Response, responses=_SHEET)
    async def widget_sheet(
        key: str,
        widget: str,
        caller: SignedIn,
        locale: Locale,
        filter: Annotated[str | None, Query(max_length=20_000, description="as of the dashboard")] = None,  # noqa: A002 -- the contract's word
    ) -> Response:
        reader = await desk.reader(caller, locale)
        found = await dashboard(reader, key, _shared(filter), only=widget)
        shown = found["widgets"].get(widget)
        if shown is None or shown["state"] != "ready":
            raise Missing("widget_missing")
        nothing = desk.sentences(locale, "group_nothing")
        told = {"widget": widget, "rows": len(shown["rows"])}
        at = f"dashboard:{found['key']}"
        await desk.engine.database.write([entry(desk.engine.clock.now(), "exported", caller, at, told)])
        sheet = shown["title"], shown["columns"], shown["rows"]
        return Response(
            await asyncio.to_thread(workbook, *sheet, nothing, locale),
            media_type=_XLSX,
            headers={"Content-Disposition": f'attachment; filename="{widget}.xlsx"'},
        )

    @router.post("/query", response_model=QueryAnswer, response_model_exclude_unset=True)
    async def query(
        wanted: QueryDocument,
        asker: Asking,
        locale: Locale,
        app: Annotated[str | None, Query(max_length=100, description="only inside this app, as its dashboards")] = None,
    ) -> Response:
        reader = await desk.reader(asker.caller, locale, asker.look)
        return _body(await answer(reader if app is None else replace(reader, app=app), wanted))

    return router
