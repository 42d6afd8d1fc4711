"""The data folder of one installation: one server at a time, and where others find it.

`serve.lock` is held as long as something runs on the folder, and says when the server that holds it moved last;
`connection.json` (mode 600) says how to reach it.
"""

import fcntl
import json
import os
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from helpwright.entry.put_in_place import finish_putting_in_place
from helpwright.entry.serve_errors import AlreadyRunning
from helpwright.platform.postgres import EmbeddedPostgres, prepare_data_dir, write_private
from helpwright.platform.postgres.errors import FolderNotWritable
from helpwright.platform.processes import wait_until

_PATIENCE_SECONDS = 15.0
_BEAT = struct.Struct("<dd")


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach what runs on a data folder. `address` is None for a command that only uses the database."""

    pid: int
    database_url: str
    address: str | None


@dataclass(frozen=True, slots=True)
class Keeper:
    """The server that holds a folder: seconds since it moved last, and since its parts were there (None: not yet)."""

    pid: int
    silent: float
    since: float | None


class DataDir:
    """One data folder. Raises FolderNotWritable when it cannot be used at all."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._lock_path = self.path / "serve.lock"
        self._connection_path = self.path / "connection.json"
        self._lock: int | None = None

    def take(self, tick: Callable[[], None] = lambda: None) -> bool:
        """Take the folder for this process; False when the last holder ended without giving it back (a crash).

        A restore that was killed while it put its data in place is ended first.
        Raises AlreadyRunning with the address of the one that has it. A command that only uses the database for a
        moment is waited for; `tick` is called meanwhile.
        """
        try:
            prepare_data_dir(self.path)
            descriptor = os.open(self._lock_path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise FolderNotWritable(folder=self.path, reason=error.strerror or error) from error
        taken = False
        try:
            taken = wait_until(lambda: self._try(descriptor, tick), _PATIENCE_SECONDS, pause=0.05)
        finally:
            if not taken:
                os.close(descriptor)
        if not taken:
            raise AlreadyRunning(folder=self.path, address=None)
        self._lock = descriptor
        os.ftruncate(descriptor, 0)
        finish_putting_in_place(self.path)
        in_order = not self._connection_path.exists()
        self._connection_path.unlink(missing_ok=True)
        return in_order

    def announce(self, connection: Connection) -> None:
        """Tell others how to reach us."""
        write_private(self._connection_path, json.dumps(asdict(connection)) + "\n")

    def beat(self, settled: float | None) -> None:
        """Whoever holds the folder moves; its parts were there at `settled` (monotonic; None: they still start)."""
        if self._lock is not None:
            with suppress(OSError):  # a full disk is told by others
                os.pwrite(self._lock, _BEAT.pack(time.monotonic(), settled or 0.0), 0)

    def keeper(self) -> Keeper | None:
        """The server that runs on the folder now; None when none does, or one that does not tell.

        Raises FolderNotWritable when that cannot be seen.
        """
        connection = self.running()
        if connection is None or connection.address is None:
            return None
        try:
            moved, settled = _BEAT.unpack(self._lock_path.read_bytes())
        except (OSError, struct.error):
            return None
        now = time.monotonic()
        return Keeper(connection.pid, max(0.0, now - moved), max(0.0, now - settled) if settled else None)

    def give_back(self) -> None:
        """The end of `take`."""
        if self._lock is not None:
            self._connection_path.unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = None

    def running(self) -> Connection | None:
        """What runs on the folder now; None when nothing does, whatever an old file says.

        Raises FolderNotWritable when that cannot be seen.
        """
        try:
            descriptor = os.open(self._lock_path, os.O_RDWR)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise FolderNotWritable(folder=self.path, reason=error.strerror or error) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return self._connection()
        finally:
            os.close(descriptor)
        return None

    def _try(self, descriptor: int, tick: Callable[[], None]) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            connection = self._connection()
            if connection is not None and connection.address is not None:
                raise AlreadyRunning(folder=self.path, address=connection.address) from error
            tick()
            return False
        return True

    def _connection(self) -> Connection | None:
        try:
            stored = json.loads(self._connection_path.read_text())
            return Connection(int(stored["pid"]), str(stored["database_url"]), stored["address"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None


@contextmanager
def attached_database(path: Path, database_url: str | None) -> Iterator[str]:
    """The database URL for one command, before or beside a running server.

    `database_url` (from the environment) wins; else the running server's; else a private server is started for the
    length of the block and stopped after it. Main thread only. Raises PostgresUnavailable, AlreadyRunning.
    """
    if database_url is not None:
        yield database_url
        return
    data_dir = DataDir(path)
    connection = data_dir.running()
    if connection is not None:
        yield connection.database_url
        return
    try:
        data_dir.take()
    except AlreadyRunning:
        connection = data_dir.running()
        if connection is None:
            raise
        yield connection.database_url
        return
    postgres = EmbeddedPostgres(data_dir.path)
    try:
        url = postgres.start()
        data_dir.announce(Connection(os.getpid(), url, None))
        yield url
    finally:
        postgres.stop()
        data_dir.give_back()
