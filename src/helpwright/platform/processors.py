"""How many processors this process may use: of a container with a quota, or one that is bound, fewer than there are.

Standard library only. `os.cpu_count()` counts those of the machine, whoever else may use them.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path, PurePosixPath

_GROUPS = "proc/self/cgroup"
_V2, _V1 = "sys/fs/cgroup", ("sys/fs/cgroup/cpu", "sys/fs/cgroup/cpu,cpuacct")


@cache
def processors() -> float:
    """At least a tenth of one; 1.5 where a quota says so. Looked up once in a process."""
    return usable(Path("/"), _bound())


def whole_processors() -> int:
    """The same, rounded up: how many things to do at a time."""
    return -int(-processors() // 1)


def usable(root: Path, bound: int) -> float:
    """As the control groups below `root` say (version 1 or 2, its own and those around it), of `bound` at most."""
    return max(0.1, min([float(bound), *_quotas(root)]))


def _bound() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _quotas(root: Path) -> Iterator[float]:
    for controllers, group in _groups(root):
        if not controllers:
            for folder in _upwards(root / _V2, group):
                # `150000 100000`: microseconds of processor time in a period; `max` for no limit.
                quota, _, period = _text(folder / "cpu.max").partition(" ")
                yield from _ratio(quota, period)
        elif "cpu" in controllers:
            for mount in _V1:
                for folder in _upwards(root / mount, group):
                    yield from _ratio(_text(folder / "cpu.cfs_quota_us"), _text(folder / "cpu.cfs_period_us"))


def _groups(root: Path) -> Iterator[tuple[list[str], str]]:
    """Controllers (none of version 2) and the group in each hierarchy."""
    for line in _text(root / _GROUPS).splitlines():
        number, _, rest = line.partition(":")
        names, _, group = rest.partition(":")
        if number and group.startswith("/"):
            yield [name for name in names.split(",") if name], group


def _upwards(mount: Path, group: str) -> Iterator[Path]:
    """The group's folder and those around it; in a container it may be the mount itself, whatever it is called."""
    inner = PurePosixPath(group.lstrip("/"))
    if ".." in inner.parts:
        inner = PurePosixPath()
    for each in (inner, *inner.parents):
        yield mount / each


def _ratio(quota: str, period: str) -> Iterator[float]:
    with suppress(ValueError, ZeroDivisionError):
        if int(quota) > 0:
            yield int(quota) / int(period)


def _text(file: Path) -> str:
    try:
        return file.read_text().strip()
    except (OSError, UnicodeDecodeError):
        return ""
