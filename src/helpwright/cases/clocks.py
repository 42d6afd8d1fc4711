"""What moves the clocks of a case, as statements for the write that causes it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any, NamedTuple, cast
from uuid import UUID

from helpwright.cases import levels, store
from helpwright.cases.model import DONE, IMPORTED, Case, Category, case_of, entry_of, target_json
from helpwright.cases.moves import Change, Moved, move, opened, past
from helpwright.cases.policies import policies_of
from helpwright.cases.promise import outgrow, outgrown, promise_anew
from helpwright.cases.targets import Calendars
from helpwright.definitions.model import DefinitionSet
from helpwright.forms.fields.status import StatusSettings
from helpwright.forms.form import Form
from helpwright.jobs.timers import Due
from helpwright.kernel.clock import iso
from helpwright.kernel.events import CUSTOMER, Actor, Event
from helpwright.kernel.filter import Moment
from helpwright.platform.database import Row, Session, Statement
from helpwright.records.model import NewRecord, Record, changes_of
from helpwright.records.reaction import ChangedReader, Past, Reaction, RestoredReader

answered = store.answered
lock_case = store.lock
read_cases = store.read
read_case_and_answer = store.read_with_answer
read_ledger = store.ledger
PROMISED_ANEW = "sla_changed"


class Opening:
    """The case that begins with a record; what the same write does to it already is stored with it, in one row."""

    def __init__(self, form: Form, opened_case: Moved, calendars: Calendars) -> None:
        self.case = opened_case.case
        self._form = form
        self._opened = opened_case
        self._calendars = calendars
        self._stored = self.case
        self.later: list[Statement] = []

    def carry(self, change: Change, values: Mapping[str, Any], at: datetime, actor: Actor) -> None:
        """The write did `change` and set `values`. What the ledger or another table has to say goes to `later`."""
        case, statements, _ = carry(self._form, self.case, change, values, at, actor, self._calendars)
        self.case = case or self.case
        if self.later or len(statements) > 1 or change.given_to is not None:
            self.later += statements
        else:
            self._stored = self.case

    def statements(self) -> list[Statement]:
        """The case as it begins, without its timers; those of `later` come after."""
        return [store.insert(self._form.name, self._stored), store.enter(self.case.record_id, self._opened.entries)]

    def timers(self) -> tuple[str, UUID, list[Due]]:
        """What to set for its clocks: kind and owner of the timers, and these."""
        app = self._calendars.get(self._form.app, {})
        due = levels.first_timers(self._opened, policies_of(self._form).promising(self.case.policy), app)
        return levels.TIMER, self.case.record_id, due


def open_case(
    form: Form, record: NewRecord, calendars: Calendars, zone: tzinfo, settled: Mapping[str, Any]
) -> Opening | None:
    """What begins with a new record; None where the form has no status field and so makes no cases.

    `settled` are values that the same write sets over those of the record: they count for what is promised.
    """
    if form.status is None:
        return None
    category = category_of(form, record.values) or "open"
    values = {**record.values, **settled, "source": record.source}
    promised = policies_of(form).of(values, Moment(record.at, zone))
    begun = opened(record.id, record.at, category, promised, calendars.get(form.app, {}))
    return Opening(form, begun, calendars)


def bring_past(form: Form, record: NewRecord, known: Past, now: datetime) -> list[Statement]:
    """The case of a ticket of the past, which counts in measures; no clock of it ever rings."""
    category = category_of(form, record.values)
    if category is None:
        return []
    member = in_charge(form)
    holder = record.values.get(member) if member is not None else None
    begun = past(record.id, record.at, category, known, holder if isinstance(holder, UUID) else None, now)
    return [store.insert(form.name, begun.case), store.enter(record.id, begun.entries)]


def case_in(rows: list[Row]) -> Case | None:
    """What `lock_case` has found."""
    return case_of(rows[0]) if rows else None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a ticket stood before a write: its record, and its ledger where `may_change_promise` says it is needed.

    In `zone` lie the days of conditions.
    """

    record: Record
    ledger: Sequence[Row]
    zone: tzinfo


class Carried(NamedTuple):
    """The case after a write, the statements for it (none: nothing moved), and what there is to tell."""

    case: Case | None
    statements: list[Statement]
    events: list[Event]


def may_change_promise(form: Form, values: Mapping[str, Any] | None = None) -> bool:
    """Whether a write (of these values) can bring a ticket under another policy; then its ledger has to be read."""
    reads = policies_of(form).reads
    return bool(reads) if values is None else not reads.isdisjoint(values)


def carry(
    form: Form,
    case: Case | None,
    change: Change,
    values: Mapping[str, Any],
    at: datetime,
    actor: Actor,
    calendars: Calendars,
    standing: Standing | None = None,
) -> Carried:
    """What a write that did `change` and set `values` does to the case. Without `standing` its promise stays."""
    category = category_of(form, values)
    if case is None or (category is None and not change and standing is None):
        return Carried(case, [], [])
    person = actor.id if actor.kind == "person" else None
    app = calendars.get(form.app, {})
    moved = move(case, change, category, at, person, app)
    anew = None if standing is None else _anew(form, case, moved, values, at, calendars, standing)
    if anew is not None:
        moved = replace(moved, case=anew.case, entries=(*moved.entries, *anew.entries))
        if anew.case.category in DONE:
            anew = None
    if moved.case == case and not moved.entries:
        return Carried(case, [], [])
    statements = [store.save(moved.case, moved.given_to)] if moved.case != case else []
    if anew is not None:
        statements.append(store.promise(moved.case, [each.clock for each in anew.entries]))
    if moved.entries:
        statements.append(store.enter(case.record_id, moved.entries))
        statements += levels.timers(moved, policies_of(form).promising(moved.case.policy), app)
    events = [] if anew is None or standing is None else [_told(form, anew, values, at, actor, standing)]
    return Carried(moved.case, statements, events)


