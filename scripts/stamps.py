"""Remembers what a step was made from, so that a step whose sources did not change is not done again.

A stamp is a file in `.setup/` that holds the fingerprint (hex SHA-256) of the step's sources. It is taken away before
the step begins and written after it succeeded, so that an interrupted step is done again.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

SKIPPED_FOLDERS = frozenset({"node_modules", "dist", "coverage", "tests"})
SKIPPED_ENDINGS = (".tsbuildinfo", ".test.ts", ".test.tsx", ".log")


def source_files(folder: Path) -> Iterator[Path]:
    """Files of a web project that its build reads, in a stable order: no packages, no tests, nothing hidden."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in SKIPPED_FOLDERS and not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and not name.endswith(SKIPPED_ENDINGS):
                yield Path(parent, name)


def fingerprint(root: Path, files: Iterable[Path]) -> str:
    """Hex SHA-256 over names below `root` and contents, in the order given; a missing file counts as such."""
    digest = hashlib.sha256()
    for path in files:
        name = os.path.relpath(path, root).encode()
        try:
            content = hashlib.sha256(path.read_bytes()).digest()
        except FileNotFoundError:
            content = b"missing"
        digest.update(b"%d:%s%d:%s" % (len(name), name, len(content), content))
    return digest.hexdigest()


class Stamps:
    """The stamps of one checkout."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def matches(self, step: str, value: str) -> bool:
        """Whether the step last succeeded with this fingerprint."""
        try:
            return (self.folder / f"{step}.stamp").read_text(encoding="ascii") == value
        except FileNotFoundError:
            return False

    def clear(self, step: str) -> None:
        """Forget the step, before it is done."""
        (self.folder / f"{step}.stamp").unlink(missing_ok=True)

    def write(self, step: str, value: str) -> None:
        """Remember that the step succeeded."""
        (self.folder / f"{step}.stamp").write_text(value, encoding="ascii")
