"""Whether the tables are of this release's version."""

from helpwright.entry.doctor.kind import Check, Finding, Scene
from helpwright.platform.migrations.version import HEAD, QUESTION


async def _look(scene: Scene) -> Finding:
    stored = (await scene.one(QUESTION))["version_num"]
    about = {"stored": stored, "wanted": HEAD}
    if stored > HEAD:
        return Finding("bad", "newer", about)
    return Finding("good", "good", about) if stored == HEAD else Finding("bad", "older", about)


check = Check(_look)
