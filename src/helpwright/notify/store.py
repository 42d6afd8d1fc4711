"""SQL of messages. Private to this concept."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.notify.model import Draft, MessageState
from helpwright.platform.database import Json, Statement

_COLUMNS = (
    "id, key, event_id, rule, via, recipient, subject, text, state, reason, message_id, form, record_id, attempts"
)

_INSERT = """INSERT INTO messages
    (id, key, event_id, rule, via, recipient, subject, text, state, reason, message_id, form, record_id, created_at)
SELECT id, key, event_id, rule, via, recipient, subject, text, state, reason, message_id, form, record_id, %(at)s
FROM jsonb_to_recordset(%(rows)s) AS r(id uuid, key text, event_id bigint, rule text, via text, recipient text,
    subject text, text text, state text, reason text, message_id text, form text, record_id uuid)
ON CONFLICT (key) DO NOTHING RETURNING id"""

_CLAIM = f"""UPDATE messages SET state = 'sending', claimed_at = %(at)s, attempts = attempts + 1
WHERE id = %(id)s AND state IN ('queued', 'sending') RETURNING {_COLUMNS}"""

_FINISH = """UPDATE messages SET state = %(state)s, reason = %(reason)s, sent_at = %(sent_at)s
WHERE id = %(id)s AND state = 'sending'"""

_POSTPONE_UNTRIED = f"""UPDATE messages SET attempts = attempts + 1, reason = %(reason)s, claimed_at = NULL,
    state = CASE WHEN attempts + 1 < %(most)s THEN 'queued' ELSE 'failed' END
WHERE id = ANY(%(ids)s) AND state IN ('queued', 'sending') RETURNING {_COLUMNS}"""

_PAGE = """SELECT m.id, m.created_at, m.via, m.recipient, m.subject, m.text, m.state, m.reason, m.form, m.record_id,
    born.number
FROM messages m LEFT JOIN LATERAL (
    SELECT e.data->>'number' AS number FROM events e
    WHERE e.record_id = m.record_id AND e.type = 'record_created' ORDER BY e.id LIMIT 1) born ON true
WHERE (%(at)s::timestamptz IS NULL OR (m.created_at, m.id) < (%(at)s, %(id)s))
    AND (%(forms)s::text[] IS NULL OR m.form = ANY(%(forms)s))
ORDER BY m.created_at DESC, m.id DESC LIMIT %(limit)s"""


def insert(drafts: Sequence[tuple[UUID, Draft, MessageState, str | None, str | None]], at: datetime) -> Statement:
    """Store (id, draft, state, reason, message id); one row `{id}` for each that was new."""
    rows: list[dict[str, Any]] = [
        {
            "id": message,
            "key": draft.key,
            "event_id": draft.event_id,
            "rule": draft.rule,
            "via": draft.via,
            "recipient": draft.recipient,
            "subject": _storable(draft.subject),
            "text": _storable(draft.text),
            "state": state,
            "reason": reason,
            "message_id": message_id,
            "form": draft.form,
            "record_id": draft.record_id,
        }
        for message, draft, state, reason, message_id in drafts
    ]
    return Statement(_INSERT, {"rows": Json(rows), "at": at})


def _storable(text: str) -> str:
    return text.replace("\x00", "")


def claim(message: UUID, at: datetime) -> Statement:
    """Take a message for sending; no row when it needs none any more."""
    return Statement(_CLAIM, {"id": message, "at": at})


def finish(message: UUID, state: MessageState, reason: str | None, sent_at: datetime | None = None) -> Statement:
    """Record how the attempt ended."""
    return Statement(_FINISH, {"id": message, "state": state, "reason": reason, "sent_at": sent_at})


def postpone_untried(messages: Sequence[UUID], reason: str, most: int) -> Statement:
    """Count an attempt for messages that share the fate of one whose server was unreachable; their rows."""
    return Statement(_POSTPONE_UNTRIED, {"ids": list(messages), "reason": reason, "most": most})


def state_of(message: UUID) -> Statement:
    """Row `{state}`."""
    return Statement("SELECT state FROM messages WHERE id = %(id)s", {"id": message})


def of_forms(messages: Sequence[UUID], forms: Collection[str]) -> Statement:
    """Rows `{id}` of those messages that are about records of these forms (`app.key`)."""
    return Statement(
        "SELECT id FROM messages WHERE id = ANY(%(ids)s) AND form = ANY(%(forms)s)",
        {"ids": list(messages), "forms": sorted(forms)},
    )


def page(forms: Collection[str] | None, before: tuple[datetime, UUID] | None, limit: int) -> Statement:
    """Newest first; of these forms (`app.key`), or all with None. `number` is the record's, as its creation told it."""
    at, message = before or (None, None)
    wanted = None if forms is None else sorted(forms)
    return Statement(_PAGE, {"at": at, "id": message, "forms": wanted, "limit": limit})
