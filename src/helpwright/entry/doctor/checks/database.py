"""The database: it answers, is new enough, speaks UTF-8, and writes to the disk what it has acknowledged."""

from helpwright.entry.doctor.kind import Check, Finding, Scene
from helpwright.platform.postgres.binaries import OLDEST_MAJOR

_MAJOR = 10_000
_FEW = 30
_QUESTION = """SELECT current_setting('server_version') AS version,
    current_setting('server_version_num')::int AS number,
    current_setting('server_encoding') AS encoding, current_setting('fsync') AS fsync,
    current_setting('full_page_writes') AS pages, current_setting('synchronous_commit') AS commit,
    current_setting('max_connections')::int AS connections,
    (SELECT count(*) FROM pg_stat_activity) AS used,
    (SELECT datcollate FROM pg_database WHERE datname = current_database()) AS locale"""


async def _look(scene: Scene) -> Finding:
    if scene.product is None:
        if not scene.trouble:
            return Finding("bad", "none", {"folder": str(scene.environment.data_dir)})
        return Finding("bad", "away", {"reason": scene.trouble})
    row = await scene.one(_QUESTION)
    if row["number"] // _MAJOR < OLDEST_MAJOR:
        return Finding("bad", "old", {"version": row["version"], "oldest": OLDEST_MAJOR})
    if row["encoding"] != "UTF8":
        return Finding("bad", "encoding", {"encoding": row["encoding"]})
    if "off" in (row["fsync"], row["pages"], row["commit"]):
        return Finding("bad", "unsafe")
    if row["connections"] - row["used"] < _FEW:
        return Finding("warning", "connections", {"used": row["used"], "most": row["connections"]})
    return Finding("good", "good", {"version": row["version"], "locale": row["locale"]})


check = Check(_look, database=False)
