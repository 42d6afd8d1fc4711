"""Runs the real lone worker on the data folder in argv[1], with the patience in argv[2], if any, and the stand-in."""

import sys
from pathlib import Path

from helpwright.entry.beat import PATIENCE_SECONDS
from helpwright.entry.lone_worker import work

if __name__ == "__main__":
    command = (sys.executable, "-S", str(Path(__file__).parent / "worker.py"))
    patience = float(sys.argv[2]) if len(sys.argv) > 2 else PATIENCE_SECONDS
    sys.exit(work(Path(sys.argv[1]), None, processes=2, command=command, patience=patience))
