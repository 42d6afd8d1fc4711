"""The folder of the private PostgreSQL inside the data folder, and who owns which part of it.

`DATA/postgres/` holds `cluster` (the database), `run` (its socket), `log`, `binaries` (of the wheel),
`credentials.json`, `port`, `postgresql.conf`, `custom.conf` (the administrator's). When we are root the server runs
as another account: that account owns `cluster`, `run` and `log` only, everything else stays root's, so that what
root writes can never be led astray by the server.
"""

import os
import secrets
import shutil
import stat
from contextlib import suppress
from dataclasses import dataclass
from json import dumps, loads
from pathlib import Path

from helpwright.platform.postgres.binaries import Binaries, copy_beside
from helpwright.platform.postgres.errors import (
    AccountMissing,
    AccountRefused,
    FolderNotWritable,
    FolderOfOther,
    FolderUnreachable,
)
from helpwright.platform.processes import Account, Need, first_obstacle, root_account

_ACCOUNTS = ("postgres", "nobody")
_PASSED_BY_OTHERS = 0o711
_PRIVATE = 0o700


@dataclass(frozen=True, slots=True)
class Credentials:
    """The two roles: the product's own, and the superuser for maintenance."""

    password: str
    superuser_password: str

    def text(self) -> str:
        """As stored."""
        return dumps({"password": self.password, "superuser_password": self.superuser_password}) + "\n"


