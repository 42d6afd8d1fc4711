"""Many statements in one round trip: all are sent before the first answer is read.

The driver's own pipeline asks the socket and the event loop once for every statement, and makes a cursor with its maps
of types for each, which for a write of twenty statements costs a web process more time than the statements themselves.
Here they are queued, flushed together, and their results read together, with one translation of values for the life of
a connection; which statements are prepared, adaptation of values and errors stay the driver's.
"""
# ruff: noqa: SLF001 -- the driver has no public way to queue statements; its version is pinned, tests hold what is used

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from psycopg import AsyncConnection, OperationalError, ProgrammingError, adapt
from psycopg._preparing import Key, Prepare
from psycopg._queries import PostgresQuery, _query2pg_nocache
from psycopg.abc import PQGen, Transformer
from psycopg.adapt import PyFormat
from psycopg.errors import error_from_result
from psycopg.generators import fetch_many, send
from psycopg.pq import ConnStatus, ExecStatus, Format
from psycopg.pq.abc import PGconn, PGresult

from helpwright.platform.statement import Statement

Row = dict[str, Any]


class Connection(AsyncConnection[Row]):
    """A connection with the translation of values between Python and PostgreSQL that all its trips share."""

    _translation: Transformer | None = None

    @property
    def translation(self) -> Transformer:
        """Made when first needed: adapters are registered before."""
        if self._translation is None:
            self._translation = adapt.Transformer(self)
        return self._translation


async def in_one_trip(connection: Connection, sent: Sequence[Statement]) -> list[PGresult]:
    """Carry out the statements; what each gave back. Raises the first database error, once every answer is read.

    Statements before the one that failed are carried out (in a transaction: to be rolled back), none after it.
    """
    async with connection.lock:
        connection._check_connection_ok()
        return await connection.wait(_trip(connection, sent))


def rows_of(connection: Connection, result: PGresult) -> list[Row]:
    """The rows of a result as dicts; none for a statement that gives none back."""
    many = result.ntuples
    if not many:
        return []
    names = names_of(result)
    translation = connection.translation
    translation.set_pgresult(result)
    found = translation.load_rows(0, many, lambda values: dict(zip(names, values, strict=True)))
    translation.set_pgresult(None)
    return found


def tuples_of(connection: Connection, result: PGresult) -> list[tuple[Any, ...]]:
    """The rows of a result as tuples."""
    translation = connection.translation
    translation.set_pgresult(result)
    found: list[tuple[Any, ...]] = translation.load_rows(0, result.ntuples, tuple)
    translation.set_pgresult(None)
    return found


def names_of(result: PGresult) -> list[str]:
    """Names of the columns of a result."""
    return [(result.fname(place) or b"").decode() for place in range(result.nfields)]


@lru_cache(maxsize=1024)
def _translated(sql: str) -> tuple[bytes, list[PyFormat], list[str]]:
    """The statement as PostgreSQL reads it, and the names of its parameters in order."""
    query, formats, order, _ = _query2pg_nocache(sql.encode(), "utf-8")
    return query, formats, order or []


def _sent(connection: Connection, statement: Statement) -> "_Queued":
    """Queue the statement, by its name where it is prepared: nearly always."""
    translation = connection.translation
    text, formats, order = _translated(statement.sql)
    values: Sequence[Any] | None = None
    if order:
        try:
            given = [statement.params[name] for name in order]
        except KeyError as missing:
            raise ProgrammingError(f"query parameter missing: {missing}") from missing
        values = translation.dump_sequence(given, formats)
    types = (translation.types or ()) if order else ()
    ways = translation.formats if order else None
    if statement.planned_anew:
        connection.pgconn.send_query_params(
            text, values, param_types=types, param_formats=ways, result_format=Format.TEXT
        )
        return _NOT_KEPT
    names, key = connection._prepared._names, (text, types)
    name = names.get(key)
    if name is not None:
        connection.pgconn.send_query_prepared(name, values, param_formats=ways, result_format=Format.TEXT)
        names.move_to_end(key)
        return _PREPARED
    query = PostgresQuery(translation)
    query.query, query.params, query.types, query.formats = text, values, types, ways
    return _queue(connection, query)


def _trip(connection: Connection, sent: Sequence[Statement]) -> PQGen[list[PGresult]]:
    pgconn = connection.pgconn
    refused: Exception | None = None
    queued: list[_Queued] = []
    pgconn.enter_pipeline_mode()
    try:
        for each in sent:
            try:
                queued.append(_sent(connection, each))
            except Exception as error:  # noqa: BLE001 -- a value that cannot be sent; what was queued is answered first
                refused = error
                break
        pgconn.pipeline_sync()
        yield from send(pgconn)
        answers = yield from _answers(pgconn, queued)
    finally:
        if pgconn.status != ConnStatus.BAD:
            pgconn.exit_pipeline_mode()
    failed = _remember(connection, queued, answers)
    if refused is not None:
        raise refused
    if failed is not None:
        raise error_from_result(failed)
    if connection._prepared._to_flush:
        yield from connection._prepared.maintain_gen(connection)
    return [each[-1] for each in answers]


class _Queued(NamedTuple):
    """A statement that was sent; when it SHOULD be prepared, an answer to that comes before its own.

    `key` is that of a statement which the driver had not seen before.
    """

    query: PostgresQuery | None
    prepare: Prepare
    name: bytes
    key: Key | None


_PREPARED = _Queued(None, Prepare.YES, b"", None)
_NOT_KEPT = _Queued(None, Prepare.NO, b"", None)


def _queue(connection: AsyncConnection[Any], query: PostgresQuery) -> _Queued:
    pgconn = connection.pgconn
    prepare, name = connection._prepared.get(query)
    if prepare is Prepare.NO:
        pgconn.send_query_params(
            query.query, query.params, param_types=query.types, param_formats=query.formats, result_format=Format.TEXT
        )
    else:
        if prepare is Prepare.SHOULD:
            pgconn.send_prepare(name, query.query, param_types=query.types)
        pgconn.send_query_prepared(name, query.params, param_formats=query.formats, result_format=Format.TEXT)
    return _Queued(query, prepare, name, connection._prepared.maybe_add_to_cache(query, prepare, name))


def _answers(pgconn: PGconn, queued: Sequence[_Queued]) -> PQGen[list[list[PGresult]]]:
    """The results of every statement (of one that is prepared: that of preparing first), up to a lost connection."""
    answers: list[list[PGresult]] = []
    try:
        for each in queued:
            found = yield from fetch_many(pgconn)
            if each.prepare is Prepare.SHOULD:
                found += yield from fetch_many(pgconn)
            answers.append(found)
        yield from fetch_many(pgconn)
    except OperationalError:
        if not any(map(_error_in, answers)):
            raise
    return answers


def _error_in(results: Sequence[PGresult]) -> PGresult | None:
    return next((each for each in results if each.status == ExecStatus.FATAL_ERROR), None)


def _remember(
    connection: AsyncConnection[Any], queued: Sequence[_Queued], answers: Sequence[Sequence[PGresult]]
) -> PGresult | None:
    """Note what is prepared now, and what has to make room; the first error."""
    prepared = connection._prepared
    failed: PGresult | None = None
    for place, each in enumerate(queued):
        results = answers[place] if place < len(answers) else ()
        failed = failed or _error_in(results)
        if each.query is not None and each.prepare is Prepare.SHOULD:
            if not results or results[0].status != ExecStatus.COMMAND_OK:
                prepared._names.pop(prepared.key(each.query), None)
            prepared._rotate()
        elif each.key is not None:
            prepared.validate(each.key, each.prepare, each.name, results)
    return failed
