"""The machine's clock: everything that is stored lies before now, and somebody keeps it right."""

import asyncio
from datetime import timedelta

from helpwright.entry.doctor.kind import Check, Finding, Scene

_TOLERANCE = timedelta(minutes=1)
_MOVED = "SELECT coalesce(max((value #>> '{}')::float8), 0) AS seconds FROM settings WHERE name = 'clock_offset'"
# Of what was written last, not the very last: with a clock that was set back, something new lies before it at once.
_NEWEST = """SELECT max(at) AS at FROM (
    (SELECT at FROM audit_log ORDER BY id DESC LIMIT %(last)s) UNION ALL
    (SELECT at FROM events ORDER BY id DESC LIMIT %(last)s)) n"""
_LAST = 1000


async def _look(scene: Scene) -> Finding:
    ahead = float((await scene.one(_MOVED))["seconds"])
    if ahead > 0:
        return Finding("warning", "moved", {"seconds": int(ahead)})
    newest = (await scene.one(_NEWEST, last=_LAST))["at"]
    if newest is not None and newest - scene.now > _TOLERANCE:
        return Finding("bad", "back", {"seconds": int((newest - scene.now).total_seconds())})
    if await _synchronized() == "no":
        return Finding("warning", "alone")
    return Finding("good", "good")


async def _synchronized() -> str:
    """What the system says about its clock: yes, no, or nothing where it has no such service."""
    try:
        asked = await asyncio.create_subprocess_exec(
            *("timedatectl", "show", "--property=NTPSynchronized", "--value"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError:
        return ""
    try:
        async with asyncio.timeout(3):
            said, _ = await asked.communicate()
    except TimeoutError:
        asked.kill()
        await asked.wait()
        return ""
    return said.decode(errors="replace").strip()


check = Check(_look)
