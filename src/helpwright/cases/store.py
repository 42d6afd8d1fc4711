"""SQL of cases and their ledger. Private to this concept; other concepts take its statements from `cases.clocks`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.cases.model import CLOCKS, COUNTS, STEP_CLOCKS, Case, ClockKey, Entry, target_json
from helpwright.kernel.clock import iso
from helpwright.platform.database import Statement
from helpwright.platform.rows import among, insert_few

_CLOCK_COLUMNS = ("target", "due", "halted_at", "left", "paused")
_STATE = (
    "category", "policy", "first_responded_at", "first_responded_by", "resolved_at", "closed_at", "solved_by", "holder",
    "team_id", *COUNTS, *(f"{clock}_{name}" for clock in STEP_CLOCKS for name in _CLOCK_COLUMNS),
)  # fmt: skip
_ASKED = (
    "next_response_asked_at", "next_response_answered_at", "next_responses_kept", "next_responses_missed",
    *(f"next_response_{name}" for name in _CLOCK_COLUMNS if name != "target"),
)  # fmt: skip
"""What is written of the next response, once a customer has asked."""
_KEPT = frozenset({"policy", "first_response_target", "resolution_target", "team_transfers"})
_COLUMNS = ", ".join(
    (
        "record_id", "form", "created_at", *_STATE, "next_response_target", "levels", *_ASKED,
        *(f"{clock}_{level}_at" for clock in CLOCKS for level in ("warned", "breached")),
    )
)  # fmt: skip


def _inserted(*columns: str) -> str:
    names = ("record_id", "form", "created_at", *columns)
    return f"INSERT INTO cases ({', '.join(names)}) VALUES ({', '.join(f'%({name})s' for name in names)})"


# Who promises no next response pays nothing for its columns.
_INSERT, _INSERT_PROMISED = _inserted(*_STATE), _inserted(*_STATE, "next_response_target")


def _saved(*columns: str) -> str:
    return f"""UPDATE cases SET {", ".join(f"{name} = %({name})s" for name in columns if name not in _KEPT)},
    team_transfers = %(team_transfers)s + CASE
        WHEN %(given_to)s::uuid IS NULL OR %(team_id)s::uuid IS NULL OR EXISTS (
            SELECT 1 FROM team_members WHERE team_id = %(team_id)s AND person_id = %(given_to)s) THEN 0 ELSE 1 END
    {{more}} WHERE record_id = %(record_id)s"""


_SAVE = _saved(*_STATE).format(more="")
# A message that is not yet answered begins a new time, of which nobody was warned.
_SAVE_ASKED = _saved(*_STATE, *_ASKED).format(
    more="".join(
        f", {name} = CASE WHEN next_response_asked_at = %(next_response_asked_at)s THEN {name} END"
        for name in ("next_response_warned_at", "next_response_breached_at")
    )
    + """, levels = CASE WHEN next_response_asked_at = %(next_response_asked_at)s THEN levels
        ELSE levels - 'next_response' END"""
)

# As `respond` of the pure moves does it, for a write that reads nothing before: the row is locked, then changed.
_ANSWERED = """WITH before AS (
    SELECT record_id, first_responded_at, first_response_due, first_response_left, next_response_due,
        next_response_left, next_response_asked_at IS NOT NULL AND next_response_answered_at IS NULL AS awaits,
        coalesce(next_response_halted_at, %(at)s) <= next_response_due AS kept
    FROM cases WHERE record_id = %(record)s FOR UPDATE
), after AS (
    UPDATE cases c SET touches = touches + 1,
        first_responded_at = coalesce(c.first_responded_at, %(at)s),
        first_responded_by = CASE WHEN b.first_responded_at IS NULL THEN %(person)s ELSE c.first_responded_by END,
        first_response_halted_at = coalesce(c.first_response_halted_at, %(at)s),
        next_response_answered_at = CASE WHEN b.awaits THEN %(at)s ELSE c.next_response_answered_at END,
        next_response_halted_at = CASE WHEN b.awaits THEN coalesce(c.next_response_halted_at, %(at)s)
            ELSE c.next_response_halted_at END,
        next_responses_kept = c.next_responses_kept + (b.awaits AND b.kept IS TRUE)::int,
        next_responses_missed = c.next_responses_missed + (b.awaits AND b.kept IS FALSE)::int
    FROM before b WHERE c.record_id = b.record_id
)
INSERT INTO case_clocks (record_id, clock, kind, at, reason, due_at, left_seconds)
SELECT record_id, 'first_response', 'stop', %(at)s, 'responded', first_response_due, first_response_left
FROM before WHERE first_responded_at IS NULL
UNION ALL SELECT record_id, 'next_response', 'stop', %(at)s, 'responded', next_response_due, next_response_left
FROM before WHERE awaits"""


def _columns(case: Case, *, targets: bool = False) -> dict[str, Any]:
    values: dict[str, Any] = {
        "record_id": case.record_id,
        "created_at": case.created_at,
        "category": case.category,
        "policy": case.policy,
        "first_responded_at": case.first_responded_at,
        "first_responded_by": case.first_responded_by,
        "resolved_at": case.resolved_at,
        "closed_at": case.closed_at,
        "solved_by": case.solved_by,
        "holder": case.holder,
        "team_id": case.team_id,
        **case.counts,
    }
    if case.asked_at is not None:
        values |= {
            "next_response_asked_at": case.asked_at,
            "next_response_answered_at": case.answered_at,
            "next_responses_kept": case.answers_kept,
            "next_responses_missed": case.answers_missed,
        }
    for key in STEP_CLOCKS if case.next_response.target is None and case.asked_at is None else CLOCKS:
        clock = case.clock(key)
        if targets:
            values[f"{key}_target"] = target_json(clock.target)
        values |= {
            f"{key}_due": clock.due,
            f"{key}_halted_at": clock.halted_at,
            f"{key}_left": clock.left,
            f"{key}_paused": clock.paused,
        }
    return values


def insert(form: str, case: Case) -> Statement:
    """A new case."""
    sql = _INSERT if case.next_response.target is None else _INSERT_PROMISED
    return Statement(sql, {**_columns(case, targets=True), "form": form})


def save(case: Case, given_to: UUID | None) -> Statement:
    """A changed one, locked by the caller. A transfer to somebody outside its team is one to another team."""
    return Statement(_SAVE if case.asked_at is None else _SAVE_ASKED, {**_columns(case), "given_to": given_to})


def promise(case: Case, changed: Sequence[ClockKey]) -> Statement:
    """What `save` leaves alone: another policy, and other promises of these clocks, of which nobody was warned yet."""
    values = {f"{key}_target": target_json(case.clock(key).target) for key in changed} | {"policy": case.policy}
    names = ["policy", *(f"{key}_target" for key in changed)]
    sets = [*(f"{name} = %({name})s" for name in names), *(f"{key}_warned_at = NULL" for key in changed)]
    sets.append("levels = levels - %(changed)s::text[]")
    return Statement(
        f"UPDATE cases SET {', '.join(sets)} WHERE record_id = %(record_id)s",
        {"record_id": case.record_id, "changed": list(changed), **{name: values[name] for name in names}},
    )


def enter(record_id: UUID, entries: Sequence[Entry]) -> Statement:
    """More lines of the ledger, in this order."""
    rows = [
        {
            "record_id": record_id,
            "clock": each.clock,
            "kind": each.kind,
            "at": each.at,
            "reason": each.reason,
            "due_at": each.due,
            "left_seconds": each.left,
            "target": target_json(each.target),
            "policy": each.policy,
        }
        for each in entries
    ]
    return insert_few("case_clocks", rows)


def answered(record_id: UUID, person: UUID | None, at: datetime) -> Statement:
    """A person answered the customer: a touch, and the first response if there was none before."""
    return Statement(_ANSWERED, {"record": record_id, "person": person, "at": at})


def lock(record_id: UUID) -> Statement:
    """The case, kept for this transaction; locked after record and instance, before tasks."""
    return Statement(f"SELECT {_COLUMNS} FROM cases WHERE record_id = %(id)s FOR UPDATE", {"id": record_id})


def read(ids: Sequence[UUID]) -> Statement:
    """Cases of these records."""
    these, params = among("record_id", ids)
    return Statement(f"SELECT {_COLUMNS} FROM cases WHERE {these}", params)


def read_with_answer(record_id: UUID) -> Statement:
    """The case of a record beside what its customer answered; `answered_at` is null where they did not."""
    return Statement(
        f"""SELECT {_COLUMNS}, scale, score, tags, comment, answered_at
        FROM cases LEFT JOIN (
            SELECT record_id AS answered, scale, score, tags, comment, answered_at FROM survey_answers) answers
        ON answered = record_id WHERE record_id = %(id)s""",
        {"id": record_id},
    )


def ledger(ids: Sequence[UUID]) -> Statement:
    """All lines of these cases, oldest first."""
    return Statement(
        """SELECT record_id, clock, kind, at, reason, due_at, left_seconds, target, policy FROM case_clocks
        WHERE record_id = ANY(%(ids)s) ORDER BY id""",
        {"ids": list(ids)},
    )


def batch(after: UUID, limit: int) -> Statement:
    """Cases in the order of their records' ids."""
    return Statement(
        f"SELECT {_COLUMNS} FROM cases WHERE record_id > %(after)s ORDER BY record_id LIMIT %(limit)s",
        {"after": after, "limit": limit},
    )


