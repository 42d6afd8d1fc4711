"""Many statements in one round trip: all are sent before the first answer is read.

The driver's own pipeline asks the socket and the event loop once for every statement, which for a write of twenty
statements costs a web process more time than the statements themselves. Here they are queued, flushed together, and
their results read together; preparing, adaptation and errors stay the driver's.
"""
# ruff: noqa: SLF001 -- the driver has no public way to queue statements; its version is pinned, tests hold what is used

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import AsyncConnection, AsyncCursor, AsyncPipeline
from psycopg.abc import PQGen
from psycopg.generators import send

from helpwright.platform.statement import Statement

Cursor = AsyncCursor[Any]


async def in_one_trip(connection: AsyncConnection[Any], cursors: Sequence[Cursor], sent: Sequence[Statement]) -> None:
    """Carry out each statement on its cursor. Raises the first database error, once every answer is read.

    Statements before the one that failed are carried out (in a transaction: to be rolled back), none after it.
    """
    async with connection.lock:
        connection._check_connection_ok()
        connection._pipeline = pipeline = AsyncPipeline(connection, _no_lock=True)
        failed: BaseException | None = None
        try:
            await connection.wait(_trip(pipeline, cursors, sent))
        except BaseException as error:
            failed = error
            raise
        finally:
            if pipeline.level:
                pipeline._exit(failed)
            connection._pipeline = None


def _trip(pipeline: AsyncPipeline, cursors: Sequence[Cursor], sent: Sequence[Statement]) -> PQGen[None]:
    refused: Exception | None = None
    yield from pipeline._enter_gen()
    for cursor, each in zip(cursors, sent, strict=True):
        try:
            yield from _queue(cursor, each.sql.encode(), each.params)
        except Exception as error:  # noqa: BLE001 -- a value that cannot be sent; what was queued is answered first
            refused = error
            break
        _carry_out(pipeline)
    pipeline._enqueue_sync()
    _carry_out(pipeline)
    yield from send(pipeline.pgconn)
    yield from pipeline._fetch_gen(flush=False)
    pipeline._exit(None)
    if refused is not None:
        raise refused
    if cursors:
        yield from _without(pipeline)


def _queue(cursor: Cursor, sql: bytes, params: Mapping[str, Any]) -> PQGen[None]:
    yield from cursor._start_query(sql)
    query = cursor._convert_query(sql, params)
    yield from cursor._maybe_prepare_gen(query)


def _carry_out(pipeline: AsyncPipeline) -> None:
    """Put what is queued into the driver's buffer; that waits for nothing."""
    while pipeline.command_queue:
        pipeline.command_queue.popleft()()


def _without(pipeline: AsyncPipeline) -> PQGen[None]:
    """Forget prepared statements that had to make room, outside of the pipeline."""
    connection = pipeline._conn
    connection._pipeline = None
    yield from connection._prepared.maintain_gen(connection)
