"""Activity 动态: what happened to a record, projected from the event stream when somebody looks."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from helpwright.forms.field_type import Related
from helpwright.forms.form import Form
from helpwright.forms.sealed import UNREADABLE, is_sealed, key_of, with_key
from helpwright.kernel.clock import iso
from helpwright.kernel.errors import Missing
from helpwright.kernel.text import beginning, localize
from helpwright.platform.database import Row, Statement
from helpwright.records.engine import RecordEngine
from helpwright.records.erase_store import erased_of
from helpwright.records.key_store import keys_by_id
from helpwright.records.links import links_in
from helpwright.records.model import policy_name, shown_value
from helpwright.records.read import RelatedRows, View, link_queries, read_related

_RENAMED = {
    "record_created": "created",
    "record_imported": "created",
    "record_updated": "updated",
    "record_deleted": "deleted",
    "record_restored": "restored",
    "record_erased": "erased",
}
_HIDDEN = frozenset(
    {
        "late",
        "warned",
        "reminder",
        "urged_repeatedly",
        "rejected_repeatedly",
        "consumer_failed",
        "dwell_over",
        "actions_due",
        "timer_failed",
    }
)
_RECYCLED = frozenset({"record_deleted", "record_restored"})
_NAMED = ("task_", "escalated", "assigned")
_EVENTS = """SELECT e.id, e.at, e.type, e.actor, e.data, c.text, c.visibility, c.mentions, c.files
FROM events e LEFT JOIN comments c ON c.id = (e.data->>'comment_id')::uuid
WHERE e.record_id = %(record)s"""
_SELECT = f"{_EVENTS} AND e.id < %(before)s ORDER BY e.id DESC LIMIT %(limit)s"
_SELECT_PUBLIC = f"""SELECT * FROM (
    ({_EVENTS} AND e.type = 'record_created' ORDER BY e.id LIMIT 1)
    UNION ALL
    ({_EVENTS} AND e.type = ANY(%(types)s) AND e.type <> 'record_created'
        AND (e.type <> 'comment' OR c.visibility = 'public') ORDER BY e.id DESC LIMIT %(limit)s)) told
