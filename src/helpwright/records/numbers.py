"""Record numbers: unique and rising, taken in blocks per process so that no request waits for another's row."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from helpwright.forms.document import NumberFormat
from helpwright.forms.form import Form
from helpwright.platform.database import Database
from helpwright.records.store import take_numbers

_LARGEST_BLOCK = 64
_LONGEST_COUNTER = 12
_BUSY_SECONDS = 2.0
_DATES = {"": "", "yyyy": "%Y", "yyyyMM": "%Y%m", "yyyyMMdd": "%Y%m%d"}
_PERIODS = {"never": "", "day": "%Y%m%d", "month": "%Y%m", "year": "%Y"}
_PLAIN = NumberFormat()


@dataclass(slots=True)
class _Block:
    period: str
    next: int
    end: int
    size: int
    taken_at: float

    def has(self, period: str) -> bool:
        """Whether there is a number left for this period."""
        return self.period == period and self.next < self.end

    def take(self) -> int:
        """The next one, which there is."""
        self.next += 1
        return self.next - 1

    def given(self) -> range:
        """Those that were taken."""
        return range(self.end - self.size, self.next)


@lru_cache(maxsize=256)
def _dated(reset: str, style: str, day: date) -> tuple[str, str]:
    """The period that this day counts in, and the day as numbers name it."""
    return day.strftime(_PERIODS[reset]), day.strftime(_DATES[style])


class Numbers:
    """Blocks of one process. A quiet form takes single numbers, so that a restart leaves no gap."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._blocks: dict[int, _Block] = {}
        self._locks: dict[int, asyncio.Lock] = {}

    async def take(self, form: Form, at: datetime, zone: ZoneInfo) -> str:
        """The next number of the form; the date in it is the organization's."""
        style = form.document.number or _PLAIN
        period, date = _dated(style.reset, style.date, at.astimezone(zone).date())
        block = self._blocks.get(form.id)
        if block is None or not block.has(period):
            async with self._locks.setdefault(form.id, asyncio.Lock()):
                block = self._blocks.get(form.id)
                if block is None or not block.has(period):
                    block = await self._reserve(form.id, period, block)
                counter = block.take()
        else:
            counter = block.take()
        return f"{style.prefix}{date}{counter:0{style.digits}d}"

    def let_go(self, form: Form, number: str) -> None:
        """Give no more of the block that gave this number, which a record has already: the next come from the counter.

        For what an import of the past keeps of a block that was taken before it began. A block taken since stays.
        """
        block, style = self._blocks.get(form.id), form.document.number or _PLAIN
        if block is not None and any(number.endswith(f"{each:0{style.digits}d}") for each in block.given()):
            block.next = block.end

    async def take_many(self, form: Form, instants: Sequence[datetime], zone: ZoneInfo) -> list[str]:
        """Numbers as of these instants, in their order; one statement a period whatever their number."""
        style = form.document.number or _PLAIN
        local = [at.astimezone(zone) for at in instants]
        periods = Counter(at.strftime(_PERIODS[style.reset]) for at in local)
        next_of: dict[str, int] = {}
        for period, size in periods.items():
            row = await self._database.one(take_numbers(form.id, period, size))
            next_of[period] = row["first"] if row else 1
        found = []
        for at in local:
            period = at.strftime(_PERIODS[style.reset])
            found.append(f"{style.prefix}{at.strftime(_DATES[style.date])}{next_of[period]:0{style.digits}d}")
            next_of[period] += 1
        return found

    @staticmethod
    def behind(form: Form, numbers: Iterable[str], days: Iterable[date]) -> dict[str, int]:
        """By period, where its counter must go on so that on these days none of these numbers is given again."""
        style = form.document.number or _PLAIN
        length = len(style.prefix) + len(style.date)
        last: dict[str, int] = {}
        for each in numbers:
            head, end = each[:length], each[length:]
            if end.isascii() and end.isdecimal() and len(end) <= _LONGEST_COUNTER:
                last[head] = max(last.get(head, 0), int(end))
        found: dict[str, int] = {}
        for day in days:
            period, named = _dated(style.reset, style.date, day)
            counter = last.get(f"{style.prefix}{named}")
            if counter is not None:
                found[period] = max(found.get(period, 0), counter + 1)
        return found

    async def _reserve(self, form_id: int, period: str, last: _Block | None) -> _Block:
        busy = last is not None and time.monotonic() - last.taken_at < _BUSY_SECONDS
        size = min(last.size * 2, _LARGEST_BLOCK) if last is not None and busy else 1
        row = await self._database.one(take_numbers(form_id, period, size))
        first: int = row["first"] if row else 1
        block = _Block(period, first, first + size, size, time.monotonic())
        self._blocks[form_id] = block
        return block
