"""Runs the real lone worker on the data folder in argv[1] with the stand-in beside this file."""

import sys
from pathlib import Path

from helpwright.entry.lone_worker import work

if __name__ == "__main__":
    command = (sys.executable, "-S", str(Path(__file__).parent / "worker.py"))
    sys.exit(work(Path(sys.argv[1]), None, processes=2, command=command))
