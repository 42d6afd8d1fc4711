"""One PostgreSQL for a whole test run, shared by all its processes, and databases cloned from one template.

With HELPWRIGHT_DATABASE_URL that server is used (its role must be allowed to create databases), else a private one
without fsync. The first process that needs the server owns it and ends it after the last one.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from helpwright.platform.postgres import EmbeddedPostgres
from helpwright.platform.processes import wait_until
from tests.support.scratch import scratch_base

Prepare = Callable[[str], None]
_PREFIX = "helpwright-tests-"
_LAST_ONE_SECONDS = 900.0
_TEST_SETTINGS = {
    "max_connections": "200",
    "autovacuum": "off",
    "max_wal_size": "4GB",
    "log_error_verbosity": "default",
}


class DatabaseServer:
    """Makes and drops databases. `url` names a database of the server that is always there."""

    def __init__(self, url: str, template: str) -> None:
        self.url = url
        self.template = template
        self._numbers = count(1)

    def url_of(self, name: str) -> str:
        """URL of another database on the same server."""
        parts = urlsplit(self.url)
        changed = urlunsplit(parts._replace(path=f"/{name}"))
        return changed if "://" in changed else changed.replace(":", "://", 1)

    def clone(self) -> str:
        """A fresh database with what the template holds; its URL."""
        name = f"hw_{os.getpid()}_{next(self._numbers)}"
        self.create(name, self.template)
        return self.url_of(name)

    def create(self, name: str, template: str = "template1") -> None:
        """CREATE DATABASE, by copying files: a third of the work of copying block by block through the log."""
        self._run("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)

    def drop(self, url_or_name: str) -> None:
        """DROP DATABASE with whoever is still connected."""
        name = urlsplit(url_or_name).path.lstrip("/") if "://" in url_or_name else url_or_name
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def shared_server(run: str, prepare: Prepare) -> Iterator[DatabaseServer]:
    """The server of the test run called `run`; `prepare(url)` fills the template, once in the whole run."""
    folder = scratch_base() / f"{_PREFIX}{run}"
    _remove_abandoned(folder)
    folder.mkdir(mode=0o711, exist_ok=True)
    users = os.open(folder / "users", os.O_RDWR | os.O_CREAT, 0o600)
    # From the beginning: while the server starts, the folder must not look abandoned to another test run.
    fcntl.flock(users, fcntl.LOCK_SH)
    state = folder / "state.json"
    owned: EmbeddedPostgres | None = None
    owner = False
    try:
        with _locked(folder / "lock"):
            if state.exists():
                server = DatabaseServer(**json.loads(state.read_text()))
            else:
                owner = True
                owned, server = _begin(folder, run)
                server.create(server.template)
                prepare(server.url_of(server.template))
                state.write_text(json.dumps({"url": server.url, "template": server.template}))
        yield server
        if owner:
            fcntl.flock(users, fcntl.LOCK_UN)
            wait_until(lambda: _alone(users), _LAST_ONE_SECONDS, pause=0.05)
            server.drop(server.template)
    finally:
        os.close(users)
        if owned is not None:
            owned.stop()
        if owner:
            shutil.rmtree(folder, ignore_errors=True)


def _begin(folder: Path, run: str) -> tuple[EmbeddedPostgres | None, DatabaseServer]:
    template = f"hw_template_{run}"[:60]
    outside = os.environ.get("HELPWRIGHT_DATABASE_URL")
    if outside:
        return None, DatabaseServer(outside, template)
    postgres = EmbeddedPostgres(folder / "data", durable=False, settings=_TEST_SETTINGS)
    return postgres, DatabaseServer(postgres.start(), template)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _alone(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _remove_abandoned(own: Path) -> None:
    for folder in own.parent.glob(f"{_PREFIX}*"):
        if folder == own or folder.stat().st_uid != os.geteuid():
            continue
        try:
            users = os.open(folder / "users", os.O_RDWR)
        except OSError:
            continue
        try:
            if _alone(users):
                shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(users)
