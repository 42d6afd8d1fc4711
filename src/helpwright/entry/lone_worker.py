"""`helpwright worker`: workers without a server of their own, for a second machine or beside a running server."""

import os
import signal
from collections.abc import Sequence
from pathlib import Path

from helpwright.entry.beat import LOOK_SECONDS, PATIENCE_SECONDS
from helpwright.entry.data_dir import DataDir
from helpwright.entry.processes import Kept, Signals
from helpwright.entry.serve_errors import NoDatabase
from helpwright.entry.service_manager import ServiceManager
from helpwright.entry.supervisor import WORKER_COMMAND
from helpwright.platform.processes import Ending, end_in_order
from helpwright.platform.terminal import say

_WORKER_SECONDS = 15.0


def work(
    data_dir: Path,
    database_url: str | None,
    *,
    processes: int = 1,
    command: Sequence[str] = WORKER_COMMAND,
    patience: float = PATIENCE_SECONDS,
) -> int:
    """Keep `processes` workers alive until a signal asks to stop; the exit status. Main thread only.

    Without `database_url` they use the database of the server that runs on `data_dir`; raises NoDatabase, or
    FolderNotWritable. A worker that does not move for `patience` seconds is ended and started again.
    """
    os.umask(0o077)
    manager = ServiceManager.of(os.environ)
    url = database_url or _running_database(data_dir)
    environment = os.environ | {"HELPWRIGHT_DATABASE_URL": url, "HELPWRIGHT_DATA_DIR": str(data_dir.absolute())}
    workers = [Kept(f"worker {number}", command, environment) for number in range(1, processes + 1)]
    with Signals() as signals:
        while not signals.stopping:
            for worker in workers:
                if worker.end_if_frozen(patience):
                    say("serve_child_frozen", name=worker.name, seconds=f"{patience:.0f}")
                status = worker.tend()
                if status is not None:
                    say("serve_child_ended", name=worker.name, status=status)
            manager.ready()
            manager.alive()
            dues = [due for worker in workers if (due := worker.seconds_until_due()) is not None]
            signals.wait(min([*dues, LOOK_SECONDS, patience / 4, manager.patience / 2]))
        manager.stopping()
        children = [worker.child for worker in workers if worker.child is not None]
        end_in_order(children, [Ending(signal.SIGTERM, _WORKER_SECONDS)])
    return 0


def _running_database(data_dir: Path) -> str:
    connection = DataDir(data_dir).running()
    if connection is None:
        raise NoDatabase(folder=data_dir.absolute())
    return connection.database_url
