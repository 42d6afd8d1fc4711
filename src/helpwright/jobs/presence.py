"""Who looks at the same record now, and who is typing: told to those who look at it too, kept nowhere.

A screen says at which record it is, and says so again every few seconds; whoever falls silent is gone. Only who may
read the record is let in, and that is looked at again whenever something is told. Processes tell each other by NOTIFY.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar
from uuid import UUID, uuid4

import orjson
import psycopg
import structlog

from helpwright.jobs.connection import Pause, standing_connection
from helpwright.jobs.live import Subscriber
from helpwright.kernel.clock import Clock
from helpwright.kernel.errors import Unavailable
from helpwright.platform.database import Database, Statement

log = structlog.get_logger(__name__)

CallerT = TypeVar("CallerT")

CHANNEL: Final = "helpwright_presence"
SILENT_SECONDS: Final = 45.0
_GATHER_SECONDS = 0.15
_SWEEP_SECONDS = 15.0
_LONGEST_MESSAGE = 500
_MOST_TOLD = 50


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody by id and name."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """One record."""

    dataset: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Present:
    """What a screen is told: the others at its record."""

    place: Place
    people: Sequence[Mapping[str, Any]]

    def to_json(self) -> dict[str, Any]:
        """As sent to the browser."""
        return {"type": "present", "dataset": self.place.dataset, "ids": [self.place.id], "people": self.people}


@dataclass(slots=True)
class _Seat(Generic[CallerT]):
    subscriber: Subscriber[CallerT]
    who: Who
    place: Place
    typing: bool
    heard: float


def read_message(text: str) -> tuple[Place | None, bool] | None:
    """What a screen says: at which record it is (None: at none) and whether its person types. None: nothing of ours."""
    if len(text) > _LONGEST_MESSAGE:
        return None
    try:
        said = orjson.loads(text)
        if said.get("type") == "away":
            return None, False
        if said.get("type") != "at":
            return None
        return Place(str(said["dataset"]), UUID(str(said["id"]))), bool(said.get("typing"))
    except (orjson.JSONDecodeError, ValueError, KeyError, AttributeError):
        return None


class Presence(Generic[CallerT]):
    """The seats of one process, and what other processes tell of theirs.

    `visible(caller, dataset, ids)` answers the ids the caller may know of; `who(caller)` is None for customers.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        visible: Callable[[CallerT, str, Sequence[UUID]], Awaitable[Iterable[UUID]]],
        who: Callable[[CallerT], Who | None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._visible = visible
        self._who = who
        self._process = uuid4().hex
        self._seats: dict[Subscriber[CallerT], _Seat[CallerT]] = {}
        self._elsewhere: dict[tuple[str, Place], tuple[float, Sequence[Mapping[str, Any]]]] = {}
        self._changed: set[Place] = set()
        self._stir = asyncio.Event()

    async def hear(self, subscriber: Subscriber[CallerT], text: str) -> None:
        """A screen says something. Raises neither for what it sends nor for a database in trouble."""
        with _troubles_told():
            await self._hear(subscriber, text)

    async def _hear(self, subscriber: Subscriber[CallerT], text: str) -> None:
        said = read_message(text)
        who = self._who(subscriber.caller)
        if said is None or who is None:
            return
        place, typing = said
        if place is None or not await self._may(subscriber.caller, place):
            self.leave(subscriber)
            return
        before = self._seats.get(subscriber)
        self._seats[subscriber] = _Seat(subscriber, who, place, typing, self._now())
        if before is None or before.place != place:
            self._note(place, *(() if before is None else (before.place,)))
        elif before.typing != typing:
            self._note(place)

    def leave(self, subscriber: Subscriber[CallerT]) -> None:
        """The screen is closed, or elsewhere."""
        seat = self._seats.pop(subscriber, None)
        if seat is not None:
            self._note(seat.place)

    def at(self, place: Place) -> list[dict[str, Any]]:
        """Everybody there, each once, typing where one of their screens says so."""
        found: dict[str, dict[str, Any]] = {}
        here = [
            {"id": str(seat.who.id), "name": seat.who.name, "typing": seat.typing}
            for seat in self._seats.values()
            if seat.place == place
        ]
        now = self._now()
        for (_, where), (heard, people) in self._elsewhere.items():
            if where == place and now - heard < SILENT_SECONDS:
                here += [dict(each) for each in people]
        for each in here:
            known = found.setdefault(str(each["id"]), each)
            known["typing"] = known["typing"] or each["typing"]
        return list(found.values())[:_MOST_TOLD]

    async def run(self) -> None:
        """Tell changes, forget who fell silent, and hear other processes, until cancelled; all end with one of them."""
        async with asyncio.TaskGroup() as parts:
            for each in (self._tell_changes, self._sweep, self._listen):
                parts.create_task(each())

    async def _may(self, caller: CallerT, place: Place) -> bool:
        return place.id in set(await self._visible(caller, place.dataset, [place.id]))

    def _now(self) -> float:
        return self._clock.now().timestamp()

    def _note(self, *places: Place) -> None:
        self._changed.update(places)
        self._stir.set()

    async def _tell_changes(self) -> None:
        while True:
            await self._stir.wait()
            await asyncio.sleep(_GATHER_SECONDS)
            self._stir.clear()
            places, self._changed = self._changed, set()
            for place in places:
                with _troubles_told():
                    await self._announce(place)
                    await self.tell(place)

    async def tell(self, place: Place) -> None:
        """Tell the screens at a place who else is there; who may no longer read the record is put out first."""
        for seat in [each for each in self._seats.values() if each.place == place]:
            if not await self._may(seat.subscriber.caller, place):
                self._seats.pop(seat.subscriber, None)
                self._note(place)
                seat.subscriber.put(Present(place, []))
                continue
            others = [each for each in self.at(place) if each["id"] != str(seat.who.id)]
            seat.subscriber.put(Present(place, others))

    async def _announce(self, place: Place) -> None:
        people = [
            {"id": str(seat.who.id), "name": seat.who.name, "typing": seat.typing}
            for seat in self._seats.values()
            if seat.place == place
        ]
        told = {"process": self._process, "dataset": place.dataset, "id": str(place.id), "people": people[:_MOST_TOLD]}
        notify = Statement(
            "SELECT pg_notify(%(channel)s, %(told)s)", {"channel": CHANNEL, "told": orjson.dumps(told).decode()}
        )
        await self._database.all(notify)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            self.forget_silent()

    def forget_silent(self) -> None:
        """Whoever has not said anything for a while is gone."""
        now = self._now()
        for seat in [each for each in self._seats.values() if now - each.heard >= SILENT_SECONDS]:
            self.leave(seat.subscriber)
        for key, (heard, _) in [*self._elsewhere.items()]:
            if now - heard >= SILENT_SECONDS:
                del self._elsewhere[key]
                self._note(key[1])

    async def _listen(self) -> None:
        pause = Pause()
        while True:
            try:
                async with standing_connection(self._database.url, "helpwright presence") as connection:
                    await connection.execute(f"LISTEN {CHANNEL}".encode())
                    pause.reset()
                    async for notice in connection.notifies():
                        await self.hear_process(notice.payload)
            except (psycopg.Error, OSError) as error:
                log.warning("presence_connection_lost", error=str(error))
            await pause.wait()

    async def hear_process(self, payload: str) -> None:
        """What another process tells of its seats at one place; what we do not understand another version said."""
        try:
            told = orjson.loads(payload)
            process, place, people = str(told["process"]), Place(told["dataset"], UUID(told["id"])), told["people"]
            people = [{"id": str(each["id"]), "name": each["name"], "typing": bool(each["typing"])} for each in people]
        except (ValueError, KeyError, TypeError, AttributeError):
            log.warning("presence_not_understood", length=len(payload))
            return
        if process == self._process:
            return
        if people:
            self._elsewhere[process, place] = (self._now(), people)
        else:
            self._elsewhere.pop((process, place), None)
        with _troubles_told():
            await self.tell(place)


@contextmanager
def _troubles_told() -> Iterator[None]:
    """A database in trouble costs one word about who is where; the next one tells it anew."""
    try:
        yield
    except (Unavailable, psycopg.Error) as error:
        log.warning("presence_not_told", error=str(error))
