"""Room on the disk of the data folder, and of the files where they lie elsewhere."""

import asyncio
import os
import shutil
from pathlib import Path

from helpwright.entry.doctor.kind import Check, Finding, Scene

LOW = 1024**3
_SHARE = 0.1


def places(scene: Scene) -> list[Path]:
    """Folders whose disks we fill."""
    store = scene.product.files if scene.product is not None else None
    root = getattr(store, "root", None)
    return [scene.environment.data_dir, *([root] if isinstance(root, Path) else [])]


def judge(folder: str, free: int, total: int) -> Finding:
    """Bad below a gibibyte, a warning below a tenth of the disk and ten gibibytes."""
    about = {"folder": folder, "free": free, "total": total}
    if free < LOW:
        return Finding("bad", "full", about)
    if free < _SHARE * total and free < 10 * LOW:
        return Finding("warning", "low", about)
    return Finding("good", "good", about)


async def _look(scene: Scene) -> Finding:
    found = await asyncio.to_thread(lambda: [judge(str(place), *room(place)) for place in places(scene)])
    return min(found, key=lambda each: each.data["free"])


def room(place: Path) -> tuple[int, int]:
    """Free and all bytes of the disk on which the folder is, or would be."""
    there = next(each for each in (place, *place.parents) if os.path.exists(each))  # noqa: PTH110  -- not seen: its parent
    usage = shutil.disk_usage(there)
    return usage.free, usage.total


check = Check(_look, database=False)
