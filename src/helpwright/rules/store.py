"""SQL of runs. Private to this concept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.kernel.clock import iso
from helpwright.kernel.events import Actor, Event
from helpwright.platform.database import Json, Row, Statement
from helpwright.rules.events import ACTIONS_DUE

_COLUMNS = """r.id, r.place, r.rule, r.version, r.steps, r.answer, r.form, r.record_id, r.event_id, r.event, r.chain,
    r.state, r.reason, r.step, r.waited, r.attempts, r.inputs, r.created_at, r.started_at, r.ended_at, r.milliseconds"""


def event_to_json(event: Event) -> dict[str, Any]:
    """What a run keeps of the event that started it."""
    return {
        "type": event.type,
        "actor": event.actor.to_json(),
        "at": iso(event.at),
        "data": {key: value for key, value in event.data.items() if key != "values"},
        "cause": list(event.cause),
    }


def event_of(row: Row) -> Event:
    """The event of a run's row, without a new record's values."""
    kept = row["event"]
    return Event(
        kept["type"],
        row["form"],
        row["record_id"],
        Actor.of_json(kept["actor"]),
        datetime.fromisoformat(kept["at"]),
        kept["data"],
        tuple(kept["cause"]),
    )


_INSERT = """INSERT INTO rule_runs (id, rule, version, steps, answer, form, record_id, event_id, event, chain, state,
    reason, inputs, created_at, ended_at)
SELECT n.id, n.rule, n.version, n.steps, n.answer, n.form, n.record_id, n.event_id, n.event,
    ARRAY(SELECT jsonb_array_elements_text(n.chain)), n.state, n.reason, n.inputs, %(at)s,
    CASE WHEN n.state = 'ready' THEN NULL ELSE %(at)s END
FROM ROWS FROM (jsonb_to_recordset(%(runs)s) AS (id uuid, rule text, version int, steps jsonb, answer jsonb, form text,
    record_id uuid, event_id bigint, event jsonb, chain jsonb, state text, reason text, inputs jsonb))
    WITH ORDINALITY AS n
ORDER BY n.ordinality ON CONFLICT (rule, event_id, record_id) DO NOTHING RETURNING id, state"""


def insert(runs: Sequence[Mapping[str, Any]], at: datetime) -> Statement:
    """New runs in this order; one row for each that was new. A rule runs once for an event and record."""
    return Statement(_INSERT, {"runs": Json([dict(each) for each in runs]), "at": at})


def insert_selected(run: Mapping[str, Any], selection: Statement, at: datetime) -> Statement:
    """One run for each record that `selection` (one column `id`) finds."""
    return Statement(
        f"""INSERT INTO rule_runs (id, rule, version, form, record_id, event_id, event, state, created_at)
        SELECT gen_random_uuid(), %(run_rule)s, %(run_version)s, %(run_form)s, found.id, %(run_event_id)s,
            %(run_event)s, 'ready', %(run_at)s FROM ({selection.sql}) found
        ON CONFLICT (rule, event_id, record_id) DO NOTHING""",
        {**selection.params, **{f"run_{key}": value for key, value in run.items()}, "run_at": at},
    )


def parents(runs: Sequence[UUID], events: Sequence[int]) -> Statement:
    """Runs by id, and those that these events started."""
    return Statement(
        """SELECT id, event_id, rule, record_id, chain FROM rule_runs WHERE id = ANY(%(runs)s)
        UNION ALL SELECT id, event_id, rule, record_id, chain FROM rule_runs
        WHERE event_id = ANY(%(events)s) AND state NOT IN ('skipped', 'stopped')""",
        {"runs": list(runs), "events": list(events)},
    )


def run_counts(rules: Sequence[str], since: datetime) -> Statement:
    """How often each of these rules did something since then, and how often that failed."""
    return Statement(
        """SELECT rule, count(*) AS runs, count(*) FILTER (WHERE state = 'failed') AS failed FROM rule_runs
        WHERE rule = ANY(%(rules)s) AND created_at > %(since)s AND state NOT IN ('skipped', 'stopped') GROUP BY rule""",
        {"rules": list(rules), "since": since},
    )


def counted(records: Sequence[UUID], since: datetime) -> Statement:
    """How many runs of each record began since then; those that did nothing do not count."""
    return Statement(
        """SELECT record_id, count(*) AS n FROM rule_runs
        WHERE record_id = ANY(%(ids)s) AND created_at > %(since)s AND state NOT IN ('skipped', 'stopped')
        GROUP BY record_id""",
        {"ids": list(records), "since": since},
    )


# The first ready run of each record: later ones of the same record wait until it has moved on.
_CLAIM = f"""SELECT {_COLUMNS} FROM rule_runs r
WHERE r.state = 'ready' AND NOT EXISTS (
    SELECT 1 FROM rule_runs b WHERE b.record_id = r.record_id AND b.state = 'ready' AND b.place < r.place)
