"""Build the wheel: the program with its web pages inside, so that it is installed with pip and needs no Node.

    python scripts/wheel.py [--to DIR]     run by `make wheel`, after the pages were built

Needs hatchling in the environment; asks no index.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from hatchling.build import build_wheel

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "src" / "helpwright" / "entry" / "static"
PAGES = ("index.html", "portal.html")


def main() -> int:
    """Build it; 1 when the pages are not there."""
    parser = argparse.ArgumentParser(prog="make wheel")
    parser.add_argument("--to", type=Path, default=ROOT / "dist")
    target = parser.parse_args().to.resolve()
    missing = [page for page in PAGES if not (STATIC / page).is_file()]
    if missing:
        print("网页尚未构建：make setup\nThe web pages are not built yet: make setup", file=sys.stderr)
        return 1
    target.mkdir(parents=True, exist_ok=True)
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        name = build_wheel(folder)
        made = target / name
        shutil.move(Path(folder) / name, made)
    print(f"{made}  {made.stat().st_size / 1024**2:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
