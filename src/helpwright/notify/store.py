"""SQL of messages. Private to this concept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from helpwright.kernel.text import BEGINNING
from helpwright.notify.drafts import extra_of
from helpwright.notify.model import Draft, MessageState
from helpwright.platform.database import Json, Statement

ERASED = "erased:"
"""With which the key of a message begins whose words and addresses were erased: there is nothing to send."""
GONE = "erased"
"""The reason of a message that does not go out because of that."""
WAITS = "robot_pace"
"""The reason of a held message that waits for its group's next turn."""
_ON_ITS_WAY = timedelta(minutes=2)
"""Longer than any attempt takes."""
_COLUMNS = """id, key, event_id, rule, via, recipient, subject, text, state, reason, message_id, form, record_id,
    attempts, person_id, template, due_at, extra"""

_INSERT = """INSERT INTO messages
    (id, key, event_id, rule, via, recipient, subject, text, state, reason, message_id, form, record_id, person_id,
    template, due_at, extra, created_at, sent_at)
SELECT id, key, event_id, rule, via, recipient, subject, text, state, reason, message_id, form, record_id,
    (SELECT p.id FROM people p WHERE p.id = r.person_id), template, due_at, extra, %(at)s,
    CASE WHEN state = 'sent' THEN %(at)s END
FROM jsonb_to_recordset(%(rows)s) AS r(id uuid, key text, event_id bigint, rule text, via text, recipient text,
    subject text, text text, state text, reason text, message_id text, form text, record_id uuid, person_id uuid,
    template text, due_at timestamptz, extra jsonb)
ON CONFLICT (key) DO NOTHING RETURNING id"""

_UNCERTAIN = """'{"uncertain": true}'::jsonb"""
"""Beside what `extra` holds: an earlier attempt may have arrived, though nobody said so."""

_CLAIM = f"""UPDATE messages SET state = 'sending', claimed_at = %(at)s, attempts = attempts + 1
WHERE id = %(id)s AND taken_by = %(run)s AND state IN ('queued', 'sending') RETURNING {_COLUMNS}"""

_LEFT_ALONE = """NOT (state = 'sending' AND extra ? 'with' AND claimed_at > %(fresh)s)"""
"""What is going out with another message at this moment is that one's."""

_TAKE = f"""UPDATE messages SET taken_by = %(run)s,
    extra = CASE state WHEN 'sending' THEN extra || {_UNCERTAIN} ELSE extra END
WHERE id = ANY(%(ids)s) AND state IN ('queued', 'sending') AND {_LEFT_ALONE}"""

_BEGIN = f"""UPDATE messages SET state = 'sending', claimed_at = %(at)s, attempts = attempts + 1, taken_by = %(run)s,
    extra = CASE WHEN state = 'sending' AND taken_by IS DISTINCT FROM %(run)s THEN extra || {_UNCERTAIN} ELSE extra END
WHERE id = %(id)s AND state IN ('queued', 'sending') AND {_LEFT_ALONE} RETURNING {_COLUMNS}"""

# Whom it called need not be known any more once it is there. Erased meanwhile, it is not tried again.
_FINISH = f"""UPDATE messages SET
    state = CASE WHEN %(state)s = 'queued' AND starts_with(key, '{ERASED}') THEN 'skipped' ELSE %(state)s END,
    reason = CASE WHEN %(state)s IN ('queued', 'failed') AND starts_with(key, '{ERASED}') THEN '{GONE}'
        ELSE %(reason)s END,
    sent_at = %(sent_at)s, receipt = coalesce(%(receipt)s, receipt),
    extra = (CASE WHEN %(uncertain)s THEN extra || {_UNCERTAIN} ELSE extra END) - 'with'
        - CASE WHEN %(state)s = 'sent' THEN 'mentions' ELSE '' END
        || CASE WHEN %(together)s > 1 THEN jsonb_build_object('together', %(together)s::int) ELSE '{{}}' END
WHERE id = %(id)s AND state = 'sending' RETURNING starts_with(key, '{ERASED}') AS erased"""

_HOLD = f"""UPDATE messages SET state = 'held', reason = '{WAITS}', due_at = %(until)s, claimed_at = NULL,
    attempts = attempts - 1, taken_by = NULL
WHERE id = %(id)s AND state = 'sending'"""