def asked(form: Form, rows: list[Row], at: datetime, calendars: Calendars) -> list[Statement]:
    """What a message of the customer does to the clocks of their case, which `lock_case` has found."""
    return carry(form, case_in(rows), Change(asked=True), {}, at, CUSTOMER, calendars).statements


def _anew(
    form: Form,
    case: Case,
    moved: Moved,
    values: Mapping[str, Any],
    at: datetime,
    calendars: Calendars,
    standing: Standing,
) -> Moved | None:
    """The promise made anew; None where these values do not bring the ticket under another policy.

    Of a solved ticket it is a line of the ledger, and the promise follows when the ticket is reopened.
    """
    known = [entry_of(row) for row in standing.ledger]
    waits = case.category in DONE and moved.case.category not in DONE and outgrown(known)
    if not waits and not may_change_promise(form, values):
        return None
    policies, moment = policies_of(form), Moment(at, standing.zone)
    before = {**standing.record.values, "source": standing.record.source}
    promised = policies.of({**before, **values}, moment)
    if promised.policy == moved.case.policy or (not waits and promised.policy == policies.of(before, moment).policy):
        return None
    if moved.case.category in DONE:
        return None if any(each.reason == IMPORTED for each in known) else outgrow(moved.case, promised, at)
    anew = promise_anew(moved.case, [*known, *moved.entries], promised, at, calendars.get(form.app, {}))
    return anew if anew.entries else None


def _told(form: Form, anew: Moved, values: Mapping[str, Any], at: datetime, actor: Actor, standing: Standing) -> Event:
    """Because of which fields what is promised now, and by which policy."""
    reads = policies_of(form).reads
    because = {key: value for key, value in values.items() if key in reads}
    clocks = [
        {
            "clock": each.clock,
            "target": target_json(each.target),
            "due_at": None if each.due is None else iso(each.due),
            "before": target_json(anew.before.clock(each.clock).target) if anew.before is not None else None,
        }
        for each in anew.entries
    ]
    data = {"policy": anew.case.policy, "changes": changes_of(form, standing.record.values, because), "clocks": clocks}
    return Event(PROMISED_ANEW, form.name, anew.case.record_id, actor, at, data)


def follow_changes(calendars: Callable[[DefinitionSet], Calendars]) -> ChangedReader:
    """A reader of changes: the status moves the clocks, another person in charge counts as a transfer."""

    async def react(
        session: Session,
        definitions: DefinitionSet,
        form: Form,
        record: Record,
        changes: Mapping[str, Any],
        actor: Actor,
        at: datetime,
    ) -> Reaction:
        change = _handed(form, record, changes)
        anew = may_change_promise(form, changes) or _reopens(form, record, changes)
        if form.status is None or (form.status.key not in changes and not change and not anew):
            return Reaction()
        looks = [store.lock(record.id), *([store.ledger([record.id])] if anew else ())]
        cases, *ledger = await session.pipeline(looks)
        standing = Standing(record, ledger[0], definitions.zone) if anew else None
        carried = carry(form, case_in(cases), change, changes, at, actor, calendars(definitions), standing)
        return Reaction(statements=carried.statements, events=carried.events)

    return react


def _reopens(form: Form, record: Record, changes: Mapping[str, Any]) -> bool:
    """Whether a promise that waited may be made now."""
    now = category_of(form, changes)
    reopened = now is not None and now not in DONE and category_of(form, record.values) in DONE
    return reopened and may_change_promise(form)


def resume_clocks(calendars: Callable[[DefinitionSet], Calendars]) -> RestoredReader:
    """A reader of restorations: the running clocks of a ticket that is back are watched again."""

    async def react(
        session: Session, definitions: DefinitionSet, form: Form, record: Record, _actor: Actor, at: datetime
    ) -> None:
        case = case_in(await session.all(store.lock(record.id)))
        if case is None:
            return
        known = calendars(definitions).get(form.app, {})
        statements = levels.rearm(case, at, policies_of(form).promising(case.policy), known)
        if statements:
            await session.pipeline(statements)

    return react


def _handed(form: Form, record: Record, changes: Mapping[str, Any]) -> Change:
    """What writing the field of the person in charge says: from one person to another it is a transfer."""
    member = in_charge(form)
    person = changes.get(member) if member is not None else None
    if not isinstance(person, UUID):
        return Change()
    return Change(taken_by=person) if record.values.get(member or "") is None else Change(given_to=person)


def in_charge(form: Form) -> str | None:
    """Key of the field that says who is in charge: the first for a person."""
    return next((field.key for field in form.fields.values() if field.type.key == "member"), None)


def category_of(form: Form, values: Mapping[str, Any]) -> Category | None:
    """The category of the status among the values; None when they set none, or one that is no option any more."""
    status = form.status
    value = values.get(status.key) if status is not None else None
    if status is None or not value:
        return None
    option = cast("StatusSettings", status.settings).options.get(value)
    return None if option is None else option.category
