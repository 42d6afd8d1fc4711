"""HTTP of rules: their log, why they ran or not, and their buttons. In and out, no decisions."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Response

from helpwright.access.gate import SignedIn
from helpwright.access.model import Caller
from helpwright.definitions.model import DefinitionSet
from helpwright.jobs.events import events_of_record, recorded
from helpwright.kernel.errors import Conflict, Forbidden, Missing, Refusal
from helpwright.kernel.events import Actor
from helpwright.kernel.filter import conditions, evaluate
from helpwright.kernel.filter_tests import Moment
from helpwright.kernel.text import localize
from helpwright.platform.database import Row, to_json
from helpwright.platform.problems import read_locale
from helpwright.platform.routes import Router
from helpwright.platform.sentences import Sentences
from helpwright.query.column import columns_of
from helpwright.records.api import RecordDesk
from helpwright.records.model import Record, json_values, shown_json
from helpwright.records.read import View, read_one
from helpwright.records.rows import get_many, lock_many, visible
from helpwright.rules import store
from helpwright.rules.again import asked_by, goes_on
from helpwright.rules.answers import ButtonAnswer, ExplainAnswer, Pressed, RunAnswer, RunPage, RunState
from helpwright.rules.buttons import buttons, press
from helpwright.rules.events import READER
from helpwright.rules.explain import Found, reasons
from helpwright.rules.log import by_run, run_json
from helpwright.rules.match import Rule, RuleBook, holds
from helpwright.rules.waiting import waits_until

Locale = Annotated[str, Depends(read_locale)]
Key = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)]
Limit = Annotated[int, Query(ge=1, le=200)]
_EVENTS = 500
_RUNS = 5
_LONGEST_CURSOR = 19
_NOTHING_TO_DECIDE = "not_possible_now"


AskAgain = Callable[[UUID, str, Actor], Awaitable[None]]
"""A person wants the failed actions of an activity of a flow tried again: instance, activity, who."""


@dataclass(frozen=True)
class RuleDesk:
    """What the routes need, handed in where all concepts meet."""

    records: RecordDesk
    book: Callable[[DefinitionSet], RuleBook]
    sentences: Sentences
    again: AskAgain

    async def live(self, caller: Caller) -> DefinitionSet:
        """The definitions of the request."""
        return await self.records.engine.definitions.current(caller.epoch)

    async def rule(self, caller: Caller, name: str) -> Rule:
        """By `app.key` or the bare key. Raises Missing, and Forbidden for those who may not see its log."""
        live = await self.live(caller)
        found = self.book(live).rules.get(live.find("rule", name).name)
        if found is None:
            raise Missing("definition_missing", kind="rule", name=name)
        await self.require(caller, found.form)
        return found

    async def require(self, caller: Caller, form: str) -> View:
        """Builders, administrators, and who may assign all of the form's records see what its rules do."""
        view = await self.records.view(caller, form)
        if caller.may("definitions") or "all" in view.rights.scopes("assign", view.form.name):
            return view
        if not view.rights.actions(view.form.name):
            raise Missing("form_missing", form=form)
        raise Forbidden(action="assign")

    async def runs(self, caller: Caller, rows: Sequence[Row], locale: str) -> list[dict[str, Any]]:
        """As the caller may see them, in a number of queries that depends on the number of forms alone."""
        engine = self.records.engine
        live = await self.live(caller)
        steps = by_run(await engine.database.all(store.steps_of([row["id"] for row in rows])))
        numbers: dict[UUID, str] = {}
        readable: dict[str, dict[str, str]] = {}
        for form in {row["form"] for row in rows}:
            try:
                view = await self.records.view(caller, form)
            except Missing:
                continue
            keys = view.readable_everywhere() if view.rights.scopes("read", form) else []
            readable[form] = {key: view.form.fields[key].label(locale) for key in keys}
            ids = [row["record_id"] for row in rows if row["form"] == form]
            scope = view.scope("read")
            seen = await engine.database.all(visible(view.form, ids, scope.sql, scope.params))
            found = await engine.database.all(get_many(view.form, [row["id"] for row in seen]))
            numbers |= {row["id"]: row["number"] for row in found}
        return [
            run_json(
                row,
                steps.get(row["id"], ()),
                _label(live, row),
                numbers.get(row["record_id"]),
                readable.get(row["form"], {}),
                self.sentences,
                locale,
            )
            for row in rows
        ]