_WAITING = f"""SELECT {_COLUMNS} FROM messages
WHERE via = %(via)s AND recipient = %(recipient)s AND id <> %(id)s
    AND (state = 'queued' OR (state = 'held' AND reason = '{WAITS}'))
ORDER BY created_at, id LIMIT %(most)s FOR UPDATE SKIP LOCKED"""

_JOIN = """UPDATE messages SET state = 'sending', claimed_at = %(at)s, attempts = attempts + 1, taken_by = %(run)s,
    extra = extra || jsonb_build_object('with', %(with)s::text)
WHERE id = ANY(%(ids)s)"""

_POSTPONE_UNTRIED = f"""UPDATE messages SET attempts = attempts + 1, reason = %(reason)s, claimed_at = NULL,
    state = CASE WHEN attempts + 1 < %(most)s THEN 'queued' ELSE 'failed' END
WHERE id = ANY(%(ids)s) AND via = %(via)s AND taken_by = %(run)s
    AND (%(recipient)s::text IS NULL OR recipient = %(recipient)s) AND state IN ('queued', 'sending')
RETURNING {_COLUMNS}"""

_RELEASE = f"""UPDATE messages SET state = 'queued' WHERE id IN (
    SELECT id FROM messages WHERE state = 'held' AND due_at <= %(at)s ORDER BY due_at LIMIT %(most)s
    FOR UPDATE SKIP LOCKED) RETURNING {_COLUMNS}"""

_AGAIN = f"""UPDATE messages SET state = %(state)s, reason = NULL, attempts = 0, recipient = %(recipient)s,
    text = %(text)s, message_id = %(message_id)s,
    extra = CASE WHEN extra ? 'uncertain' THEN %(extra)s || {_UNCERTAIN} ELSE %(extra)s END,
    due_at = NULL, claimed_at = NULL
WHERE id = %(id)s AND state IN ('failed', 'trial', 'skipped', 'held') RETURNING {_COLUMNS}"""

_TOLD = """m.id, m.key, m.created_at, m.via, m.recipient, m.subject, m.state, m.reason, m.form, m.record_id,
    m.person_id, m.template, m.due_at, m.sent_at, m.receipt, m.attempts, m.rule, m.extra, born.number
FROM messages m LEFT JOIN LATERAL (
    SELECT e.data->>'number' AS number FROM events e
    WHERE e.record_id = m.record_id AND e.type = 'record_created' ORDER BY e.id LIMIT 1) born ON true"""

_WHOLE = f"""SELECT m.text, NULL::int AS length, {_TOLD}
WHERE m.id = %(id)s"""

_PAGE = f"""SELECT left(m.text, {BEGINNING + 1}) AS text,
    CASE WHEN char_length(m.text) > {BEGINNING} THEN char_length(m.text) END AS length, {_TOLD}
WHERE (%(at)s::timestamptz IS NULL OR (m.created_at, m.id) < (%(at)s, %(id)s))
    AND (%(forms)s::text[] IS NULL OR m.form = ANY(%(forms)s))
ORDER BY m.created_at DESC, m.id DESC LIMIT %(limit)s"""


@dataclass(frozen=True, slots=True)
class Stored:
    """A draft with its id and how it is stored; `message_id` is the id the other side will know it by."""

    id: UUID
    draft: Draft
    state: MessageState
    reason: str | None = None
    message_id: str | None = None


def insert(messages: Sequence[Stored], at: datetime) -> Statement:
    """Store them; one row `{id}` for each that was new."""
    rows: list[dict[str, Any]] = [
        {
            "id": each.id,
            "key": each.draft.key,
            "event_id": each.draft.event_id,
            "rule": each.draft.rule,
            "via": each.draft.via,
            "recipient": each.draft.recipient,
            "subject": each.draft.subject,
            "text": each.draft.text,
            "state": each.state,
            "reason": each.reason,
            "message_id": each.message_id,
            "form": each.draft.form,
            "record_id": each.draft.record_id,
            "person_id": each.draft.person_id,
            "template": each.draft.template,
            "due_at": each.draft.due_at,
            "extra": storable_document(extra_of(each.draft)),
        }
        for each in messages
    ]
    return Statement(_INSERT, {"rows": Json(rows), "at": at})


