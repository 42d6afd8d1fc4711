"""What root leaves in a data folder that another account serves belongs to that account.

Whoever looks after a service runs its commands as root: a backup made so, or a doctor asked while the server is
stopped, must not leave what the server may not write or read afterwards. Loads the standard library only.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_LOCK = "serve.lock"
"""Made by whoever takes the folder first."""


@contextmanager
def leaving_to_server(data_dir: Path) -> Iterator[None]:
    """Run the block; then give to the account that serves the folder what root has made there."""
    server = serving_account(data_dir)
    try:
        yield
    finally:
        if server is not None:
            _give(data_dir, *server)


def serving_account(data_dir: Path) -> tuple[int, int] | None:
    """Uid and gid of the account that serves the folder, where we are root and it is another one."""
    if os.geteuid() != 0:
        return None
    try:
        lock = (data_dir / _LOCK).lstat()
    except OSError:
        return None
    return (lock.st_uid, lock.st_gid) if lock.st_uid != 0 else None


def _give(data_dir: Path, uid: int, gid: int) -> None:
    """Links are neither followed nor given, and no file that has a second name elsewhere."""
    for _, folders, files, here in os.fwalk(data_dir, follow_symlinks=False):
        for name in (*folders, *files):
            with suppress(OSError):
                found = os.stat(name, dir_fd=here, follow_symlinks=False)
                ours = stat.S_ISDIR(found.st_mode) or (stat.S_ISREG(found.st_mode) and found.st_nlink == 1)
                if found.st_uid == 0 and ours:
                    os.chown(name, uid, gid, dir_fd=here, follow_symlinks=False)
