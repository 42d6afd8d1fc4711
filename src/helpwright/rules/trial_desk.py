"""Try a rule that is still being written: on one real record, and on what happened lately. Nothing is written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from pydantic import ValidationError

from helpwright.access.model import Caller
from helpwright.definitions.model import DefinitionSet, qualified
from helpwright.forms.sealed import UNREADABLE, is_sealed
from helpwright.jobs.events import events_of_record, recorded
from helpwright.kernel.calendar import CalendarRefusal, deadline
from helpwright.kernel.clock import iso
from helpwright.kernel.errors import Invalid, Missing, Refusal
from helpwright.kernel.events import SYSTEM, Event
from helpwright.kernel.filter import conditions, evaluate, parse_filter
from helpwright.kernel.filter_tests import Moment
from helpwright.platform.database import Session
from helpwright.platform.sentences import Sentences
from helpwright.platform.statement import Statement
from helpwright.query.column import columns_of
from helpwright.records.api import RecordDesk
from helpwright.records.model import Record, json_values, shown_json, title_of
from helpwright.records.read import View, read_one
from helpwright.records.rows import get_many, to_record
from helpwright.rules import trial_store as store
from helpwright.rules.document import read_steps
from helpwright.rules.kind import AnyAction, Around, Foreseen, RecordContext, Scene, Step
from helpwright.rules.masks import MASK
from helpwright.rules.match import Rule, holds
from helpwright.rules.records import RecordContexts
from helpwright.rules.trial import Found, Start, found_json, met, past, scheduled, starts
from helpwright.rules.waiting import Calendars

_READ_ONLY: Final = Statement("SET TRANSACTION READ ONLY")
_EVENTS: Final = 500
_MOST_RECORDS: Final = 2000
_RECENT: Final = 100
_OTHERS: Final = 3
_SAMPLE: Final = 50
_PLAIN: Final = frozenset({"read", "write"})


@dataclass(frozen=True, slots=True)
class Tried:
    """A draft as far as it can be read; `steps` hold None where one cannot."""

    rule: Rule
    steps: Sequence[tuple[str, Step | None]]


@dataclass
class Look:
    """What one trial works with. `lately` are the records that changed last, with their events in order."""

    view: View
    tried: Tried
    now: datetime
    around: Around
    locale: str
    lately: Sequence[Record] = ()
    events: Mapping[UUID, Sequence[Event]] = field(default_factory=dict)

    def values(self, record: Record) -> dict[str, Any]:
        """As conditions see them."""
        return json_values(self.view.form, record.values)

    def holds(self, record: Record) -> bool:
        """Whether the condition is true of the record now."""
        moment = Moment(self.now, self.view.definitions.zone)
        return holds(self.tried.rule.condition, self.values(record), moment, columns_of(self.view.form))

    def met(self, record: Record) -> Found:
        """Whether the trigger was met on the record."""
        events = self.events.get(record.id, ())
        return met(self.tried.rule, events, self.values(record), self.now, self.around)


@dataclass(frozen=True)
class TrialDesk:
    """What the routes need, handed in where all concepts meet."""

    records: RecordDesk
    actions: Mapping[str, AnyAction]
    contexts: RecordContexts
    calendars: Callable[[DefinitionSet], Calendars]
    sentences: Sentences
    ports: Any

    async def look(self, caller: Caller, tried: Tried, locale: str) -> Look:
        """Raises Missing when the rule's form is not live."""
        view = await self.records.view(caller, tried.rule.form)
        live = view.definitions
        around = Around(live.zone, self.calendars(live).get(tried.rule.app, {}))
        return Look(view, tried, self.records.engine.clock.now(), around, locale)

    def unreadable(self, look: Look) -> list[str]:
        """Fields that the rule or one of its steps looks at and the caller may not read on every record."""
        when: Any = look.tried.rule.when
        named = {*look.tried.rule.reads(), getattr(when, "field", None), *(getattr(when, "fields", None) or ())}
        stills = [step.if_still for _, step in look.tried.steps if step is not None and step.if_still is not None]
        named |= {each.field for still in stills for each in conditions(parse_filter(still))}
        readable = set(look.view.readable_everywhere())
        return sorted(key for key in named if key in look.view.form.fields and key not in readable)

    async def try_on(self, look: Look, record_id: UUID | None, days: int) -> dict[str, Any]:
        """The answer. Raises Missing for a record outside the caller's scope."""
        since = look.now - timedelta(days=days)
        chosen = None if record_id is None else await read_one(self.records.engine, look.view, record_id)
        async with self.records.engine.database.transaction() as session:
            await session.execute(_READ_ONLY)
            await self._load_lately(session, look, since)
            record = chosen or _likely(look)
            if record is None:
                return {"record": None, "past": None, "others": []}
            if chosen is None:
                record = await read_one(self.records.engine, look.view, record.id)
            events = [recorded(row).event for row in await session.all(events_of_record(record.id, _EVENTS))]
            look.events = {**look.events, record.id: events[::-1]}
            found = look.met(record)
            return {
                "record": self._record(look, record),
                "values": self._values(look, record),
                "when": found_json(found, self.sentences(look.locale, found.code)),
                "condition": self._condition(look, record),
                "steps": await self._steps(session, look, record, found.at or look.now),
                "others": self._others(look, record.id),
                "past": self._past(look, since, days),
            }

    async def _load_lately(self, session: Session, look: Look, since: datetime) -> None:
        """Records in the caller's scope that changed since then, newest first, and what happened to them."""
        rule, form, scope = look.tried.rule, look.view.form, look.view.scope("read")
        stays = rule.trigger.stay is not None
        begin = since - (look.now - since) if stays else since
        ids = await session.all(store.changed_since(form, scope, begin, _MOST_RECORDS + 1))
        wanted = [row["id"] for row in ids]
        when: Any = rule.when
        rows, told = await session.pipeline(
            (get_many(form, wanted), store.told_of(wanted, begin, getattr(when, "field", None))),
        )
        by_id = {row["id"]: to_record(form, row) for row in rows}
        look.lately = [by_id[each] for each in wanted if each in by_id]
        events: dict[UUID, list[Event]] = {}
        for row in told:
            event = recorded(row).event
            if event.record_id is not None:
                events.setdefault(event.record_id, []).append(event)
        look.events = events

    def _record(self, look: Look, record: Record) -> dict[str, Any]:
        field_ = look.view.form.title_field
        readable = set(look.view.readable_everywhere())
        title = title_of(look.view.form, record.values) if field_ is not None and field_.key in readable else ""
        return {"id": str(record.id), "number": record.number, "title": title}

    def _values(self, look: Look, record: Record) -> dict[str, Any]:
        values, rights = shown_json(look.view.form, record.values), look.view.rights_on(record)
        return {key: value for key, value in values.items() if rights.get(key) in _PLAIN}

    def _condition(self, look: Look, record: Record) -> dict[str, Any]:
        return {"holds": look.holds(record), "parts": self._parts(look, record)}

    def _parts(self, look: Look, record: Record) -> list[dict[str, Any]]:
        values, columns = look.values(record), columns_of(look.view.form)
        shown = shown_json(look.view.form, record.values)
        moment, fields = Moment(look.now, look.view.definitions.zone), look.view.form.fields
        return [
            {
                "field": each.field,
                "label": fields[each.field].label(look.locale) if each.field in fields else each.field,
                "op": each.op,
                "value": each.value,
                "found": shown.get(each.field),
                "holds": evaluate(each, values, moment, columns),
            }
            for each in look.tried.rule.comparisons()
        ]

    def _stay(self, look: Look, record: Record) -> dict[str, Any]:
        """What a rule that waits for a value finds instead."""
        when: Any = look.tried.rule.when
        field_ = look.view.form.fields.get(when.field)
        return {
            "field": when.field,
            "label": when.field if field_ is None else field_.label(look.locale),
            "op": "eq",
            "value": when.value,
            "found": shown_json(look.view.form, record.values).get(when.field),
            "holds": False,
        }

    async def _steps(self, session: Session, look: Look, record: Record, at: datetime) -> list[dict[str, Any]]:
        """Each as if it were done now, on the record as it is now."""
        rule = look.tried.rule
        found = await self.contexts(session, rule.form, [record.id], look.view.definitions.language)
        context = found.get(record.id)
        if context is None:
            return []
        scene = self._scene(session, look, record, _veiled(look, record, context))
        return [await self._step(look, scene, context, each, at) for each in look.tried.steps]

    def _scene(self, session: Session, look: Look, record: Record, context: RecordContext) -> Scene:
        rule = look.tried.rule
        run = uuid4()
        return Scene(
            session=session,
            run_id=run,
            index=0,
            key=f"trial:{run}",
            rule=rule.name,
            app=rule.app,
            form=rule.form,
            record_id=record.id,
            record=context,
            event=Event("trial", rule.form, record.id, SYSTEM, look.now, {}),
            now=look.now,
            locale=context.language or look.view.definitions.language,
            cause=(0,),
            ports=self.ports,
        )

    async def _step(
        self, look: Look, scene: Scene, context: RecordContext, named: tuple[str, Step | None], at: datetime
    ) -> dict[str, Any]:
        name, step = named
        told: dict[str, Any] = {"action": name, "state": "does", "text": None, "at": None, "still": None, "effects": []}
        if step is None:
            return {**told, "state": "unfinished", "text": self.sentences(look.locale, "trial_unfinished")}
        action = self.actions[step.action]
        if not self._may(look, action.needs):
            return {**told, "state": "refused", "text": self.sentences(look.locale, "trial_may_not")}
        if step.if_still is not None:
            moment = Moment(look.now, context.zone)
            told["still"] = holds(parse_filter(step.if_still), context.values, moment, context.meanings)
        if step.delay is not None:
            try:
                told |= {"state": "waits", "at": iso(deadline(at, step.delay, look.around.calendars))}
            except CalendarRefusal as refusal:
                return {**told, "state": "refused", "text": self.sentences(look.locale, refusal.code, refusal.data)}
        try:
            effects = [] if action.foresee is None else await action.foresee(step, scene)
        except Invalid as refusal:
            first = refusal.errors[0]
            return {**told, "state": "refused", "text": self.sentences(look.locale, first.code, first.data)}
        except Refusal as refusal:
            return {**told, "state": "refused", "text": self.sentences(look.locale, refusal.code, refusal.data)}
        return {**told, "effects": [self._effect(look, each) for each in effects]}

    def _may(self, look: Look, needs: frozenset[str]) -> bool:
        """As when the caller published it: a rule does nothing that its publisher may not."""
        rights, form = look.view.rights, look.view.form.name
        return look.view.caller.admin or all(rights.may(need, form) for need in needs)

    def _effect(self, look: Look, foreseen: Foreseen) -> dict[str, Any]:
        data = dict(foreseen.data)
        if foreseen.kind == "change" and data["field"] not in look.view.readable_everywhere():
            data |= {"before": None, "after": None, "hidden": True}
        elif foreseen.kind == "change":
            data |= {key: str(UNREADABLE) for key in ("before", "after") if is_sealed(data.get(key))}
        code = data.get("code") or data.get("reason")
        text = None
        if code is not None:
            known = next((each for each in (f"run_{code}", str(code)) if self.sentences.knows(each)), None)
            text = None if known is None else self.sentences(look.locale, known, data)
        return {"kind": foreseen.kind, "text": text, "data": data}

    def _others(self, look: Look, but: UUID) -> list[dict[str, Any]]:
        """Recent records on which nothing would happen, each with what is in the way."""
        told: list[dict[str, Any]] = []
        for record in look.lately[:_RECENT]:
            if len(told) == _OTHERS:
                break
            if record.id == but:
                continue
            found = look.met(record)
            if found.holds and look.holds(record):
                continue
            parts = [each for each in self._parts(look, record) if not each["holds"]] if not look.holds(record) else []
            if found.code == "run_value_is_another":
                parts.insert(0, self._stay(look, record))
            text = None if parts or found.holds else self.sentences(look.locale, found.code)
            told.append({"record": self._record(look, record), "text": text, "parts": parts})
        return told

    def _past(self, look: Look, since: datetime, days: int) -> dict[str, Any] | None:
        rule, zone = look.tried.rule, look.view.definitions.zone
        if rule.when.event == "button":
            return None
        cut = len(look.lately) > _MOST_RECORDS
        matching = [record for record in look.lately[:_MOST_RECORDS] if look.holds(record)]
        if rule.trigger.next_at is not None:
            times = scheduled(rule, since, look.now, look.around)
            found = [Start(record.id, at) for at in times for record in matching if record.created_at <= at]
        else:
            found = [
                Start(record.id, at)
                for record in matching
                for at in starts(rule, look.events.get(record.id, ()), look.now, look.around.calendars)
                if at >= since
            ]
        concerned = {each.record_id for each in found}
        sample = [self._record(look, record) for record in matching if record.id in concerned][:_SAMPLE]
        return {**past(found, look.now, days, zone).to_json(), "cut": cut, "sample": sample}