ORDER BY id DESC"""  # noqa: S608 -- text of this module
_SELECT_ONE = f"{_EVENTS} AND e.id = %(id)s"
_LAST = 2**62
_TOLD_OF_MESSAGES = ("via", "to", "person", "field", "subject", "reason", "rule")


Sent = Callable[[str], tuple[str, int | None]]
"""What of a text is sent, and the length of the whole where that is only its beginning."""


def select_events(record_id: UUID, before: int | None, limit: int) -> Statement:
    """Newest first."""
    return Statement(_SELECT, {"record": record_id, "before": before or _LAST, "limit": limit})


def select_public_events(record_id: UUID, types: Sequence[str], limit: int) -> Statement:
    """Newest first: how the record began, and the newest `limit` of these types; of comments those for the customer."""
    return Statement(_SELECT_PUBLIC, {"record": record_id, "types": list(types), "limit": limit})


async def read_activity(
    engine: RecordEngine,
    view: View,
    record_id: UUID,
    rights: Mapping[str, str],
    locale: str,
    describe_step: Callable[[Row, str], dict[str, Any]],
    cursor: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """Items newest first, as somebody with these `rights` on the record's fields may see them.

    `describe_step(event row, locale)` names nodes, outcomes and teams of flow events.
    """
    before = int(cursor) if cursor and cursor.isdecimal() and len(cursor) < 19 else None  # noqa: PLR2004 -- fits a bigint
    rows, erased = await engine.database.read([select_events(record_id, before, limit + 1), erased_of(record_id)])
    more = len(rows) > limit
    rows = rows[:limit]
    return {
        "items": await _items(engine, view, rows, rights, locale, describe_step, beginning),
        "next": str(rows[-1]["id"]) if more else None,
        "erased": sorted({key for row in erased for key in row["fields"] if rights.get(key, "hidden") != "hidden"}),
    }


async def read_whole(
    engine: RecordEngine,
    view: View,
    record_id: UUID,
    entry_id: int,
    rights: Mapping[str, str],
    locale: str,
    describe_step: Callable[[Row, str], dict[str, Any]],
) -> dict[str, Any]:
    """One item of the activity with every text whole. Raises Missing where there is none that may be seen."""
    rows = await engine.database.all(Statement(_SELECT_ONE, {"record": record_id, "id": entry_id}))
    items = await _items(engine, view, rows, rights, locale, describe_step, lambda text: (text, None))
    if not items:
        raise Missing("activity_missing")
    return items[0]


async def _items(
    engine: RecordEngine,
    view: View,
    rows: Sequence[Row],
    rights: Mapping[str, str],
    locale: str,
    describe_step: Callable[[Row, str], dict[str, Any]],
    sent: Sent,
) -> list[dict[str, Any]]:
    form = view.form
    await _take_keys(engine, form, rows)
    changes = [
        {key: pair[place] for key, pair in row["data"].get("changes", {}).items()} for row in rows for place in (0, 1)
    ]
    links = link_queries(engine, view, links_in(form, changes))
    found = await read_related(engine.database, *_mentioned(form, rows), links)
    names = found.names(view.definitions.zone)
    known = (found, names)
    items = [_item(form, row, rights, locale, known, describe_step, sent) for row in rows if row["type"] not in _HIDDEN]
    return [each for each in items if each is not None]


async def _take_keys(engine: RecordEngine, form: Form, rows: Sequence[Row]) -> None:
    """Put the data keys to sensitive values, so that they can be masked as people know them."""
    pairs = [pair for row in rows for each in form.sealed if (pair := (row["data"].get("changes") or {}).get(each.key))]
    wanted = {key_of(value) for pair in pairs for value in pair if is_sealed(value)}
    if not wanted:
        return
    found = await engine.database.all(keys_by_id(wanted))
    wrapped = {row["id"]: row["wrapped"] for row in found}
    for pair in pairs:
        pair[:] = [with_key(value, wrapped) if is_sealed(value) else value for value in pair]


def _mentioned(form: Form, rows: Sequence[Row]) -> tuple[set[UUID], set[UUID]]:
    people: set[UUID] = set()
    files: set[UUID] = set()
    for row in rows:
        if row["actor"].get("id"):
            people.add(UUID(row["actor"]["id"]))
        for key in ("to", "claimed_by"):
            value = row["data"].get(key)
            if row["type"].startswith(_NAMED) and value:
                people.add(UUID(value))
        people.update(row.get("mentions") or ())
        files.update(row.get("files") or ())
        for key, pair in row["data"].get("changes", {}).items():
            refers = form.fields[key].type.refers if key in form.fields else None
            for value in pair:
                if refers == "person" and value:
                    people.add(UUID(value))
                elif refers == "file":
                    files.update(UUID(each) for each in value or ())
    return people, files


def _item(
    form: Form,
    row: Row,
    rights: Mapping[str, str],
    locale: str,
    known: tuple[RelatedRows, Related],
    describe_step: Callable[[Row, str], dict[str, Any]],
    sent: Sent,
) -> dict[str, Any] | None:
    found, _ = known
    data = _data(form, row, rights, locale, known, describe_step, sent)
    if data is None:
        return None
    actor = row["actor"]
    actor_id = actor.get("id")
    return {
        "id": str(row["id"]),
        "at": iso(row["at"]),
        "type": _type(row, data),
        "actor": {
            "kind": actor["kind"],
            "id": actor_id,
            "name": found.people.get(UUID(actor_id)) if actor_id else None,
        },
        "data": data,
    }


def _type(row: Row, data: dict[str, Any]) -> str:
    """The word of the interface; the answer of a customer is told by what their outcome means."""
    if row["type"].startswith("message_"):
        return "message"
    verdict = data.pop("verdict", None)
    return str(verdict or _RENAMED.get(row["type"], row["type"]))


def _data(  # noqa: C901, PLR0911 -- one for each kind
    form: Form,
    row: Row,
    rights: Mapping[str, str],
    locale: str,
    known: tuple[RelatedRows, Related],
    describe_step: Callable[[Row, str], dict[str, Any]],
    sent: Sent,
) -> dict[str, Any] | None:
    found, names = known
    data: Mapping[str, Any] = {} if row["type"] in _RECYCLED else row["data"]
    match row["type"]:
        case "record_created" | "record_imported":
            return {"number": data["number"], "source": data["source"]}
        case "record_updated":
            changes = _changes(form, data["changes"], rights, locale, names, sent)
            told = {"changes": changes, "by_flow": bool(data.get("by_flow")), "rule": None}
            return {**told, **describe_step(row, locale)} if changes else None
        case "comment":
            named = {str(each): found.people.get(each, "") for each in row.get("mentions") or ()}
            told = {
                "text": row["text"] or "", "visibility": row["visibility"] or "internal", "rule": None,
                "mentions": named, "files": attached(row, found.files),
            }  # fmt: skip
            return {**told, **describe_step(row, locale)} if data.get("by_rule") else told
        case "record_erased":
            shown = [each for key, each in form.fields.items() if key in data["fields"] and rights.get(key) != "hidden"]
            labels = [each.label(locale) for each in shown]
            return {"fields": labels, "also": data["also"], "reason": data["reason"]}
        case "survey_answered":
            return {key: data.get(key) for key in ("scale", "score", "tags", "comment", "via")}
        case "sla_warned" | "sla_breached":
            return {key: data.get(key) for key in ("clock", "due_at")}
        case "sla_level":
            told = {key: data.get(key) for key in ("clock", "due_at", "color")}
            return {**told, "level": localize(data["name"], locale) or data["level"]}
        case "sla_changed":
            changes = _changes(form, data["changes"], rights, locale, names, sent)
            policy = policy_name(form, data["policy"], locale)
            return {"policy": policy, "changes": changes, "clocks": data["clocks"]}
        case "case_differs":
            return {"parts": data.get("parts", [])}
        case kind if kind.startswith("message_"):
            told = {key: data.get(key) for key in _TOLD_OF_MESSAGES}
            if any(right in {"hidden", "masked"} for right in rights.values()):
                # the reason of a failure is in the other side's words, that of a skipped message is a code
                kept = {"via", "rule", "reason"} if kind == "message_skipped" else {"via", "rule"}
                told = {key: value if key in kept else None for key, value in told.items()}
            return {**told, "state": kind.removeprefix("message_"), **describe_step({**row, "data": told}, locale)}
        case _:
            step = describe_step(row, locale)
            # In words where there are some: what the event itself has may be a code.
            reason = {"reason": step["reason"]} if step.get("reason") else {}
            return {**step, **_people(data, found), **reason}


def attached(row: Row, files: Mapping[UUID, Row]) -> list[dict[str, Any]]:
    """What is attached to the comment of an event, in its order; `files` describe it."""
    return [
        {"id": str(each), "name": files[each]["name"], "size": files[each]["size"], "type": files[each]["type"]}
        for each in row.get("files") or ()
        if each in files
    ]


def _people(data: Mapping[str, Any], found: RelatedRows) -> dict[str, Any]:
    named = {key: found.people.get(UUID(data[key])) for key in ("to", "claimed_by") if data.get(key)}
    kept = ("comment", "reason", "count", "until", "by_staff", "outcome", "decision")
    return {**{key: data[key] for key in kept if data.get(key) is not None}, **named}


def _changes(
    form: Form,
    changes: Mapping[str, Any],
    rights: Mapping[str, str],
    locale: str,
    names: Related,
    sent: Sent,
) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for key, (before, after) in changes.items():
        field = form.fields.get(key)
        right = rights.get(key, "hidden")
        if field is None or right == "hidden":
            continue
        texts = [
            shown_value(field, field.type.from_json(value)) or ""
            if right == "masked" or field.sealed
            else UNREADABLE
            if is_sealed(value)
            else field.type.to_text(field.settings, field.type.from_json(value), locale, names)
            for value in (before, after)
        ]
        (old, old_length), (new, new_length) = (sent(each) for each in texts)
        items.append({
            "field": key, "label": field.label(locale), "from": old, "to": new,
            "from_length": old_length, "to_length": new_length,
        })  # fmt: skip
    return items
