"""One instance played by hand: keeps its journal and holds every answer against the kernel's promises."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from helpwright.flows.compile import compile_flow
from helpwright.flows.definition import Definition
from helpwright.flows.document import FlowDocument
from helpwright.flows.effects import Effect, SetRecord, Transition, effect_from_json, effect_to_json
from helpwright.flows.errors import FlowRefusal
from helpwright.flows.model import Event, EventKind, State, state_hash
from helpwright.flows.step import step
from helpwright.kernel.events import CUSTOMER, SYSTEM, Actor

ANNA, BEN, CARL = (Actor("person", UUID(int=number)) for number in (1, 2, 3))
MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def person_id(actor: Actor) -> str:
    return str(actor.id)


def compiled(document: Mapping[str, Any]) -> Definition:
    return compile_flow(FlowDocument.model_validate(document))


def size(state: State) -> int:
    return len(orjson.dumps(state.to_json()))


class Player:
    """Plays events one minute apart; the record follows what the effects set."""

    def __init__(self, definition: Definition, **record: Any) -> None:
        self.definition = definition
        self.record: dict[str, Any] = record
        self.state = State()
        self.now = MORNING
        self.journal: list[tuple[bytes, bytes, str]] = []

    def start(self, actor: Actor = CUSTOMER) -> tuple[Effect, ...]:
        return self.play("start", actor)

    def play(
        self,
        kind: EventKind,
        actor: Actor,
        activity: str | None = None,
        outcome: str | None = None,
        *,
        override: bool = False,
        **data: Any,
    ) -> tuple[Effect, ...]:
        """The effects of one event. A refusal is raised on, after a look that nothing has changed."""
        self.now += timedelta(minutes=1)
        record = {key: value for key, value in self.record.items() if key in self.definition.reads}
        key = f"k{len(self.journal)}"
        event = Event(kind, key, actor, self.now, activity, outcome, data, record, override)
        before, as_json = state_hash(self.state), self.state.to_json()
        try:
            answer = step(self.definition, self.state, event)
        except FlowRefusal:
            assert state_hash(self.state) == before
            assert self.state.to_json() == as_json
            raise
        assert state_hash(self.state) == before, "the old state was changed"
        self._accept(event, answer)
        return answer.effects

    def _accept(self, event: Event, answer: Transition) -> None:
        if answer.state is self.state:
            assert not answer.effects
            return
        assert answer.state.seq == self.state.seq + 1
        self.record.update(event.data.get("values") or {})
        for effect in answer.effects:
            if isinstance(effect, SetRecord):
                self.record.update(effect.values)
        written = orjson.dumps(event.to_json()), orjson.dumps([effect_to_json(each) for each in answer.effects])
        self.journal.append((*written, state_hash(answer.state)))
        self.state = answer.state

    def only(self) -> str:
        """The id of the one open activity."""
        (key,) = self.state.activities
        return key

    def replay(self) -> State:
        """Play the journal again through JSON, state and events alike; every hash and effect must come out again."""
        state = State()
        for event, effects, expected in self.journal:
            state = State.from_json(orjson.loads(orjson.dumps(state.to_json())))
            answer = step(self.definition, state, Event.from_json(orjson.loads(event)))
            assert state_hash(answer.state) == expected
            assert answer.effects == tuple(effect_from_json(each) for each in orjson.loads(effects))
            state = answer.state
        return state


__all__ = ["ANNA", "BEN", "CARL", "CUSTOMER", "MORNING", "SYSTEM", "Player", "compiled", "person_id", "size"]
