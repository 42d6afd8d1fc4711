"""HTTP of records: in and out, no decisions."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID, uuid5

import orjson
from fastapi import APIRouter, Depends, Header, Query, Response
from pydantic import BaseModel

from helpwright.access.gate import SignedIn
from helpwright.access.model import Caller
from helpwright.access.rights import Rights
from helpwright.definitions.model import DefinitionSet
from helpwright.definitions.teams import teams_by_id
from helpwright.forms.validate import new_values
from helpwright.kernel.errors import Conflict, FieldProblem, Invalid, Missing, Refusal, Unavailable
from helpwright.kernel.events import Actor
from helpwright.platform.database import Row, Statement, to_json
from helpwright.platform.direct_route import add_direct
from helpwright.platform.problems import read_locale
from helpwright.platform.routes import Router
from helpwright.records.answers import RecordDetail, RecordPage, SearchAnswer
from helpwright.records.engine import RecordEngine
from helpwright.records.links import links_in
from helpwright.records.listing import list_records as read_records
from helpwright.records.listing import page_json
from helpwright.records.operations.change import Change, change, remove
from helpwright.records.operations.create import Created, Once, Source, create
from helpwright.records.operations.resend import made_before
from helpwright.records.read import (
    ListRequest,
    View,
    link_queries,
    look,
    record_in,
    record_json,
    related,
    require_action,
    require_form,
)
from helpwright.records.refusals import StaleDefinitionsError
from helpwright.records.search import search_everywhere
from helpwright.records.store import visible

Locale = Annotated[str, Depends(read_locale)]
Key = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)]
_STALE_ATTEMPTS = 5
_LONGEST_VERSION = 9
T = TypeVar("T")


class NewRecordBody(BaseModel):
    """Values by field key; the same `id` sent twice makes one record."""

    id: UUID | None = None
    values: dict[str, Any]


class ChangeBody(BaseModel):
    """Changed values, and the version they were based on."""

    values: dict[str, Any]
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody (`by`) named these people in a note on a record; `title` is its number, else its title."""

    form: str
    record_id: UUID
    title: str
    by: str
    text: str
    people: Sequence[Caller]
    at: datetime


@dataclass(frozen=True)
class RecordDesk:
    """What the routes need beyond the engine: handed in where all concepts meet."""

    engine: RecordEngine
    rights_of: Callable[[Caller, DefinitionSet], Rights]
    describe_step: Callable[[Row, str, DefinitionSet], dict[str, Any]]
    on_public_comment: Callable[[UUID, UUID, datetime], Sequence[Statement]]
    case_looks: Callable[[UUID], Sequence[Statement]]
    case_in: Callable[[Sequence[Sequence[Row]]], dict[str, Any] | None]
    """The case of a record as it is shown, from the rows of `case_looks`."""
    read_dues: Callable[[Sequence[UUID]], Awaitable[Mapping[UUID, dict[str, Any] | None]]]
    read_promises: Callable[[Sequence[UUID]], Awaitable[Mapping[UUID, dict[str, Any]]]]
    allowed_by_tasks: Callable[[Caller, DefinitionSet, UUID], Awaitable[Collection[str]]]
    tell_mentioned: Callable[[Mention], Sequence[Statement]]
    instead: Callable[[View, Change], Awaitable[bool]]
    """Does in another way what a guard refused (a flow takes the outcome that sets a status); whether it could."""

    async def view(self, caller: Caller, form: str) -> View:
        """What the caller sees of the form. Raises Missing for a form that does not exist."""
        definitions = await self.engine.definitions.current(caller.epoch)
        found = self.engine.forms(definitions).find(form)
        return View(caller, definitions, found, self.rights_of(caller, definitions))

    async def current(self, caller: Caller, form: str, write: Callable[[View], Awaitable[T]]) -> tuple[View, T]:
        """Write under the live definitions: when one was published meanwhile, decide again with the new ones."""
        view = await self.view(caller, form)
        for _ in range(_STALE_ATTEMPTS):
            try:
                return view, await write(view)
            except StaleDefinitionsError:
                definitions = await self.engine.definitions.refresh()
                found = self.engine.forms(definitions).find(view.form.name)
                view = View(caller, definitions, found, self.rights_of(caller, definitions))
        raise Unavailable("definitions_changed")

    async def may_answer(self, view: View, record_id: UUID, actions: Collection[str]) -> bool:
        """Whether the customer may hear from the caller: who may change the row, or works on a task that allows it."""
        if "update" in actions:
            return True
        return "comment" in await self.allowed_by_tasks(view.caller, view.definitions, record_id)


