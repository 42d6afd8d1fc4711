"""A tiny migration: notes that it ran; fails with --fail, takes its time with --slow."""

import os
import sys
import time
from pathlib import Path

from diary import note

if __name__ == "__main__":
    note("migrate", Path(os.environ["HELPWRIGHT_DATA_DIR"]))
    if "--slow" in sys.argv:
        time.sleep(1.5)
    if "--fail" in sys.argv:
        sys.exit("the table is on fire")
