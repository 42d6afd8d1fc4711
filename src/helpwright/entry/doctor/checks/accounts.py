"""Accounts: somebody can administer."""

from helpwright.entry.doctor.kind import Check, Finding, Scene

_QUESTION = "SELECT count(*) FILTER (WHERE admin AND active) AS admins, count(*) AS people FROM people"


async def _look(scene: Scene) -> Finding:
    row = await scene.one(_QUESTION)
    if row["people"] == 0:
        return Finding("note", "empty")
    if row["admins"] == 0:
        return Finding("bad", "nobody")
    return Finding("note", "alone") if row["admins"] == 1 else Finding("good", "good", {"count": row["admins"]})


check = Check(_look)
