"""PostgreSQL through psycopg: read sessions, and writes that travel as one pipeline.

An operation returns its `Statement`s; `Database.write` sends them between BEGIN and COMMIT in a single
round trip. Reads run in autocommit. SQL uses psycopg's named placeholders: `%(name)s`.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any, TypeVar
from uuid import UUID

import orjson
import structlog
from psycopg import AsyncConnection, AsyncCursor, OperationalError
from psycopg.adapt import Dumper
from psycopg.pq import Format, TransactionStatus
from psycopg.pq.abc import PGresult
from psycopg.rows import dict_row
from psycopg.types.json import set_json_dumps, set_json_loads
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout

from helpwright.kernel.errors import Invalid, Unavailable
from helpwright.platform.away import is_away
from helpwright.platform.database_url import DatabaseSilent
from helpwright.platform.pipeline import Connection, Row, in_one_trip, names_of, rows_of, tuples_of
from helpwright.platform.pulse import Pulse
from helpwright.platform.shared_commit import SharedCommits, Write
from helpwright.platform.shared_decision import Question, SharedDecisions
from helpwright.platform.shared_read import SharedReads
from helpwright.platform.statement import Statement

__all__ = ["Database", "Decision", "Json", "Row", "Session", "Statement", "Table", "Transaction", "to_json"]

log = structlog.get_logger(__name__)
Table = tuple[list[str], list[tuple[Any, ...]]]
T = TypeVar("T")

STALE_DEFINITIONS = "HW001"
NO_WAIT_FOR_DISK = Statement("SET LOCAL synchronous_commit = off")
"""For the first trip of a transaction whose commit nobody is told of and which is done again after a crash, as a whole.

Whatever is committed later in the usual way is on the disk only together with it.
"""
SEARCH_PATH = "helpwright"
_CONNECT_SECONDS = 5
_OPEN_SECONDS = 30.0
_RECONNECT_SECONDS = 5.0
_MOMENT_SECONDS = 0.01


def to_json(value: Any) -> bytes:
    """Compact JSON; UUIDs, instants and dates as text. Raises Invalid for half of a surrogate pair in a text."""
    try:
        return orjson.dumps(value, default=_json_default)
    except orjson.JSONEncodeError as error:
        if "surrogates" in str(error):
            raise Invalid(code="value_unstorable") from error
        raise


def _json_default(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, frozenset | set | tuple):
        return list(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError


set_json_dumps(to_json)
set_json_loads(orjson.loads)


class _JsonbDumper(Dumper):
    """A plain dict parameter is jsonb."""

    format = Format.TEXT
    oid = 3802

    def dump(self, obj: Any) -> bytes:
        return to_json(obj)


class Json:
    """Marks a value that is not a dict (a list, a scalar) as a jsonb parameter."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class _JsonMarkDumper(Dumper):
    format = Format.TEXT
    oid = 3802

    def dump(self, obj: Any) -> bytes:
        return to_json(obj.value)


class Session:
    """One connection; outside `transaction` every statement stands alone (autocommit)."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def all(self, statement: Statement) -> list[Row]:
        """Every row."""
        if statement.params or statement.sql.startswith("SELECT"):
            (result,) = await self._trip((statement,))
            return rows_of(self.connection, result)
        cursor = await self._alone(statement)
        return await cursor.fetchall() if cursor.pgresult is not None and cursor.pgresult.nfields else []

    async def one(self, statement: Statement) -> Row | None:
        """The first row, or None."""
        rows = await self.all(statement)
        return rows[0] if rows else None

    async def execute(self, statement: Statement) -> int:
        """Run it; the number of rows touched."""
        if statement.params:
            (result,) = await self._trip((statement,))
            return result.command_tuples or 0
        return (await self._alone(statement)).rowcount

    async def pipeline(self, statements: Sequence[Statement]) -> list[list[Row]]:
        """Send all in one round trip; the rows of each."""
        return [rows_of(self.connection, each) for each in await self._trip(statements)]

    async def tables(self, statements: Sequence[Statement]) -> list[Table]:
        """As `pipeline`; the rows are tuples, beside the names of their columns: many rows without a dict each."""
        results = await self._trip(statements)
        return [(names_of(each), tuples_of(self.connection, each)) for each in results]

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """BEGIN … COMMIT around the block; rolled back when it raises."""
        async with self.connection.transaction():
            yield

    async def _trip(self, statements: Sequence[Statement]) -> list[PGresult]:
        return await in_one_trip(self.connection, statements)

    async def _alone(self, statement: Statement) -> AsyncCursor[Row]:
        """Through the driver's own cursor, for texts that may be several statements."""
        return await self.connection.execute(statement.sql.encode(), statement.params)


