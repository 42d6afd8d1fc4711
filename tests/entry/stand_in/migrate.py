"""A tiny migration: notes that it ran; fails with --fail."""

import os
import sys
from pathlib import Path

from diary import note

if __name__ == "__main__":
    note("migrate", Path(os.environ["HELPWRIGHT_DATA_DIR"]))
    if "--fail" in sys.argv:
        sys.exit("the table is on fire")
