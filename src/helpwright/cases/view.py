"""A case as the interface gives it. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from helpwright.cases.model import CLOCKS, COUNTS, Case, ClockKey, case_of
from helpwright.cases.moves import in_time
from helpwright.kernel.clock import iso

_INSTANTS = (
    "first_response_due",
    "next_response_due",
    "resolution_due",
    "first_responded_at",
    "resolved_at",
    "closed_at",
)
_PEOPLE = ("first_responded_by", "solved_by")


def case_json(row: Mapping[str, Any], survey: Mapping[str, Any] | None) -> dict[str, Any]:
    """From a row of `read_cases` and what the customer answered."""
    case = case_of(row)
    return {
        "category": case.category,
        "policy": case.policy,
        **{key: _iso(row[key]) for key in _INSTANTS},
        **{key: None if row[key] is None else str(row[key]) for key in _PEOPLE},
        "clocks": {key: _clock(case, key, row) for key in CLOCKS},
        "answers": {"kept": case.answers_kept, "missed": case.answers_missed},
        "counts": {name: case.counts[name] for name in COUNTS},
        "survey": survey,
    }


def next_due(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """The nearest limit of a ticket that is still to be kept: its clock, when it is due, since when, warned when."""
    limits = (each for each in _limits(row, case_of(row)).values() if each is not None)
    return min(limits, key=lambda each: str(each["due_at"]), default=None)


def promises_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Every limit that is still to be kept, by its clock, and what all promises of a ticket have come to.

    `level` is the furthest that one has reached which is not kept yet, of a ticket that is not
    solved; `missed` whether any was ever missed.
    """
    case = case_of(row)
    reached = () if case.resolved_at is not None else row["levels"] or ()
    waiting = [key for key in CLOCKS if key in reached and state_of(case, key) in {"running", "paused"}]
    furthest = max(waiting, key=lambda key: float(row["levels"][key]["share"]), default=None)
    breached = any(row[f"{key}_breached_at"] is not None for key in CLOCKS)
    return {
        "due": _limits(row, case),
        "level": None if furthest is None else level_of(row, furthest),
        "missed": breached or case.answers_missed > 0,
    }


def _limits(row: Mapping[str, Any], case: Case) -> dict[ClockKey, dict[str, Any] | None]:
    return {key: _limit(row, case, key) for key in CLOCKS}


def _limit(row: Mapping[str, Any], case: Case, key: ClockKey) -> dict[str, Any] | None:
    clock = case.clock(key)
    if clock.due is None or state_of(case, key) != "running":
        return None
    since = begun_at(case, key) + timedelta(seconds=clock.paused)
    warned = _iso(row[f"{key}_warned_at"])
    return {
        "clock": key,
        "due_at": iso(clock.due),
        "from": iso(since),
        "warned_at": warned,
        "level": level_of(row, key),
    }


def level_of(row: Mapping[str, Any], key: ClockKey) -> dict[str, Any] | None:
    """The level that a clock has reached last: key, name, color, and when."""
    found = (row["levels"] or {}).get(key)
    return None if found is None else {name: found[name] for name in ("key", "name", "color", "at")}


def begun_at(case: Case, key: ClockKey) -> datetime:
    """When the clock began: with the case, or with the message that waits for an answer."""
    return case.asked_at or case.created_at if key == "next_response" else case.created_at


def _clock(case: Case, key: ClockKey, row: Mapping[str, Any]) -> dict[str, Any]:
    clock = case.clock(key)
    return {
        "state": state_of(case, key),
        "begun_at": iso(begun_at(case, key)),
        "due_at": _iso(clock.due),
        "left_seconds": clock.left,
        "paused_seconds": clock.paused,
        "took_seconds": took_seconds(case, key),
        "working": clock.target is not None and clock.target.time == "working",
        "warned_at": _iso(row[f"{key}_warned_at"]),
        "breached_at": _iso(row[f"{key}_breached_at"]),
        "level": level_of(row, key),
    }


def took_seconds(case: Case, key: ClockKey) -> float | None:
    """Wall seconds from the beginning of the clock to its answer or solution, without holes; None before."""
    if key == "first_response":
        done = case.first_responded_at
        return None if done is None else (done - case.created_at).total_seconds()
    if key == "next_response":
        ended = case.next_response.halted_at
        if case.answered_at is None or ended is None:
            return None
        return (ended - begun_at(case, key)).total_seconds() - case.next_response.paused
    halted = case.resolution.halted_at
    if case.resolved_at is None or halted is None:
        return None
    return (halted - case.created_at).total_seconds() - case.resolution.paused


def state_of(case: Case, key: ClockKey) -> str:
    """running, paused (a hole that may end), or met or missed when the clock has done its work.

    idle: no message of the customer was ever to be answered by the next response.
    """
    clock = case.clock(key)
    if key == "next_response" and not case.awaits:
        return "idle" if case.asked_at is None else "missed" if in_time(clock) is False else "met"
    if key == "next_response":
        return "running" if clock.halted_at is None else "paused"
    if key == "first_response":
        done, late = case.first_responded_at, _after(case.first_responded_at, clock.due)
    else:
        done, late = case.resolved_at, clock.left is not None and clock.left < 0
    if done is not None:
        return "missed" if late else "met"
    return "running" if clock.halted_at is None else "paused"


def _after(instant: datetime | None, due: datetime | None) -> bool:
    return instant is not None and due is not None and instant > due


def _iso(instant: datetime | None) -> str | None:
    return None if instant is None else iso(instant)
