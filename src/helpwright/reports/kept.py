"""Answers of the database that are still so: of the same statement with the same parameters, while no table changed.

What a statement says of its reader – rows in scope, fields, zone, day, definitions – is in its text and parameters, so
that nobody is answered with what another statement found; two readers share an answer only where both would ask the
very same. What is asked at the same time is asked once.
"""

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from helpwright.definitions.model import DefinitionSet
from helpwright.forms.form import Forms
from helpwright.platform.changes import COUNTED, LOOK, RUNNING, Look, Mark, counters_of, read_look, with_running
from helpwright.platform.database import Database, Row, to_json
from helpwright.platform.statement import Statement

MOST_BYTES: Final = 8 * 1024 * 1024
"""In one process, about."""
SECONDS: Final = 600.0
"""What nobody asked for so long is let go."""
_MOST_OF_ONE: Final = 16
_PARAMETER = re.compile(r"%\((\w+)\)s")
_NOW = "now"
_ROW, _CELL = 120, 90
_Key: TypeAlias = tuple[int, str, tuple[Any, ...]]
_Promise: TypeAlias = "asyncio.Future[list[Row] | None]"


@dataclass(slots=True)
class _Kept:
    """Rows, or the promise of them; the promise of nothing where asking failed."""

    mark: Mark | None
    rows: _Promise
    used: float
    size: int = 0


@dataclass
class Shelved:
    """The answers that one process keeps."""

    database: Database
    most_bytes: int = MOST_BYTES
    seconds: float = SECONDS
    bytes: int = 0
    _kept: "OrderedDict[_Key, _Kept]" = field(default_factory=OrderedDict)
    _counted: tuple[int, Mapping[str, int]] = (-1, field(default_factory=dict))

    async def at(self, look: Look, definitions: DefinitionSet, forms: Forms) -> "At":
        """As of a look, under these definitions."""
        epoch, counted = self._counted
        if epoch != definitions.epoch:
            tables = {row["name"] for row in await self.database.all(COUNTED)}
            counted = {form.table: form.id for form in forms if form.table in tables}
            self._counted = definitions.epoch, counted
        return At(self, look, definitions.epoch, counted)

    async def look(self) -> Look:
        """How often what reports read was changed up to now."""
        return read_look(await self.database.read(LOOK))

    async def read(self, asked: Sequence[Statement], at: "At") -> list[list[Row]]:
        """The rows of each, as they are at the look or later. What must be asked goes in one round trip."""
        self._let_go()
        promised: list[_Kept] = []
        missing: dict[_Key, tuple[Statement, _Kept]] = {}
        for statement in asked:
            key = _key(statement, at.epoch)
            known = missing[key][1] if key in missing else self._kept.get(key)
            if known is None or (key not in missing and (known.mark is None or not at.look.keeps(known.mark))):
                known = self._promise(key, at.mark(statement))
                missing[key] = statement, known
            else:
                known.used = time.monotonic()
                if key in self._kept:
                    self._kept.move_to_end(key)
            promised.append(known)
        if missing:
            await self._ask(missing)
        own = {id(each) for _, each in missing.values()}
        return [
            await self._told(statement, each, at.look, own=id(each) in own)
            for statement, each in zip(asked, promised, strict=True)
        ]

    async def _told(self, statement: Statement, promised: _Kept, look: Look, *, own: bool) -> list[Row]:
        """The rows that were promised; asked for where the promise failed, or what others asked comes too early."""
        # Shielded: who stops waiting must not break the promise to others.
        rows = promised.rows.result() if promised.rows.done() else await asyncio.shield(promised.rows)
        if rows is None or not (own or (promised.mark is not None and look.keeps(promised.mark))):
            return await self.database.all(statement)
        return rows

    def _promise(self, key: _Key, mark: Mark | None) -> _Kept:
        made = _Kept(mark, asyncio.get_running_loop().create_future(), time.monotonic())
        if mark is not None:
            self._remove(key)
            self._kept[key] = made
        return made

    async def _ask(self, missing: Mapping[_Key, tuple[Statement, _Kept]]) -> None:
        try:
            running, *found = await self.database.read([RUNNING, *(statement for statement, _ in missing.values())])
        except BaseException:
            for key, (_, each) in missing.items():
                self._remove(key, each)
                each.rows.set_result(None)
            raise
        for (key, (_, each)), rows in zip(missing.items(), found, strict=True):
            each.mark = None if each.mark is None else with_running(each.mark, running)
            each.rows.set_result(rows)
            each.size = _size(key, rows)
            if self._kept.get(key) is not each:
                continue
            self.bytes += each.size
            if each.size > self.most_bytes // _MOST_OF_ONE:
                self._remove(key)
        while self.bytes > self.most_bytes:
            self._remove(next(iter(self._kept)))

    def _let_go(self) -> None:
        before = time.monotonic() - self.seconds
        while self._kept:
            key, oldest = next(iter(self._kept.items()))
            if oldest.used >= before:
                return
            self._remove(key)

    def _remove(self, key: _Key, only: _Kept | None = None) -> None:
        known = self._kept.get(key)
        if known is not None and only in (None, known):
            self.bytes -= known.size
            del self._kept[key]


@dataclass(frozen=True, slots=True)
class At:
    """What is kept, for who looked at that instant; `forms` are the ids of those whose changes are counted."""

    shelved: Shelved
    look: Look
    epoch: int
    forms: Mapping[str, int]

    async def read(self, statements: Sequence[Statement]) -> list[list[Row]]:
        """As of a database."""
        return await self.shelved.read(statements, self)

    def mark(self, statement: Statement) -> Mark | None:
        """Until when its rows stay as they are; None where time alone changes them, or nobody counts."""
        if _NOW in _PARAMETER.findall(statement.sql):
            return None
        counters = counters_of(statement.sql, self.forms)
        return None if counters is None else self.look.mark(counters)


def _key(statement: Statement, epoch: int) -> _Key:
    named = sorted(set(_PARAMETER.findall(statement.sql)))
    return epoch, statement.sql, tuple(_frozen(statement.params[name]) for name in named)


def _frozen(value: Any) -> Any:
    """The value with its type: 1 and TRUE are equal in Python, and not in SQL."""
    if isinstance(value, list | tuple):
        return type(value), tuple(map(_frozen, value))
    if isinstance(value, dict):
        return dict, to_json(value)
    return type(value), value


def _size(key: _Key, rows: Sequence[Row]) -> int:
    """About: rows share the names of their columns."""
    texts = sum(len(cell) for row in rows for cell in row.values() if isinstance(cell, str | bytes | list))
    return 2 * len(key[1]) + texts + sum(_ROW + _CELL * len(row) for row in rows)
