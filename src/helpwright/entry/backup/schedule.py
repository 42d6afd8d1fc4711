"""The plan: a backup every day at a time of the organization's zone, the last few kept.

`is_due` decides; the worker asks it every minute and starts `helpwright backup` as a process of its own, which ends
with the worker. A machine that was off at that time makes up for it when it is on again. Backups keep to the machine's
own time, wherever the test clock stands.
"""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import structlog
from pydantic import BaseModel, ConfigDict, Field

from helpwright.entry.backup import store
from helpwright.entry.backup.make import STATE
from helpwright.entry.wiring import Product
from helpwright.kernel.clock import moved
from helpwright.platform.database import Database
from helpwright.platform.processes import Apart, Ending, end_in_order, start_child
from helpwright.platform.statement import Statement

log = structlog.get_logger(__name__)

PLAN: Final = "backup"
LOOK_SECONDS: Final = 60.0
_POLL_SECONDS = 0.5
_END_SECONDS = 2.0
_AFTER_FAILURE = timedelta(hours=1)
_BEGUN = Statement("SELECT min(created_at) AS at FROM people")


class BackupPlan(BaseModel):
    """What the administrators want. `at` is a time of day, `folder` a place of the worker's machine.

    Without `files` attachments are left out: they never change once they are there, and may be copied another way.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    daily: bool = True
    at: str = Field("03:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    keep: int = Field(7, ge=1, le=365)
    files: bool = True
    folder: str | None = Field(None, pattern=r"^/", max_length=1000)


async def read_plan(database: Database) -> BackupPlan:
    """The plan as stored; the usual one where nobody chose."""
    row = await database.one(store.setting(PLAN))
    return BackupPlan() if row is None else BackupPlan.model_validate(row["value"])


async def read_state(database: Database) -> dict[str, Any]:
    """`last`, `failure` and `drill`, as far as there were any."""
    row = await database.one(store.setting(STATE))
    return {} if row is None else dict(row["value"])


def last_due(now: datetime, at: str, zone: ZoneInfo) -> datetime:
    """The latest planned instant that is not after `now`."""
    wanted = time.fromisoformat(at)
    local = now.astimezone(zone)
    today = datetime.combine(local.date(), wanted, zone)
    return today if today <= local else datetime.combine(local.date() - timedelta(days=1), wanted, zone)


def next_due(now: datetime, at: str, zone: ZoneInfo) -> datetime:
    """The first planned instant after `now`."""
    day = last_due(now, at, zone).astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, time.fromisoformat(at), zone).astimezone(UTC)


def is_due(now: datetime, plan: BackupPlan, zone: ZoneInfo, *, begun: datetime | None, state: dict[str, Any]) -> bool:
    """Whether a backup is to be made now.

    `begun` is when the installation got its first person: before there is nothing to keep. After a failure an hour
    passes before the next attempt.
    """
    if not plan.daily or begun is None:
        return False
    due = last_due(now, plan.at, zone)
    last, failure = _at(state.get("last")), _at(state.get("failure"))
    if max(filter(None, (begun, last))) >= due:
        return False
    return failure is None or now - failure >= _AFTER_FAILURE


async def keep_backing_up(product: Product) -> None:
    """Look every minute until cancelled."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        try:
            if await due_now(product):
                await _start()
        except Exception:
            log.exception("backup_not_started")


async def due_now(product: Product) -> bool:
    """Whether the plan wants a backup at this instant."""
    definitions = await product.definitions.current()
    row = await product.database.one(_BEGUN)
    return is_due(
        product.clock.now() - moved(product.clock),
        await read_plan(product.database),
        definitions.zone,
        begun=None if row is None else row["at"],
        state=await read_state(product.database),
    )


async def _start() -> None:
    child = start_child(
        [sys.executable, "-P", "-m", "helpwright.entry.cli", "backup", "--planned"],
        death_signal=signal.SIGTERM,
        apart=Apart.GROUP,
        environment=os.environ,
    )
    try:
        while child.poll() is None:  # noqa: ASYNC110  -- the end of a process is no event
            await asyncio.sleep(_POLL_SECONDS)
    finally:
        end_in_order([child], [Ending(signal.SIGTERM, _END_SECONDS)])
    log.info("backup_ended", status=child.returncode)


def _at(about: Any) -> datetime | None:
    return datetime.fromisoformat(about["at"]) if about else None