_BEGIN = Statement("BEGIN")
_COMMIT = Statement("COMMIT")


class Transaction(Session):
    """A session that begins with its first statements, in their round trip."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._begun = False
        self._last: list[Statement] = []

    def at_end(self, statements: Sequence[Statement]) -> None:
        """Send them with the COMMIT, after everything else."""
        self._last.extend(statements)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """A savepoint around the block."""
        await self._begin()
        async with super().transaction():
            yield

    async def commit(self) -> None:
        """The end; nothing when there was nothing to do."""
        if self._begun or self._last:
            await self._trip((*self._last, _COMMIT))

    async def _begin(self) -> None:
        if not self._begun:
            await self._trip(())

    async def _trip(self, statements: Sequence[Statement]) -> list[PGresult]:
        if self._begun:
            return await super()._trip(statements)
        self._begun = True
        return (await super()._trip((_BEGIN, *statements)))[1:]

    async def _alone(self, statement: Statement) -> AsyncCursor[Row]:
        await self._begin()
        return await super()._alone(statement)


class Decision:
    """An open transaction between looking and writing. `rows` are those of the first statements."""

    def __init__(self, session: Session, rows: list[list[Row]]) -> None:
        self.session = session
        self.rows = rows
        self.finished = False

    async def finish(self, statements: Sequence[Statement]) -> list[list[Row]]:
        """The statements and COMMIT in one round trip."""
        rows = await self.session.pipeline((*statements, _COMMIT))
        self.finished = True
        return rows[:-1]


class _Lease:
    """A connection of the pool for the time of a block; what the block left open is rolled back.

    The pool's own context would go through the driver for a commit of nothing.
    """

    __slots__ = ("_connection", "_pool", "_pulse")

    def __init__(self, pool: AsyncConnectionPool[Connection], pulse: Pulse) -> None:
        self._pool = pool
        self._pulse = pulse

    async def __aenter__(self) -> Session:
        if self._pulse.away:
            raise Unavailable("database_unavailable")
        queued = self._pulse.queued
        try:
            async with asyncio.timeout(None) as patience:
                queued.add(patience)
                try:
                    self._connection = await self._pool.getconn()
                finally:
                    queued.discard(patience)
        except (PoolTimeout, TimeoutError) as error:
            raise Unavailable("database_unavailable") from error
        self._pulse.leased.add(self._connection)
        return Session(self._connection)

    async def __aexit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        connection = self._connection
        try:
            if connection.info.transaction_status in _LEFT_OPEN:
                await connection.rollback()
        except OperationalError:
            await connection.close()
        finally:
            self._pulse.leased.discard(connection)
            await self._pool.putconn(connection)
        if isinstance(error, OperationalError) and is_away(error):
            raise Unavailable("database_unavailable") from error


_LEFT_OPEN = frozenset({TransactionStatus.INTRANS, TransactionStatus.INERROR})


class Database:
    """A pool of connections to one PostgreSQL."""

    def __init__(self, url: str, *, size: int = 12) -> None:
        self.url = url
        self._pulse = Pulse(url)
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            url,
            connection_class=Connection,
            min_size=1,
            max_size=size,
            timeout=15,
            max_idle=120,
            # Begun anew, the pauses between attempts, which double, stay short.
            reconnect_timeout=_RECONNECT_SECONDS,
            reconnect_failed=_go_on,
            open=False,
            check=None,
            configure=_configure,
            kwargs={
                "autocommit": True,
                "row_factory": dict_row,
                "options": f"-c search_path={SEARCH_PATH} -c timezone=UTC",
                "application_name": "helpwright",
                "connect_timeout": _CONNECT_SECONDS,
            },
        )
        self._after_commit: list[Callable[[], None]] = []
        self._shared = SharedCommits(self.write, self.committed)
        self._decisions = SharedDecisions(self.session, self.committed)
        self._reads = SharedReads(self.read)

    async def open(self) -> None:
        """Connect; waits until one connection stands. Raises DatabaseSilent when none does for half a minute."""
        try:
            await self._pool.open(wait=True, timeout=_OPEN_SECONDS)
        except PoolTimeout as error:
            raise DatabaseSilent from error

    async def open_soon(self, seconds: float = 3.0) -> bool:
        """Connect; whether a connection stands within that time. Without one, later statements try again."""
        await self._pool.open(wait=False)
        try:
            async with self._pool.connection(timeout=seconds):
                return True
        except PoolTimeout:
            return False

    async def watch(self, part: str) -> None:
        """Notice within seconds when the database falls silent: Unavailable then, at once; runs until cancelled.

        `part` names this process to whoever looks at the database from outside.
        """
        checks: set[asyncio.Task[None]] = set()

        def look_through() -> None:
            check = asyncio.create_task(self._pool.check())
            checks.add(check)
            check.add_done_callback(checks.discard)

        await self._pulse.watch(part, look_through)

    async def close(self) -> None:
        """Give every connection back to the server."""
        await self._pool.close(timeout=5)

    def on_commit(self, callback: Callable[[], None]) -> None:
        """Call `callback` (must not block) after each commit, also of a transaction that only looked."""
        self._after_commit.append(callback)

    def session(self) -> AbstractAsyncContextManager[Session]:
        """A session in autocommit; Unavailable (503) when the database does not answer."""
        return _Lease(self._pool, self._pulse)

    async def all(self, statement: Statement) -> list[Row]:
        """Rows of one read in a session of its own; a connection lost under it is replaced once."""
        return await self._retry(lambda session: session.all(statement))

    async def one(self, statement: Statement) -> Row | None:
        """First row of one read."""
        rows = await self.all(statement)
        return rows[0] if rows else None

    async def read(self, statements: Sequence[Statement]) -> list[list[Row]]:
        """Several reads in one round trip, each seeing its own snapshot."""
        if len(statements) == 1:
            return [await self.all(statements[0])]
        return await self._retry(lambda session: session.pipeline(statements))

    async def read_among(self, statements: Sequence[Statement]) -> list[list[Row]]:
        """As `read`, for looks by a key, where many come at once in one round trip with others: see `SharedReads`."""
        return await self._reads.read(statements)

    async def tables(self, statements: Sequence[Statement]) -> list[Table]:
        """As `read`, with the rows as tuples beside the names of their columns."""
        return await self._retry(lambda session: session.tables(statements))

    async def _retry(self, run: Callable[[Session], Awaitable[T]]) -> T:
        try:
            async with self.session() as session:
                return await run(session)
        except Unavailable:
            if self._pulse.away:
                raise
            await asyncio.sleep(0.05)
        await self._pool.check()
        async with self.session() as session:
            return await run(session)

    async def write(self, statements: Sequence[Statement]) -> list[list[Row]]:
        """BEGIN, the statements and COMMIT in one round trip; the rows of each statement.

        Raises the first database error with nothing committed. When the connection is lost the outcome is
        unknown and Unavailable is raised: callers are idempotent and may ask again.
        """
        async with self.session() as session:
            rows = await session.pipeline((_BEGIN, *statements, _COMMIT))
        self.committed()
        return rows[1:-1]

    async def write_among(self, write: Write) -> None:
        """As `write`, where many come at once in one transaction with others: `SharedCommits.write` says on what terms.

        `on_commit` is called for each of them.
        """
        await self._shared.write(write)

    async def decide_among(self, question: Question) -> list[list[Row]] | None:
        """As `deciding`, where many come at once with others: `SharedDecisions.decide` says on what terms.

        The rows of its statements; None: it has to be decided alone. `on_commit` is called for each of them.
        """
        return await self._decisions.decide(question)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """A transaction that needs to look before it decides; committed at the end of the block."""
        async with self.session() as session:
            transaction = Transaction(session.connection)
            try:
                yield transaction
            except BaseException:
                if not session.connection.closed:
                    await session.connection.rollback()
                raise
            await transaction.commit()
        self.committed()

    @asynccontextmanager
    async def deciding(self, first: Sequence[Statement]) -> AsyncIterator["Decision"]:
        """BEGIN and `first` in one round trip; the block looks at `rows` and calls `finish` with its statements.

        A block that ends without `finish`, or raises, leaves nothing behind.
        """
        async with self.session() as session:
            rows = await session.pipeline((_BEGIN, *first))
            decision = Decision(session, rows[1:])
            try:
                yield decision
            except BaseException:
                if not session.connection.closed:
                    await session.connection.rollback()
                raise
            if not decision.finished:
                await session.connection.rollback()
                return
        self.committed()

    def committed(self) -> None:
        """Tell the listeners of a commit."""
        for callback in self._after_commit:
            callback()


async def _go_on(pool: AsyncConnectionPool[AsyncConnection[Row]]) -> None:
    """Ask for a connection, so that the pool begins to look for one again."""
    with suppress(PoolTimeout, PoolClosed):
        await pool.putconn(await pool.getconn(timeout=_MOMENT_SECONDS))


async def _configure(connection: AsyncConnection[Any]) -> None:
    connection.adapters.register_dumper(dict, _JsonbDumper)
    connection.adapters.register_dumper(Json, _JsonMarkDumper)
    connection.prepare_threshold = 2
