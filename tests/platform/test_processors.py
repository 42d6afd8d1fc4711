"""How many processors there are for us: what the control group allows, not what the machine has."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from helpwright.jobs.rush import LIMIT_PER_PROCESSOR, Rush
from helpwright.platform import processors

FOUND = "from helpwright.platform.processors import processors; print(processors())"


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return root


@pytest.mark.parametrize(
    ("files", "count"),
    [
        ({}, 8),
        # Version 2, as a container sees it: its group is the root of what is mounted.
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "150000 100000\n"}, 1.5),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "max 100000\n"}, 8),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "2000000 100000\n"}, 8),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "1000 100000\n"}, 0.1),
        # As a service of systemd with CPUQuota=, or one of its slice's.
        (
            {
                "proc/self/cgroup": "0::/system.slice/helpwright.service\n",
                "sys/fs/cgroup/system.slice/helpwright.service/cpu.max": "max 100000\n",
                "sys/fs/cgroup/system.slice/cpu.max": "300000 100000\n",
            },
            3,
        ),
        # A group outside the container's view of them.
        ({"proc/self/cgroup": "0::/../other\n", "sys/fs/cgroup/cpu.max": "50000 100000\n"}, 0.5),
        # Version 1.
        (
            {
                "proc/self/cgroup": "5:memory:/docker/x\n4:cpu,cpuacct:/docker/x\n0::/\n",
                "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "250000\n",
                "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
            },
            2.5,
        ),
        (
            {
                "proc/self/cgroup": "4:cpu:/\n",
                "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
                "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
            },
            8,
        ),
        ({"proc/self/cgroup": "rubbish\n0\n::\n", "sys/fs/cgroup/cpu.max": "a b c\n"}, 8),
        ({"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "100000 0\n"}, 8),
    ],
)
def test_what_the_control_group_says(tmp_path: Path, files: dict[str, str], count: float) -> None:
    assert processors.usable(write(tmp_path, files), 8) == count


def test_a_process_that_is_bound_counts_what_it_is_bound_to() -> None:
    first = min(os.sched_getaffinity(0))
    run = ["taskset", "--cpu-list", str(first), sys.executable, "-c", FOUND]
    assert float(subprocess.run(run, check=True, capture_output=True, text=True).stdout) <= 1


def test_a_rush_is_of_the_processors_that_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    def heard(count: float) -> bool:
        monkeypatch.setattr("helpwright.jobs.rush.processors", lambda: count)
        rush = Rush(now=lambda: 0.0)
        rush.heard(int(LIMIT_PER_PROCESSOR))
        return rush.on

    assert heard(1.5)
    assert not heard(4)
