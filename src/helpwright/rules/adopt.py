"""Rules that wait set their timers when they are published: schedules, and stays that had begun before."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
import structlog

from helpwright.definitions.live import Definitions
from helpwright.definitions.model import DefinitionSet
from helpwright.jobs.connection import Pause, passes
from helpwright.jobs.listen import Listener
from helpwright.kernel.clock import Clock
from helpwright.kernel.filter import Condition
from helpwright.platform.database import Database, Row, Statement
from helpwright.rules.match import Rule, RuleBook
from helpwright.rules.records import RecordContexts
from helpwright.rules.waiting import DWELL, SCHEDULE, Calendars, schedule_timer, stay_timer

log = structlog.get_logger(__name__)

_BATCH: Final = 500
_IDLE_SECONDS: Final = 5.0
_BREATH_SECONDS: Final = 0.5
_NOBODY: Final = UUID(int=0)
_TAKE_TURNS = Statement("SELECT pg_advisory_xact_lock(hashtextextended('rule timers', 0))")
_KNOWN = Statement("SELECT rule, mark FROM rule_timers")


class Adoption:
    """Keeps timers in step with the live rules, in every process that runs it; doing it twice changes nothing."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        definitions: Definitions,
        book: Callable[[DefinitionSet], RuleBook],
        calendars: Callable[[DefinitionSet], Calendars],
        contexts: RecordContexts,
    ) -> None:
        self._database = database
        self._clock = clock
        self._definitions = definitions
        self._book = book
        self._calendars = calendars
        self._contexts = contexts
        self._epoch = -1

    async def run(self, listener: Listener) -> None:
        """Look whenever something was committed, at most twice a second, until cancelled."""
        wake = listener.wake()
        pause = Pause()
        try:
            while True:
                try:
                    await self.look()
                    pause.reset()
                except Exception as error:
                    if not passes(error):
                        raise
                    log.warning("rule_timers_wait_for_database", error=str(error))
                    await pause.wait()
                    continue
                await asyncio.sleep(_BREATH_SECONDS)
                await wake.wait(_IDLE_SECONDS)
        finally:
            listener.forget(wake)

    async def look(self) -> bool:
        """Set what is missing when the definitions have changed since the last look; whether they had."""
        live = await self._definitions.current()
        if live.epoch == self._epoch:
            return False
        book = self._book(live)
        wanted = {name: _mark(rule) for name, rule in book.rules.items() if _waits(rule)}
        changed = await self._clear(wanted)
        for name in changed:
            await self._adopt(book.rules[name], live)
            await self._database.write([_remember(book.rules[name], wanted[name])])
        self._epoch = live.epoch
        return True

    async def _clear(self, wanted: Mapping[str, str]) -> list[str]:
        """Forget timers of rules that are gone or others now; the names of rules that have to set theirs."""
        async with self._database.transaction() as session:
            known = {row["rule"]: row["mark"] for row in (await session.pipeline([_TAKE_TURNS, _KNOWN]))[1]}
            over = [name for name, mark in known.items() if wanted.get(name) != mark]
            if over:
                names = {"names": over, "kinds": [DWELL, SCHEDULE]}
                await session.pipeline(
                    [
                        Statement("DELETE FROM timers WHERE kind = ANY(%(kinds)s) AND key = ANY(%(names)s)", names),
                        Statement("DELETE FROM rule_timers WHERE rule = ANY(%(names)s)", names),
                    ],
                )
        return [name for name, mark in wanted.items() if known.get(name) != mark]

    async def _adopt(self, rule: Rule, live: DefinitionSet) -> None:
        calendars = self._calendars(live)
        if rule.trigger.next_at is not None:
            await self._database.write(schedule_timer(rule, self._clock.now(), live, calendars))
            return
        when: Any = rule.when
        found = await self._contexts.matching(rule.form, Condition(when.field, "eq", when.value), self._clock.now())
        after = _NOBODY
        while found is not None:
            rows = await self._database.all(_stays_under_way(found, rule.name, when.field, after))
            if not rows:
                return
            after = rows[-1]["id"]
            await self._database.write([each for row in rows for each in _timer(rule, row, calendars)])


def _waits(rule: Rule) -> bool:
    return rule.enabled and (rule.trigger.stay is not None or rule.trigger.next_at is not None)


def _mark(rule: Rule) -> str:
    """Equal while the rule waits for the same."""
    return orjson.dumps(rule.when.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS).decode()


def _remember(rule: Rule, mark: str) -> Statement:
    return Statement(
        """INSERT INTO rule_timers (rule, version, mark) VALUES (%(rule)s, %(version)s, %(mark)s)
        ON CONFLICT (rule) DO UPDATE SET version = excluded.version, mark = excluded.mark""",
        {"rule": rule.name, "version": rule.version, "mark": mark},
    )


def _timer(rule: Rule, row: Row, calendars: Calendars) -> list[Statement]:
    since: datetime = row["at"]
    timer = stay_timer(rule, row["id"], row["stay"], since, calendars)
    return [] if timer is None else [timer]


def _stays_under_way(found: Statement, rule: str, field: str, after: UUID) -> Statement:
    """Records of `found` in the order of their ids, each with the event its stay began with; not those that wait."""
    return Statement(
        f"""SELECT found.id, began.id AS stay, began.at FROM ({found.sql}) found
        CROSS JOIN LATERAL (
            SELECT e.id, e.at FROM events e WHERE e.record_id = found.id
            AND (e.type = 'record_created' OR (e.type = 'record_updated' AND e.data->'changes' ? %(field)s))
            ORDER BY e.id DESC LIMIT 1) began
        WHERE found.id > %(after)s AND NOT EXISTS (
            SELECT 1 FROM timers t WHERE t.kind = %(kind)s AND t.owner = found.id AND t.key = %(rule)s)
        ORDER BY found.id LIMIT %(limit)s""",  # noqa: S608 -- of the query compiler
        {**found.params, "after": after, "kind": DWELL, "rule": rule, "field": field, "limit": _BATCH},
    )
