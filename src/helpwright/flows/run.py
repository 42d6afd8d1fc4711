"""One step under way: a private copy of the state, the effects so far, and the moves that node types are made of."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from helpwright.flows.definition import Definition, Edge, Node
from helpwright.flows.effects import Announce, CancelTimers, CloseTask, Effect, OpenTask, ScheduleTimer, SetRecord
from helpwright.flows.model import Activity, Assign, Back, Event, State, Status, TimerSpec, Why
from helpwright.flows.parts import ActorReference


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a token that is on its way is to be received: by whom (None: whom the node chooses), where it goes then."""

    person: str | None
    why: Why
    back: Back | None = None


class Run:
    """What a node type may look at and do while one event is worked on.

    `record` are the values of the event with everything over it that this step has set or that came with the event.
    `queue` holds the edges on which a token has arrived and has not been looked at; `arrivals` says for some of them
    who is to receive it.
    """

    __slots__ = (
        "activities",
        "arrivals",
        "definition",
        "effects",
        "event",
        "handlers",
        "ids",
        "marking",
        "moves",
        "queue",
        "record",
        "seq",
        "status",
        "vars",
    )

    def __init__(self, definition: Definition, state: State, event: Event) -> None:
        self.definition = definition
        self.event = event
        self.status: Status = state.status
        self.seq = state.seq + 1
        self.ids = state.ids
        self.marking = dict(state.marking)
        self.activities = dict(state.activities)
        self.handlers = dict(state.handlers)
        self.vars = dict(state.vars)
        self.record: dict[str, Any] = dict(event.record)
        self.effects: list[Effect] = []
        self.queue: deque[str] = deque()
        self.arrivals: dict[str, Arrival] = {}
        self.moves = 0

    def state(self) -> State:
        """The state as it stands now."""
        return State(
            self.status,
            self.seq,
            self.ids,
            self.marking,
            self.activities,
            self.handlers,
            self.vars,
        )

    def emit(self, effect: Effect) -> None:
        """Ask for an effect, after those before."""
        self.effects.append(effect)

    def edge(self, held: tuple[str, ...]) -> Edge:
        """The edge whose token arrived last and made the node begin."""
        return self.definition.edges[held[-1]]

    def free(self, edge: str) -> int:
        """Tokens on the edge that no open activity holds."""
        held = sum(each.held.count(edge) for each in self.activities.values())
        return self.marking.get(edge, 0) - held

    def leave(self, node: Node[Any], held: tuple[str, ...], *exits: str) -> None:
        """Take the tokens that made the node begin and put one on each of these exits; without exits they are gone."""
        self.take_off(held)
        for name in exits:
            self.put(node.outs[name].id)

    def take_off(self, held: tuple[str, ...]) -> None:
        """Remove these tokens."""
        for each in held:
            left = self.marking[each] - 1
            if left:
                self.marking[each] = left
            else:
                del self.marking[each]

    def put(self, edge: str, arrival: Arrival | None = None) -> None:
        """Let a token arrive by an edge."""
        self.marking[edge] = self.marking.get(edge, 0) + 1
        self.queue.append(edge)
        if arrival is not None:
            self.arrivals[edge] = arrival

    def open(
        self,
        node: Node[Any],
        held: tuple[str, ...],
        assign: Assign | None,
        why: Why,
        claimed_by: str | None = None,
        back: Back | None = None,
    ) -> str:
        """Begin work at the node and set its timers; the id of the activity."""
        self.ids += 1
        key = f"a{self.ids}"
        self.activities[key] = Activity(
            node=node.key,
            kind=node.type,
            held=held,
            opened_seq=self.seq,
            state="offered" if claimed_by is None else "claimed",
            assign=assign,
            claimed_by=claimed_by,
            back=back,
        )
        self.effects.append(OpenTask(key, node.key, node.type, assign, claimed_by, why))
        for level, spec in node.timers:
            self.schedule(key, level, spec)
        return key

    def schedule(self, key: str, level: str, spec: TimerSpec, gen: int | None = None) -> None:
        """Set a timer of an activity; one that counts from a field of the record takes what stands there now."""
        if spec.of is not None:
            found = self.record.get(spec.of)
            spec = replace(spec, start=found if isinstance(found, str) and found else None)
        self.effects.append(ScheduleTimer(key, level, self.seq if gen is None else gen, spec))

    def change(self, key: str, **changes: Any) -> Activity:
        """Replace parts of an open activity."""
        changed = replace(self.activities[key], **changes)
        self.activities[key] = changed
        return changed

    def close(
        self,
        key: str,
        state: Literal["done", "cancelled"],
        outcome: str | None = None,
        *,
        by_staff: bool = False,
    ) -> Activity:
        """End an open activity; its tokens stay where they are until the node leaves."""
        activity = self.activities.pop(key)
        self.effects.append(CloseTask(key, state, outcome, by_staff))
        if self.definition.nodes[activity.node].timers:
            self.effects.append(CancelTimers(key))
        return activity

    def cancel(self, reason: str | None) -> None:
        """End the instance and everything open in it."""
        for key in list(self.activities):
            self.close(key, "cancelled")
        self.marking.clear()
        self.status = "cancelled"
        self.emit(Announce("cancelled", {"reason": reason}))

    def set_record(self, values: Mapping[str, Any], person: str | None) -> None:
        """Write values into the record; `{actor: true}` becomes `person`."""
        if values:
            resolved = {
                field: person if isinstance(value, ActorReference) else value for field, value in values.items()
            }
            self.record.update(resolved)
            self.effects.append(SetRecord(resolved))

    def count(self, name: str) -> int:
        """Raise a counter of the instance and answer its new value."""
        value = self.vars.get(name, 0) + 1
        self.vars[name] = value
        return value

    def has_left(self, person: str | None) -> bool:
        """Whether the shell has said so of somebody whom the instance remembers."""
        resolved: Mapping[str, Any] = self.event.data.get("resolved") or {}
        return person in resolved.get("gone", ())

    def has_come(self) -> bool:
        """Whether what a timer waits for has come as things stand now: it may have been moved meanwhile."""
        resolved: Mapping[str, Any] = self.event.data.get("resolved") or {}
        due = resolved.get("due")
        return due is not None and datetime.fromisoformat(due) <= self.event.at

    def actor_id(self) -> str | None:
        """The acting person's id as text."""
        identity = self.event.actor.id
        return None if identity is None else str(identity)
