"""Beats as the real processes do, which these stand-ins cannot import."""

import os
import threading
import time


def beat() -> None:
    """From a thread of its own, ten times a second."""
    threading.Thread(target=_beat, args=(int(os.environ["HELPWRIGHT_BEAT"]),), daemon=True).start()


def _beat(file: int) -> None:
    while True:
        os.pwrite(file, time.monotonic_ns().to_bytes(8, "big"), 0)
        time.sleep(0.1)
