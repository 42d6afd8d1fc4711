"""Roll-ups: what dashboards are told of large forms is what the rows say."""

from helpwright.entry.doctor.kind import Check, Finding, Scene

_QUESTION = """SELECT count(*) FILTER (WHERE state = 'ready') AS ready,
    count(*) FILTER (WHERE state = 'building') AS building,
    coalesce((SELECT (value->>'differing')::int FROM settings WHERE name = 'rollups_checked'), 0) AS differing,
    (SELECT value->>'day' FROM settings WHERE name = 'rollups_checked') AS day
FROM rollups"""


async def _look(scene: Scene) -> Finding:
    row = await scene.one(_QUESTION)
    if row["differing"]:
        return Finding("warning", "differing", {"count": row["differing"], "day": row["day"]})
    if row["building"]:
        return Finding("note", "building", {"count": row["building"]})
    return Finding("good", "good" if row["ready"] else "none", {"count": row["ready"]})


check = Check(_look)