def _label(live: DefinitionSet, row: Row) -> Any:
    try:
        return live.find("rule" if row["steps"] is None else "flow", row["rule"]).document.get("name")
    except Missing:
        return None


def _body(value: Any, status: int = 200) -> Response:
    return Response(to_json(value), status, media_type="application/json")


def _before(cursor: str | None) -> int | None:
    return int(cursor) if cursor and cursor.isdecimal() and len(cursor) < _LONGEST_CURSOR else None


def routes(desk: RuleDesk) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(tags=["rules"])
    engine = desk.records.engine

    async def page(
        caller: Caller, locale: str, wanted: tuple[str | None, UUID | None, str | None], cursor: str | None, limit: int
    ) -> Response:
        rule, record_id, state = wanted
        rows = await engine.database.all(store.page(rule, record_id, _before(cursor), limit + 1, state))
        more, rows = len(rows) > limit, rows[:limit]
        items = await desk.runs(caller, rows, locale)
        return _body({"items": items, "next": str(rows[-1]["place"]) if more else None})

    @router.get("/rules/{rule}/runs", response_model=RunPage)
    async def list_runs(
        rule: str,
        caller: SignedIn,
        locale: Locale,
        state: RunState | None = None,
        cursor: str | None = None,
        limit: Limit = 50,
    ) -> Response:
        found = await desk.rule(caller, rule)
        return await page(caller, locale, (found.name, None, state), cursor, limit)

    @router.get("/forms/{form}/records/{record_id}/runs", response_model=RunPage)
    async def list_runs_of_record(
        form: str,
        record_id: UUID,
        caller: SignedIn,
        locale: Locale,
        state: RunState | None = None,
        cursor: str | None = None,
        limit: Limit = 50,
    ) -> Response:
        view = await desk.records.view(caller, form)
        await read_one(engine, view, record_id)
        await desk.require(caller, form)
        return await page(caller, locale, (None, record_id, state), cursor, limit)

    @router.post("/runs/{run}/retry", response_model=RunAnswer)
    async def retry_run(run: UUID, caller: SignedIn, locale: Locale) -> Response:
        row = await engine.database.one(store.by_id(run))
        if row is None:
            raise Missing("run_missing")
        await desk.require(caller, row["form"])
        if row["answer"] is not None:
            return _body((await desk.runs(caller, [await _asked_again(desk, caller, row)], locale))[0])
        if not (await engine.database.write([store.retry(run)]))[0]:
            raise Conflict("run_not_failed")
        again = await engine.database.all(store.by_id(run))
        return _body((await desk.runs(caller, again, locale))[0])

    @router.get("/rules/{rule}/explain", response_model=ExplainAnswer)
    async def explain_rule(rule: str, record: UUID, caller: SignedIn, locale: Locale) -> Response:
        found = await desk.rule(caller, rule)
        view = await desk.records.view(caller, found.form)
        stored = await read_one(engine, view, record)
        return _body(await _explain(desk, caller, view, found, stored, locale))

    @router.get("/forms/{form}/records/{record_id}/buttons", response_model=list[ButtonAnswer])
    async def list_buttons(form: str, record_id: UUID, caller: SignedIn, locale: Locale) -> Response:
        view = await desk.records.view(caller, form)
        found = await _buttons(desk, view, await read_one(engine, view, record_id))
        return _body([{"rule": rule.name, "label": _button_label(rule, locale)} for rule in found])

    @router.post("/forms/{form}/records/{record_id}/buttons/{rule}", response_model=Pressed, status_code=202)
    async def press_button(form: str, record_id: UUID, rule: str, caller: SignedIn, key: Key = None) -> Response:
        view = await desk.records.view(caller, form)
        name = view.definitions.find("rule", rule).name
        wanted = desk.book(view.definitions).rules.get(name)
        stored = await read_one(engine, view, record_id)
        if wanted is None or not wanted.enabled or wanted.when.event != "button" or wanted.form != view.form.name:
            raise Missing("definition_missing", kind="rule", name=rule)
        if wanted not in await _buttons(desk, view, stored):
            if not _holds(desk, view, wanted, stored):
                raise Conflict("button_not_now")
            raise Forbidden(action="button")
        async with engine.database.transaction() as session:
            if not await session.all(lock_many(view.form, [record_id])):
                raise Missing("record_missing")
            actor = Actor("person", caller.person_id)
            event = await press(session, wanted, record_id, actor, engine.clock.now(), key)
        return _body({"event": event}, 202)

    return router


