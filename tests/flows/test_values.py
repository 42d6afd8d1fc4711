"""States, events and effects through JSON."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import orjson
import pytest

from helpwright.flows.effects import (
    EFFECTS,
    Announce,
    AssignTask,
    CancelTimers,
    ClaimTask,
    CloseTask,
    Completed,
    Copy,
    Effect,
    Incident,
    MoveTask,
    OfferTask,
    OpenTask,
    ReleaseTask,
    RunActions,
    ScheduleTimer,
    SetRecord,
    effect_from_json,
    effect_to_json,
)
from helpwright.flows.model import Activity, Assign, Back, Event, State, TimerSpec, Why, state_hash
from helpwright.kernel.events import SYSTEM, Actor

SAMPLES: tuple[Effect, ...] = (
    OpenTask("a1", "handle", "task", Assign(person="p"), "p", Why("otherwise", {"line": 0, "person": "p"})),
    OpenTask("a1", "confirm", "confirm", None, None, Why("waits_for_customer")),
    CloseTask("a1", "done", "confirmed", by_staff=True),
    ClaimTask("a1", "p"),
    ReleaseTask("a1"),
    AssignTask("a1", "q", Why("transferred", {"by": "p", "reason": "病假"})),
    OfferTask("a1", Assign(role="boss"), Why("nobody", {"role": "boss"})),
    MoveTask("a1", "check", ("due", "warn")),
    SetRecord({"status": "solved", "amount": 1.5, "tags": ["x"], "owner": None}),
    ScheduleTimer("a1", "due", 3, TimerSpec(1.5, "hours", "working", "office", "first_response")),
    ScheduleTimer("a1", "field", 3, TimerSpec(0, "minutes", of="visit", start=None, back=TimerSpec(2, "hours"))),
    ScheduleTimer("a1", "warn", 3, TimerSpec(0, "minutes", promise="resolution", back=TimerSpec(2, "hours"))),
    CancelTimers("a1"),
    RunActions("a1", "handle", "late"),
    Copy("tell", (Assign("t"), Assign(role="boss"), Assign(person="p"))),
    Announce("urged", {"count": 1}),
    Incident("loop_limit", {"node": "n", "moves": 1000}),
    Completed(),
)


def test_every_effect_has_a_sample() -> None:
    assert {type(each) for each in SAMPLES} == set(EFFECTS)


@pytest.mark.parametrize("effect", SAMPLES, ids=[f"{at}_{each.name}" for at, each in enumerate(SAMPLES)])
def test_an_effect_comes_back_from_json(effect: Effect) -> None:
    written = orjson.loads(orjson.dumps(effect_to_json(effect)))
    assert written["effect"] == effect.name
    assert effect_from_json(written) == effect


def test_an_event_comes_back_from_json() -> None:
    at = datetime(2026, 3, 2, 1, 2, 3, 456789, tzinfo=timezone(timedelta(hours=8)))
    full = Event("complete", "k", Actor("person", UUID(int=5)), at, "a1", "done", {"comment": "好"}, {"a": [1]}, True)  # noqa: FBT003 -- every part once
    bare = Event("start", "k", SYSTEM, at)
    for event in (full, bare):
        assert Event.from_json(orjson.loads(orjson.dumps(event.to_json()))) == event
    assert set(bare.to_json()) == {"kind", "key", "actor", "at"}


def test_a_state_is_written_sorted_and_comes_back() -> None:
    urged = Activity("n", "task", ("x.to",), 3, "claimed", Assign("t"), "p", 2, datetime(2026, 1, 1, tzinfo=UTC))
    waiting = Activity("m", "confirm", ("y.to", "z.to"), 1, back=Back("x.to", "p"), failed=True)
    state = State("running", 4, 2, {"z.to": 1, "x.to": 2}, {"a2": urged, "a1": waiting}, {"n": "p", "b": "q"}, {"v": 1})
    turned = State(
        "running", 4, 2, {"x.to": 2, "z.to": 1}, {"a1": waiting, "a2": urged}, {"b": "q", "n": "p"}, {"v": 1}
    )
    written = orjson.dumps(state.to_json())
    assert written == orjson.dumps(turned.to_json())
    assert State.from_json(orjson.loads(written)) == state == turned
    assert state_hash(state) == state_hash(turned) != state_hash(State())
    assert list(state.to_json()["marking"]) == ["x.to", "z.to"]


def test_the_hash_of_a_state_is_the_same_on_every_machine() -> None:
    assert state_hash(State()) == "f21ed1fe5012f63ac29e5fe117a2db57e6a3eb411387e8793f69a90a18b57e62"
