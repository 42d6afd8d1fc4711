"""The server at rest."""

import time

from load.served import Served

_SETTLE_SECONDS = 3.0


def resting_memory(server: Served) -> dict[str, float]:
    """MiB by part, some seconds after the last request."""
    time.sleep(_SETTLE_SECONDS)
    return server.memory()
