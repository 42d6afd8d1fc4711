"""Pins every Python package with its hashes: pyproject.toml and requirements/*.in → requirements/*.txt.

python scripts/lock.py [PACKAGE …]    keeps the pins that still fit; names the packages to raise, or --all
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = (
    ("uv.txt", ("requirements/uv.in",)),
    ("run.txt", ("pyproject.toml", "requirements/build.in")),
    ("dev.txt", ("--group", "dev", "--constraint", "requirements/run.txt")),
    ("bench.txt", ("requirements/bench.in",)),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the lock files; the exit code is that of uv."""
    parser = argparse.ArgumentParser(description="Pins every Python package with its hashes.")
    parser.add_argument("package", nargs="*", help="package to raise to its newest version")
    parser.add_argument("--all", action="store_true", help="raise every package")
    options = parser.parse_args(arguments)
    raised = (
        ["--upgrade"] if options.all else [part for name in options.package for part in ("--upgrade-package", name)]
    )
    for name, sources in LOCKS:
        run = subprocess.run(
            [
                str(ROOT / ".venv" / "bin" / "uv"),
                "pip",
                "compile",
                "--quiet",
                "--universal",
                "--python-version=3.11",
                "--generate-hashes",
                "--no-emit-index-url",
                "--custom-compile-command=make lock",
                f"--output-file=requirements/{name}",
                *raised,
                *sources,
            ],
            cwd=ROOT,
            env=dict(os.environ),
            check=False,
        )
        if run.returncode != 0:
            return run.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
