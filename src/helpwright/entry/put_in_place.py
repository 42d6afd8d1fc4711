"""Put a restored data folder in place by renames, all or none of them, however the process ends in between.

What is to be done is written down before the first rename. Who takes the folder next, a server as well as a command,
finds that and does the rest; before it was written nothing had been moved. Loads the standard library only.
"""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from helpwright.platform.postgres.home import sync_folder, write_private

BUILDING: Final = "restoring"
JOURNAL: Final = "restoring.json"
REMOVING: Final = "removing"


def put_in_place(folder: Path, there: Iterable[str], aside: Path | None, source: str = BUILDING) -> None:
    """Move the entries `there` of `folder` into `aside`, a folder in it, and what is in `source` to where they were.

    `aside` may be None when there is nothing; `source` is the name of a folder in it.
    """
    plan = {"aside": None if aside is None else aside.name, "there": sorted(there), "source": source}
    write_private(folder / JOURNAL, json.dumps(plan) + "\n")
    finish_putting_in_place(folder)


def finish_putting_in_place(folder: Path) -> bool:
    """Do what is left of a move that was begun; whether there was one. Doing it again changes nothing.

    Whoever calls this holds the folder: what was half built there when its builder was killed is removed.
    """
    journal = folder / JOURNAL
    try:
        plan: dict[str, Any] = json.loads(journal.read_text())
    except FileNotFoundError:
        for rubbish in (BUILDING, REMOVING):
            shutil.rmtree(folder / rubbish, ignore_errors=True)
        return False
    building = folder / plan.get("source", BUILDING)
    if plan["aside"] is not None:
        aside = folder / plan["aside"]
        aside.mkdir(exist_ok=True)
        aside.chmod(0o711 if folder.stat().st_mode & 0o001 else 0o700)
        for name in plan["there"]:
            # What stands there after its predecessor was moved is new already.
            if not (aside / name).exists() and (folder / name).exists():
                (folder / name).rename(aside / name)
        sync_folder(aside)
    if building.exists():
        for each in building.iterdir():
            each.rename(folder / each.name)
        building.rmdir()
    sync_folder(folder)
    journal.unlink()
    sync_folder(folder)
    return True
