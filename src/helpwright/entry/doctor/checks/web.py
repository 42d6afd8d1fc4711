"""Web processes: somebody answers, and none of them hangs."""

from helpwright.entry.background import WEB
from helpwright.entry.doctor.kind import Check, Finding, Scene
from helpwright.entry.doctor.moving import moving


async def _look(scene: Scene) -> Finding:
    found = await moving(scene, WEB)
    if found.frozen:
        return Finding("bad", "frozen", {"names": found.frozen, "seconds": found.seconds})
    if found.living:
        return Finding("good", "good", {"count": found.living})
    return Finding("note", "stopped") if scene.address is None else Finding("bad", "nobody")


check = Check(_look)
