"""The process that keeps the others alive: it moves itself. Seen on the machine whose data folder this is."""

import asyncio

from helpwright.entry.beat import SILENT_SECONDS
from helpwright.entry.doctor.kind import Check, Finding, Scene
from helpwright.entry.doctor.moving import keeper


async def _look(scene: Scene) -> Finding:
    found = await asyncio.to_thread(keeper, scene)
    if found is None:
        return Finding("note", "none")
    if found.silent > SILENT_SECONDS:
        return Finding("bad", "frozen", {"pid": found.pid, "seconds": int(found.silent)})
    return Finding("good", "good", {"pid": found.pid})


check = Check(_look, database=False)
