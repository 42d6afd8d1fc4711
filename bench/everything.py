"""All benchmarks one after the other, on one table: value, floor of the same run, target.

A benchmark that fails is named at the end, and the others are shown all the same.

Usage: ``python bench/everything.py [--json] [--quick] [NAME …]``
"""

import subprocess
import sys
from pathlib import Path
from typing import Final

from load.report import Figure, parser, read, show

HERE: Final = Path(__file__).resolve().parent


def main() -> int:
    """Measure all, or the named ones."""
    options = parser(__doc__)
    options.add_argument("names", nargs="*", metavar="NAME", help="only these")
    asked = options.parse_args()
    figures: dict[str, Figure] = {}
    failed: list[str] = []
    for script in scripts(asked.names):
        print(f"… {script.stem}", file=sys.stderr, flush=True)
        command = [sys.executable, str(script), "--json", *(["--quick"] if asked.quick else [])]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            failed.append(script.stem)
        else:
            # What two measure, such as the memory at rest, is told by the one that comes later.
            figures |= read(done.stdout)
    show(figures, {"failed": ", ".join(failed)} if failed else {}, as_json=asked.json)
    return 1 if failed else 0


def scripts(names: list[str]) -> list[Path]:
    """The benchmarks, by name."""
    found = [each for each in sorted(HERE.glob("*.py")) if each != Path(__file__).resolve()]
    return [each for each in found if not names or each.stem in names]


if __name__ == "__main__":
    sys.exit(main())
