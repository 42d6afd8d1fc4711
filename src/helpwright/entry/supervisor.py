"""`helpwright serve`: a small process that starts the parts, keeps them alive and ends them in order.

It loads the standard library only. It holds the data folder and the listening socket; the database, the web processes
and the worker are its children and end with it, however it ends.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from helpwright.entry.beat import LOOK_SECONDS, PATIENCE_SECONDS
from helpwright.entry.data_dir import Connection, DataDir
from helpwright.entry.listener import Listener, bind_listener
from helpwright.entry.processes import Backoff, Kept, Signals
from helpwright.entry.serve_errors import (
    MISCONFIGURED,
    CannotServe,
    ChildKeepsFailing,
    FileUnreadable,
    MigrationFailed,
    Misconfigured,
    TlsIncomplete,
)
from helpwright.entry.service_manager import ServiceManager
from helpwright.platform.postgres import EmbeddedPostgres, PostgresUnavailable
from helpwright.platform.processes import Apart, Child, Ending, end_in_order, start_child
from helpwright.platform.terminal import complain_text, say

_ISOLATED = (sys.executable, "-I", "-S")
_PROGRAM = (sys.executable, "-P", "-m", "helpwright.entry.cli")
WORKER_COMMAND = (*_PROGRAM, "_worker")
_HEALTH_PROBE = Path(__file__).parent / "health_probe.py"
_REDIRECT = Path(__file__).parent / "redirect.py"
_QUIET_SECONDS = 1.0
_LOOK_SECONDS = 0.25
_ENDS_BEFORE_READY = 5
_CRASHED_PORT_PATIENCE = 10.0
_PASSING_SECONDS = 1.0
_STARTING_SECONDS = 120.0
_WORKER_NICENESS = 10
_WEB_SECONDS = 8.0
_WORKER_SECONDS = 4.0
_DATABASE_SECONDS = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """What `helpwright serve` was asked for.

    `database_url` names a database that is not ours to start. `is_current(url)` answers whether the database already
    has this release's version, so that no migration need be started; None means ask the migration itself.
    `on_ready(address)` is called once, when the server answers; the child that it may start is waited for, and ended
    with the others. `redirect_port` sends plain HTTP on to HTTPS; there `authority`, a certificate, can be fetched.
    A child that does not move for `patience` seconds is ended and started again.
    """

    data_dir: Path
    host: str = "127.0.0.1"
    port: int = 8000
    processes: int = 1
    database_url: str | None = None
    tls_cert: Path | None = None
    tls_key: Path | None = None
    redirect_port: int | None = None
    authority: Path | None = None
    test_clock: bool = False
    patience: float = PATIENCE_SECONDS
    is_current: Callable[[str], bool] | None = None
    on_ready: Callable[[str], Child | None] | None = None
    web_command: Sequence[str] = (*_PROGRAM, "_web")
    worker_command: Sequence[str] = WORKER_COMMAND
    migrate_command: Sequence[str] = (*_PROGRAM, "migrate")


class _StopAskedError(Exception):
    """A signal asked us to stop while something was still starting."""


def serve(options: ServeOptions) -> int:
    """Run until a signal asks to stop; the exit status. Call it from the main thread."""
    os.umask(0o077)
    with Signals() as signals:
        supervisor = _Supervisor(options, signals)
        try:
            supervisor.start()
            supervisor.keep()
        except _StopAskedError:
            pass
        except (CannotServe, PostgresUnavailable) as error:
            complain_text(str(error))
            return 1
        finally:
            supervisor.stop()
    return 0


class _Supervisor:
    def __init__(self, options: ServeOptions, signals: Signals) -> None:
        self._options = options
        self._signals = signals
        self._begun = time.monotonic()
        self._said = ""
        self._ready = False
        self._data_dir = DataDir(options.data_dir)
        self._manager = ServiceManager.of(os.environ)
        self._made = 0.0
        self._settled: float | None = None
        self._listener: Listener | None = None
        self._postgres: EmbeddedPostgres | None = None
        self._database_url = options.database_url or ""
        self._database_backoff = Backoff()
        self._database_started = 0.0
        self._web: list[Kept] = []
        self._worker: list[Kept] = []
        self._plain: Listener | None = None
        self._redirect: list[Kept] = []
        self._passing: Child | None = None

    def start(self) -> None:
        """Everything up to the running children, in the order in which they need each other."""
        options = self._options
        tls = _checked_tls(options)
        in_order = self._data_dir.take(lambda: self._step("step_waiting_for_folder"))
        patience = 0.0 if in_order else _CRASHED_PORT_PATIENCE
        self._listener = bind_listener(options.host, options.port, tls=tls, patience=patience)
        if options.redirect_port is not None:
            self._plain = bind_listener(options.host, options.redirect_port, tls=False, patience=patience)
        if options.database_url is None:
            self._postgres = EmbeddedPostgres(self._data_dir.path, progress=self._database_step, keep_binaries=True)
            self._database_url = self._postgres.start()
            self._database_started = time.monotonic()
        self._announce()
        if options.is_current is None or not options.is_current(self._database_url):
            self._migrate()
        self._listener.listen()
        if self._plain is not None:
            self._plain.listen()
            self._redirect = [self._redirecting(self._plain, self._listener)]
        self._make_children(self._listener)
        self._passing = start_child(
            [
                *_ISOLATED,
                str(_HEALTH_PROBE),
                self._listener.probe_host,
                str(self._listener.port),
                "tls" if tls else "plain",
            ],
            death_signal=signal.SIGKILL,
            apart=Apart.GROUP,
        )

    def keep(self) -> None:
        """Tend the children until a signal asks to stop."""
        while not self._signals.stopping:
            self._tend_database()
            self._tend_children()
            self._look_whether_ready()
            self._beat()
            dues = [due for kept in self._kept_alive if (due := kept.seconds_until_due()) is not None]
            look = min(LOOK_SECONDS, self._options.patience / 4) if self._ready else _LOOK_SECONDS
            self._signals.wait(min([*dues, look, self._manager.patience / 2]))

    def stop(self) -> None:
        """End everything in order: web, worker, database; within 20 s, killing what hangs."""
        self._manager.stopping()
        for listener in (self._listener, self._plain):
            if listener is not None:
                listener.close()
        self._end_passing()
        for group, seconds in (
            (self._redirect, _PASSING_SECONDS),
            (self._web, _WEB_SECONDS),
            (self._worker, _WORKER_SECONDS),
        ):
            children = {kept.name: kept.child for kept in group if kept.child is not None}
            end_in_order([*children.values()], [Ending(signal.SIGTERM, seconds)])
            for name, child in children.items():
                if child.returncode == -signal.SIGKILL:
                    say("serve_child_killed", name=name)
        if self._postgres is not None:
            self._postgres.stop(_DATABASE_SECONDS)
        self._data_dir.give_back()

    def _beat(self) -> None:
        late = time.monotonic() - self._made > _STARTING_SECONDS
        if self._settled is None and self._web and (late or not any(kept.is_starting for kept in self._kept_beating)):
            self._settled = time.monotonic()
        self._data_dir.beat(self._settled)
        self._manager.alive()

    def _announce(self) -> None:
        if self._listener is not None:
            self._data_dir.announce(Connection(os.getpid(), self._database_url, self._listener.address))

    def _step(self, code: str) -> None:
        """Called while something is under way; says what, once it takes more than a second."""
        if self._signals.stopping:
            raise _StopAskedError
        self._beat()
        if not self._ready and code != self._said and time.monotonic() - self._begun > _QUIET_SECONDS:
            self._said = code
            say(code)

    def _database_step(self, code: str) -> None:
        """While the database starts: after a crash the others are there, to say that it is away."""
        self._step(code)
        self._tend_children()

    def _migrate(self) -> None:
        self._passing = start_child(
            self._options.migrate_command,
            death_signal=signal.SIGTERM,
            apart=Apart.GROUP,
            environment=self._environment(),
        )
        while (status := self._passing.poll()) is None:
            self._step("step_migrate")
            self._signals.wait(_LOOK_SECONDS)
        self._passing = None
        if status != 0:
            raise MigrationFailed(status=status)

    def _make_children(self, listener: Listener) -> None:
        options = self._options
        self._made = time.monotonic()
        environment = self._environment()
        descriptor = listener.socket.fileno()
        clock = ["--test-clock"] if options.test_clock else []
        tls = ["--tls-cert", str(options.tls_cert), "--tls-key", str(options.tls_key)] if listener.tls else []
        web = [*options.web_command, "--fd", str(descriptor), *tls, *clock]
        self._web = [
            Kept(f"web {number}", web, environment, [descriptor]) for number in range(1, options.processes + 1)
        ]
        self._worker = [Kept("worker", [*options.worker_command, *clock], environment, niceness=_WORKER_NICENESS)]

    def _redirecting(self, plain: Listener, listener: Listener) -> Kept:
        host = listener.address.removeprefix("https://").rpartition(":")[0]
        argv = [str(listener.port), host, str(self._options.authority or "-")]
        descriptor = plain.socket.fileno()
        return Kept("redirect", [*_ISOLATED, str(_REDIRECT), str(descriptor), *argv], dict(os.environ), [descriptor])

    def _environment(self) -> dict[str, str]:
        added = {"HELPWRIGHT_DATABASE_URL": self._database_url, "HELPWRIGHT_DATA_DIR": str(self._data_dir.path)}
        if self._listener is not None:
            added["HELPWRIGHT_ADDRESS"] = self._listener.address
        return os.environ | added

    @property
    def _kept_alive(self) -> tuple[Kept, ...]:
        return (*self._kept_beating, *self._redirect)

    @property
    def _kept_beating(self) -> tuple[Kept, ...]:
        return (*self._web, *self._worker)

    def _tend_children(self) -> None:
        for kept in self._kept_alive:
            self._tend(kept)

    def _tend(self, kept: Kept) -> None:
        if kept.end_if_frozen(self._options.patience):
            say("serve_child_frozen", name=kept.name, seconds=f"{self._options.patience:.0f}")
        status = kept.tend()
        if status is None:
            return
        if status == MISCONFIGURED:
            raise Misconfigured
        if not self._ready and kept.ends >= _ENDS_BEFORE_READY:
            raise ChildKeepsFailing(name=kept.name, times=kept.ends, status=status)
        say("serve_child_ended", name=kept.name, status=status)

    def _tend_database(self) -> None:
        postgres = self._postgres
        if postgres is None or postgres.poll() is None:
            return
        say("serve_database_ended", status=postgres.poll())
        url = self._restarted(postgres)
        self._database_started = time.monotonic()
        if url != self._database_url:
            self._database_url = url
            self._announce()
            for kept in self._kept_beating:
                kept.environment = self._environment()
                if kept.child is not None:
                    kept.child.terminate()

    def _restarted(self, postgres: EmbeddedPostgres) -> str:
        lived = time.monotonic() - self._database_started
        while True:
            resume = time.monotonic() + self._database_backoff.after(lived)
            while (left := resume - time.monotonic()) > 0:
                self._database_step("step_database_start")
                self._signals.wait(min(left, _LOOK_SECONDS))
            try:
                return postgres.restart()
            except (PostgresUnavailable, OSError) as error:
                # An OSError: there is no room even for the small files that a start writes.
                complain_text(str(error))
            lived = 0.0

    def _look_whether_ready(self) -> None:
        if self._passing is None or self._listener is None:
            return
        status = self._passing.poll()
        if self._ready:
            self._passing = self._passing if status is None else None
            return
        if status is None:
            self._step("step_product_start")
            return
        if status != 0:
            raise ChildKeepsFailing(name="health", times=1, status=status)
        self._passing = None
        self._ready = True
        say("serve_ready", address=self._listener.address)
        if self._options.test_clock:
            say("serve_test_clock")
        self._manager.ready()
        if self._options.on_ready is not None:
            self._passing = self._options.on_ready(self._listener.address)

    def _end_passing(self) -> None:
        if self._passing is not None:
            end_in_order([self._passing], [Ending(signal.SIGTERM, _PASSING_SECONDS)])
            self._passing = None


def _checked_tls(options: ServeOptions) -> bool:
    files = [file for file in (options.tls_cert, options.tls_key) if file is not None]
    if len(files) == 1:
        raise TlsIncomplete
    for file in files:
        try:
            file.open("rb").close()
        except OSError as error:
            raise FileUnreadable(file=file, reason=error.strerror or error) from error
    return bool(files)