class Home:
    """Paths and ownership; makes folders, writes small files, never touches a parent of the data folder."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir.absolute()
        self.folder = self.data_dir / "postgres"
        self.cluster = self.folder / "cluster"
        self.new_cluster = self.folder / "cluster.new"
        self.run = self.folder / "run"
        self.log = self.folder / "log"
        self.binaries = self.folder / "binaries"
        self.configuration = self.folder / "postgresql.conf"
        self.custom_configuration = self.folder / "custom.conf"
        self.start_log = self.folder / "start.log"
        self.lock = self.folder / "launcher.lock"
        self.credentials = self.folder / "credentials.json"
        self.port = self.folder / "port"

    def prepare(self) -> None:
        """Make the data folder and our folder in it. Raises FolderNotWritable."""
        try:
            prepare_data_dir(self.data_dir)
            mode = _PASSED_BY_OTHERS if os.geteuid() == 0 else _PRIVATE
            self.folder.mkdir(mode=mode, exist_ok=True)
            if self.folder.stat().st_uid == os.geteuid():
                self.folder.chmod(mode)
            if not os.access(self.folder, os.W_OK | os.X_OK):
                raise PermissionError(13, "Permission denied", str(self.folder))
        except OSError as error:
            raise FolderNotWritable(folder=self.folder, reason=error.strerror or error) from error

    def server_account(self) -> Account | None:
        """Who runs the server: None for ourselves; as root another account.

        That is the owner of the data, else of their folder, else an account that is made for such things.

        Raises AccountMissing; FolderOfOther when we are not root and the data belongs to somebody else.
        """
        ours = os.geteuid()
        try:
            owner: int | None = self.cluster.stat().st_uid
        except FileNotFoundError:
            owner = None if ours != 0 else self.data_dir.stat().st_uid
        if ours != 0:
            if owner not in (None, ours):
                raise FolderOfOther(folder=self.cluster, owner=Account.of_uid(owner or 0).name)
            return None
        account = Account.of_uid(owner) if owner else root_account(_ACCOUNTS)
        if account is None:
            raise AccountMissing
        return account

    def open_to(self, account: Account | None, binaries: Binaries) -> Binaries:
        """Give the server's account its folders, see that it reaches them; the binaries it can use.

        Raises FolderUnreachable naming the first folder in the way, or AccountRefused.
        """
        for folder in (self.run, self.log):
            folder.mkdir(mode=_PRIVATE, exist_ok=True)
        if account is None:
            return binaries
        if self.custom_configuration.exists():
            # It came out of a backup, or was written by root: the server's account reads it too.
            self.custom_configuration.chmod(stat.S_IMODE(self.custom_configuration.stat().st_mode) | 0o044)
        for folder in (self.run, self.log, self.cluster):
            if folder.is_dir() and folder.stat().st_uid != account.uid:
                _give_tree(folder, account)
        return self._usable_by(account, binaries)

    def _usable_by(self, account: Account, binaries: Binaries) -> Binaries:
        needs = [Need(self.run, "rwx"), Need(binaries.postgres, "rx"), Need(binaries.initdb, "rx")]
        if binaries.wheel is not None:
            needs.append(Need(binaries.folder.parent / "share", "rx"))
        try:
            data, *programs = first_obstacle(account, needs)
        except OSError as error:
            raise AccountRefused(account=account.name, reason=error) from error
        if data is not None:
            raise FolderUnreachable(obstacle=data, account=account.name, folder=self.data_dir)
        in_the_way = next((each for each in programs if each is not None), None)
        if in_the_way is None:
            return binaries
        if binaries.wheel is None:
            raise FolderUnreachable(obstacle=in_the_way, account=account.name, folder=binaries.folder)
        return copy_beside(binaries, self.binaries)

    def keep(self, binaries: Binaries) -> None:
        """Have the wheel's programs beside the data, so that a newer wheel in its place strands nothing.

        Without room for that the server runs all the same.
        """
        with suppress(OSError, shutil.Error):
            copy_beside(binaries, self.binaries)

    def load_credentials(self) -> Credentials | None:
        """What is stored; None when it is missing or unreadable as such."""
        try:
            stored = loads(self.credentials.read_text())
            return Credentials(str(stored["password"]), str(stored["superuser_password"]))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def new_credentials(self) -> Credentials:
        """Fresh random passwords, not yet stored."""
        return Credentials(secrets.token_urlsafe(24), secrets.token_urlsafe(24))

    def store_credentials(self, credentials: Credentials) -> None:
        """Keep them, readable by us alone."""
        write_private(self.credentials, credentials.text())

    def last_port(self) -> int | None:
        """The port used last."""
        try:
            return int(self.port.read_text())
        except (FileNotFoundError, ValueError):
            return None

    def stored_major(self) -> int | None:
        """Major version of the data; None when there is none yet. Raises ValueError when it is no database."""
        if not self.cluster.exists() or not any(self.cluster.iterdir()):
            return None
        try:
            return int((self.cluster / "PG_VERSION").read_text())
        except FileNotFoundError as error:
            raise ValueError(str(self.cluster)) from error


def prepare_data_dir(data_dir: Path) -> None:
    """Make the data folder with missing parents. Raises OSError.

    Nobody else can list it. As root it lets other accounts pass through (mode 711), because the server runs as
    another account; an existing folder is opened so only when it is empty or holds our database.
    """
    root = os.geteuid() == 0
    missing = [each for each in (data_dir, *data_dir.parents) if not each.exists()]
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755 if folder != data_dir else _PASSED_BY_OTHERS if root else _PRIVATE)
    if root and not missing and _is_ours(data_dir):
        data_dir.chmod(stat.S_IMODE(data_dir.stat().st_mode) | 0o011)


def _is_ours(data_dir: Path) -> bool:
    empty = next(data_dir.iterdir(), None) is None
    return data_dir.stat().st_uid == 0 and (empty or (data_dir / "postgres" / "cluster").exists())


def write_private(path: Path, text: str) -> None:
    """Replace a small file in one step, mode 600, on disk when this returns."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _give_tree(folder: Path, account: Account) -> None:
    """Hand a whole folder to the account; links are not followed."""
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(Path(parent, name), account.uid, account.gid, follow_symlinks=False)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        os.fchown(descriptor, account.uid, account.gid)
        os.fchmod(descriptor, _PRIVATE)
    finally:
        os.close(descriptor)
