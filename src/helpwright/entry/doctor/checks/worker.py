"""Background work: somebody does it, and nothing has waited for long."""

from datetime import timedelta

from helpwright.entry.doctor.kind import Check, Finding, Scene
from helpwright.entry.doctor.moving import moving, starting
from helpwright.entry.worker import WORKER

_PATIENCE = timedelta(minutes=10)
_QUESTION = """SELECT
    (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed') AS failed,
    (SELECT count(*) FROM timers WHERE NOT held AND next_at < %(late)s) AS timers,
    (SELECT count(*) FROM rule_runs WHERE state = 'ready' AND created_at < %(late)s) AS runs,
    (SELECT min(e.at) FROM cursors c CROSS JOIN LATERAL (
        SELECT at FROM events e WHERE (e.xid, e.id) > (c.xid, c.id) ORDER BY e.xid, e.id LIMIT 1) e) AS unread"""


async def _look(scene: Scene) -> Finding:
    late = scene.now - _PATIENCE
    row = await scene.one(_QUESTION, late=late)
    workers = await moving(scene, WORKER)
    if workers.frozen:
        about = {"names": workers.frozen, "seconds": workers.seconds}
        return Finding("warning" if workers.living else "bad", "frozen", about)
    if workers.living == 0 and scene.address is not None:
        return Finding("note", "starting") if starting(scene) else Finding("bad", "nobody")
    if row["unread"] is not None and row["unread"] < late:
        return Finding("bad", "behind", {"seconds": int((scene.now - row["unread"]).total_seconds())})
    if row["timers"] + row["runs"]:
        return Finding("bad", "stuck", {"timers": row["timers"], "runs": row["runs"]})
    if row["failed"]:
        return Finding("warning", "failed_jobs", {"count": row["failed"]})
    return Finding("good", "good")


check = Check(_look)
