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
_DONE = "t.claimed_by = %(me)s AND t.state = 'done'"
# So many teams or roles get a branch each, read in the order of an index; more are one branch that sorts.
_MOST_SINGLE = 16


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


def _branches(scope: Scope, params: dict[str, Any]) -> Sequence[str]:
    """The parts of the union; `params` get what they need beyond `_params`."""
    match scope:
        case "done":
            return [_DONE]
        case "started":
            return [_STARTED]
        case "pool":
            return _pool(params)
        case "mine":
            return [_CLAIMED, *_pool(params)]
        case _:
            return [_CLAIMED, *_pool(params), _STARTED, _DONE]


def _pool(params: dict[str, Any]) -> Sequence[str]:
    """What is offered, a branch for each team and role."""
    found = [_POOL[-1]]
    for column, name, together in (("team_id", "teams", _POOL[0]), ("role", "roles", _POOL[1])):
        if len(params[name]) > _MOST_SINGLE:
            found.append(together)
            continue
        for number, value in enumerate(params[name]):
            found.append(f"t.state = 'offered' AND t.{column} = %({name}_{number})s")
            params[f"{name}_{number}"] = value
    return found


def select_tasks(caller: Caller, request: TaskRequest) -> Statement:
    """A page: what has to be kept first comes first, done tasks and copies newest first. Raises Invalid.

    `limit_at` is the nearest limit of an open task, its own or its ticket's; the database keeps it (migration 0052).
    """
    if request.scope == "cc":
        cursor = _read_cursor(request.cursor) if request.cursor else None
        before = (cursor[0], cursor[2]) if cursor is not None else None
        return select_copies(caller.person_id, request.form, request.forms, before, request.limit + 1)
    params: dict[str, Any] = {**_params(caller), "limit": request.limit + 1}
    branches = _branches(request.scope, params)
    done = request.scope == "done"
    key, way, compare = ("t.done_at", "DESC", "<") if done else ("t.limit_at", "ASC", ">")
    extra = ""
    if request.form is not None:
        extra += " AND t.form = %(form)s"
        params["form"] = request.form
    if request.forms is not None:
        extra += _AMONG
        params["forms"] = list(request.forms)
    if request.cursor:
        extra += f" AND ({key}, t.created_at, t.id) {compare} (%(at)s::timestamptz, %(since)s::timestamptz, %(id)s)"
        params["at"], params["since"], params["id"] = _read_cursor(request.cursor)
    union = " UNION ".join(
        f"(SELECT t.id, {key} AS place FROM tasks t WHERE {branch}{extra} "
        f"ORDER BY {key} {way}, t.created_at {way}, t.id {way} LIMIT %(limit)s)"
        for branch in branches
    )
    return Statement(
        f"""SELECT {TASK_COLUMNS}, page.place FROM ({union}) page
        JOIN tasks t ON t.id = page.id LEFT JOIN people p ON p.id = t.claimed_by
        ORDER BY page.place {way}, t.created_at {way}, t.id {way} LIMIT %(limit)s""",
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
    place = [row["place"].isoformat(), row["created_at"].isoformat(), str(row["id"])]
    return base64.urlsafe_b64encode(to_json(place)).rstrip(b"=").decode()


def _read_cursor(cursor: str) -> tuple[datetime, datetime, UUID]:
    malformed = Invalid([FieldProblem("cursor", "cursor_malformed")])
    try:
        place, created, task_id = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        at, since, found = datetime.fromisoformat(place), datetime.fromisoformat(created), UUID(task_id)
    except (ValueError, TypeError, AttributeError) as error:
        raise malformed from error
    if at.tzinfo is None or since.tzinfo is None:
        raise malformed
    return at, since, found


def may_claim(caller: Caller, row: Row) -> bool:
    """Whether the task is offered to the caller: their team, role, or person."""
    return bool(
        (row["team_id"] is not None and row["team_id"] in caller.teams)
        or (row["role"] is not None and row["role"] in caller.roles)
        or (row["person_id"] is not None and row["person_id"] == caller.person_id),
    )
