"""The figures of the health page: a few queries, none of which reads a whole table."""

import asyncio
import platform
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from helpwright.definitions.model import DefinitionSet
from helpwright.entry.backup.archive import archives_in
from helpwright.entry.backup.make import default_folder
from helpwright.entry.backup.schedule import BackupPlan, next_due, read_plan, read_state
from helpwright.entry.doctor.answers import backup_state
from helpwright.entry.doctor.checks.disk import places, room
from helpwright.entry.doctor.kind import Scene
from helpwright.entry.doctor.moving import moving
from helpwright.entry.worker import WORKER
from helpwright.kernel.clock import moved
from helpwright.kernel.text import localize
from helpwright.platform.migrations.version import QUESTION

_DAY = timedelta(days=1)
_SLOW = 5
_TABLES = 8

_QUEUE = """SELECT
    (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo') AS todo,
    (SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing') AS doing,
    (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed') AS failed,
    (SELECT count(*) FROM timers WHERE NOT held AND next_at <= %(now)s) AS timers,
    (SELECT count(*) FROM rule_runs WHERE state = 'ready') AS runs"""
_UNREAD = """SELECT coalesce(max(behind.n), 0) AS unread, min(behind.at) AS oldest FROM cursors c CROSS JOIN LATERAL (
    SELECT count(*) AS n, min(at) AS at FROM (
        SELECT e.at FROM events e WHERE (e.xid, e.id) > (c.xid, c.id) ORDER BY e.xid, e.id LIMIT 10000) few) behind"""
_RULES = """SELECT rule, count(*) AS runs, count(*) FILTER (WHERE state = 'failed') AS failed,
    avg(milliseconds) AS average, max(milliseconds) AS longest
FROM rule_runs WHERE created_at >= %(since)s AND started_at IS NOT NULL GROUP BY rule ORDER BY 4 DESC LIMIT %(limit)s"""
_MESSAGES = """SELECT count(*) FILTER (WHERE state = 'sent') AS sent,
    count(*) FILTER (WHERE state = 'failed') AS failed,
    count(*) FILTER (WHERE state IN ('queued', 'sending')) AS waiting
FROM messages WHERE created_at >= %(since)s"""
_SIZE = """SELECT pg_database_size(current_database()) AS bytes,
    (SELECT count(*) FROM pg_stat_activity) AS connections, current_setting('max_connections')::int AS most_connections,
    current_setting('server_version') AS version"""
_LARGEST = """SELECT n.nspname || '.' || c.relname AS name, pg_total_relation_size(c.oid) AS bytes,
    greatest(c.reltuples, 0)::bigint AS rows
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 2 DESC LIMIT %(limit)s"""


async def figures(scene: Scene, definitions: DefinitionSet, locale: str) -> dict[str, Any]:
    """Everything beside the checks; the scene has a product."""
    size = await scene.one(_SIZE)
    return {
        "queue": await _queue(scene),
        "slow_rules": await _slow_rules(scene, definitions, locale),
        "messages": await scene.one(_MESSAGES, since=scene.now - _DAY),
        "disks": await asyncio.to_thread(_disks, scene),
        "database": {
            **{name: size[name] for name in ("bytes", "connections", "most_connections")},
            "tables": await scene.all(_LARGEST, limit=_TABLES),
        },
        "backups": await _backups(scene, definitions, locale),
        "versions": {
            "product": version("helpwright"),
            "python": platform.python_version(),
            "postgres": size["version"],
            "tables": (await scene.one(QUESTION))["version_num"],
            "system": f"{platform.system()} {platform.release()}",
        },
    }


async def _queue(scene: Scene) -> dict[str, Any]:
    row, behind = await scene.one(_QUEUE, now=scene.now), await scene.one(_UNREAD)
    oldest: datetime | None = behind["oldest"]
    seconds = 0 if oldest is None else max(0, int((scene.now - oldest).total_seconds()))
    workers = (await moving(scene, WORKER)).living
    return {**row, "workers": workers, "unread": behind["unread"], "unread_seconds": seconds}


async def _slow_rules(scene: Scene, definitions: DefinitionSet, locale: str) -> list[dict[str, Any]]:
    rows = await scene.all(_RULES, since=scene.now - _DAY, limit=_SLOW)
    return [{**row, "name": _name(definitions, row["rule"], locale)} for row in rows]


def _name(definitions: DefinitionSet, rule: str, locale: str) -> str:
    """The name of a rule or flow; its key when it is gone."""
    app, _, key = rule.partition(".")
    for kind in ("rule", "flow"):
        for part in definitions.of_kind(kind, app):
            name = part.document.get("name") if part.key == key else None
            if isinstance(name, str | Mapping):
                return localize(name, locale)
    return rule


def _disks(scene: Scene) -> list[dict[str, Any]]:
    """Each disk once."""
    found: dict[tuple[int, int], dict[str, Any]] = {}
    for place in places(scene):
        free, total = room(place)
        found.setdefault((free, total), {"folder": str(place), "free": free, "total": total})
    return [*found.values()]


async def _backups(scene: Scene, definitions: DefinitionSet, locale: str) -> dict[str, Any]:
    plan = await read_plan(scene.running.database)
    folder = folder_of(plan, scene.environment.data_dir)
    return {
        "plan": plan,
        "folder": str(folder),
        "next_at": next_due(scene.now - moved(scene.running.clock), plan.at, definitions.zone) if plan.daily else None,
        "archives": await asyncio.to_thread(_archives, folder),
        **backup_state(await read_state(scene.running.database), locale),
    }


def folder_of(plan: BackupPlan, data_dir: Path) -> Path:
    """Where planned backups go."""
    return default_folder(data_dir) if plan.folder is None else Path(plan.folder)


def _archives(folder: Path) -> list[dict[str, Any]]:
    found = []
    for path in archives_in(folder):
        state = path.stat()
        found.append({"name": path.name, "bytes": state.st_size, "at": state.st_mtime})
    return found
