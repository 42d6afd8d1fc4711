"""Run the rules on the event stream: load the records, decide, store what follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import NAMESPACE_OID, UUID, uuid5

from helpwright.definitions.live import Compiled, Definitions
from helpwright.jobs.events import Recorded
from helpwright.kernel.clock import Clock, SystemClock
from helpwright.kernel.text import DEFAULT_LOCALE
from helpwright.notify.model import Draft
from helpwright.notify.outbox import Outbox
from helpwright.platform.database import Session
from helpwright.rules.document import rule_document
from helpwright.rules.kind import AnyAction, RecordContext, Scene, Situation
from helpwright.rules.match import Rule, holds, read_rules


class RecordContexts(Protocol):
    """Loads records as rules see them; deleted ones are absent."""

    async def __call__(
        self,
        session: Session,
        form: str,
        ids: Sequence[UUID],
        locale: str,
    ) -> Mapping[UUID, RecordContext]:
        """Contexts by record id, in a number of queries that does not depend on the number of ids."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """What actions act through."""

    outbox: Outbox
    definitions: Definitions


class Reactions:
    """The reader of the stream that runs rules: one load per form and batch, pure decisions, one store."""

    def __init__(
        self,
        definitions: Definitions,
        actions: Mapping[str, AnyAction],
        contexts: RecordContexts,
        outbox: Outbox,
        clock: Clock | None = None,
    ) -> None:
        self._clock = clock or SystemClock()
        self._definitions = definitions
        self._actions = actions
        self._contexts = contexts
        self._outbox = outbox
        model = rule_document(actions)
        self._rules = Compiled(lambda found: read_rules(found, model))

    async def read(self, session: Session, events: Sequence[Recorded]) -> None:
        """React to the events in the session's transaction."""
        book = self._rules.of(await self._definitions.current())
        started = [(recorded, rule) for recorded in events for rule in book.started_by(recorded.event)]
        if not started:
            return
        contexts = await self._load(session, started)
        drafts: list[Draft] = []
        for recorded, rule in started:
            drafts.extend(self._run(recorded, rule, contexts))
            await self._act(session, recorded, rule, contexts)
        await self._outbox.put(session, drafts)

    async def _load(
        self,
        session: Session,
        started: Sequence[tuple[Recorded, Rule]],
    ) -> dict[UUID, RecordContext]:
        wanted: dict[str, dict[UUID, None]] = {}
        for recorded, rule in started:
            if recorded.event.record_id is not None:
                wanted.setdefault(rule.form, {})[recorded.event.record_id] = None
        found: dict[UUID, RecordContext] = {}
        for form, ids in wanted.items():
            found.update(await self._contexts(session, form, list(ids), DEFAULT_LOCALE))
        return found

    async def _act(
        self, session: Session, recorded: Recorded, rule: Rule, contexts: Mapping[UUID, RecordContext]
    ) -> None:
        record_id = recorded.event.record_id
        context = contexts.get(record_id) if record_id is not None else None
        if record_id is None or context is None or not holds(rule, context.values):
            return
        run_id = uuid5(NAMESPACE_OID, f"{recorded.id}:{rule.name}")
        for index, step in enumerate(rule.steps):
            run = self._actions[step.action].run
            if run is None or step.delay is not None:
                continue
            scene = Scene(
                session=session,
                run_id=run_id,
                index=index,
                key=f"{run_id}:{index}",
                rule=rule.name,
                app=rule.name.partition(".")[0],
                form=rule.form,
                record_id=record_id,
                record=context,
                event=recorded.event,
                now=self._clock.now(),
                locale=context.language or DEFAULT_LOCALE,
                cause=(*recorded.event.cause, recorded.id),
                ports=Ports(self._outbox, self._definitions),
            )
            await run(step, scene)

    def _run(self, recorded: Recorded, rule: Rule, contexts: Mapping[UUID, RecordContext]) -> Sequence[Draft]:
        record_id = recorded.event.record_id
        context = contexts.get(record_id) if record_id is not None else None
        if record_id is None or context is None or not holds(rule, context.values):
            return ()
        drafts: list[Draft] = []
        for index, step in enumerate(rule.steps):
            plan = self._actions[step.action].plan
            if plan is None or step.delay is not None:
                continue
            situation = Situation(
                recorded.id, recorded.event, rule.name, index, record_id, context, context.language or DEFAULT_LOCALE,
            )  # fmt: skip
            drafts.extend(plan(step, situation))
        return drafts
