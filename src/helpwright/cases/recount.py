"""A case computed again from its ledger and the events of its record, and what differs from what is stored. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from helpwright.cases.model import (
    ASKED,
    CLOCKS,
    CREATED,
    OUTGROWN,
    RESPONDED,
    Case,
    Clock,
    ClockKey,
    Entry,
    follow,
    replay,
)
from helpwright.cases.moves import in_time

TYPES = ("record_created", "record_updated", "comment", "task_transferred", "task_completed", "confirm_answered")
"""Types of events that tell of a case."""
_CLOSE = 0.001
_CATEGORY = {"start": "open", "pause": "pending"}


def differences(
    case: Case, ledger: Sequence[Entry], events: Sequence[Mapping[str, Any]], in_charge: str | None
) -> list[str]:
    """Names of what differs.

    `events` are rows (type, at, actor, data) of TYPES, oldest first; without the one that created the record they are
    not complete any more, and only the ledger is looked at. `in_charge` is the field of the person in charge.
    """
    found = [part for key in CLOCKS for part in _clock(case, key, ledger)]
    found += [*_next_responses(case, ledger), *_policy(case, ledger), *_category(case, ledger)]
    if events and events[0]["type"] == "record_created":
        found += _counts(case, events, in_charge)
    return found


def _clock(case: Case, key: ClockKey, ledger: Sequence[Entry]) -> list[str]:
    told, kept = replay(each for each in ledger if each.clock == key), case.clock(key)
    return [f"{key}.{name}" for name in ("target", "due", "halted_at", "left", "paused") if not _same(told, kept, name)]


def _same(told: Clock, kept: Clock, name: str) -> bool:
    one, other = getattr(told, name), getattr(kept, name)
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) < _CLOSE
    return bool(one == other)


def _next_responses(case: Case, ledger: Sequence[Entry]) -> list[str]:
    """Since when the customer waits, when they were answered, and how often in time."""
    clock, asked, answered = Clock(), None, None
    verdicts: list[bool | None] = []
    for each in ledger:
        if each.clock != "next_response":
            continue
        clock = follow(clock, each)
        if each.reason == ASKED:
            asked, answered = each.at, None
        elif each.reason == RESPONDED:
            answered = each.at
            verdicts.append(in_time(clock))
    told = {
        "asked_at": asked,
        "answered_at": answered,
        "answers_kept": verdicts.count(True),
        "answers_missed": verdicts.count(False),
    }
    return [name for name, value in told.items() if getattr(case, name) != value]


def _policy(case: Case, ledger: Sequence[Entry]) -> list[str]:
    """The last line that made a promise says by which policy."""
    made = [each for each in ledger if each.kind == "change" or each.reason == CREATED]
    return ["policy"] if made and made[-1].policy != case.policy else []


def _category(case: Case, ledger: Sequence[Entry]) -> list[str]:
    """The last line of the resolution clock says in which category the case is, and since when it is solved."""
    lines = [
        each for each in ledger if each.clock == "resolution" and each.kind != "change" and each.reason != OUTGROWN
    ]
    if not lines:
        return ["ledger"]
    last = lines[-1]
    expected = _CATEGORY.get(last.kind, last.reason)
    solved = _solved_since(lines)
    names = {
        "category": expected == case.category,
        "resolved_at": solved == case.resolved_at,
        "closed_at": (case.closed_at is not None) == (expected == "closed"),
    }
    return [name for name, same in names.items() if not same]


def _solved_since(lines: Sequence[Entry]) -> datetime | None:
    since: datetime | None = None
    for each in lines:
        since = (since or each.at) if each.kind == "stop" else None
    return since


def _counts(case: Case, events: Sequence[Mapping[str, Any]], in_charge: str | None) -> list[str]:
    answers = [each["at"] for each in events if _answers(each)]
    told = {
        "touches": len(answers),
        "rework": sum(each["type"] == "confirm_answered" and bool(each["data"].get("rejects")) for each in events),
        "transfers": sum(_transfers(each, in_charge) for each in events),
    }
    found = [name for name, number in told.items() if case.counts[name] != number]
    first = min(answers, default=None)
    return found if first == case.first_responded_at else [*found, "first_responded_at"]


def _answers(event: Mapping[str, Any]) -> bool:
    """Whether a person did something for the customer."""
    if event["actor"]["kind"] != "person":
        return False
    public: bool = event["type"] == "comment" and event["data"].get("visibility") == "public"
    return public or bool(event["type"] == "task_completed")


def _transfers(event: Mapping[str, Any], in_charge: str | None) -> bool:
    if event["type"] == "task_transferred":
        return True
    if event["type"] != "record_updated" or event["data"].get("by_flow") or in_charge is None:
        return False
    before, after = event["data"].get("changes", {}).get(in_charge, (None, None))
    return before is not None and after is not None