def body(value: Any, status: int = 200) -> Response:
    """JSON bytes without a detour over models."""
    return Response(to_json(value), status, media_type="application/json")


async def detail(desk: RecordDesk, view: View, record_id: UUID, *, written: bool = False) -> dict[str, Any]:
    """A record with related, access and case. Raises Missing."""
    return await _detail(desk, view, await desk.engine.database.read(_looks(desk, view, record_id, written=written)))


def _looks(desk: RecordDesk, view: View, record_id: UUID, *, written: bool = False) -> list[Statement]:
    """What `_detail` is made of."""
    case = desk.case_looks(record_id) if view.form.status is not None else ()
    return [look(view, record_id, written=written), *_action_looks(view, record_id), *case]


async def _detail(desk: RecordDesk, view: View, rows: Sequence[list[Row]]) -> dict[str, Any]:
    found_record, *rest = rows
    record = record_in(view, found_record)
    people = [record.created_by, record.owner_id]
    values = [view.visible_values(record)]
    links = link_queries(desk.engine, view, links_in(view.form, values))
    found = await related(desk.engine.database, view.form, values, people, links)
    can = _actions_in(view, rest)
    teams = {key: part.key for key, part in teams_by_id(view.definitions).items()}
    comment = ["internal", "public"] if await desk.may_answer(view, record.id, can) else ["internal"]
    right = "write" if "update" in can else "read"
    rights = view.rights_on(record)
    fields = {key: right if each == "write" else each for key, each in rights.items() if each != "hidden"}
    fields |= {key: "read" for key in view.form.layout_only if view.right(key) != "hidden"}
    return {
        **record_json(view, record, teams),
        "related": found.to_json(),
        "access": {"can": can, "fields": fields, "comment": comment},
        "case": desk.case_in(rest[len(_somewhere(view)) :]) if view.form.status is not None else None,
    }


def _somewhere(view: View) -> list[str]:
    """Actions of the form that depend on the row."""
    names = sorted(view.rights.actions(view.form.name) - {"create"})
    return [name for name in names if "all" not in view.rights.scopes(name, view.form.name)]


def _action_looks(view: View, record_id: UUID) -> list[Statement]:
    """Whether the row is in the scope of each of these actions."""
    scopes = [view.scope(name) for name in _somewhere(view)]
    return [visible(view.form, [record_id], scope.sql, scope.params) for scope in scopes]


def _actions_in(view: View, rows: Sequence[list[Row]]) -> list[str]:
    """Actions on this row: those of the form whose scope holds it."""
    names = sorted(view.rights.actions(view.form.name) - {"create"})
    somewhere = _somewhere(view)
    outside = {name for name, row in zip(somewhere, rows, strict=False) if not row}
    found = [name for name in names if name not in outside]
    return found if "read" in found else ["read", *found]


async def actions_now(desk: RecordDesk, view: View, record_id: UUID) -> list[str]:
    """What the caller may do with a record."""
    looks = _action_looks(view, record_id)
    return _actions_in(view, await desk.engine.database.read(looks) if looks else ())


def read_filter(text: str | None) -> Any:
    """The tree in a query. Raises Invalid."""
    if not text:
        return None
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Invalid([FieldProblem("filter", "json_malformed")]) from error


def _version(if_match: str | None, version: int | None) -> int | None:
    """The version a write is based on, from the header or the body. Raises Invalid for a header that is none."""
    if if_match is None or if_match.strip() in {"", "*"}:
        return version
    text = if_match.strip().removeprefix("W/").strip('"')
    if not text.isascii() or not text.isdecimal() or len(text) > _LONGEST_VERSION:
        raise Invalid([FieldProblem("If-Match", "version_malformed")])
    return int(text)


