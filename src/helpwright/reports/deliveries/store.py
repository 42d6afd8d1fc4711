"""SQL of deliveries. Private to this concept."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.jobs.queue import UNFINISHED, defer
from helpwright.jobs.timers import cancel, schedule
from helpwright.platform.database import Json, Statement

TIMER = "delivery"
DUE = "due"
"""Kind and key of the timer; its owner is the delivery."""
TASK = "deliveries:send"
FAILED = "failed"
"""The reason of a run that is over because carrying it out failed again and again."""

_COLUMNS = """d.id, d.dashboard, d.owner_id, d.document, d.state, d.reason, d.version, d.created_at, d.changed_at,
    p.name AS owner,
    (SELECT t.due_at FROM timers t WHERE t.kind = 'delivery' AND t.owner = d.id) AS next_at"""
_RUNS = """SELECT r.id, r.delivery_id, r.due_at, r.trial_for, r.state, r.reason, r.created_at,
    count(s.recipient) FILTER (WHERE s.reason IS NULL) AS told,
    coalesce(jsonb_agg(jsonb_build_object('name', s.name, 'reason', coalesce(s.reason, m.reason),
        'state', m.state, 'via', m.via) ORDER BY s.name) FILTER (WHERE s.recipient IS NOT NULL), '[]') AS people
FROM (SELECT * FROM delivery_runs WHERE delivery_id = ANY(%(ids)s) ORDER BY created_at DESC LIMIT 500) r
LEFT JOIN delivery_results s ON s.run_id = r.id
LEFT JOIN LATERAL (SELECT x.state, x.reason, x.via FROM messages x WHERE x.key = ANY(s.messages)
    ORDER BY x.state = 'failed' DESC, x.state = 'skipped', x.key LIMIT 1) m ON true