def storable_document(value: Any) -> Any:
    """JSON without the character that PostgreSQL does not store."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        return {storable(str(key)): storable_document(each) for key, each in value.items()}
    return [storable_document(each) for each in value] if isinstance(value, list | tuple) else value


def storable(text: str) -> str:
    """Without the character that PostgreSQL does not store."""
    return text.replace("\x00", "")


def take(messages: Sequence[UUID], at: datetime, run: UUID) -> Statement:
    """Messages that this run of a job is going to send. Who took them before, and may still be alive, sends no more.

    What somebody was sending who did not say how that ended is marked as uncertain.
    """
    return Statement(_TAKE, {"ids": list(messages), "run": run, "fresh": at - _ON_ITS_WAY})


def claim(message: UUID, at: datetime, run: UUID) -> Statement:
    """Begin to send a message; no row when it needs none any more, or another run has taken it."""
    return Statement(_CLAIM, {"id": message, "at": at, "run": run})


def begin(messages: Sequence[UUID], at: datetime, run: UUID) -> list[Statement]:
    """Take them all, and claim the first; its row is that of the last statement."""
    first, *others = messages
    begun = Statement(_BEGIN, {"id": first, "at": at, "run": run, "fresh": at - _ON_ITS_WAY})
    return [take(others, at, run), begun] if others else [begun]


def finish(
    message: UUID,
    state: MessageState,
    reason: str | None,
    sent_at: datetime | None = None,
    receipt: str | None = None,
    *,
    uncertain: bool = False,
    together: int = 1,
) -> Statement:
    """Record how the attempt ended; `uncertain` when the other side may have taken it without saying so.

    `together` is how many messages went out as one. A row `{erased}` unless somebody has recorded it already.
    """
    told = None if receipt is None else storable(receipt)
    why = None if reason is None else storable(reason)
    params = {"id": message, "state": state, "reason": why, "sent_at": sent_at, "receipt": told}
    return Statement(_FINISH, {**params, "uncertain": uncertain, "together": together})


def hold(message: UUID, until: datetime) -> Statement:
    """A message that was begun waits for its group's next turn; that counts as no attempt."""
    return Statement(_HOLD, {"id": message, "until": until})


def waiting(row: Mapping[str, Any], most: int) -> Statement:
    """Rows of messages to the same recipient that are not under way, oldest first, kept from others."""
    wanted = {"via": row["via"], "recipient": row["recipient"], "id": row["id"], "most": most}
    return Statement(_WAITING, wanted)


def join(messages: Sequence[UUID], one: UUID, at: datetime, run: UUID) -> Statement:
    """Let these go out with that one; `run` is no job's, so that none goes on with them meanwhile."""
    return Statement(_JOIN, {"ids": list(messages), "with": one, "at": at, "run": run})


def release(at: datetime, most: int) -> Statement:
    """Queue messages whose quiet hours are over; their rows. Safe beside itself."""
    return Statement(_RELEASE, {"at": at, "most": most})


def message(message_id: UUID) -> Statement:
    """One message."""
    return Statement(f"SELECT {_COLUMNS} FROM messages WHERE id = %(id)s FOR UPDATE", {"id": message_id})


def again(stored: Stored, extra: Mapping[str, Any]) -> Statement:
    """Try a message anew as `stored` says; its row, none when it is on its way or was sent meanwhile."""
    params = {
        "id": stored.id,
        "state": stored.state,
        "recipient": stored.draft.recipient,
        "text": stored.draft.text,
        "message_id": stored.message_id,
        "extra": storable_document(extra),
    }
    return Statement(_AGAIN, params)


def postpone_untried(
    messages: Sequence[UUID], via: str, recipient: str | None, reason: str, most: int, run: UUID
) -> Statement:
    """Count an attempt for those of a way that share the fate of one whose server was unreachable; their rows.

    With a `recipient` only those to it.
    What another run has taken is left to it: it may be sending.
    """
    wanted = {"ids": list(messages), "via": via, "recipient": recipient, "reason": reason, "most": most, "run": run}
    return Statement(_POSTPONE_UNTRIED, wanted)


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
    """Newest first; of these forms (`app.key`), or all with None. `number` is the record's, as its creation told it.

    `text` has one character more than `BEGINNING` where it is longer, `length` is then that of the whole, else null.
    """
    at, message = before or (None, None)
    wanted = None if forms is None else sorted(forms)
    return Statement(_PAGE, {"at": at, "id": message, "forms": wanted, "limit": limit})


def whole(message_id: UUID) -> Statement:
    """One message as `page` tells it, with all of its text."""
    return Statement(_WHOLE, {"id": message_id})
