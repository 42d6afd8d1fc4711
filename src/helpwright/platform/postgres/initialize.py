"""Making a new database cluster: beside its place first, then moved there in one step."""

import os
import pwd
import signal
import subprocess
from collections.abc import Callable, Sequence

from helpwright.platform.postgres.binaries import Binaries
from helpwright.platform.postgres.errors import AccountNameless, InitializationFailed
from helpwright.platform.postgres.home import Credentials, Home, sync_folder
from helpwright.platform.postgres.leftovers import remove_half_made
from helpwright.platform.processes import Account, Apart, Child, start_child, wait_until

ROLE = "helpwright"
DATABASE = "helpwright"
SUPERUSER = "postgres"
_OLDEST_WITH_BUILTIN_LOCALE = 17
_OLDEST_WITH_SYNC_METHOD = 17
_SECONDS = 300.0
_POLL_SECONDS = 0.2


class Programs:
    """Runs the one-shot programs of PostgreSQL as the server's account, bound to our life."""

    def __init__(
        self, home: Home, account: Account | None, tick: Callable[[], None], wait_seconds: float = _SECONDS
    ) -> None:
        self._home = home
        self._account = account
        self._tick = tick
        self._seconds = wait_seconds

    def run(self, argv: Sequence[str], statements: Sequence[str] = ()) -> str | None:
        """None when it succeeded, else the end of what it said. `statements` arrive at its standard input.

        Raises AccountNameless: each of them looks for the name of its user, which the server does not.
        """
        uid = os.geteuid() if self._account is None else self._account.uid
        try:
            pwd.getpwuid(uid)
        except KeyError as error:
            raise AccountNameless(uid=uid) from error
        log = self._home.start_log
        with log.open("wb") as output:
            log.chmod(0o600)
            child = start_child(
                argv,
                death_signal=signal.SIGKILL,
                apart=Apart.SESSION,
                account=self._account,
                environment=server_environment(),
                output=output,
                text_input="".join(f"{statement}\n" for statement in statements) or None,
                folder=self._home.folder,
            )
            try:
                finished = wait_until(lambda: self._ended(child), self._seconds)
            finally:
                if child.poll() is None:
                    os.killpg(child.pid, signal.SIGKILL)
                    child.wait()
        if finished and child.returncode == 0:
            return None
        return tail(log.read_bytes()) or f"exit status {child.returncode}"

    def _ended(self, child: Child) -> bool:
        self._tick()
        try:
            child.wait(_POLL_SECONDS)
        except subprocess.TimeoutExpired:
            return False
        return True


def initialize(home: Home, binaries: Binaries, account: Account | None, programs: Programs, *, durable: bool) -> None:
    """Make `home.cluster` with the product's role and database. Raises InitializationFailed."""
    remove_half_made(home)
    home.new_cluster.mkdir(mode=0o700)
    credentials = home.new_credentials()
    password_file = home.run / "superuser"
    password_file.unlink(missing_ok=True)
    descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as out:
            out.write(credentials.superuser_password + "\n")
        if account is not None:
            os.chown(home.new_cluster, account.uid, account.gid)
            os.chown(password_file, account.uid, account.gid, follow_symlinks=False)
        argv = [
            *(str(binaries.initdb), "-D", str(home.new_cluster), "-U", SUPERUSER, f"--pwfile={password_file}"),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums", "--no-instructions"),
            "--no-sync",
        ]
        failure = programs.run([*argv, *_locale_options(binaries, "C.UTF-8")])
        if failure is not None and "locale" in failure:
            remove_half_made(home)
            home.new_cluster.mkdir(mode=0o700)
            if account is not None:
                os.chown(home.new_cluster, account.uid, account.gid)
            failure = programs.run([*argv, *_locale_options(binaries, "C")])
    finally:
        password_file.unlink(missing_ok=True)
    if failure is not None:
        raise InitializationFailed(output=failure)
    _single_user(home, binaries, programs, _first_statements(binaries, credentials))
    if durable:
        _sync(home, binaries, programs)
    home.store_credentials(credentials)
    if home.cluster.exists():
        home.cluster.rmdir()
    home.new_cluster.rename(home.cluster)
    sync_folder(home.folder)


def _sync(home: Home, binaries: Binaries, programs: Programs) -> None:
    at_once = ["--sync-method=syncfs"] if binaries.major >= _OLDEST_WITH_SYNC_METHOD else []
    failure = programs.run([str(binaries.initdb), "--sync-only", *at_once, "-D", str(home.new_cluster)])
    if failure is not None:
        raise InitializationFailed(output=failure)


def renew_credentials(home: Home, binaries: Binaries, programs: Programs) -> Credentials:
    """Give the roles of an existing cluster new passwords, when the stored ones are lost."""
    credentials = home.new_credentials()
    statements = [
        f"ALTER ROLE {SUPERUSER} PASSWORD '{credentials.superuser_password}';",
        f"ALTER ROLE {ROLE} PASSWORD '{credentials.password}';",
    ]
    _single_user(home, binaries, programs, statements, new=False)
    home.store_credentials(credentials)
    return credentials


def server_environment() -> dict[str, str]:
    """Our environment without anything that would point PostgreSQL elsewhere, in a fixed locale."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "HELPWRIGHT_"))}
    return kept | {"LANG": "C.UTF-8", "TZ": "UTC"}


def tail(output: bytes, lines: int = 12) -> str:
    """The end of a log, for people."""
    return "\n".join(output.decode(errors="replace").strip().splitlines()[-lines:])


def _locale_options(binaries: Binaries, locale: str) -> list[str]:
    if binaries.major >= _OLDEST_WITH_BUILTIN_LOCALE:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", f"--locale={locale}"]
    return [f"--locale={locale}"]


def _first_statements(binaries: Binaries, credentials: Credentials) -> list[str]:
    statements = [
        f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{credentials.password}';",
        f"GRANT pg_monitor TO {ROLE};",
        f"CREATE DATABASE {DATABASE} OWNER {ROLE};",
    ]
    if binaries.wheel is not None:
        statements.insert(0, "CREATE EXTENSION vector;")
    return statements


def _single_user(
    home: Home, binaries: Binaries, programs: Programs, statements: Sequence[str], *, new: bool = True
) -> None:
    cluster = home.new_cluster if new else home.cluster
    safe = "off" if new else "on"  # a new cluster is written to disk as a whole before it is used
    options = [
        "-c",
        f"fsync={safe}",
        "-c",
        "exit_on_error=on",
        "-c",
        "log_min_error_statement=panic",
        "-c",
        "logging_collector=off",
    ]
    failure = programs.run([str(binaries.postgres), "--single", "-D", str(cluster), *options, "template1"], statements)
    if failure is not None:
        raise InitializationFailed(output=failure)
