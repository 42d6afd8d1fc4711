"""What runs beside requests and readers: nothing of it had to begin again, or it did and goes on."""

from datetime import timedelta

from helpwright.entry.doctor.kind import Check, Finding, Scene
from helpwright.entry.upkeep import LONGEST_PAUSE_SECONDS, read_failures
from helpwright.kernel.clock import SystemClock

_LOOKED_BACK = timedelta(hours=1)
_OFTEN = 3
# Who fails again and again does so after each pause.
_STILL = timedelta(seconds=4 * LONGEST_PAUSE_SECONDS)
_WALL = SystemClock()


async def _look(scene: Scene) -> Finding:
    now = _WALL.now()
    failures = await read_failures(scene.running.database, now - _LOOKED_BACK)
    failing = [each for each in failures if each.times >= _OFTEN and each.at > now - _STILL]
    told = failing or failures
    if not told:
        return Finding("good", "good")
    about = {"names": [f"{each.loop} ({each.process})" for each in told], "why": told[0].why}
    return Finding("bad", "failing", about) if failing else Finding("warning", "begun_again", about)


check = Check(_look)
