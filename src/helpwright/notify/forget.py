"""What the outbox keeps of an app: gone with it."""

from collections.abc import Sequence
from uuid import UUID

from helpwright.notify import robot_store
from helpwright.notify.outbox import TIMER
from helpwright.notify.store import ERASED, GONE
from helpwright.platform.statement import Statement


def forget_app(app: str, forms: Sequence[str]) -> list[Statement]:
    """Messages about its records, sent or not, also those inside the product."""
    params = {"forms": list(forms), "kind": TIMER}
    return [
        Statement(
            """DELETE FROM timers WHERE kind = %(kind)s
            AND owner IN (SELECT id FROM messages WHERE form = ANY(%(forms)s))""",
            params,
        ),
        Statement("DELETE FROM notifications WHERE form = ANY(%(forms)s)", params),
        Statement("DELETE FROM messages WHERE form = ANY(%(forms)s)", params),
        robot_store.forget_app(app),
    ]


def empty_messages(record_id: UUID) -> list[Statement]:
    """Words and addresses of what was written about a record; what waits goes out no more. A row for each message.

    Messages come before what is told of them: who is recording how one ended is waited for, and tells it before or
    finds it erased (`forget_told`). What the other side said may quote an address.
    """
    params = {"record": record_id, "erased": ERASED, "reason": GONE}
    return [
        Statement("UPDATE notifications SET title = '', text = '' WHERE record_id = %(record)s", {"record": record_id}),
        Statement(
            """UPDATE messages SET subject = '', text = '', recipient = NULL, extra = '{}', key = %(erased)s || id,
                state = CASE WHEN state IN ('queued', 'held') THEN 'skipped' ELSE state END,
                reason = CASE WHEN state IN ('queued', 'held', 'failed') THEN %(reason)s
                    WHEN state = 'sending' THEN NULL ELSE reason END
            WHERE record_id = %(record)s RETURNING id""",
            params,
        ),
        Statement(f"{_WORDLESS} WHERE record_id = %(record)s AND type LIKE 'message\\_%%'", params),
    ]


def forget_told(record_id: UUID, message: UUID) -> Statement:
    """Of a message that was erased, or went with its app, while it was under way: what the statement before tells."""
    params = {"record": record_id, "message": message, "erased": ERASED, "reason": GONE}
    return Statement(
        f"""{_WORDLESS} WHERE record_id = %(record)s AND type LIKE 'message\\_%%'
            AND NOT EXISTS (SELECT 1 FROM messages WHERE id = %(message)s AND NOT starts_with(key, %(erased)s))""",  # noqa: S608 -- text of this module
        params,
    )


_WORDLESS = """UPDATE events SET data = data || '{"subject": null}'
    || CASE WHEN data ->> 'person' IS NULL THEN '{"to": null}' ELSE '{}' END::jsonb
    || CASE WHEN type = 'message_failed' THEN jsonb_build_object('reason', %(reason)s::text) ELSE '{}' END"""