GROUP BY r.id, r.delivery_id, r.due_at, r.trial_for, r.state, r.reason, r.created_at
ORDER BY r.created_at DESC"""


def of_dashboard(dashboard: str) -> Statement:
    """All of a dashboard, the newest first."""
    return Statement(
        f"""SELECT {_COLUMNS} FROM deliveries d JOIN people p ON p.id = d.owner_id
        WHERE d.dashboard = %(dashboard)s ORDER BY d.created_at DESC""",
        {"dashboard": dashboard},
    )


def one(delivery: UUID, *, lock: bool = False) -> Statement:
    """One delivery."""
    return Statement(
        f"""SELECT {_COLUMNS} FROM deliveries d JOIN people p ON p.id = d.owner_id
        WHERE d.id = %(id)s{" FOR UPDATE OF d" if lock else ""}""",
        {"id": delivery},
    )


def naming(person: UUID) -> Statement:
    """Rows `{dashboard, name}` of those that name the person, as a recipient or as the one whose numbers they show."""
    return Statement(
        """SELECT dashboard, document->>'name' AS name FROM deliveries
        WHERE owner_id = %(person)s OR document->'people' ? %(id)s ORDER BY dashboard, name, id""",
        {"person": person, "id": str(person)},
    )


def insert(delivery: UUID, dashboard: str, owner: UUID, document: Mapping[str, Any], at: datetime) -> Statement:
    """A new one, which is on."""
    return Statement(
        """INSERT INTO deliveries (id, dashboard, owner_id, document, state, created_at, changed_at)
        VALUES (%(id)s, %(dashboard)s, %(owner)s, %(document)s, 'on', %(at)s, %(at)s)""",
        {"id": delivery, "dashboard": dashboard, "owner": owner, "document": Json(document), "at": at},
    )


def change(delivery: UUID, version: int, document: Mapping[str, Any], owner: UUID, at: datetime) -> Statement:
    """Another document and owner; a row `{id}` unless somebody was faster."""
    return Statement(
        """UPDATE deliveries SET document = %(document)s, owner_id = %(owner)s, version = version + 1,
            changed_at = %(at)s, state = CASE state WHEN 'paused' THEN 'paused' ELSE 'on' END, reason = NULL
        WHERE id = %(id)s AND version = %(version)s RETURNING id, state""",
        {"id": delivery, "version": version, "document": Json(document), "owner": owner, "at": at},
    )


def set_state(delivery: UUID, state: str, at: datetime, reason: str | None = None) -> Statement:
    """Pause it, let it go on, or stop it for a reason."""
    return Statement(
        "UPDATE deliveries SET state = %(state)s, reason = %(reason)s, changed_at = %(at)s WHERE id = %(id)s",
        {"id": delivery, "state": state, "reason": reason, "at": at},
    )


def delete(delivery: UUID) -> list[Statement]:
    """The delivery with its runs and its timer."""
    gone = Statement("DELETE FROM deliveries WHERE id = %(id)s", {"id": delivery})
    return [cancel(TIMER, delivery), gone]


def set_timer(delivery: UUID, due: datetime | None) -> Statement:
    """When it goes out next; None for never."""
    return cancel(TIMER, delivery, DUE) if due is None else schedule(TIMER, delivery, DUE, due)


def begin(run: UUID, delivery: UUID, due: datetime | None, trial_for: UUID | None, at: datetime) -> list[Statement]:
    """A run and the job that carries it out; where this time has a run already the job finds nothing to do."""
    values = {"id": run, "delivery": delivery, "due": due, "trial": trial_for, "at": at}
    return [
        Statement(
            """INSERT INTO delivery_runs (id, delivery_id, due_at, trial_for, state, created_at)
            VALUES (%(id)s, %(delivery)s, %(due)s, %(trial)s, 'waiting', %(at)s)
            ON CONFLICT (delivery_id, due_at) DO NOTHING""",
            values,
        ),
        job(run),
    ]


def waiting_run(run: UUID) -> Statement:
    """A run that is still to be carried out."""
    return Statement(
        "SELECT id, delivery_id, due_at, trial_for, created_at FROM delivery_runs WHERE id = %(id)s "
        "AND state = 'waiting'",
        {"id": run},
    )


def end(run: UUID, state: str, at: datetime, reason: str | None = None) -> Statement:
    """It is over."""
    return Statement(
        """UPDATE delivery_runs SET state = %(state)s, reason = %(reason)s, ended_at = %(at)s
        WHERE id = %(id)s AND state = 'waiting'""",
        {"id": run, "state": state, "reason": reason, "at": at},
    )


def begin_again(delivery: UUID, run: UUID) -> Statement:
    """A run that failed waits once more; a row `{id}` where it did fail, and is not so old that it is forgotten."""
    return Statement(
        """UPDATE delivery_runs SET state = 'waiting', reason = NULL, ended_at = NULL
        WHERE id = %(run)s AND delivery_id = %(delivery)s AND state = 'stopped' AND reason = %(failed)s RETURNING id""",
        {"run": run, "delivery": delivery, "failed": FAILED},
    )


def job(run: UUID) -> Statement:
    """The job that carries a run out."""
    return defer(TASK, [{"run_id": str(run)}])


def stranded(before: datetime) -> Statement:
    """Rows `{id}` of runs from before that wait for a job that is not there."""
    return Statement(
        f"""SELECT r.id FROM delivery_runs r WHERE r.state = 'waiting' AND r.created_at < %(before)s
        AND r.id NOT IN (SELECT (j.args ->> 'run_id')::uuid FROM ({UNFINISHED}) j)""",
        {"before": before, "task": TASK},
    )


def served(run: UUID) -> Statement:
    """Rows `{recipient}` of those who have their result."""
    return Statement("SELECT recipient FROM delivery_results WHERE run_id = %(id)s", {"id": run})


def note(run: UUID, recipient: str, name: str, reason: str | None, messages: Sequence[str]) -> Statement:
    """The result of one; a row `{run_id}` unless there is one already."""
    return Statement(
        """INSERT INTO delivery_results (run_id, recipient, name, reason, messages)
        VALUES (%(run)s, %(recipient)s, %(name)s, %(reason)s, %(messages)s) ON CONFLICT DO NOTHING RETURNING run_id""",
        {"run": run, "recipient": recipient, "name": name, "reason": reason, "messages": list(messages)},
    )


def runs(deliveries: Collection[UUID]) -> Statement:
    """Their latest runs, the newest first, with whom they told and how that went."""
    return Statement(_RUNS, {"ids": list(deliveries)})


def refusals(delivery: UUID) -> Statement:
    """Rows `{recipient}` of those who want no more."""
    return Statement("SELECT recipient FROM delivery_refusals WHERE delivery_id = %(id)s", {"id": delivery})


def refuse(delivery: UUID, recipient: str, at: datetime) -> Statement:
    """Somebody wants no more; a row `{recipient}` the first time, none for a delivery that is gone."""
    return Statement(
        """INSERT INTO delivery_refusals (delivery_id, recipient, refused_at)
        SELECT id, %(recipient)s, %(at)s FROM deliveries WHERE id = %(id)s
        ON CONFLICT DO NOTHING RETURNING recipient""",
        {"id": delivery, "recipient": recipient, "at": at},
    )


def accept(delivery: UUID, recipient: str) -> Statement:
    """Somebody wants it again."""
    return Statement(
        "DELETE FROM delivery_refusals WHERE delivery_id = %(id)s AND recipient = %(recipient)s",
        {"id": delivery, "recipient": recipient},
    )


def forget_runs(before: datetime) -> Statement:
    """Delete what is known of old runs."""
    return Statement("DELETE FROM delivery_runs WHERE created_at < %(at)s AND state <> 'waiting'", {"at": before})


def forget_app(app: str) -> list[Statement]:
    """Deliveries of an app's dashboards, with their timers."""
    params = {"app": app}
    return [
        Statement(
            """DELETE FROM timers WHERE kind = 'delivery' AND owner IN (
                SELECT id FROM deliveries WHERE split_part(dashboard, '.', 1) = %(app)s)""",
            params,
        ),
        Statement("DELETE FROM deliveries WHERE split_part(dashboard, '.', 1) = %(app)s", params),
    ]


ROBOTS = Statement(
    """SELECT d.id, d.dashboard, d.document ->> 'name' AS name, r.robot
    FROM deliveries d, jsonb_array_elements_text(d.document -> 'robots') AS r(robot)
    WHERE jsonb_typeof(d.document -> 'robots') = 'array' ORDER BY name, d.id"""
)
"""Rows `{id, dashboard, name, robot}`: which deliveries go to which groups."""
