"""The recycle bin: what was deleted, for those who may delete it, and how it comes back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from helpwright.access.audit import entry
from helpwright.jobs.events import append
from helpwright.kernel.clock import iso
from helpwright.kernel.errors import Forbidden, Missing
from helpwright.kernel.events import Actor, Event
from helpwright.platform.database import Statement
from helpwright.records.engine import RecordEngine
from helpwright.records.listing import Asked, asked_for
from helpwright.records.read import ListRequest, View, record_json, related
from helpwright.records.refusals import in_our_words
from helpwright.records.sorting import Sorting
from helpwright.records.store import columns, enter, marked, to_record

MOST_SHOWN = 200
_NEWEST_DELETED = Sorting("r.deleted_at", "timestamptz", descending=True, nullable=False, params={})


async def read_bin(
    engine: RecordEngine, view: View, request: ListRequest, team_keys: Mapping[UUID, str]
) -> dict[str, Any]:
    """A page of the deleted records that the caller could have deleted, newest first, with when and by whom.

    `search` narrows them as it narrows the list, `cursor` and `limit` (up to `MOST_SHOWN`) say which page; filter and
    order of the request do not count. Raises Forbidden, Invalid.
    """
    view.rights.require("delete", view.form.name)
    limit = max(1, min(request.limit, MOST_SHOWN))
    asked = asked_for(engine, view, ListRequest(search=request.search))
    rows = await engine.database.all(_select_deleted(view, asked, request.cursor, limit + 1))
    shown = rows[:limit]
    records = [to_record(view.form, row) for row in shown]
    found = await related(engine.database, view.form, [view.visible_values(each) for each in records])
    items = [
        {**record_json(view, record, team_keys), "deleted_at": iso(row["deleted_at"]), "deleted_by": row["deleter"]}
        for record, row in zip(records, shown, strict=True)
    ]
    further = _NEWEST_DELETED.cursor(shown[-1]) if len(rows) > limit else None
    return {"items": items, "related": found.to_json(), "next": further}


async def restore(engine: RecordEngine, view: View, record_id: UUID, actor: Actor) -> None:
    """Take a record out of the recycle bin; what must go on with it begins again.

    Raises Missing (not in the bin, or not the caller's to see), Forbidden, Conflict `not_unique`.
    """
    form, now = view.form, engine.clock.now()
    view.rights.require("delete", form.name)
    with in_our_words(form):
        async with engine.database.transaction() as session:
            looks = (enter(form, view.definitions.epoch), _locked(view, record_id))
            rows = (await session.pipeline(looks))[1]
            if not rows or not rows[0]["seen"]:
                raise Missing("record_missing")
            if not rows[0]["allowed"]:
                raise Forbidden(action="delete")
            record = to_record(form, rows[0])
            data = {"number": record.number, "version": record.version + 1}
            event = Event("record_restored", form.name, record_id, actor, now, data)
            await session.pipeline(
                [
                    _undelete(view, record_id, actor, now),
                    entry(now, "record_restored", view.caller, f"{form.name}:{record_id}", {"number": record.number}),
                    append(event),
                ],
            )
            for react in engine.restored_readers:
                await react(session, view.definitions, form, record, actor, now)


def _select_deleted(view: View, asked: Asked, cursor: str | None, limit: int) -> Statement:
    form, scope = view.form, view.acting("delete")
    behind, place = _NEWEST_DELETED.after(cursor) if cursor else ("TRUE", {})
    return Statement(
        f"""SELECT {columns(form, view.marks)}, r.deleted_at, r.deleted_at AS sort_value, p.name AS deleter
        FROM {form.table} r LEFT JOIN people p ON p.id = r.updated_by
        WHERE r.deleted_at IS NOT NULL AND {scope.sql} AND {behind} AND {asked.condition}
        ORDER BY {_NEWEST_DELETED.order} LIMIT {limit:d}""",  # noqa: S608 -- published names
        marked(view.marks, {**scope.params, **asked.params, **place}),
    )


def _locked(view: View, record_id: UUID) -> Statement:
    seen, allowed = view.scope("read"), view.scope("delete")
    return Statement(
        f"""SELECT {columns(view.form, view.marks)}, {seen.sql} AS seen, {allowed.sql} AS allowed
        FROM {view.form.table} r WHERE r.id = %(id)s AND r.deleted_at IS NOT NULL FOR UPDATE OF r""",  # noqa: S608 -- published names
        marked(view.marks, {**seen.params, **allowed.params, "id": record_id}),
    )


def _undelete(view: View, record_id: UUID, actor: Actor, at: Any) -> Statement:
    return Statement(
        f"""UPDATE {view.form.table} SET deleted_at = NULL, updated_at = %(at)s, updated_by = %(by)s,
            version = version + 1 WHERE id = %(id)s""",  # noqa: S608 -- published names
        {"id": record_id, "by": actor.id, "at": at},
    )
