"""What runs for as long as a process lives is kept up, each loop by itself: one that ends begins again after a pause.

Loops wait for a database that is away by themselves; what reaches us is what nobody thought of. It is logged, and told
to whoever looks at the health of the installation (`read_failures`), in whichever process they look.
"""

import asyncio
import traceback
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any, Final, NoReturn

import psycopg
import structlog

from helpwright.jobs.connection import Pause
from helpwright.kernel.clock import Clock, SystemClock, iso
from helpwright.kernel.errors import Unavailable
from helpwright.platform.database import Database
from helpwright.platform.pulse import process_name
from helpwright.platform.statement import Statement

log = structlog.get_logger(__name__)

SETTING: Final = "failed_loops"
FIRST_PAUSE_SECONDS: Final = 0.5
LONGEST_PAUSE_SECONDS: Final = 30.0
SETTLED_SECONDS: Final = 120.0
"""Whoever ran for so long had a life of its own: its end is the first again."""
KEPT: Final = timedelta(days=1)

_READ = Statement("SELECT value FROM settings WHERE name = 'failed_loops'")
# One row for all processes; what is older than a day leaves it with the next failure.
_WRITE = """INSERT INTO settings (name, value) VALUES ('failed_loops', %(value)s)
ON CONFLICT (name) DO UPDATE SET value = (SELECT jsonb_object_agg(key, value)
    FROM jsonb_each(settings.value || excluded.value) WHERE (value->>'at')::timestamptz > %(since)s)"""


@dataclass(frozen=True, slots=True)
class Loop:
    """`run` does its work until it is cancelled; `name` is what logs and the doctor call it."""

    name: str
    run: Callable[[], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Failure:
    """The latest end of a loop that should not have ended, `times` in a row.

    `process` is PART PID@HOST, `why` the class of the error and the line of ours where it was raised; its words, which
    may hold what people wrote, stand in the log alone.
    """

    process: str
    loop: str
    times: int
    why: str
    at: datetime


class Upkeep:
    """Keeps the loops of this process, a `part` of the installation. Times are those of the machine."""

    def __init__(
        self,
        database: Database,
        part: str,
        *,
        first: float = FIRST_PAUSE_SECONDS,
        longest: float = LONGEST_PAUSE_SECONDS,
        clock: Clock | None = None,
    ) -> None:
        self._database = database
        self._process = f"{part} {process_name()}"
        self._pauses = (first, longest)
        self._clock = SystemClock() if clock is None else clock
        self._untold: dict[str, Failure] = {}
        self._news = asyncio.Event()

    def begin(self, loops: Sequence[Loop]) -> list[asyncio.Task[None]]:
        """Start them, each as a task that ends only when cancelled; `telling` among them, once in a process."""
        return [asyncio.create_task(self._keep(loop), name=loop.name) for loop in loops]

    @property
    def telling(self) -> Loop:
        """Writes down what failed, as soon as the database is there."""
        return Loop("telling", self._tell)

    async def _keep(self, loop: Loop) -> NoReturn:
        pause, times = Pause(*self._pauses), 0
        while True:
            began = monotonic()
            why = await self._run(loop)
            if monotonic() - began >= SETTLED_SECONDS:
                pause.reset()
                times = 0
            times += 1
            self._untold[loop.name] = Failure(self._process, loop.name, times, why, self._clock.now())
            self._news.set()
            await pause.wait()

    async def _run(self, loop: Loop) -> str:
        """Until it ends; why it did."""
        try:
            await loop.run()
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            # Something that it waited for was cancelled, not the loop.
            why = _place(error)
            log.exception("loop_failed", loop=loop.name)
        except Exception as error:
            why = _place(error)
            log.exception("loop_failed", loop=loop.name)
        else:
            why = "ended"
            log.error("loop_ended", loop=loop.name)
        return why

    async def _tell(self) -> NoReturn:
        pause = Pause()
        while True:
            await self._news.wait()
            self._news.clear()
            told, self._untold = self._untold, {}
            try:
                await self._database.write([_written(told.values(), self._clock.now())])
                pause.reset()
            except BaseException as error:
                self._untold = told | self._untold
                self._news.set()
                if not isinstance(error, Unavailable | psycopg.Error):
                    raise
                log.warning("failed_loops_not_told", error=str(error))
                await pause.wait()


async def end(tasks: Sequence[asyncio.Task[None]], seconds: float | None = None) -> None:
    """Cancel the tasks and wait for their ends; what still runs after `seconds` ends with the event loop."""
    for task in tasks:
        task.cancel()
    if not tasks:
        return
    ended, _ = await asyncio.wait(tasks, timeout=seconds)
    for task in ended:
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("loop_failed", loop=task.get_name(), exc_info=error)


async def read_failures(database: Database, since: datetime) -> list[Failure]:
    """What failed last in the processes of every machine, after `since`; the latest first."""
    row = await database.one(_READ)
    found = [] if row is None else [_read(each) for each in row["value"].values()]
    return sorted((each for each in found if each.at > since), key=lambda each: each.at, reverse=True)


def _written(failures: Iterable[Failure], now: datetime) -> Statement:
    value = {f"{each.process} {each.loop}": {**asdict(each), "at": iso(each.at)} for each in failures}
    return Statement(_WRITE, {"value": value, "since": now - KEPT})


def _read(stored: Mapping[str, Any]) -> Failure:
    return Failure(**{**stored, "at": datetime.fromisoformat(stored["at"])})


def _place(error: BaseException) -> str:
    """`KeyError at presence.py:229`: of a group that of its first."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    frames = traceback.extract_tb(error.__traceback__)
    ours = next((each for each in reversed(frames) if "helpwright" in each.filename), frames[-1] if frames else None)
    place = "" if ours is None else f" at {Path(ours.filename).name}:{ours.lineno}"
    return f"{type(error).__name__}{place}"
