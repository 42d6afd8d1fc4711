"""Working time: additions and measurements per second on the office of the running example.

The floor is the same work on the wall clock: convert to UTC and add, with nothing known of opening hours.

Usage: ``python bench/calendars.py [--json] [--quick]``
"""

import random
import time
from collections import deque
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from helpwright.kernel.calendar import CalendarDocument, compile_calendar
from load.laps import best_of
from load.report import Figure, options, show

OFFICE: Final = {"zone": "Asia/Shanghai", "holidays": "CN", "week": {"mon-fri": ["09:00-12:00", "13:30-18:00"]}}
FIRST: Final = datetime(2024, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
SPREAD: Final = 3 * 365 * 86_400
LONGEST: Final = 40 * 3600
ROUNDS: Final = 5


def main() -> None:
    """Measure and print a table, or with ``--json`` the keys of the catalogue."""
    asked = options(__doc__)
    count = 10_000 if asked.quick else 100_000
    rates, first = measure(count)
    load = f"{count} add and {count} between, CN office hours, starts over 3 years, up to 40 working hours"
    figures = {"calendar_rate": Figure(rates["calendar_rate"], "/s", rates["floor"], load)}
    notes = {name: f"{value:,.0f} /s" for name, value in rates.items() if name not in {"calendar_rate", "floor"}}
    notes["first answer"] = f"{first * 1000:.1f} ms (document, holidays, one year)"
    show(figures, notes, as_json=asked.json)


def measure(count: int) -> tuple[dict[str, float], float]:
    """Operations per second by name, and the seconds until the first answer of a new calendar."""
    chance = random.Random(1)  # noqa: S311 -- the same starts in every run, not a secret
    starts = [FIRST + timedelta(seconds=chance.randrange(SPREAD)) for _ in range(count)]
    spans = [chance.randrange(1, LONGEST) for _ in range(count)]
    began = time.perf_counter()
    calendar = compile_calendar(CalendarDocument.model_validate(OFFICE))
    calendar.add(starts[0], spans[0])
    first = time.perf_counter() - began
    ends = list(map(calendar.add, starts, spans))
    wall = [(start, timedelta(seconds=span)) for start, span in zip(starts, spans, strict=True)]
    rates = {
        "add": rate(lambda: map(calendar.add, starts, spans), count),
        "between": rate(lambda: map(calendar.between, starts, ends), count),
        "is_open": rate(lambda: map(calendar.is_open, starts), count),
        "calendar_rate": rate(lambda: map(calendar.between, starts, map(calendar.add, starts, spans)), 2 * count),
        "floor": rate(lambda: (start.astimezone(UTC) + span for start, span in wall), count),
    }
    return rates, first


def rate(work: Callable[[], Iterable[object]], operations: int) -> float:
    """Operations per second in the best of several rounds; `work` gives an iterable that does them when drained."""
    return operations / best_of(ROUNDS, lambda: deque(work(), maxlen=0))


if __name__ == "__main__":
    main()
