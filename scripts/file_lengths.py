"""Lists source files that have grown long: above 400 lines a file usually has two subjects, above 600 it must be split.

python scripts/file_lengths.py    prints the long ones; the exit code is 1 when one must be split
"""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WARNED = 400
REFUSED = 600
ENDINGS = (".py", ".ts", ".tsx")
GENERATED = ("web/src/api/schema.d.ts",)


@dataclass(frozen=True, order=True)
class LongFile:
    """A file above the first limit."""

    lines: int
    path: str

    @property
    def refused(self) -> bool:
        """Whether it must be split."""
        return self.lines > REFUSED


def source_paths(root: Path) -> Iterator[str]:
    """Paths of sources below a checkout's root that are committed or about to be."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    for path in sorted(set(listing.split("\0"))):
        if path.endswith(ENDINGS) and path not in GENERATED and (root / path).is_file():
            yield path


def long_files(root: Path, paths: Iterable[str]) -> list[LongFile]:
    """Files above the first limit, the longest first."""
    counted = (LongFile(len((root / path).read_bytes().splitlines()), path) for path in paths)
    return sorted((file for file in counted if file.lines > WARNED), reverse=True)


def main() -> int:
    """Print the long files; the exit code is 1 when one must be split."""
    found = long_files(ROOT, source_paths(ROOT))
    for file in found:
        print(f"{file.lines:5} lines  {file.path}{'  must be split' if file.refused else ''}")
    return 1 if any(file.refused for file in found) else 0


if __name__ == "__main__":
    sys.exit(main())
