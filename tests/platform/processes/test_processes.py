"""Children whose life is bound to ours, and what /proc tells."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from helpwright.platform.processes import (
    Account,
    Apart,
    Ending,
    Need,
    end_in_order,
    first_obstacle,
    living_in,
    root_account,
    start_child,
    wait_until,
)

_PARENT = """
import signal, sys
from helpwright.platform.processes import Apart, start_child
child = start_child(["sleep", "60"], death_signal=signal.SIGTERM, apart=Apart.SESSION)
print(child.pid, flush=True)
signal.pause()
"""


def comm(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except FileNotFoundError:
        return ""


def zombie_or_gone(pid: int) -> bool:
    try:
        return ") Z " in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True


def test_a_child_ends_when_its_parent_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", _PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert wait_until(lambda: comm(child) == "sleep", 5)
        parent.kill()
    assert wait_until(lambda: zombie_or_gone(child), 5)


def test_a_child_gets_input_folder_environment_and_account(folder: Path) -> None:
    account = root_account(["postgres", "nobody"]) if os.geteuid() == 0 else None
    folder.chmod(0o711)
    with (folder / "said").open("wb") as output:
        child = start_child(
            ["sh", "-c", "cat; pwd; id -u; echo $COLOR"],
            death_signal=signal.SIGKILL,
            apart=Apart.GROUP,
            account=account,
            environment={"COLOR": "blue", "PATH": os.defpath},
            output=output,
            text_input="客服\n",
            folder=folder,
        )
        assert child.wait(10) == 0
    uid = account.uid if account else os.geteuid()
    assert (folder / "said").read_text().split() == ["客服", str(folder), str(uid), "blue"]


def test_children_are_refused_outside_the_main_thread_and_without_a_program() -> None:
    problems: list[BaseException] = []

    def begin() -> None:
        try:
            start_child(["sleep", "1"], death_signal=signal.SIGTERM, apart=Apart.GROUP)
        except RuntimeError as error:
            problems.append(error)

    thread = threading.Thread(target=begin)
    thread.start()
    thread.join()
    assert len(problems) == 1
    with pytest.raises(FileNotFoundError, match="no-such-program"):
        start_child(["no-such-program"], death_signal=signal.SIGTERM, apart=Apart.GROUP)


def test_a_deaf_child_is_killed_with_its_whole_group(folder: Path) -> None:
    script = f"trap '' TERM; sleep 61 & echo $! > {folder}/pid; wait; wait"
    deaf = start_child(["sh", "-c", script], death_signal=signal.SIGKILL, apart=Apart.GROUP)
    polite = start_child(["sleep", "60"], death_signal=signal.SIGKILL, apart=Apart.GROUP)
    assert wait_until(lambda: comm(polite.pid) == "sleep", 5)
    assert wait_until(lambda: (folder / "pid").exists() and (folder / "pid").read_text() != "", 5)
    grandchild = int((folder / "pid").read_text())
    assert end_in_order([deaf, polite], [Ending(signal.SIGTERM, 0.3)]) is False
    assert (deaf.returncode, polite.returncode) == (-signal.SIGKILL, -signal.SIGTERM)
    assert wait_until(lambda: zombie_or_gone(grandchild), 5)


def test_who_lives_in_a_folder_is_known_by_name_and_place(folder: Path) -> None:
    child = start_child(["sleep", "60"], death_signal=signal.SIGKILL, apart=Apart.GROUP, folder=folder)
    try:
        assert wait_until(lambda: living_in(folder, "sleep") == {child.pid}, 5)
        assert not living_in(folder, "postgres")
        assert not living_in(folder.parent, "sleep")
        assert not living_in(folder / "nowhere", "sleep")
    finally:
        child.kill()
    assert wait_until(lambda: not living_in(folder, "sleep"), 5)
    child.wait()


def test_the_first_obstacle_on_a_path_is_found(folder: Path) -> None:
    inner = folder / "open" / "closed" / "inner"
    inner.mkdir(parents=True)
    folder.chmod(0o711)
    (folder / "open").chmod(0o755)
    (folder / "open" / "closed").chmod(0o700)
    ask: Callable[[], list[Path | None]] = lambda: first_obstacle(  # noqa: E731
        Account(12345, 12345, (), "12345"), [Need(inner, "rx"), Need(folder / "open", "rx"), Need(folder / "open", "w")]
    )
    if os.geteuid() == 0:
        assert ask() == [folder / "open" / "closed", None, folder / "open"]
    else:
        with pytest.raises(PermissionError):
            ask()
