"""Beating, for whoever started this process: see `beat.py`."""

import asyncio
import os
import time
from typing import NoReturn

from helpwright.entry.beat import FILE, SIZE

_BETWEEN_SECONDS = 2.0


async def keep_beating() -> NoReturn:
    """Beat on the running loop until cancelled."""
    inherited = os.environ.get(FILE)
    while inherited is None:
        await asyncio.Event().wait()  # nobody watches
    while True:
        os.pwrite(int(inherited), time.monotonic_ns().to_bytes(SIZE, "big"), 0)
        await asyncio.sleep(_BETWEEN_SECONDS)
