"""SQL of the journal of publications. Private to this concept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from helpwright.definitions.publications.model import Consumed, Publication, Wish
from helpwright.definitions.wanted import Wanted
from helpwright.platform.database import Json, Row, Statement

_PUBLISHER = 4758, 1
_BEGINNING = 4769
_SELECT = """SELECT p.id, p.app, p.reason, p.state, p.step, p.wanted, p.accepted, p.progress, p.contract, p.error,
p.note, p.due_at, p.sequel, p.started_by, p.started_at, p.updated_at, p.finished_at,
CASE WHEN p.state = 'done' THEN (SELECT count(*) FROM publications q
    WHERE q.app = p.app AND q.state = 'done' AND q.number <= p.number) END AS version
FROM publications p"""


def to_publication(row: Row) -> Publication:
    """A row of the selects below."""
    raw = row["wanted"]
    return Publication(
        id=row["id"],
        app=row["app"],
        reason=row["reason"],
        state=row["state"],
        step=row["step"],
        wanted=Wanted.from_json(raw["wanted"]),
        drafts=tuple(Consumed(*each) for each in raw["drafts"]),
        accepted=frozenset(row["accepted"]),
        started_by=row["started_by"],
        started_at=row["started_at"],
        updated_at=row["updated_at"],
        finished_at=row["finished_at"],
        progress=row["progress"],
        contract=tuple(row["contract"]),
        error=row["error"],
        version=row["version"],
        wish=Wish(row["note"], row["due_at"], row["sequel"]),
    )


def begin(publication: Publication) -> Statement:
    """Write down what shall happen."""
    raw = {
        "wanted": publication.wanted.to_json(),
        "drafts": [[each.kind, each.key, each.version, each.base] for each in publication.drafts],
    }
    return Statement(
        """INSERT INTO publications (id, app, reason, state, step, wanted, accepted, note, due_at, sequel, started_by,
            started_at, updated_at)
        VALUES (%(id)s, %(app)s, %(reason)s, 'waiting', 'check', %(wanted)s::json, %(accepted)s, %(note)s, %(due)s,
            %(sequel)s, %(by)s, %(at)s, %(at)s)""",
        {
            "note": publication.wish.note,
            "due": publication.wish.due_at,
            "sequel": Json(dict(publication.wish.sequel)),
            "id": publication.id,
            "app": publication.app,
            "reason": publication.reason,
            "wanted": orjson.dumps(raw).decode(),
            "accepted": sorted(publication.accepted),
            "by": publication.started_by,
            "at": publication.started_at,
        },
    )


def by_id(publication: UUID) -> Statement:
    """One row."""
    return Statement(f"{_SELECT} WHERE p.id = %(id)s", {"id": publication})


def of_app(app: str, most: int, before: UUID | None = None) -> Statement:
    """The newest of an app; the newest of those before one."""
    older = "" if before is None else "AND p.number < (SELECT number FROM publications WHERE id = %(before)s)"
    return Statement(
        f"{_SELECT} WHERE p.app = %(app)s {older} ORDER BY p.number DESC LIMIT %(most)s",
        {"app": app, "most": most, "before": before},
    )


_DUE = "p.state IN ('waiting', 'running') AND (p.due_at IS NULL OR p.due_at <= %(now)s OR p.error IS NOT NULL)"


def next_open(now: datetime) -> Statement:
    """The oldest that is not over, without those whose time has not come."""
    return Statement(f"{_SELECT} WHERE {_DUE} ORDER BY p.number LIMIT 1", {"now": now})


def untidy(resting: Sequence[UUID]) -> Statement:
    """Those that are over and could not tidy up, or take back what they had made; without some."""
    return Statement(
        """SELECT p.id, p.contract FROM publications p WHERE p.state IN ('done', 'failed') AND p.contract <> '[]'
        AND p.id <> ALL(%(resting)s) ORDER BY p.number LIMIT 20""",
        {"resting": list(resting)},
    )


def untidy_of(app: str) -> Statement:
    """Those of one app."""
    return Statement(
        """SELECT p.id, p.state, p.contract FROM publications p
        WHERE p.app = %(app)s AND p.state IN ('done', 'failed') AND p.contract <> '[]' ORDER BY p.number""",
        {"app": app},
    )


def open_of_app(app: str, now: datetime) -> Statement:
    """The one of this app that is not over."""
    return Statement(f"{_SELECT} WHERE p.app = %(app)s AND {_DUE} ORDER BY p.number LIMIT 1", {"app": app, "now": now})


def scheduled_of_app(app: str, now: datetime) -> Statement:
    """The one of this app whose time has not come."""
    return Statement(
        f"""{_SELECT} WHERE p.app = %(app)s AND p.state = 'waiting' AND p.due_at > %(now)s AND p.error IS NULL
        ORDER BY p.due_at LIMIT 1""",
        {"app": app, "now": now},
    )


def advance(publication: UUID, step: str, at: datetime) -> Statement:
    """It begins this step; one row `{canceled}`."""
    return Statement(
        """UPDATE publications SET state = 'running', step = %(step)s, updated_at = %(at)s WHERE id = %(id)s
        RETURNING error IS NOT NULL AS canceled""",
        {"id": publication, "step": step, "at": at},
    )


def cancel(publication: UUID, error: Mapping[str, Any]) -> Statement:
    """Ask for it to be taken back: one row when it is not live yet."""
    return Statement(
        """UPDATE publications SET error = %(error)s WHERE id = %(id)s AND state IN ('waiting', 'running')
        AND step NOT IN ('switch', 'contract') RETURNING id""",
        {"id": publication, "error": Json(dict(error))},
    )


def undoing(publication: UUID, undo: Sequence[str]) -> Statement:
    """What takes back all that it makes until it is live."""
    return Statement(
        "UPDATE publications SET contract = %(undo)s WHERE id = %(id)s", {"id": publication, "undo": Json(list(undo))}
    )


def last_of(app: str) -> Statement:
    """The last publication of an app that went live."""
    return Statement(
        f"{_SELECT} WHERE p.app = %(app)s AND p.state = 'done' ORDER BY p.number DESC LIMIT 1", {"app": app}
    )


def last_of_each() -> Statement:
    """Rows `{app, version, at, by}` of the last publication of every app that went live."""
    return Statement(
        """SELECT DISTINCT ON (app) app, finished_at AS at, started_by AS by,
            count(*) OVER (PARTITION BY app) AS version
        FROM publications WHERE state = 'done' ORDER BY app, number DESC"""
    )


def count(publication: UUID, part: str, progress: Mapping[str, Any], at: datetime) -> Statement:
    """How many rows of a part are done; one row `{canceled}`."""
    return Statement(
        """UPDATE publications SET progress = progress || %(progress)s, updated_at = %(at)s WHERE id = %(id)s
        RETURNING error IS NOT NULL AS canceled""",
        {"id": publication, "progress": Json({part: progress}), "at": at},
    )


def switched(publication: UUID, contract: Sequence[str], at: datetime) -> Statement:
    """It is live; what remains is to tidy up."""
    return Statement(
        """UPDATE publications SET step = 'contract', contract = %(contract)s, updated_at = %(at)s
        WHERE id = %(id)s""",
        {"id": publication, "contract": Json(list(contract)), "at": at},
    )


def finish(publication: UUID, state: str, error: Mapping[str, Any] | None, at: datetime) -> Statement:
    """It is over."""
    return Statement(
        """UPDATE publications SET state = %(state)s, error = %(error)s, updated_at = %(at)s, finished_at = %(at)s
        WHERE id = %(id)s""",
        {"id": publication, "state": state, "error": None if error is None else Json(dict(error)), "at": at},
    )


def tidied(publication: UUID, left: Sequence[str]) -> Statement:
    """What is still to tidy up."""
    return Statement(
        "UPDATE publications SET contract = %(left)s WHERE id = %(id)s", {"id": publication, "left": Json(list(left))}
    )


def one_begins(app: str) -> Statement:
    """Until the end of the transaction nobody else looks whether a publication of the app may begin."""
    return Statement("SELECT pg_advisory_xact_lock(%(space)s, hashtext(%(app)s))", {"space": _BEGINNING, "app": app})


def try_lock() -> Statement:
    """Become the one publisher, until the connection ends or `unlock`; one row `{mine}`."""
    return Statement("SELECT pg_try_advisory_lock({}, {}) AS mine".format(*_PUBLISHER))


def unlock() -> Statement:
    """Let others publish."""
    return Statement("SELECT pg_advisory_unlock({}, {})".format(*_PUBLISHER))


def lock_timeout(seconds: float, *, local: bool = False) -> Statement:
    """Wait for locks no longer than this."""
    return Statement(f"SET {'LOCAL ' if local else ''}lock_timeout = '{int(seconds * 1000)}ms'")


RESET_TIMEOUT = Statement("RESET lock_timeout")


def invalid_index(name: str) -> Statement:
    """A row when an index of this quoted name is there but was not finished."""
    return Statement(
        "SELECT 1 AS yes FROM pg_index WHERE indexrelid = to_regclass(%(name)s) AND NOT indisvalid", {"name": name}
    )


def drop_index(name: str) -> Statement:
    """Without holding anybody off."""
    return Statement(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
