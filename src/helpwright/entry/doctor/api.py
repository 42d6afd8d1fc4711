"""HTTP of system health, for administrators: how it stands, the plan of backups, and one now."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from helpwright.access.audit import entry
from helpwright.access.gate import ForSettings
from helpwright.entry.backup import store
from helpwright.entry.backup.schedule import PLAN, BackupPlan
from helpwright.entry.doctor.answers import SystemHealthAnswer
from helpwright.entry.doctor.examine import examine, told, worst
from helpwright.entry.doctor.figures import figures
from helpwright.entry.doctor.kind import Scene
from helpwright.entry.wiring import Product
from helpwright.kernel.errors import Conflict, FieldProblem, Invalid
from helpwright.platform.problems import read_locale
from helpwright.platform.processes import Apart, Child, start_child
from helpwright.platform.routes import Router

Locale = Annotated[str, Depends(read_locale)]
_COMMAND = (sys.executable, "-P", "-m", "helpwright.entry.cli", "backup", "--planned")


class BackupBegun(BaseModel):
    """One is being made; the page tells when it is there."""

    running: bool


class Backups:
    """The backup that this process has begun, if it is still being made."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self._child: Child | None = None

    def running(self) -> bool:
        """Whether it is."""
        return self._child is not None and self._child.poll() is None

    def begin(self) -> None:
        """Start one as a process of its own. Raises Conflict while one is being made."""
        if self.running():
            raise Conflict("backup_running")
        environment = os.environ | {
            "HELPWRIGHT_DATABASE_URL": self._product.database.url,
            "HELPWRIGHT_DATA_DIR": str(self._product.environment.data_dir),
        }
        self._child = start_child(_COMMAND, death_signal=signal.SIGTERM, apart=Apart.GROUP, environment=environment)


def health_routes(product: Product, address: str | None = None) -> APIRouter:
    """Routes below `/api/v1`. `address` is where the server listens, if known."""
    router = Router(tags=["health"])
    backups = Backups(product)

    @router.get("/admin/health")
    async def system(_caller: ForSettings, locale: Locale) -> SystemHealthAnswer:
        """How the installation stands: every check in words, and the figures behind them."""
        scene = Scene(product.environment, product.clock.now(), product, address=address, thorough=False)
        results = await examine(scene)
        found = await figures(scene, await product.definitions.current(), locale)
        found["backups"]["running"] = backups.running()
        checks: list[Any] = [told(result, locale) for result in results]
        return SystemHealthAnswer(at=scene.now, level=worst(results), checks=checks, **found)

    @router.put("/admin/backup_plan")
    async def save_plan(body: BackupPlan, caller: ForSettings) -> BackupPlan:
        """When a backup is made every day, how many are kept, and where."""
        if body.folder is not None and not await asyncio.to_thread(_usable, Path(body.folder)):
            raise Invalid([FieldProblem("folder", "backup_folder_unusable", {"folder": body.folder})])
        plan = body.model_dump()
        act = entry(product.clock.now(), "settings_changed", caller, "backup", plan)
        await product.database.write([store.save(PLAN, plan), act])
        return body

    @router.post("/admin/backups", status_code=202)
    async def back_up(_caller: ForSettings) -> BackupBegun:
        """Make one now, in the background."""
        backups.begin()
        return BackupBegun(running=True)

    return router


def _usable(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)
