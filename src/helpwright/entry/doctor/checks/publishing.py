"""Publishing: nothing half done, and nothing that failed last."""

from datetime import timedelta

from helpwright.entry.doctor.kind import Check, Finding, Scene

_PATIENCE = timedelta(minutes=30)
# What waits for its time moves from then on; an app that is not there, or no longer, cannot be published again.
_QUESTION = """SELECT DISTINCT ON (p.app) p.app, p.state, p.step, greatest(p.updated_at, p.due_at) AS moved_at,
    coalesce(a.name, to_json(p.app)) AS name, a.key IS NOT NULL AS there
FROM publications p LEFT JOIN apps a ON a.key = p.app ORDER BY p.app, p.number DESC"""


async def _look(scene: Scene) -> Finding:
    rows = await scene.all(_QUESTION)
    for row in rows:
        if row["state"] in {"waiting", "running"} and row["moved_at"] < scene.now - _PATIENCE:
            return Finding("bad", "stuck", {"app": row["name"], "step": row["step"]})
    failed = [row["name"] for row in rows if row["state"] == "failed" and row["there"]]
    if failed:
        return Finding("warning", "not_published", {"apps": failed})
    return Finding("good", "good")


check = Check(_look)