def _likely(look: Look) -> Record | None:
    """The newest record on which the rule does something, else the newest."""
    recent = look.lately[:_RECENT]
    return next((each for each in recent if look.met(each).holds and look.holds(each)), next(iter(recent), None))


def _veiled(look: Look, record: Record, context: RecordContext) -> RecordContext:
    """The record's texts without what the caller may not read."""
    rights, title = look.view.rights_on(record), look.view.form.title_field
    hidden = {key for key in look.view.form.fields if rights.get(key) not in _PLAIN}
    if title is not None and title.key in hidden:
        hidden.add("title")
    texts = {key: MASK if key in hidden and text else text for key, text in context.texts.items()}
    return replace(context, texts={**texts, "progress_url": texts.get("progress_url") and MASK})


def read_draft(
    actions: Mapping[str, AnyAction], app: str, key: str, document: Mapping[str, Any], model: type[Any]
) -> Tried | None:
    """What can be read of a draft; None when its trigger or condition cannot. Steps are read one by one."""
    raw_steps = document.get("then")
    steps: list[tuple[str, Step | None]] = []
    for raw in raw_steps if isinstance(raw_steps, list) else ():
        name = str(raw.get("action", "")) if isinstance(raw, Mapping) else ""
        try:
            steps.append((name, read_steps(actions, [raw])[0]))
        except ValidationError:
            steps.append((name, None))
    stand_in = {"action": "comment", "text": "…"}
    known = {each: document[each] for each in ("when", "if") if document.get(each) is not None}
    try:
        read = model.model_validate({"name": key, **known, "then": [stand_in]})
    except ValidationError:
        return None
    rule = Rule(
        part=0,
        name=f"{app}.{key}",
        app=app,
        version=0,
        label=key,
        form=qualified(read.when.form, app),
        when=read.when,
        condition=None if read.condition is None else parse_filter(read.condition),
        steps=(),
    )
    return Tried(rule, steps)


def form_is_live(desk: TrialDesk, live: DefinitionSet, form: str) -> bool:
    """Whether the form has records that a rule can be tried on."""
    try:
        desk.records.engine.forms(live).find(form)
    except Missing:
        return False
    return True
