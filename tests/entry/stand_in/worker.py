"""A tiny worker: waits for SIGTERM, or with --deaf does not hear it."""

import os
import signal
import sys
from pathlib import Path

from beating import beat
from diary import note


def main() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    beat()
    data_dir = Path(os.environ["HELPWRIGHT_DATA_DIR"])
    (data_dir / f"waiting-{os.getpid()}").touch()
    signal.sigwait({signal.SIGUSR1} if "--deaf" in sys.argv else {signal.SIGTERM})
    note("worker", data_dir)


if __name__ == "__main__":
    main()
