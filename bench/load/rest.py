"""The server at rest."""

import time

import psycopg

from load.served import Served

_SETTLE_SECONDS = 3.0
_LONGEST = 900.0
_LOOK_SECONDS = 1.0
_IDLE = 0.03
_LEFT = """SELECT EXISTS (SELECT 1 FROM rule_runs WHERE state = 'ready')
    OR EXISTS (SELECT 1 FROM messages WHERE state IN ('queued', 'sending'))"""


def resting_memory(server: Served) -> dict[str, float]:
    """MiB by part, some seconds after the last request."""
    time.sleep(_SETTLE_SECONDS)
    return server.memory()


def until_at_rest(server: Served) -> float:
    """Wait until what follows from the requests of before is done and the worker has nothing to do; seconds."""
    began = time.perf_counter()
    with psycopg.connect(server.database_url, autocommit=True, options="-c search_path=helpwright") as connection:
        while time.perf_counter() - began < _LONGEST:
            before = server.cpu_seconds()["worker"]
            time.sleep(_LOOK_SECONDS)
            idle = server.cpu_seconds()["worker"] - before < _IDLE * _LOOK_SECONDS
            row = connection.execute(_LEFT).fetchone()
            if idle and row is not None and not row[0]:
                return time.perf_counter() - began
    raise RuntimeError("the worker does not come to rest")
