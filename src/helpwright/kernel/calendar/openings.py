"""From the wall clock to the time line: the openings of one year as real instants.

A calendar is open at an instant exactly when the wall clock of its zone reads a time inside its hours. All
behavior at clock changes follows from that sentence: an hour that is skipped is not worked, an hour that comes
twice is worked twice, and hours that begin in a skipped hour begin with the jump.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import Final
from zoneinfo import ZoneInfo

from helpwright.kernel.calendar.notation import Hours

MICRO: Final = 1_000_000
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
FIRST_YEAR: Final = 2
LAST_YEAR: Final = 9998
"""Years whose neighbors the `datetime` type can still express."""

_DAY: Final = 86_400
_PROBE: Final = 2 * _DAY
"""Step in which a zone is searched for clock changes; the closest two on record are four days apart."""

Span = tuple[int, int]
"""Half-open; start and end in whole seconds since 1970, on the wall clock or in UTC as said."""


@dataclass(frozen=True, slots=True)
class YearOpenings:
    """Openings within one UTC year, in order, disjoint, half-open; microseconds since 1970 in UTC.

    `before[i]` is the working time of the year before `starts[i]`, `after[i]` until `ends[i]`, both in microseconds.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]
    total: int

    def worked(self, at: int) -> int:
        """Working microseconds of the year before the instant `at`, wherever it lies."""
        i = bisect_right(self.starts, at) - 1
        if i < 0:
            return 0
        end = self.ends[i]
        return self.before[i] + min(end, at) - self.starts[i]


def year_openings(year: int, zone: ZoneInfo, hours_of: Callable[[date], Sequence[Hours]]) -> YearOpenings:
    """Openings of a UTC year from `FIRST_YEAR` to `LAST_YEAR`; `hours_of` a local date come in order. About 2 ms."""
    first, last = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
    # An offset is less than a day, and hours reach less than a day past the day they belong to.
    wall = list(merged(_wall_spans(range(first - 2, last + 1), hours_of)))
    start, end = (first - EPOCH_DAY) * _DAY, (last - EPOCH_DAY) * _DAY
    real = list(merged(_real_spans(wall, offset_spans(zone, start, end))))
    after = tuple(accumulate((b - a) * MICRO for a, b in real))
    return YearOpenings(
        starts=tuple(a * MICRO for a, _ in real),
        ends=tuple(b * MICRO for _, b in real),
        before=(0, *after[:-1]) if after else (),
        after=after,
        total=after[-1] if after else 0,
    )


def merged(spans: Iterable[Span]) -> Iterator[Span]:
    """The union of spans that come ordered by start; touching ones become one."""
    start = end = None
    for a, b in spans:
        if start is None or end is None:
            start, end = a, b
        elif a > end:
            yield start, end
            start, end = a, b
        elif b > end:
            end = b
    if start is not None and end is not None:
        yield start, end


def offset_spans(zone: ZoneInfo, start: int, end: int) -> list[tuple[int, int, int]]:
    """The UTC seconds from `start` to `end` cut into spans of one UTC offset: ``(start, end, offset in seconds)``."""
    spans: list[tuple[int, int, int]] = []
    since, offset = start, _offset(zone, start)
    for left in range(start, end, _PROBE):
        right = min(left + _PROBE, end)
        following = _offset(zone, right)
        if following != offset:
            low, high = left, right
            while high - low > 1:
                middle = (low + high) // 2
                if _offset(zone, middle) == offset:
                    low = middle
                else:
                    high = middle
            if high < end:
                spans.append((since, high, offset))
                since, offset = high, following
    spans.append((since, end, offset))
    return spans


def _offset(zone: ZoneInfo, at: int) -> int:
    offset = (EPOCH + timedelta(seconds=at)).astimezone(zone).utcoffset()
    return 0 if offset is None else offset // timedelta(seconds=1)


def _wall_spans(days: range, hours_of: Callable[[date], Sequence[Hours]]) -> list[Span]:
    spans: list[Span] = []
    for day in days:
        midnight = (day - EPOCH_DAY) * _DAY
        spans += [(midnight + h.start * 60, midnight + h.end * 60) for h in hours_of(date.fromordinal(day))]
    return spans


def _real_spans(wall: Sequence[Span], offsets: Iterable[tuple[int, int, int]]) -> Iterator[Span]:
    starts = [a for a, _ in wall]
    for since, until, offset in offsets:
        wall_since, wall_until = since + offset, until + offset
        i = max(bisect_right(starts, wall_since) - 1, 0)
        while i < len(wall) and wall[i][0] < wall_until:
            a, b = max(wall[i][0], wall_since), min(wall[i][1], wall_until)
            if a < b:
                yield a - offset, b - offset
            i += 1