def routes(desk: RecordDesk) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(tags=["records"])
    engine = desk.engine

    async def list_records(  # noqa: PLR0913, PLR0917 -- one parameter for each of the query's
        form: str,
        caller: SignedIn,
        filter: Annotated[str | None, Query(max_length=20_000)] = None,  # noqa: A002 -- the contract's word
        sort: Annotated[str | None, Query()] = None,
        cursor: Annotated[str | None, Query(max_length=4_000)] = None,
        search: Annotated[str | None, Query()] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        count: Annotated[bool, Query()] = False,  # noqa: FBT002 -- a query parameter
        due: Annotated[bool, Query()] = False,  # noqa: FBT002 -- a query parameter
        promises: Annotated[bool, Query()] = False,  # noqa: FBT002 -- a query parameter
    ) -> Response:
        view = await desk.view(caller, form)
        await require_form(engine, view)
        wanted = ListRequest(read_filter(filter), sort, cursor, search, limit, count)
        teams = {key: part.key for key, part in teams_by_id(view.definitions).items()}
        page = await page_json(engine, view, wanted, teams)
        if due and view.form.status is not None:
            dues = await desk.read_dues([item["id"] for item in page["items"]])
            page["items"] = [{**item, "due": dues.get(item["id"])} for item in page["items"]]
        if promises and view.form.status is not None:
            promised = await desk.read_promises([item["id"] for item in page["items"]])
            page["items"] = [{**item, "promises": promised.get(item["id"])} for item in page["items"]]
        return body(page)

    add_direct(router, "GET", "/forms/{form}/records", list_records, RecordPage)

    @router.get("/search", response_model=SearchAnswer)
    async def search_records(
        caller: SignedIn,
        text: Annotated[str, Query(min_length=1, max_length=200)],
        limit: Annotated[int, Query(ge=1, le=20)] = 5,
    ) -> Response:
        return body({"groups": await search_everywhere(engine, caller, desk.rights_of, text, limit)})

    @router.post("/forms/{form}/records", response_model=RecordDetail, status_code=201)
    async def create_record(form: str, wanted: NewRecordBody, caller: SignedIn, key: Key = None) -> Response:
        once = wanted.id or (None if key is None else uuid5(caller.person_id, key))

        async def write(view: View) -> Created:
            await require_form(engine, view)
            view.rights.require("create", view.form.name)
            actor, source = Actor("person", caller.person_id), Source("staff" if caller.key is None else "api")
            given, now = wanted.values, engine.clock.now()
            try:
                return await create(
                    engine,
                    view.definitions,
                    view.form,
                    new_values(view.form, given, _creatable(view), now, view.definitions.zone),
                    actor,
                    source,
                    None if once is None else Once(once, given.keys()),
                    linkable=view.linkable,
                )
            except Refusal as refusal:
                before = await made_before(engine, view.definitions, view.form, once, given, refusal)
                if before is not None:
                    return before
                if refusal.code == "submission_differs":
                    await _keep_number(view, refusal)
                raise

        view, created = await desk.current(caller, form, write)
        # Whoever made it gets it once, also where it now belongs to a team whose records they may not read.
        if created.repeated:
            return body(await detail(desk, view, created.id))
        return body(await detail(desk, view, created.id, written=True), 201)

    async def _keep_number(view: View, refusal: Refusal) -> None:
        """The number of a record that the caller may not see is not theirs to learn."""
        tree = {"field": "number", "op": "eq", "value": refusal.data.get("number")}
        if not (await read_records(engine, view, ListRequest(tree, limit=1), {})).items:
            refusal.data["number"] = ""

    async def read_record(form: str, record_id: UUID, caller: SignedIn) -> Response:
        view = await desk.view(caller, form)
        return body(await detail(desk, view, record_id))

    add_direct(router, "GET", "/forms/{form}/records/{record_id}", read_record, RecordDetail)

    async def change_record(
        form: str,
        record_id: UUID,
        wanted: ChangeBody,
        caller: SignedIn,
        if_match: Annotated[str | None, Header()] = None,
    ) -> Response:
        wish = Change(record_id, wanted.values, _version(if_match, wanted.version))

        async def write(view: View) -> list[list[Row]] | None:
            beside, actor = _looks(desk, view, record_id, written=True), Actor("person", caller.person_id)
            try:
                return await change(engine, view, wish, view.acting("update"), actor, beside)
            except Missing:
                await require_action(engine, view, record_id, "update")
                raise
            except Conflict as refusal:
                if refusal.code != "status_belongs_to_flow" or not await desk.instead(view, wish):
                    raise
            return None

        view, rows = await desk.current(caller, form, write)
        if rows is None:
            return body(await detail(desk, view, record_id, written=True))
        return body(await _detail(desk, view, rows))

    add_direct(router, "PATCH", "/forms/{form}/records/{record_id}", change_record, RecordDetail)

    @router.delete("/forms/{form}/records/{record_id}", status_code=204)
    async def delete_record(
        form: str,
        record_id: UUID,
        caller: SignedIn,
        if_match: Annotated[str | None, Header()] = None,
    ) -> Response:
        version = _version(if_match, None)

        async def write(view: View) -> None:
            scope = await require_action(engine, view, record_id, "delete")
            await remove(engine, view, Change(record_id, {}, version), scope, Actor("person", caller.person_id))

        await desk.current(caller, form, write)
        return Response(status_code=204)

    return router


def _creatable(view: View) -> list[str]:
    """Fields a person may fill in when creating: all they may write, but not the status, which starts by itself."""
    status = view.form.status
    return [key for key in view.creatable() if status is None or key != status.key]
