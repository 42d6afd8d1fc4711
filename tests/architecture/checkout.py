"""What is committed, or about to be: the files on which the rules are checked."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = frozenset({".gz", ".br", ".png", ".jpg", ".ico", ".woff2", ".ttf", ".pdf", ".xlsx", ".zip"})


@dataclass(frozen=True)
class Finding:
    """A place that breaks a rule, and why that is not good."""

    line: int
    reason: str


@cache
def paths() -> tuple[Path, ...]:
    """Every file of the checkout that git knows or would add, relative to its root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(Path(name) for name in sorted(set(listing.split("\0"))) if name and (ROOT / name).is_file())


def texts(*endings: str) -> Iterator[tuple[Path, str]]:
    """Path and text of the files with one of these endings, or of all that are text."""
    for path in paths():
        if path.suffix in endings or (not endings and path.suffix not in BINARY):
            yield path, (ROOT / path).read_text(encoding="utf-8", errors="replace")


def modules(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    """Path and syntax tree of the Python files below these folders."""
    for path, text in texts(".py"):
        if path.parts[0] in folders:
            yield path, ast.parse(text, filename=str(path))


def dotted(path: Path) -> str:
    """Module name of a file below `src`."""
    parts = path.with_suffix("").parts[1:]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
