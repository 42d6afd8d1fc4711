"""Add up what the processes have counted; read and change the limits."""

import asyncio
from collections.abc import Mapping

import structlog

from helpwright.access import rate_store, store
from helpwright.access.audit import entry
from helpwright.access.gate import Gate
from helpwright.access.model import Caller
from helpwright.access.rates import SETTING, Rates, read_limits
from helpwright.kernel.errors import Refusal
from helpwright.platform.database import Database

log = structlog.get_logger(__name__)

_PAUSE_SECONDS = 1.0
_MINUTES_KEPT = 2


async def add_up(database: Database, rates: Rates) -> None:
    """Once: ours into the sums, the sums and the limits back. Nothing is asked when nothing was counted."""
    minute, taken = rates.minute, rates.take()
    if not taken:
        return
    statements = (
        store.setting(SETTING),
        rate_store.add(minute, taken),
        rate_store.forget(minute - _MINUTES_KEPT),
    )
    settings, totals, _ = await database.write(statements)
    rates.learn(minute, {row["subject"]: row["asked"] for row in totals})
    rates.limits = read_limits(settings[0]["value"] if settings else None)


async def keep_adding_up(database: Database, rates: Rates) -> None:
    """Beside the requests of a web process, for ever. Without the database every process counts for itself."""
    while True:
        await asyncio.sleep(_PAUSE_SECONDS)
        try:
            await add_up(database, rates)
        except (Refusal, OSError):
            log.warning("request_counts_not_added")
        except Exception:
            log.exception("request_counts_not_added")


async def limits_of(gate: Gate) -> dict[str, int]:
    """The limits as set."""
    row = await gate.database.one(store.setting(SETTING))
    return read_limits(None if row is None else row["value"])


async def set_limits(gate: Gate, limits: Mapping[str, int], by: Caller) -> None:
    """Change them; every process follows within a second of requests."""
    told = entry(gate.clock.now(), "settings_changed", by, "settings", {SETTING: dict(limits)})
    await gate.database.write([store.save_setting(SETTING, dict(limits)), told])
