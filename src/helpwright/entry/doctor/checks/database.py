"""The database: it answers, is new enough, speaks UTF-8, and writes to the disk what it has acknowledged."""

import asyncio

from helpwright.entry.doctor.checks.folder import closed
from helpwright.entry.doctor.kind import Check, Finding, Scene
from helpwright.platform.postgres.binaries import OLDEST_MAJOR
from helpwright.platform.postgres.home import Home
from helpwright.platform.reachable import PATIENCE_SECONDS

_MAJOR = 10_000
_FEW = 30
_SAFE = ("fsync", "full_page_writes", "synchronous_commit")
_SAID = {"crowded": ("connection slots are reserved", "too many clients already"), "silent": ("timeout expired",)}
"""What the database or its driver says where nobody is let in, in English or, of another language, not known here."""
_QUESTION = """SELECT current_setting('server_version') AS version,
    current_setting('server_version_num')::int AS number,
    current_setting('server_encoding') AS encoding, current_setting('fsync') AS fsync,
    current_setting('full_page_writes') AS full_page_writes,
    current_setting('synchronous_commit') AS synchronous_commit,
    current_setting('max_connections')::int AS connections,
    (SELECT count(*) FROM pg_stat_activity) AS used,
    (SELECT datcollate FROM pg_database WHERE datname = current_database()) AS locale"""


async def _look(scene: Scene) -> Finding:
    environment = scene.environment
    about = {"folder": str(environment.data_dir), "file": str(Home(environment.data_dir).custom_configuration)}
    if scene.product is None:
        return await asyncio.to_thread(_without, scene, about)
    row = await scene.one(_QUESTION)
    if row["number"] // _MAJOR < OLDEST_MAJOR:
        return Finding("bad", "old", {"version": row["version"], "oldest": OLDEST_MAJOR})
    if row["encoding"] != "UTF8":
        return Finding("bad", "encoding", {"encoding": row["encoding"]})
    if off := [name for name in _SAFE if row[name] == "off"]:
        return Finding("bad", "unsafe", {**about, "settings": off})
    if row["connections"] - row["used"] < _FEW:
        return Finding("warning", "connections", {**about, "used": row["used"], "most": row["connections"]})
    return Finding("good", "good", {"version": row["version"], "locale": row["locale"]})


def _without(scene: Scene, about: dict[str, str]) -> Finding:
    """It does not let us in, or there is none, or this account cannot know."""
    environment, trouble = scene.environment, scene.trouble
    if environment.database_url is None and closed(environment.data_dir):
        return Finding("note", "not_seen", about)
    if not trouble:
        there = environment.database_url is not None or Home(environment.data_dir).folder.exists()
        return Finding("bad", "empty" if there else "none", about)
    for code, words in _SAID.items():
        if any(word in each for word in words for each in trouble.values()):
            return Finding("bad", code, {**about, "seconds": PATIENCE_SECONDS})
    return Finding("bad", "away", {**about, "reason": trouble})


check = Check(_look, database=False)
