"""What earlier runs left behind: a pid file that may lie, or a server of ours that still lives."""

import os
import shutil
import signal
from collections.abc import Callable, Iterable
from contextlib import suppress

from helpwright.platform.postgres.errors import LeftoverServer
from helpwright.platform.postgres.home import Home
from helpwright.platform.processes import living_in, wait_until

_PROGRAM = "postgres"
_PID_FILE = "postmaster.pid"
_READY_LINE = 7
_FAST_SECONDS = 20.0
_ORPHANS_SECONDS = 5.0
_IMMEDIATE_SECONDS = 5.0
_KILL_SECONDS = 5.0


def clear_leftovers(home: Home, ending: Callable[[], None] = lambda: None) -> None:
    """End what still runs on this data, then remove the pid file and sockets it left; `ending` is called where it does.

    A pid in `postmaster.pid` is believed only when that process is called postgres and works in this very folder;
    otherwise the pid was reused by somebody else, who is left alone. The pid file goes only when no process of the
    old server lives, because two servers on one folder destroy it. Raises LeftoverServer.
    """
    living = _living(home)
    main = recorded_pid(home)
    if living:
        ending()
        if main in living:
            _signal([main], signal.SIGINT)
            wait_until(lambda: not _living(home), _FAST_SECONDS)
        else:
            wait_until(lambda: not _living(home), _ORPHANS_SECONDS)
        for harder, seconds in ((signal.SIGQUIT, _IMMEDIATE_SECONDS), (signal.SIGKILL, _KILL_SECONDS)):
            living = _living(home)
            _signal(living, harder)
            wait_until(lambda: not _living(home), seconds if living else 0)
        living = _living(home)
        if living:
            raise LeftoverServer(pids=", ".join(map(str, sorted(living))), folder=home.cluster)
    (home.cluster / _PID_FILE).unlink(missing_ok=True)
    if home.run.is_dir():
        for socket in home.run.glob(".s.PGSQL.*"):
            socket.unlink(missing_ok=True)


def remove_half_made(home: Home) -> None:
    """Remove what an interrupted initialization left, ending its helper processes. Raises LeftoverServer."""
    if not wait_until(lambda: _removed(home), _KILL_SECONDS, pause=0.05):
        pids = living_in(home.new_cluster, _PROGRAM)
        raise LeftoverServer(pids=", ".join(map(str, sorted(pids))), folder=home.new_cluster)


def recorded_pid(home: Home) -> int | None:
    """The pid in the pid file, whoever has it now."""
    lines = _pid_file_lines(home)
    try:
        return int(lines[0])
    except (IndexError, ValueError):
        return None


def is_ready(home: Home, pid: int) -> bool:
    """Whether the server with this `pid` says in its pid file that it accepts connections."""
    lines = _pid_file_lines(home)
    return len(lines) > _READY_LINE and lines[0] == str(pid) and lines[_READY_LINE].strip() == "ready"


def _pid_file_lines(home: Home) -> list[str]:
    try:
        return (home.cluster / _PID_FILE).read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return []


def _removed(home: Home) -> bool:
    if not home.new_cluster.exists():
        return True
    _signal(living_in(home.new_cluster, _PROGRAM), signal.SIGKILL)
    shutil.rmtree(home.new_cluster, ignore_errors=True)
    return False


def _living(home: Home) -> frozenset[int]:
    return living_in(home.cluster, _PROGRAM)


def _signal(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
