"""The reader of the stream that starts runs: which rules an event starts, and which stays begin and end with it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from helpwright.definitions.live import Compiled, Definitions
from helpwright.definitions.model import DefinitionSet
from helpwright.jobs.events import Recorded, append_all
from helpwright.kernel.clock import Clock
from helpwright.kernel.events import Actor, Event
from helpwright.kernel.ids import new_id
from helpwright.kernel.text import DEFAULT_LOCALE
from helpwright.platform.database import Session, Statement
from helpwright.rules import store
from helpwright.rules.again import asked_again
from helpwright.rules.document import rule_document
from helpwright.rules.events import ACTIONS_DUE, RULE_STOPPED
from helpwright.rules.guards import STOPS, Chain, Stop, continued, stopped_by
from helpwright.rules.kind import AnyAction, RecordContext
from helpwright.rules.match import Rule, RuleBook, holds_now, read_rules
from helpwright.rules.records import RecordContexts
from helpwright.rules.waiting import Calendars, stay_statements

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Started:
    """A rule (or a flow's actions) that an event starts on a record."""

    recorded: Recorded
    record_id: UUID
    name: str
    version: int
    rule: Rule | None
    steps: Sequence[Mapping[str, Any]] | None = None
    answer: Mapping[str, Any] | None = None


class Reactions:
    """Set-wise for a batch of events: one look at the records of each form, one at what led here, one store.

    `on_runs` is called inside the transaction when it will leave runs that are ready.
    """

    def __init__(
        self,
        definitions: Definitions,
        actions: Mapping[str, AnyAction],
        contexts: RecordContexts,
        clock: Clock,
        calendars: Callable[[DefinitionSet], Calendars],
        on_runs: Callable[[], None] = lambda: None,
    ) -> None:
        self._definitions = definitions
        self._contexts = contexts
        self._clock = clock
        self._calendars = calendars
        self._on_runs = on_runs
        model = rule_document(actions)
        self._rules = Compiled(lambda found: read_rules(found, model))

    async def read(self, session: Session, events: Sequence[Recorded]) -> None:
        """React to the events in the session's transaction."""
        definitions = await self._definitions.current()
        book = self._rules.of(definitions)
        await self._follow_stays(session, definitions, book, events)
        started = [each for recorded in events for each in _started(book, recorded)]
        started = await self._go_on(session, started)
        if started:
            await self._start(session, started)
        await self._expand(session, book, events)

    async def _follow_stays(
        self, session: Session, definitions: DefinitionSet, book: RuleBook, events: Sequence[Recorded]
    ) -> None:
        calendars = self._calendars(definitions)
        statements = [each for recorded in events for each in stay_statements(book, recorded, calendars)]
        if statements:
            await session.pipeline(statements)

    async def _go_on(self, session: Session, started: Sequence[_Started]) -> list[_Started]:
        """Those that begin: actions for which a flow asks again go on in the run that they had."""
        asked = [each for each in started if each.answer is not None]
        if not asked:
            return list(started)
        answers = [each.answer for each in asked if each.answer is not None]
        rows = await session.all(store.of_activities([each.record_id for each in asked], answers))
        known = {(row["answer"]["instance"], row["answer"]["activity"]): row for row in rows}
        gone_on: set[int] = set()
        for each in asked:
            answer = each.answer or {}
            row = known.get((answer["instance"], answer["activity"]))
            statements = None if row is None else asked_again(row, each.recorded.id, each.steps or ())
            if statements is not None:
                gone_on.add(each.recorded.id)
                for statement in statements:
                    await session.execute(statement)
                    self._on_runs()
        return [each for each in started if each.recorded.id not in gone_on]

    async def _start(self, session: Session, started: Sequence[_Started]) -> None:
        contexts = await self._load(session, started)
        chains = await _chains(session, [each.recorded for each in started])
        at = self._clock.now()
        records = list({each.record_id: None for each in started})
        rows = await session.all(store.counted(records, at - _MINUTE))
        running = Counter({row["record_id"]: row["n"] for row in rows})
        runs: list[dict[str, Any]] = []
        for each in started:
            run = _run(each, contexts, chains.get(each.recorded.id, ()), running[each.record_id], at)
            if run["state"] == "ready":
                running[each.record_id] += 1
            runs.append(run)
        new = {row["id"]: row["state"] for row in await session.all(store.insert(runs, at))}
        stops = [run for run in runs if run["id"] in new and run["reason"] in STOPS]
        if stops:
            await session.execute(append_all([_stop_event(run, self._clock) for run in stops]))
        if {"ready", "answering"} & set(new.values()):
            self._on_runs()

    async def _load(self, session: Session, started: Sequence[_Started]) -> dict[UUID, RecordContext]:
        wanted: dict[str, dict[UUID, None]] = {}
        for each in started:
            if each.rule is not None and each.rule.condition is not None:
                wanted.setdefault(each.recorded.event.dataset, {})[each.record_id] = None
        found: dict[UUID, RecordContext] = {}
        for form, ids in wanted.items():
            found.update(await self._contexts(session, form, list(ids), DEFAULT_LOCALE))
        return found

    async def _expand(self, session: Session, book: RuleBook, events: Sequence[Recorded]) -> None:
        """An event of no record in particular (a schedule's) starts its rule on every record that matches."""
        for recorded in events:
            if recorded.event.record_id is not None:
                continue
            for rule in book.started_by(recorded.event):
                found = await self._contexts.matching(rule.form, rule.condition, self._clock.now())
                if found is None:
                    continue
                run = {
                    "rule": rule.name,
                    "version": rule.version,
                    "form": rule.form,
                    "event_id": recorded.id,
                    "event": store.event_to_json(recorded.event),
                }
                if await session.execute(store.insert_selected(run, found, self._clock.now())):
                    self._on_runs()


def _started(book: RuleBook, recorded: Recorded) -> list[_Started]:
    event = recorded.event
    if event.record_id is None:
        return []
    if event.type == ACTIONS_DUE:
        data = event.data
        answer = None
        if data.get("answer"):
            answer = {"instance": data.get("instance"), "activity": data.get("activity")}
        return [_Started(recorded, event.record_id, str(data["flow"]), 0, None, data["actions"], answer)]
    return [_Started(recorded, event.record_id, rule.name, rule.version, rule) for rule in book.started_by(event)]


def _run(
    started: _Started,
    contexts: Mapping[UUID, RecordContext],
    chain: Chain,
    in_last_minute: int,
    at: datetime,
) -> dict[str, Any]:
    event, rule = started.recorded.event, started.rule
    run: dict[str, Any] = {
        "id": new_id(),
        "rule": started.name,
        "version": started.version,
        "steps": started.steps,
        "answer": started.answer,
        "form": event.dataset,
        "record_id": started.record_id,
        "event_id": started.recorded.id,
        "event": store.event_to_json(event),
        "chain": list(chain),
        "state": "ready",
        "reason": None,
        "inputs": {},
    }
    if rule is not None and rule.condition is not None:
        context = contexts.get(started.record_id)
        if context is None:
            return {**run, "state": "skipped", "reason": "record_gone"}
        run["inputs"] = inputs_of(rule, context)
        if not holds_now(rule.condition, context, at):
            return {**run, "state": "skipped", "reason": "condition"}
    stop: Stop | None = stopped_by(chain, started.name, started.record_id, in_last_minute)
    if stop is None:
        return run
    if started.answer is None:
        return {**run, "state": "stopped", "reason": stop}
    # The flow waits to hear of it.
    return {**run, "state": "answering", "reason": stop, "answer": {**started.answer, "ok": False, "state": "stopped"}}


def inputs_of(rule: Rule, context: RecordContext) -> dict[str, Any]:
    """What the run's decision looked at."""
    return {"values": {key: context.values.get(key) for key in sorted(rule.reads())}}


def _stop_event(run: Mapping[str, Any], clock: Clock) -> Event:
    data = {"rule": run["rule"], "run": str(run["id"]), "reason": run["reason"]}
    cause = (*run["event"]["cause"], run["event_id"])
    return Event(RULE_STOPPED, run["form"], run["record_id"], Actor("system", run["id"]), clock.now(), data, cause)


async def _chains(session: Session, events: Sequence[Recorded]) -> dict[int, Chain]:
    """What led to each event: the chain of the run on whose behalf it happened.

    An event that names its causes and no run is taken to follow from every run that these causes started.
    """
    by_run: dict[int, UUID] = {}
    by_cause: dict[int, tuple[int, ...]] = {}
    for each in events:
        actor = each.event.actor
        if actor.kind == "system" and actor.id is not None:
            by_run[each.id] = actor.id
        elif each.event.cause:
            by_cause[each.id] = each.event.cause
    if not by_run and not by_cause:
        return {}
    known: Statement = store.parents(list(by_run.values()), [id_ for cause in by_cause.values() for id_ in cause])
    rows = await session.all(known)
    of_run = {row["id"]: continued(row["chain"], row["rule"], row["record_id"]) for row in rows}
    chains: dict[int, Chain] = {event: of_run.get(run, ()) for event, run in by_run.items()}
    for event, cause in by_cause.items():
        links = [link for row in rows if row["event_id"] in cause for link in of_run[row["id"]]]
        chains[event] = tuple(dict.fromkeys(links))
    return chains