ORDER BY r.place LIMIT %(limit)s FOR UPDATE OF r SKIP LOCKED"""


def claim(limit: int) -> Statement:
    """Runs to take a step with, oldest first, kept for this transaction."""
    return Statement(_CLAIM, {"limit": limit})


def claim_following(heads: Sequence[Row]) -> Statement:
    """Runs that are next on the records of these, in their order, kept for this transaction.

    Nobody else takes them as long as the first ones are kept.
    """
    return Statement(
        f"""SELECT {_COLUMNS} FROM rule_runs r WHERE r.state = 'ready' AND r.record_id = ANY(%(records)s)
        AND r.id <> ALL(%(heads)s) ORDER BY r.place LIMIT %(limit)s FOR UPDATE OF r SKIP LOCKED""",
        {
            "records": [row["record_id"] for row in heads],
            "heads": [row["id"] for row in heads],
            "limit": 2 * len(heads),
        },
    )


def claim_one(run_id: UUID) -> Statement:
    """This run, if it is ready and nobody else has it."""
    return Statement(
        f"SELECT {_COLUMNS} FROM rule_runs r WHERE r.id = %(id)s AND r.state = 'ready' FOR UPDATE SKIP LOCKED",
        {"id": run_id},
    )


def answering(limit: int) -> Statement:
    """Runs whose flow waits to hear how they ended."""
    return Statement(
        f"SELECT {_COLUMNS} FROM rule_runs r WHERE r.state = 'answering' ORDER BY r.place LIMIT %(limit)s",
        {"limit": limit},
    )


def answered(run_id: UUID, state: str, answer: Mapping[str, Any]) -> Statement:
    """The flow knows this answer; a run that has gone on to another round meanwhile stays as it is."""
    return Statement(
        """UPDATE rule_runs SET state = %(state)s
        WHERE id = %(id)s AND state = 'answering' AND answer = %(answer)s::jsonb""",
        {"id": run_id, "state": state, "answer": Json(dict(answer))},
    )


_READY = "SELECT 1 AS yes FROM rule_runs WHERE state = 'ready'"
_ANSWERING = "SELECT 1 AS yes FROM rule_runs WHERE state = 'answering'"
PENDING = Statement(f"({_READY} LIMIT 1) UNION ALL ({_ANSWERING} LIMIT 1)")
LOOK = Statement(f"SELECT EXISTS ({_READY}) AS ready, EXISTS ({_ANSWERING}) AS answering")


MOVING = ("state", "reason", "step", "attempts", "inputs", "answer", "started_at", "ended_at")
"""Columns of a run that change while it is carried out."""


def move_all(runs: Sequence[Mapping[str, Any]]) -> Statement:
    """Set these columns of runs that are locked; `milliseconds` is added to what they took before."""
    return Statement(
        """UPDATE rule_runs r SET state = n.state, reason = n.reason, step = n.step, attempts = n.attempts,
            inputs = n.inputs, answer = n.answer, started_at = n.started_at, ended_at = n.ended_at,
            milliseconds = r.milliseconds + n.milliseconds
        FROM jsonb_to_recordset(%(runs)s) AS n(id uuid, state text, reason text, step int, attempts int, inputs jsonb,
            answer jsonb, started_at timestamptz, ended_at timestamptz, milliseconds float8)
        WHERE r.id = n.id""",
        {"runs": Json([dict(each) for each in runs])},
    )


def log_steps(steps: Sequence[Mapping[str, Any]]) -> Statement:
    """What one attempt at a step of each of these runs came to."""
    return Statement(
        """INSERT INTO rule_steps (run_id, step, attempt, action, state, code, data, at, milliseconds)
        SELECT n.run_id, n.step, (SELECT count(*) + 1 FROM rule_steps s WHERE s.run_id = n.run_id AND s.step = n.step),
            n.action, n.state, n.code, n.data, n.at, n.milliseconds
        FROM jsonb_to_recordset(%(steps)s) AS n(run_id uuid, step int, action text, state text, code text, data jsonb,
            at timestamptz, milliseconds float8)""",
        {"steps": Json([dict(each) for each in steps])},
    )


def wake(run_id: UUID, step: int, *, waited: bool) -> Statement:
    """A delay or the pause after a failure is over: the run is ready again at this step, if it still stands there."""
    state = "waiting" if waited else "retrying"
    after = ", waited = %(step)s" if waited else ""
    return Statement(
        f"UPDATE rule_runs SET state = 'ready'{after} WHERE id = %(id)s AND state = '{state}' AND step = %(step)s",
        {"id": run_id, "step": step},
    )


def retry(run_id: UUID) -> Statement:
    """A rule's run that failed for good goes on at the step that failed; one row when it had.

    One whose flow waits for it goes on by `go_on`.
    """
    return Statement(
        """UPDATE rule_runs SET state = 'ready', reason = NULL, attempts = 0, ended_at = NULL
        WHERE id = %(id)s AND state = 'failed' AND answer IS NULL RETURNING id""",
        {"id": run_id},
    )


def of_activities(records: Sequence[UUID], answers: Sequence[Mapping[str, Any]]) -> Statement:
    """The newest run of the actions that each of these activities of flows has asked for, kept for this transaction."""
    return Statement(
        """SELECT id, event_id, state, steps, step, answer FROM rule_runs WHERE id IN (
            SELECT DISTINCT ON (answer->>'instance', answer->>'activity') id FROM rule_runs
            WHERE record_id = ANY(%(records)s) AND (answer->>'instance', answer->>'activity') IN (
                SELECT * FROM unnest(%(instances)s::text[], %(activities)s::text[]))
            ORDER BY answer->>'instance', answer->>'activity', place DESC) FOR UPDATE""",
        {
            "records": list(records),
            "instances": [each["instance"] for each in answers],
            "activities": [each["activity"] for each in answers],
        },
    )


def lock_over(run_id: UUID) -> Statement:
    """A run that is over without success, kept for this transaction."""
    return Statement(
        f"SELECT {_COLUMNS} FROM rule_runs r WHERE r.id = %(id)s AND r.state IN ('failed', 'stopped') FOR UPDATE",
        {"id": run_id},
    )


def unread_asks(reader: str, record_id: UUID, answer: Mapping[str, Any]) -> Statement:
    """A row when a flow has asked for the actions of this activity and the reader of events has yet to come there."""
    return Statement(
        """SELECT 1 AS yes FROM events e JOIN cursors c ON c.name = %(reader)s
        WHERE e.record_id = %(record)s AND e.type = %(type)s AND (e.xid, e.id) > (c.xid, c.id)
            AND e.data->>'instance' = %(instance)s AND e.data->>'activity' = %(activity)s LIMIT 1""",
        {
            "reader": reader,
            "record": record_id,
            "type": ACTIONS_DUE,
            "instance": answer["instance"],
            "activity": answer["activity"],
        },
    )


def go_on(run_id: UUID, state: str, steps: Sequence[Mapping[str, Any]], answer: Mapping[str, Any]) -> Statement:
    """A run that is kept and over goes on at its step, with these from there, or tells its flow anew how it ended."""
    return Statement(
        """UPDATE rule_runs SET state = %(state)s, steps = %(steps)s, answer = %(answer)s, reason = NULL, attempts = 0,
            ended_at = CASE WHEN %(state)s = 'ready' THEN NULL ELSE ended_at END
        WHERE id = %(id)s""",
        {"id": run_id, "state": state, "steps": Json([dict(each) for each in steps]), "answer": dict(answer)},
    )


def by_id(run_id: UUID) -> Statement:
    """One run."""
    return Statement(f"SELECT {_COLUMNS} FROM rule_runs r WHERE r.id = %(id)s", {"id": run_id})


def page(rule: str | None, record_id: UUID | None, before: int | None, limit: int, state: str | None) -> Statement:
    """Runs of a rule or a record, newest first."""
    parts = ["r.place < %(before)s"]
    if rule is not None:
        parts.append("r.rule = %(rule)s")
    if record_id is not None:
        parts.append("r.record_id = %(record)s")
    if state is not None:
        parts.append("r.state = %(state)s")
    return Statement(
        f"SELECT {_COLUMNS} FROM rule_runs r WHERE {' AND '.join(parts)} ORDER BY r.place DESC LIMIT %(limit)s",
        {"rule": rule, "record": record_id, "before": before or 2**62, "limit": limit, "state": state},
    )


def published_at(part_id: int, version: int) -> Statement:
    """When a version of a rule was published."""
    return Statement(
        "SELECT published_at FROM definition_versions WHERE definition_id = %(id)s AND version = %(version)s",
        {"id": part_id, "version": version},
    )


def steps_of(runs: Sequence[UUID]) -> Statement:
    """What the steps of these runs did, in order."""
    return Statement(
        """SELECT run_id, step, attempt, action, state, code, data, at, milliseconds FROM rule_steps
        WHERE run_id = ANY(%(runs)s) ORDER BY run_id, step, attempt""",
        {"runs": list(runs)},
    )


def forget(before: datetime, most: int, batch: int) -> list[Statement]:
    """Ended runs from before the instant, and each rule's beyond its newest `most`; up to `batch` of each."""
    ended = "state IN ('done', 'skipped', 'stopped', 'failed')"
    old = f"SELECT id FROM rule_runs WHERE {ended} AND created_at < %(before)s ORDER BY created_at LIMIT %(batch)s"
    many = f"""SELECT r.id FROM (SELECT DISTINCT rule FROM rule_runs) known
        CROSS JOIN LATERAL (SELECT id, state FROM rule_runs WHERE rule = known.rule
            ORDER BY place DESC OFFSET %(most)s LIMIT %(batch)s) r WHERE r.{ended} LIMIT %(batch)s"""
    params = {"before": before, "most": most, "batch": batch}
    return [Statement(f"DELETE FROM rule_runs WHERE id IN ({each}) RETURNING 1 AS one", params) for each in (old, many)]