def events(ids: Sequence[UUID], types: Sequence[str]) -> Statement:
    """Events of these types about these records, oldest first."""
    return Statement(
        """SELECT record_id, type, at, actor, data FROM events
        WHERE record_id = ANY(%(ids)s) AND type = ANY(%(types)s) ORDER BY id""",
        {"ids": list(ids), "types": list(types)},
    )


def told(ids: Sequence[UUID]) -> Statement:
    """What the check has said about these records last: `{record_id, parts}`."""
    return Statement(
        """SELECT DISTINCT ON (record_id) record_id, data->'parts' AS parts FROM events
        WHERE record_id = ANY(%(ids)s) AND type = 'case_differs' ORDER BY record_id, id DESC""",
        {"ids": list(ids)},
    )


def warn(record_id: UUID, key: ClockKey, now: datetime) -> Statement:
    """Note the warning of a clock that runs and is not due yet: a row `{form, policy, due_at}`, else none."""
    return Statement(
        f"""UPDATE cases SET {key}_warned_at = %(now)s WHERE record_id = %(id)s AND {key}_warned_at IS NULL
        AND {key}_halted_at IS NULL AND {key}_due > %(now)s RETURNING form, policy, {key}_due AS due_at""",
        {"id": record_id, "now": now},
    )


def reach(record_id: UUID, key: ClockKey, level: Mapping[str, Any], due: datetime, now: datetime) -> Statement:
    """Note a level of a clock that runs and still has to be kept until `due`, unless a later one is: as `warn`."""
    return Statement(
        f"""UPDATE cases SET levels = coalesce(levels, '{{}}') || jsonb_build_object('{key}', %(level)s::jsonb)
        WHERE record_id = %(id)s AND {key}_halted_at IS NULL AND {key}_due = %(due)s
        AND coalesce((levels->'{key}'->>'share')::float8, 0) < %(share)s RETURNING form, policy, {key}_due AS due_at""",
        {"id": record_id, "level": {**level, "at": iso(now)}, "due": due, "share": level["share"]},
    )


def breach(record_id: UUID, key: ClockKey, now: datetime) -> Statement:
    """Note that a target was missed, by a clock that runs or halted too late: as `warn`."""
    return Statement(
        f"""UPDATE cases SET {key}_breached_at = {key}_due WHERE record_id = %(id)s AND {key}_breached_at IS NULL
        AND {key}_due <= %(now)s AND ({key}_halted_at IS NULL OR {key}_halted_at > {key}_due)
        RETURNING form, policy, {key}_due AS due_at""",
        {"id": record_id, "now": now},
    )


def named(record_id: UUID, due: datetime) -> Statement:
    """What is told of a case beside a target that was due then: as `warn`."""
    return Statement(
        "SELECT form, policy, %(due)s::timestamptz AS due_at FROM cases WHERE record_id = %(id)s",
        {"id": record_id, "due": due},
    )
