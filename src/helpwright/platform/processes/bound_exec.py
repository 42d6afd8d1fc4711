"""Run as a script: become another account, bind the own life to the parent's, then exec the real program.

Arguments: PARENT_PID SIGNAL UID:GID:GROUP,GROUP|- PROGRAM ARGUMENT…, PROGRAM as an absolute path.
A script of its own instead of `preexec_fn`: nothing of Python runs between fork and exec in a parent that may have
threads, and the order matters, because the kernel forgets the death signal when the account changes.
The other account may be unable to read Python's own files: nothing is imported once it has been taken on.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_CANNOT_RUN = 126


def main(arguments: list[str]) -> None:
    """Never returns when it succeeds; exits with 126 and a line on standard error otherwise."""
    parent, death_signal, account = int(arguments[0]), int(arguments[1]), arguments[2]
    if account != "-":
        uid, gid, groups = account.split(":")
        os.setgroups([int(group) for group in groups.split(",") if group])
        os.setgid(int(gid))
        os.setuid(int(uid))
    if death_signal:
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:
            sys.exit(_CANNOT_RUN)
    for ignored in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(ignored, signal.SIG_DFL)
    os.execv(arguments[3], arguments[3:])  # noqa: S606  -- starting a program without a shell is the point


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except OSError as error:
        sys.stderr.write(f"{sys.argv[4]}: {error}\n")
        sys.exit(_CANNOT_RUN)
