"""Messages: those of the last day that could not be sent, and those that should have been by now."""

from datetime import timedelta

from helpwright.entry.doctor.kind import Check, Finding, Scene

_DAY = timedelta(days=1)
_PATIENCE = timedelta(minutes=15)
_QUESTION = """SELECT count(*) FILTER (WHERE state = 'failed' AND created_at >= %(since)s) AS failed,
    count(*) FILTER (WHERE state IN ('queued', 'sending') AND created_at < %(late)s) AS waiting,
    count(*) FILTER (WHERE state = 'sent' AND created_at >= %(since)s) AS sent
FROM messages WHERE created_at >= %(since)s OR state IN ('queued', 'sending')"""


async def _look(scene: Scene) -> Finding:
    row = await scene.one(_QUESTION, since=scene.now - _DAY, late=scene.now - _PATIENCE)
    if row["failed"]:
        return Finding("warning", "not_sent", {"count": row["failed"]})
    if row["waiting"]:
        return Finding("warning", "waiting", {"count": row["waiting"]})
    return Finding("good", "good", {"count": row["sent"]})


check = Check(_look)
