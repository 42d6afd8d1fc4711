"""Lists of tasks: mine and those I may claim, done, started; in one statement whatever their number."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import orjson

from helpwright.access.model import Caller
from helpwright.flows.copy_store import select_copies
from helpwright.flows.store import TASK_COLUMNS
from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.platform.database import Row, Statement, to_json

Scope = Literal["mine", "pool", "started", "cc", "done", "all"]
_NEVER = "9998-12-31T00:00:00+00:00"

# Tasks of the customer (confirm) are offered to nobody and stay out of every pool.
_CLAIMED = "t.claimed_by = %(me)s AND t.state = 'claimed'"
_POOL = (
    "t.state = 'offered' AND t.team_id = ANY(%(teams)s)",
    "t.state = 'offered' AND t.role = ANY(%(roles)s)",
    "t.state = 'offered' AND t.person_id = %(me)s",
)
_STARTED = (
    "t.instance_id IN (SELECT i.id FROM instances i WHERE i.started_by = %(me)s) AND t.state IN ('offered', 'claimed')"
    " AND t.kind IN ('task', 'confirm')"
)
_AMONG = " AND t.form = ANY(%(forms)s)"
_BRANCHES: dict[str, tuple[str, ...]] = {
    "mine": (_CLAIMED, *_POOL),
    "pool": _POOL,
    "started": (_STARTED,),
    "done": ("t.claimed_by = %(me)s AND t.state = 'done'",),
    "all": (_CLAIMED, *_POOL, _STARTED, "t.claimed_by = %(me)s AND t.state = 'done'"),
}


@dataclass(frozen=True, slots=True)
class TaskRequest:
    """What a list of tasks is asked for; `forms` are those that a key reaches, None for all."""

    scope: Scope = "mine"
    form: str | None = None
    cursor: str | None = None
    limit: int = 50
    forms: Sequence[str] | None = None


def _params(caller: Caller) -> dict[str, Any]:
    return {"me": caller.person_id, "teams": sorted(caller.teams), "roles": sorted(caller.roles)}


def select_tasks(caller: Caller, request: TaskRequest) -> Statement:
    """A page: what is due first comes first, done tasks and copies newest first. Raises Invalid."""
    if request.scope == "cc":
        before = _read_cursor(request.cursor) if request.cursor else None
        return select_copies(caller.person_id, request.form, request.forms, before, request.limit + 1)
    branches = _BRANCHES[request.scope]
    params: dict[str, Any] = {**_params(caller), "limit": request.limit + 1}
    done = request.scope == "done"
    key, way, compare = ("t.done_at", "DESC", "<") if done else (f"coalesce(t.due_at, '{_NEVER}')", "ASC", ">")
    extra = ""
    if request.form is not None:
        extra += " AND t.form = %(form)s"
        params["form"] = request.form
    if request.forms is not None:
        extra += _AMONG
        params["forms"] = list(request.forms)
    if request.cursor:
        extra += f" AND ({key}, t.id) {compare} (%(at)s::timestamptz, %(id)s)"
        params["at"], params["id"] = _read_cursor(request.cursor)
    union = " UNION ".join(
        f"(SELECT t.id, {key} AS place FROM tasks t WHERE {branch}{extra} "
        f"ORDER BY {key} {way}, t.id {way} LIMIT %(limit)s)"
        for branch in branches
    )
    return Statement(
        f"""SELECT {TASK_COLUMNS}, page.place FROM ({union}) page
        JOIN tasks t ON t.id = page.id LEFT JOIN people p ON p.id = t.claimed_by
        ORDER BY page.place {way}, t.id {way} LIMIT %(limit)s""",
        params,
    )


def count_tasks(caller: Caller, forms: Sequence[str] | None = None, most: int = 1000) -> Statement:
    """Numbers for the tabs, counted up to `most`; of these forms, or of all."""
    extra = "" if forms is None else _AMONG
    copies = "" if forms is None else " AND c.form = ANY(%(forms)s)"
    claimed = f"SELECT count(*) FROM (SELECT 1 FROM tasks t WHERE {_CLAIMED}{extra} LIMIT {most:d}) c"
    union = " UNION ".join(f"(SELECT t.id FROM tasks t WHERE {branch}{extra} LIMIT {most:d})" for branch in _POOL)
    unread = f"SELECT 1 FROM copies c WHERE c.person_id = %(me)s AND c.read_at IS NULL{copies} LIMIT {most:d}"
    return Statement(
        f"SELECT ({claimed}) AS mine, (SELECT count(*) FROM ({union}) p) AS pool, "
        f"(SELECT count(*) FROM ({unread}) u) AS cc",
        {**_params(caller), "forms": None if forms is None else list(forms)},
    )


def tasks_seen_by(caller: Caller, records: Sequence[UUID]) -> Statement:
    """Which of these records have a task, in any state, or a copy that concerns the caller.

    Rows `{record_id, form}`.
    """
    return Statement(
        """SELECT DISTINCT t.record_id, t.form FROM tasks t WHERE t.record_id = ANY(%(records)s)
        AND (t.team_id = ANY(%(teams)s) OR t.role = ANY(%(roles)s) OR t.person_id = %(me)s OR t.claimed_by = %(me)s)
        UNION SELECT c.record_id, c.form FROM copies c WHERE c.record_id = ANY(%(records)s) AND c.person_id = %(me)s""",
        {**_params(caller), "records": list(records)},
    )


def next_cursor(row: Row) -> str:
    """Points behind this row."""
    return base64.urlsafe_b64encode(to_json([row["place"].isoformat(), str(row["id"])])).rstrip(b"=").decode()


def _read_cursor(cursor: str) -> tuple[datetime, UUID]:
    malformed = Invalid([FieldProblem("cursor", "cursor_malformed")])
    try:
        place, task_id = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        at, found = datetime.fromisoformat(place), UUID(task_id)
    except (ValueError, TypeError, AttributeError) as error:
        raise malformed from error
    if at.tzinfo is None:
        raise malformed
    return at, found


def may_claim(caller: Caller, row: Row) -> bool:
    """Whether the task is offered to the caller: their team, role, or person."""
    return bool(
        (row["team_id"] is not None and row["team_id"] in caller.teams)
        or (row["role"] is not None and row["role"] in caller.roles)
        or (row["person_id"] is not None and row["person_id"] == caller.person_id),
    )
