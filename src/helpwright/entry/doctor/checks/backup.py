"""Backups: there is a fresh one, the last attempt succeeded, and one was rehearsed."""

from datetime import datetime, timedelta

from helpwright.entry.backup.schedule import read_plan, read_state
from helpwright.entry.doctor.kind import Check, Finding, Scene
from helpwright.kernel.clock import moved

_FRESH = timedelta(hours=50)
_REHEARSED = timedelta(days=90)


async def _look(scene: Scene) -> Finding:
    state = await read_state(scene.running.database)
    plan = await read_plan(scene.running.database)
    last, failure, drill = (state.get(name) for name in ("last", "failure", "drill"))
    if failure and (not last or failure["at"] > last["at"]):
        about = {name: failure.get(name) for name in ("place", "reason")}
        return Finding("bad", "files_away" if about["place"] else "not_made", about)
    if not last:
        return Finding("warning", "planned" if plan.daily else "none", {"at": plan.at})
    now = scene.now - moved(scene.running.clock)
    age = now - datetime.fromisoformat(last["at"])
    about = {"age": max(0, int(age.total_seconds())), "file": last["file"], "size": last["size"]}
    if age > _FRESH:
        return Finding("bad", "stale", about)
    if last["missing"]:
        return Finding("bad", "files_missing", {"count": last["missing"]})
    if drill and drill["problem"]:
        return Finding("bad", "drill_failed", about)
    if not drill or now - datetime.fromisoformat(drill["at"]) > _REHEARSED:
        return Finding("note", "not_rehearsed", about)
    return Finding("good", "good", about)


check = Check(_look)
