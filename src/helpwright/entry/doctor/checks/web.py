"""Web processes: somebody answers, and none of them hangs."""

from helpwright.entry.background import WEB
from helpwright.entry.doctor.kind import Check, Finding, Scene
from helpwright.entry.doctor.moving import moving, starting


async def _look(scene: Scene) -> Finding:
    found = await moving(scene, WEB)
    if found.frozen:
        return Finding("bad", "frozen", {"names": found.frozen, "seconds": found.seconds})
    if found.living:
        return Finding("good", "good", {"count": found.living})
    if scene.address is None:
        return Finding("note", "stopped")
    return Finding("note", "starting") if starting(scene) else Finding("bad", "nobody")


check = Check(_look)
