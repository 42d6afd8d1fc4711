"""A case as a value: its clocks, what happened on the way, and the lines of the ledger. No input or output."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

from helpwright.kernel.calendar import Duration

ClockKey = Literal["first_response", "next_response", "resolution"]
StepClock = Literal["first_response", "resolution"]
"""Clocks with whose promise a step of a flow may go: those that begin with the ticket."""
Category = Literal["open", "pending", "solved", "closed"]
EntryKind = Literal["start", "pause", "stop", "change"]
CLOCKS: tuple[ClockKey, ...] = ("first_response", "next_response", "resolution")
STEP_CLOCKS: tuple[StepClock, ...] = ("first_response", "resolution")
CREATED = "created"
ASKED = "asked"
RESPONDED = "responded"
IMPORTED = "imported"
CHANGED = "changed"
OUTGROWN = "outgrown"
DONE: frozenset[Category] = frozenset({"solved", "closed"})
COUNTS = ("transfers", "team_transfers", "handovers", "reopenings", "rework", "touches")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger.

    `reason`: created, imported, asked, resumed, reopened, rejected (start) · pending (pause) · solved, closed,
    responded (stop) · outgrown (stop: it came under another policy while it was solved, and is promised anew when it is
    reopened) · created (change: the next response is promised from the beginning, its clock waits for a message) ·
    changed (change: another policy made another promise, the clock runs or stands as before).
    `due` of a start is when the target will be reached, else when it would have been; `left` of a pause or stop are
    the seconds that remained of the target in its own time (wall or working), negative when it was late.
    `target` and `policy` stand on lines that make a promise: the first, and every change.
    """

    clock: ClockKey
    kind: EntryKind
    at: datetime
    reason: str
    due: datetime | None = None
    left: float | None = None
    target: Duration | None = None
    policy: str | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """Where one clock stands.

    It runs unless it halted: from `halted_at` on there is a hole, whether the case was pending, solved or closed.
    `paused` are the wall seconds of the holes that have ended.
    """

    target: Duration | None = None
    due: datetime | None = None
    halted_at: datetime | None = None
    left: float | None = None
    paused: float = 0.0


def replay(entries: Iterable[Entry]) -> Clock:
    """The clock that these lines of one ledger tell of, oldest first."""
    clock = Clock()
    for entry in entries:
        clock = follow(clock, entry)
    return clock


def follow(clock: Clock, entry: Entry) -> Clock:
    """The clock after one more line."""
    if entry.kind == "change":
        return replace(clock, target=entry.target, due=entry.due, left=entry.left)
    if entry.reason == ASKED:
        return Clock(entry.target or clock.target, entry.due)
    if entry.kind != "start":
        halted = clock.halted_at or entry.at
        return replace(clock, halted_at=halted, left=entry.left, due=entry.due)
    hole = 0.0 if clock.halted_at is None else (entry.at - clock.halted_at).total_seconds()
    target = entry.target or clock.target
    return Clock(target, entry.due, None, None, clock.paused + hole)


_NEVER_PROMISED = Clock()


@dataclass(frozen=True, slots=True)
class Case:
    """A case. `holder` is who had the work last, `team_id` which team.

    The clock of the next response runs from `asked_at`, the oldest message of the customer since the last answer, to
    `answered_at`; None before the first. `answers_kept` and `answers_missed` count the answers that were promised;
    `miss_told` is whether it was told that this one is late.

    `policy` is the key of the one whose promise holds; None: what is promised where no policy fits.
    """

    record_id: UUID
    created_at: datetime
    category: Category = "open"
    first_response: Clock = Clock()
    next_response: Clock = Clock()
    resolution: Clock = Clock()
    first_responded_at: datetime | None = None
    first_responded_by: UUID | None = None
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    miss_told: bool = field(default=False, compare=False)
    answers_kept: int = 0
    answers_missed: int = 0
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    solved_by: UUID | None = None
    holder: UUID | None = None
    team_id: UUID | None = None
    policy: str | None = None
    counts: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))

    def clock(self, key: ClockKey) -> Clock:
        """One of them."""
        if key == "next_response":
            return self.next_response
        return self.first_response if key == "first_response" else self.resolution

    @property
    def awaits(self) -> bool:
        """Whether the customer waits for the next response, as far as one is promised."""
        return self.asked_at is not None and self.answered_at is None

    def counted(self, name: str, times: int = 1) -> "Case":
        """With a counter raised."""
        return replace(self, counts={**self.counts, name: self.counts[name] + times})


def case_of(row: Mapping[str, Any]) -> Case:
    """From a row of the table `cases`."""
    return Case(
        record_id=row["record_id"],
        created_at=row["created_at"],
        category=row["category"],
        first_response=_clock(row, "first_response"),
        next_response=_next_response(row),
        resolution=_clock(row, "resolution"),
        first_responded_at=row["first_responded_at"],
        first_responded_by=row["first_responded_by"],
        asked_at=row["next_response_asked_at"],
        answered_at=row["next_response_answered_at"],
        miss_told=row["next_response_breached_at"] is not None,
        answers_kept=row["next_responses_kept"],
        answers_missed=row["next_responses_missed"],
        resolved_at=row["resolved_at"],
        closed_at=row["closed_at"],
        solved_by=row["solved_by"],
        holder=row["holder"],
        team_id=row["team_id"],
        policy=row["policy"],
        counts={name: row[name] for name in COUNTS},
    )


def _next_response(row: Mapping[str, Any]) -> Clock:
    if row["next_response_target"] is None and row["next_response_asked_at"] is None:
        return _NEVER_PROMISED
    return _clock(row, "next_response")


def _clock(row: Mapping[str, Any], key: ClockKey) -> Clock:
    return Clock(
        _target(row[f"{key}_target"]),
        row[f"{key}_due"],
        row[f"{key}_halted_at"],
        row[f"{key}_left"],
        row[f"{key}_paused"],
    )


def entry_of(row: Mapping[str, Any]) -> Entry:
    """From a row of the table `case_clocks`."""
    return Entry(
        row["clock"],
        row["kind"],
        row["at"],
        row["reason"],
        row["due_at"],
        row["left_seconds"],
        _target(row["target"]),
        row["policy"],
    )


def _target(raw: Any) -> Duration | None:
    return None if raw is None else _duration(tuple(raw.items()))


@lru_cache(maxsize=256)
def _duration(parts: tuple[tuple[str, Any], ...]) -> Duration:
    return Duration.model_validate(dict(parts))


def target_json(target: Duration | None) -> dict[str, Any] | None:
    """As stored."""
    return None if target is None else target.model_dump(exclude_none=True)
