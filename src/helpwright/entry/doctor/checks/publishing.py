"""Publishing: nothing half done, and nothing that failed last."""

from datetime import timedelta

from helpwright.entry.doctor.kind import Check, Finding, Scene

_PATIENCE = timedelta(minutes=30)
_QUESTION = """SELECT DISTINCT ON (app) app, state, step, updated_at FROM publications ORDER BY app, number DESC"""


async def _look(scene: Scene) -> Finding:
    rows = await scene.all(_QUESTION)
    for row in rows:
        if row["state"] in {"waiting", "running"} and row["updated_at"] < scene.now - _PATIENCE:
            return Finding("bad", "stuck", {"app": row["app"], "step": row["step"]})
    failed = [row["app"] for row in rows if row["state"] == "failed"]
    if failed:
        return Finding("warning", "not_published", {"apps": failed})
    return Finding("good", "good")


check = Check(_look)
