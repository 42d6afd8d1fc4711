"""What rules wait for: stays that last, schedules, delays between steps. Timers of four kinds, and their handlers."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from helpwright.definitions.live import Definitions
from helpwright.definitions.model import DefinitionSet
from helpwright.jobs.events import Recorded, append
from helpwright.jobs.timers import Handler, Timer, cancel, forget, schedule
from helpwright.kernel.calendar import CalendarRefusal, WorkingCalendar, deadline
from helpwright.kernel.clock import Clock, iso
from helpwright.kernel.events import SYSTEM, Event
from helpwright.platform.database import Database, Statement
from helpwright.rules import store
from helpwright.rules.events import DWELL_OVER, SCHEDULE_DUE
from helpwright.rules.kind import Around
from helpwright.rules.match import Rule, RuleBook

Calendars = Mapping[str, Mapping[str, WorkingCalendar]]

DWELL: Final = "dwell"
"""Owner is the record, key the rule; `gen` the event with which the stay began."""
SCHEDULE: Final = "schedule"
"""Owner is made from the rule's name, which is the key."""
DELAY: Final = "rule_delay"
RETRY: Final = "rule_retry"
"""Owner is the run, key the step."""

_RULES: Final = UUID("6f6d1c0e-8a55-4f0b-9a53-0d2f8a2b7c11")


def schedule_owner(rule: str) -> UUID:
    """The owner of a scheduled rule's timer."""
    return uuid5(_RULES, rule)


def stay_statements(book: RuleBook, recorded: Recorded, calendars: Calendars) -> Iterator[Statement]:
    """Timers that an event sets or ends."""
    event = recorded.event
    if event.record_id is None:
        return
    for rule, change in book.stays(event):
        timer = None
        if change == "begins":
            timer = stay_timer(rule, event.record_id, recorded.id, event.at, calendars)
        yield timer or cancel(DWELL, event.record_id, rule.name)


def stay_timer(rule: Rule, record_id: UUID, stay: int, since: datetime, calendars: Calendars) -> Statement | None:
    """The end of a stay; None when its calendar never gets there."""
    length = rule.trigger.length
    if length is None:
        return None
    try:
        due = deadline(since, length(rule.when), calendars.get(rule.app, {}))
    except CalendarRefusal:
        return None
    when: Any = rule.when
    data = {"form": rule.form, "field": when.field, "value": when.value, "since": iso(since), "version": rule.version}
    return schedule(DWELL, record_id, rule.name, due, data, gen=stay)


def dwell_handler(database: Database, clock: Clock) -> Handler:
    """Tells that a stay has lasted, unless the value has changed since it began or the rule ran in it before."""

    async def deliver(timer: Timer) -> None:
        async with database.transaction() as session:
            if not await session.execute(forget(timer)) or await session.one(_stay_is_over(timer)) is not None:
                return
            data = {
                "rule": timer.key,
                "field": timer.data["field"],
                "value": timer.data["value"],
                "since": timer.data["since"],
                "stay": timer.gen,
            }
            event = Event(DWELL_OVER, timer.data["form"], timer.owner, SYSTEM, clock.now(), data)
            await session.execute(append(event))

    return deliver


def schedule_handler(
    database: Database,
    clock: Clock,
    definitions: Definitions,
    book: Callable[[DefinitionSet], RuleBook],
    calendars: Callable[[DefinitionSet], Calendars],
) -> Handler:
    """Tells that a rule's time has come, once however long nobody was there to tell, and sets its next one."""

    async def deliver(timer: Timer) -> None:
        live = await definitions.current()
        rule = book(live).rules.get(timer.key)
        now = clock.now()
        async with database.transaction() as session:
            if not await session.execute(forget(timer)) or rule is None or not rule.enabled:
                return
            event = Event(SCHEDULE_DUE, rule.form, None, SYSTEM, now, {"rule": rule.name, "due": iso(timer.due_at)})
            timers = schedule_timer(rule, now, live, calendars(live))
            await session.pipeline([*timers, append(event)])

    return deliver


def schedule_timer(rule: Rule, now: datetime, live: DefinitionSet, calendars: Calendars) -> list[Statement]:
    """The timer of a scheduled rule's next time; none when there is no such time."""
    following = rule.trigger.next_at
    due = None if following is None else following(rule.when, now, Around(live.zone, calendars.get(rule.app, {})))
    return [] if due is None else [schedule(SCHEDULE, schedule_owner(rule.name), rule.name, due)]


def run_handler(database: Database, on_runs: Callable[[], None]) -> Handler:
    """Lets a run go on where it waited."""

    async def deliver(timer: Timer) -> None:
        wake = store.wake(timer.owner, int(timer.key), waited=timer.kind == DELAY)
        async with database.transaction() as session:
            await session.pipeline([forget(timer), wake])
            on_runs()

    return deliver


def waits_until(rule: Rule, record_id: UUID) -> Statement:
    """One row `{due_at}` when the rule waits for a time, on this record or for all."""
    return Statement(
        """SELECT due_at FROM timers WHERE (kind = %(dwell)s AND owner = %(record)s AND key = %(rule)s)
        OR (kind = %(schedule)s AND owner = %(owner)s AND key = %(rule)s)
        OR (kind = ANY(%(run)s) AND owner IN (
            SELECT id FROM rule_runs WHERE record_id = %(record)s AND rule = %(rule)s
            AND state IN ('waiting', 'retrying')))
        ORDER BY due_at LIMIT 1""",
        {
            "dwell": DWELL,
            "schedule": SCHEDULE,
            "run": [DELAY, RETRY],
            "record": record_id,
            "rule": rule.name,
            "owner": schedule_owner(rule.name),
        },
    )


def _stay_is_over(timer: Timer) -> Statement:
    """One row when the value changed since, or the rule has run in this stay."""
    return Statement(
        """SELECT 1 AS yes WHERE EXISTS (
            SELECT 1 FROM events WHERE record_id = %(record)s AND id > %(stay)s
            AND (type = 'record_deleted' OR (type = 'record_updated' AND data->'changes' ? %(field)s)))
        OR EXISTS (
            SELECT 1 FROM rule_runs WHERE record_id = %(record)s AND rule = %(rule)s
            AND event->>'type' = %(type)s AND (event->'data'->>'stay')::bigint = %(stay)s)""",
        {
            "record": timer.owner,
            "stay": timer.gen,
            "field": timer.data["field"],
            "rule": timer.key,
            "type": DWELL_OVER,
        },
    )
