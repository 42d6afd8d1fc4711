"""Accounts of the machine that root may step down to."""

import os
import pwd
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_REACH = Path(__file__).parent / "reach.py"


@dataclass(frozen=True, slots=True)
class Account:
    """Numeric identity of a process, with a name for people."""

    uid: int
    gid: int
    groups: tuple[int, ...]
    name: str

    @classmethod
    def of_uid(cls, uid: int) -> "Account":
        """The account of a uid; one without an entry in the account list keeps its number as name."""
        try:
            entry = pwd.getpwuid(uid)
        except KeyError:
            return cls(uid, uid, (), str(uid))
        return cls(uid, entry.pw_gid, tuple(os.getgrouplist(entry.pw_name, entry.pw_gid)), entry.pw_name)

    def encoded(self) -> str:
        """The form the scripts of this package read: `uid:gid:group,group`."""
        return f"{self.uid}:{self.gid}:{','.join(map(str, self.groups))}"


@dataclass(frozen=True, slots=True)
class Need:
    """A path somebody has to use, and how: letters of r, w, x."""

    path: Path
    mode: str


def root_account(names: Sequence[str]) -> Account | None:
    """The first of the existing accounts `names` that is not root itself; None when there is none."""
    for name in names:
        try:
            uid = pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
        if uid != 0:
            return Account.of_uid(uid)
    return None


def first_obstacle(account: Account, needs: Sequence[Need]) -> list[Path | None]:
    """For each need the part of its path that refuses `account`, or None. Only root can ask.

    Takes about 20 ms (one short process). Raises OSError when this process may not become the account.
    """
    arguments = [f"{need.mode}:{need.path}" for need in needs]
    run = subprocess.run(
        [sys.executable, "-I", "-S", str(_REACH), account.encoded(), *arguments],
        capture_output=True,
        check=False,
    )
    if run.returncode != 0:
        reason = run.stderr.decode(errors="replace").strip().rsplit("\n", 1)[-1]
        raise PermissionError(reason)
    answers = run.stdout.split(b"\0")[: len(needs)]
    return [Path(os.fsdecode(answer)) if answer else None for answer in answers]
