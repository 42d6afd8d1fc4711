"""What the outbox keeps of an app: gone with it."""

from collections.abc import Sequence
from uuid import UUID

from helpwright.notify import robot_store
from helpwright.notify.outbox import TIMER
from helpwright.notify.store import ERASED
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
    """Words and addresses of what was written about a record; what waits goes out no more. A row for each message."""
    params = {"record": record_id, "erased": ERASED}
    return [
        Statement("UPDATE notifications SET title = '', text = '' WHERE record_id = %(record)s", {"record": record_id}),
        Statement(
            """UPDATE events SET data = data || '{"subject": null}'
                || CASE WHEN data ->> 'person' IS NULL THEN '{"to": null}' ELSE '{}' END::jsonb
            WHERE record_id = %(record)s AND type LIKE 'message\\_%%'""",
            params,
        ),
        Statement(
            """UPDATE messages SET subject = '', text = '', recipient = NULL, extra = '{}', key = %(erased)s || id,
                state = CASE WHEN state IN ('queued', 'held') THEN 'skipped' ELSE state END,
                reason = CASE WHEN state IN ('queued', 'held') THEN 'erased' ELSE reason END
            WHERE record_id = %(record)s RETURNING id""",
            params,
        ),
    ]
