"""Which processes move: each asks the database every two seconds whether it is there, under its own name.

A stopped or hanging process keeps its connections, so that they are there says nothing; when it asked last does. Seen
so are the processes of every machine on this database. The database's own clock is compared with itself.
"""

from dataclasses import dataclass

from helpwright.entry.beat import SILENT_SECONDS
from helpwright.entry.data_dir import DataDir, Keeper
from helpwright.entry.doctor.kind import Scene
from helpwright.platform.postgres.errors import FolderNotWritable
from helpwright.platform.pulse import PULSE

SETTLING_SECONDS = 15.0
"""For so long after the parts were there, one that the database has not heard of is about to come."""
_QUESTION = """SELECT split_part(other.application_name, ' ', 3) AS part,
    split_part(other.application_name, ' ', 4) || '@' || split_part(other.application_name, ' ', 5) AS name,
    coalesce(extract(epoch FROM own.query_start - other.query_start), 0)::float8 AS seconds
FROM pg_stat_activity own JOIN pg_stat_activity other ON other.datname = own.datname
WHERE own.pid = pg_backend_pid() AND other.application_name LIKE %(pulses)s
ORDER BY 1, 2"""


@dataclass(frozen=True, slots=True)
class Moving:
    """Processes of one part that move, and those (`PID@HOST`) that have not for `seconds`."""

    living: int
    frozen: list[str]
    seconds: int


async def moving(scene: Scene, part: str) -> Moving:
    """How the processes of `part` are."""
    found = [each for each in await scene.all(_QUESTION, pulses=f"{PULSE} %") if each["part"] == part]
    silent = [each for each in found if each["seconds"] > SILENT_SECONDS]
    longest = max((each["seconds"] for each in silent), default=0.0)
    return Moving(len(found) - len(silent), [each["name"] for each in silent], int(longest))


def keeper(scene: Scene) -> Keeper | None:
    """The server that runs on this machine's data folder."""
    try:
        return DataDir(scene.environment.data_dir).keeper()
    except FolderNotWritable:
        return None  # the check of the folder says so


def starting(scene: Scene) -> bool:
    """Whether that server has only just been started."""
    found = keeper(scene)
    return found is not None and (found.since is None or found.since < SETTLING_SECONDS)
