"""Who else looks at a record: told to those who may read it and look at it too, and to nobody else."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from helpwright.jobs.live import Subscriber
from helpwright.jobs.presence import SILENT_SECONDS, Place, Presence, Who, read_message
from helpwright.kernel.clock import SystemClock
from helpwright.kernel.errors import Unavailable
from tests.jobs.conftest import Stream

TICKET = "service_desk.ticket"
RECORD, OTHER = uuid4(), uuid4()
IDS = {"wang": uuid4(), "li": uuid4(), "zhao": uuid4()}


class Clock(SystemClock):
    """Moved by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.present = datetime(2026, 11, 23, tzinfo=UTC)

    def now(self) -> datetime:
        return self.present


@dataclass
class Room:
    """One process."""

    presence: Presence[str]
    clock: Clock
    hidden: set[str]

    def screen(self, name: str) -> Subscriber[str]:
        return Subscriber(name, name)

    async def at(self, screen: Subscriber[str], record: UUID = RECORD, *, typing: bool = False) -> None:
        said = {"type": "at", "dataset": TICKET, "id": str(record), "typing": typing}
        await self.presence.hear(screen, json.dumps(said))

    async def seen(self, screen: Subscriber[str]) -> list[tuple[str, bool]]:
        """What the screen was told last."""
        await self.presence.tell(Place(TICKET, RECORD))
        told = (await screen.next())[-1].to_json()
        assert (told["type"], told["dataset"], told["ids"]) == ("present", TICKET, [RECORD])
        return [(each["name"], each["typing"]) for each in told["people"]]


@pytest.fixture
def room(stream: Stream) -> Room:
    return a_room(stream)


def a_room(stream: Stream) -> Room:
    hidden: set[str] = set()

    async def visible(caller: str, _dataset: str, ids: Sequence[UUID]) -> Iterable[UUID]:
        return () if caller in hidden else ids

    def who(caller: str) -> Who | None:
        return Who(IDS[caller], caller) if caller in IDS else None

    clock = Clock()
    return Room(Presence(stream.database, clock, visible, who), clock, hidden)


async def test_those_at_the_same_record_see_each_other(room: Room) -> None:
    wang, li, elsewhere = room.screen("wang"), room.screen("li"), room.screen("zhao")
    await room.at(wang)
    await room.at(li, typing=True)
    await room.at(elsewhere, OTHER)
    assert await room.seen(wang) == [("li", True)]
    assert await room.seen(li) == [("wang", False)]
    room.presence.leave(li)
    assert await room.seen(wang) == []


async def test_two_screens_of_one_person_are_one(room: Room) -> None:
    wang, first, second = room.screen("wang"), room.screen("li"), room.screen("li")
    await room.at(wang)
    await room.at(first)
    await room.at(second, typing=True)
    assert await room.seen(wang) == [("li", True)]
    assert await room.seen(first) == [("wang", False)]


async def test_who_may_not_read_the_record_neither_sees_nor_is_seen(room: Room) -> None:
    wang, li = room.screen("wang"), room.screen("li")
    room.hidden.add("li")
    await room.at(wang)
    await room.at(li)
    assert room.presence.at(Place(TICKET, RECORD)) == [{"id": str(IDS["wang"]), "name": "wang", "typing": False}]
    room.hidden.clear()
    await room.at(li)
    assert await room.seen(wang) == [("li", False)]
    room.hidden.add("wang")  # moved to another team meanwhile
    await room.presence.tell(Place(TICKET, RECORD))
    assert (await wang.next())[-1].to_json()["people"] == []
    assert [each["name"] for each in room.presence.at(Place(TICKET, RECORD))] == ["li"]


async def test_customers_and_programs_are_nobody(room: Room) -> None:
    await room.at(room.screen("customer"))
    assert room.presence.at(Place(TICKET, RECORD)) == []


async def test_who_falls_silent_is_gone(room: Room) -> None:
    wang, li = room.screen("wang"), room.screen("li")
    await room.at(wang)
    await room.at(li)
    room.clock.present += timedelta(seconds=SILENT_SECONDS)
    await room.at(wang)
    room.presence.forget_silent()
    assert await room.seen(wang) == []


async def test_other_processes_tell_of_their_screens(stream: Stream) -> None:
    here, there = a_room(stream), a_room(stream)
    wang, li = here.screen("wang"), there.screen("li")
    await here.at(wang)
    await there.at(li, typing=True)
    people = there.presence.at(Place(TICKET, RECORD))
    told: dict[str, Any] = {"process": "there", "dataset": TICKET, "id": str(RECORD), "people": people}
    await here.presence.hear_process(json.dumps(told))
    assert await here.seen(wang) == [("li", True)]
    await here.presence.hear_process(json.dumps({**told, "people": []}))
    assert await here.seen(wang) == []


async def test_a_database_in_trouble_does_not_end_the_listening(stream: Stream) -> None:
    well = [True]

    async def visible(_caller: str, _dataset: str, ids: Sequence[UUID]) -> Iterable[UUID]:
        if not well:
            raise Unavailable("database_unavailable")
        return ids

    clock = Clock()
    here = Room(Presence(stream.database, clock, visible, lambda caller: Who(IDS[caller], caller)), clock, set())
    wang = here.screen("wang")
    await here.at(wang)
    well.clear()
    people = [{"id": str(IDS["li"]), "name": "li", "typing": False}]
    told = {"process": "there", "dataset": TICKET, "id": str(RECORD), "people": people}
    await here.presence.hear_process(json.dumps(told))
    # A screen that says where it is meanwhile keeps its connection and its seat; it says so again in a moment.
    await here.at(wang, OTHER)
    well.append(True)
    assert await here.seen(wang) == [("li", False)]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"type": "at"}', '{"type": "at", "dataset": "a", "id": "x"}', "x" * 600]
)
def test_rubbish_is_nothing(text: str) -> None:
    assert read_message(text) is None


def test_away_is_nowhere() -> None:
    assert read_message('{"type": "away"}') == (None, False)