async def _asked_again(desk: RuleDesk, caller: Caller, row: Row) -> Row:
    """It is for the flow to ask again, which it does once; its run goes on right after. Raises Conflict, Refusal.

    A flow that was never told how its actions ended has nothing to ask; then the run goes on and tells it.
    """
    if row["state"] not in {"failed", "stopped"}:
        raise Conflict("run_not_failed")
    answer = row["answer"]
    try:
        await desk.again(UUID(answer["instance"]), str(answer["activity"]), Actor("person", caller.person_id))
    except Refusal as refusal:
        if refusal.code != _NOTHING_TO_DECIDE:
            raise
        return await _gone_on(desk, row, refusal)
    return {**row, "state": "ready", "reason": None, "attempts": 0, "ended_at": None}


async def _gone_on(desk: RuleDesk, row: Row, refusal: Refusal) -> Row:
    """Raises the refusal when the flow has asked by now, which is only to be read; Conflict when it was read."""
    async with desk.records.engine.database.transaction() as session:
        run = await session.one(store.lock_over(row["id"]))
        if run is None:
            raise Conflict("run_not_failed")
        if await session.one(store.unread_asks(READER, run["record_id"], run["answer"])):
            raise refusal
        await session.execute(goes_on(run, run["steps"], asked_by(run)))
        found = await session.one(store.by_id(row["id"]))
    return row if found is None else found


def _button_label(rule: Rule, locale: str) -> str:
    when: Any = rule.when
    return localize(when.label, locale)


async def _buttons(desk: RuleDesk, view: View, record: Record) -> list[Rule]:
    scope = view.scope("update")
    rows = await desk.records.engine.database.all(visible(view.form, [record.id], scope.sql, scope.params))
    can = {"update"} if rows else set()
    return buttons(
        desk.book(view.definitions), view.form.name, view.caller, can, lambda rule: _holds(desk, view, rule, record)
    )


def _holds(desk: RuleDesk, view: View, rule: Rule, record: Record) -> bool:
    return holds(rule.condition, json_values(view.form, record.values), _moment(desk, view), columns_of(view.form))


def _moment(desk: RuleDesk, view: View) -> Moment:
    """As the run will ask: for nobody in particular."""
    return Moment(desk.records.engine.clock.now(), view.definitions.zone)


async def _explain(
    desk: RuleDesk, caller: Caller, view: View, rule: Rule, record: Record, locale: str
) -> dict[str, Any]:
    database = desk.records.engine.database
    runs, events, timers, published = await database.read(
        (
            store.page(rule.name, record.id, None, _RUNS, None),
            events_of_record(record.id, _EVENTS),
            waits_until(rule, record.id),
            store.published_at(rule.part, rule.version),
        ),
    )
    values = json_values(view.form, record.values)
    found = Found(
        [recorded(row).event for row in events],
        runs,
        timers[0]["due_at"] if timers else None,
        published[0]["published_at"] if published else None,
        values,
        _holds(desk, view, rule, record),
    )
    told = [
        {
            "code": each["code"],
            "text": desk.sentences(locale, each["code"], each.get("data")),
            "at": each.get("at"),
        }
        for each in reasons(rule, found)
    ]
    return {
        "rule": rule.name,
        "name": localize(rule.label, locale),
        "version": rule.version,
        "trigger": rule.when.event,
        "record": {"id": str(record.id), "number": record.number},
        "reasons": told,
        "condition": _condition(desk, rule, view, record, locale),
        "runs": await desk.runs(caller, runs, locale),
    }


def _condition(desk: RuleDesk, rule: Rule, view: View, record: Record, locale: str) -> dict[str, Any]:
    """Each comparison with what it finds; fields that the reader may not read keep their values to themselves."""
    readable = {key for key, right in view.rights_on(record).items() if right in {"read", "write"}}
    parts = [] if rule.condition is None else list(conditions(rule.condition))
    values, moment, meanings = json_values(view.form, record.values), _moment(desk, view), columns_of(view.form)
    shown = shown_json(view.form, record.values)
    return {
        "holds": holds(rule.condition, values, moment, meanings),
        "parts": [
            {
                "field": each.field,
                "label": view.form.fields[each.field].label(locale) if each.field in view.form.fields else each.field,
                "op": each.op,
                "value": each.value,
                "found": shown.get(each.field) if each.field in readable else None,
                "holds": evaluate(each, values, moment, meanings),
            }
            for each in parts
        ],
    }
