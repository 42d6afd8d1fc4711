"""A case as the interface gives it. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from helpwright.cases.model import CLOCKS, COUNTS, Case, ClockKey, case_of
from helpwright.kernel.clock import iso

_INSTANTS = ("first_response_due", "resolution_due", "first_responded_at", "resolved_at", "closed_at")
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
        "counts": {name: case.counts[name] for name in COUNTS},
        "survey": survey,
    }


def next_due(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """The nearest limit of a ticket that is still to be kept: its clock, when it is due, since when, warned when."""
    case = case_of(row)
    for key in CLOCKS:
        clock = case.clock(key)
        if clock.due is not None and state_of(case, key) == "running":
            since = case.created_at + timedelta(seconds=clock.paused)
            warned = _iso(row[f"{key}_warned_at"])
            return {"clock": key, "due_at": iso(clock.due), "from": iso(since), "warned_at": warned}
    return None


def _clock(case: Case, key: ClockKey, row: Mapping[str, Any]) -> dict[str, Any]:
    clock = case.clock(key)
    return {
        "state": state_of(case, key),
        "due_at": _iso(clock.due),
        "left_seconds": clock.left,
        "paused_seconds": clock.paused,
        "took_seconds": took_seconds(case, key),
        "working": clock.target is not None and clock.target.time == "working",
        "warned_at": _iso(row[f"{key}_warned_at"]),
        "breached_at": _iso(row[f"{key}_breached_at"]),
    }


def took_seconds(case: Case, key: ClockKey) -> float | None:
    """Wall seconds from the beginning of the case to its answer or solution, without holes; None before."""
    if key == "first_response":
        done = case.first_responded_at
        return None if done is None else (done - case.created_at).total_seconds()
    halted = case.resolution.halted_at
    if case.resolved_at is None or halted is None:
        return None
    return (halted - case.created_at).total_seconds() - case.resolution.paused


def state_of(case: Case, key: ClockKey) -> str:
    """running, paused (a hole that may end), or met or missed when the clock has done its work."""
    clock = case.clock(key)
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
