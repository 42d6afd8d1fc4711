"""Publishers that kill their own process at a point.

`python -m tests.support.killed_publisher` reads lines `URL POINT`, carries out in a process of its own what is open
until the point is reached, and answers with the number of the signal that ended it (0: the point was not reached).
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

from helpwright.definitions.publications.publisher import Publisher
from helpwright.entry.kinds import FIELD_TYPES, kinds
from helpwright.entry.wiring import Product
from helpwright.flows.pinned import needed_by_instances
from helpwright.platform.settings import Environment


async def publish(url: str, wanted: str) -> None:
    """Carry out what is open until the point is reached."""
    product = Product.build(Environment(Path(), None, None, None, None, None), url, connections=2)
    await product.database.open()

    async def die(point: str) -> None:
        if point == wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    publisher = Publisher(
        product.database, product.definitions, kinds(), product.clock, needed_by_instances(FIELD_TYPES), die
    )
    await publisher.work()
    await product.database.close()


def serve() -> None:
    """One process a line."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            asyncio.run(publish(*line.split()))
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(f"{os.WTERMSIG(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
