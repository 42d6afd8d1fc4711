"""What moves the clocks of a case, as statements for the write that causes it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from helpwright.cases import levels, store
from helpwright.cases.model import CLOCKS, Case, Category, case_of
from helpwright.cases.moves import Change, Moved, move, opened, past
from helpwright.cases.targets import Calendars, targets
from helpwright.definitions.model import DefinitionSet
from helpwright.forms.fields.status import StatusSettings
from helpwright.forms.form import Form
from helpwright.jobs.timers import Due
from helpwright.kernel.events import Actor
from helpwright.platform.database import Row, Session, Statement
from helpwright.records.model import NewRecord, Record
from helpwright.records.reaction import ChangedReader, Past, Reaction, RestoredReader

answered = store.answered
lock_case = store.lock
read_cases = store.read
read_case_and_answer = store.read_with_answer


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
        case, statements = carry(self._form, self.case, change, values, at, actor, self._calendars)
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
        due = levels.first_timers(self._opened, targets(self._form).warn, app)
        return levels.TIMER, self.case.record_id, due


def open_case(form: Form, record: NewRecord, calendars: Calendars) -> Opening | None:
    """What begins with a new record; None where the form has no status field and so makes no cases."""
    if form.status is None:
        return None
    category = category_of(form, record.values) or "open"
    begun = opened(record.id, record.at, category, targets(form), calendars.get(form.app, {}))
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


def carry(
    form: Form,
    case: Case | None,
    change: Change,
    values: Mapping[str, Any],
    at: datetime,
    actor: Actor,
    calendars: Calendars,
) -> tuple[Case | None, list[Statement]]:
    """The case after a write that did `change` and set `values`, and the statements for it (none: nothing moved)."""
    category = category_of(form, values)
    if case is None or (category is None and not change):
        return case, []
    person = actor.id if actor.kind == "person" else None
    moved = move(case, change, category, at, person, calendars.get(form.app, {}))
    if moved.case == case:
        return case, []
    statements = [store.save(moved.case, moved.given_to)]
    if moved.entries:
        statements.append(store.enter(case.record_id, moved.entries))
        statements += levels.timers(moved, targets(form).warn, calendars.get(form.app, {}))
    return moved.case, statements


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
        if form.status is None or (form.status.key not in changes and not change):
            return Reaction()
        case = case_in(await session.all(store.lock(record.id)))
        _, statements = carry(form, case, change, changes, at, actor, calendars(definitions))
        return Reaction(statements=statements)

    return react


def resume_clocks(calendars: Callable[[DefinitionSet], Calendars]) -> RestoredReader:
    """A reader of restorations: the running clocks of a ticket that is back are watched again."""

    async def react(
        session: Session, definitions: DefinitionSet, form: Form, record: Record, _actor: Actor, at: datetime
    ) -> None:
        case = case_in(await session.all(store.lock(record.id)))
        if case is None:
            return
        known = calendars(definitions).get(form.app, {})
        warn = targets(form).warn
        warned = {key: levels.warning(case.clock(key), at, warn, known) for key in CLOCKS}
        statements = levels.rearm(warned, case)
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
