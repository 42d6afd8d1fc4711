"""Carries the values of fields that change their type into new columns, in batches, while people go on writing.

A trigger notes every row whose old column is written; noted rows are converted again. Nobody waits for a batch longer
than the batch takes, and a batch waits for nobody: rows that are locked are noted and come later.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from helpwright.definitions.kind import Batch
from helpwright.forms import store
from helpwright.forms.conversion import Column, Conversion, Converted, convert
from helpwright.forms.field_type import HOME_ZONE, NOTHING_RELATED, Related, ValueRefused
from helpwright.forms.history import seal_history
from helpwright.forms.sealed import SealedType, taken_apart, without_key
from helpwright.platform.database import Row
from helpwright.platform.statement import Runner, Statement

_ROWS = 500


@dataclass(frozen=True)
class TableBackfill:
    """All conversions of one form. `table` is the quoted name with its schema."""

    form_id: int
    app: str
    key: str
    table: str
    conversions: Sequence[Conversion]

    @property
    def _columns(self) -> list[str]:
        return read_columns(self.conversions)

    def capture(self) -> list[Statement]:
        """Note from now on which rows are written."""
        return [store.capture(self.form_id, self.table, dict.fromkeys(each.source.name for each in self.conversions))]

    def release(self) -> list[Statement]:
        """Note no more. No parameters: the journal keeps the text."""
        return store.release(self.form_id, self.table)

    async def total(self, session: Runner) -> int:
        """About how many rows there are."""
        row = await session.one(store.about_how_many(self.table))
        return row["n"] if row else 0

    async def batch(self, session: Runner, publication: UUID, after: UUID | None) -> Batch:
        """Convert the rows that follow `after`, in the open transaction."""
        ids = [row["id"] for row in await session.all(store.page(self.table, after, _ROWS))]
        if ids:
            await self._convert(session, publication, ids, wait=False)
        return Batch(ids[-1] if len(ids) == _ROWS else None, len(ids))

    async def catch_up(self, session: Runner, publication: UUID, *, wait: bool) -> int:
        """Convert rows that were written meanwhile, in the open transaction; how many there were."""
        rows = await session.all(store.take_rows(self.form_id, _ROWS))
        if rows:
            await self._convert(session, publication, sorted({row["record_id"] for row in rows}), wait=wait)
        return len(rows)

    async def refusals(self, session: Runner, publication: UUID) -> list[tuple[tuple[str | int, ...], int]]:
        """Paths of fields with values that the new type did not take, with their number."""
        rows = await session.all(store.count_refusals(self.form_id, publication))
        return [(("fields", row["field"]), row["n"]) for row in rows]

    async def _convert(self, session: Runner, publication: UUID, ids: Sequence[UUID], *, wait: bool) -> None:
        rows = await session.all(store.values_of(self.table, self._columns, ids, wait=wait))
        got = {row["id"] for row in rows}
        missed = [each for each in ids if each not in got]
        related = await related_to(session, self.app, self.conversions, rows)
        before = [await self._refused_before(session, each, list(got)) for each in self.conversions]
        found = await carried_over(session, self.app, self.conversions, rows, related, before)
        statements: list[Statement] = [store.note_rows(self.form_id, missed)] if missed and not wait else []
        for conversion, values in zip(self.conversions, found, strict=True):
            statements += self._write(conversion, publication, values)
        if statements:
            await session.pipeline(statements)
        for conversion in self.conversions:
            if isinstance(conversion.target.type, SealedType) and not conversion.source.settings.sensitive:
                await seal_history(
                    session, f"{self.app}.{self.key}", conversion.field, sorted(got), conversion.target.type.seal
                )

    async def _refused_before(self, session: Runner, conversion: Conversion, ids: Sequence[UUID]) -> frozenset[UUID]:
        if conversion.earlier is None:
            return frozenset()
        rows = await session.all(store.refused_before(self.form_id, conversion.source.name, ids))
        return frozenset(row["record_id"] for row in rows)

    def _write(self, conversion: Conversion, publication: UUID, found: Mapping[UUID, Converted]) -> list[Statement]:
        target = conversion.target
        refused = [id_ for id_, each in found.items() if each.refused is not None]
        values = {id_: each.value for id_, each in found.items()}
        statements = [store.accept_again(self.form_id, target.name, list(found))]
        if isinstance(target.type, SealedType):
            filled = {id_: value for id_, value in values.items() if value is not None}
            keys = {
                key: (id_, wrapped) for id_, value in filled.items() for key, wrapped in taken_apart([value]).items()
            }
            statements.append(store.keep_keys(f"{self.app}.{self.key}", keys))
            values |= {id_: without_key(value) for id_, value in filled.items()}
        statements += store.fill(self.table, target.name, target.type.sql_type, values)
        if refused:
            columns = (conversion.source.name, target.name)
            statements.append(store.refuse(self.form_id, conversion.field, columns, publication, refused))
        return statements


def read_columns(conversions: Sequence[Conversion]) -> list[str]:
    """Expressions of what is converted, then of the earlier values, over the alias `r`."""
    earlier = [each.earlier or each.source for each in conversions]
    return [
        each.type.selected(f'r."{each.name}"', "r.id") for each in (*(each.source for each in conversions), *earlier)
    ]


async def carried_over(
    session: Runner,
    app: str,
    conversions: Sequence[Conversion],
    rows: Sequence[Row],
    related: Related,
    before: Sequence[Collection[UUID]] = (),
) -> list[dict[UUID, Converted]]:
    """What each conversion makes of these rows (`id`, and the columns of `read_columns`), by their ids.

    Ids of records and people that are not there are refused. `before` are, for each conversion, the rows whose value
    had not fitted the type that the field has now.
    """
    found = []
    for place, conversion in enumerate(conversions):
        refused = before[place] if before else ()
        values = {
            row["id"]: convert(
                conversion,
                row[f"c{place}"],
                row[f"c{place + len(conversions)}"],
                related,
                was_refused=row["id"] in refused,
            )
            for row in rows
        }
        found.append(await _only_there(session, app, conversion.target, values))
    return found


_NOT_THERE: Mapping[str, str] = {"record": "link_missing", "person": "member_unknown"}


async def _only_there(session: Runner, app: str, target: Column, found: dict[UUID, Converted]) -> dict[UUID, Converted]:
    refers = target.type.refers or ""
    if refers not in _NOT_THERE:
        return found
    named = {each.value for each in found.values() if each.value is not None}
    if not named:
        return found
    table = "people" if refers == "person" else f'"{app}"."{target.settings.model_dump()["to"]}"'
    row = await session.one(store.is_table(table))
    # A form of the same publication has no table yet, and so no records.
    rows = await session.all(store.ids_there(table, named)) if row is not None and row["there"] else []
    there = {row["id"] for row in rows}
    return {
        id_: each if each.value is None or each.value in there else Converted(refused=ValueRefused(_NOT_THERE[refers]))
        for id_, each in found.items()
    }


async def related_to(session: Runner, app: str, conversions: Sequence[Conversion], rows: Sequence[Row]) -> Related:
    """Names of the people and files, numbers of the records that the values point to, and the organization's zone.

    Both values that are carried over and the earlier ones that they are held against.
    """
    read = [*(each.source for each in conversions), *(each.earlier or each.source for each in conversions)]
    timed = any("timestamptz" in {each.source.type.column, each.target.type.column} for each in conversions)
    return await related_of(session, app, read, rows, timed=timed)


async def related_of(session: Runner, app: str, read: Sequence[Column], rows: Sequence[Row], *, timed: bool) -> Related:
    """The same for columns whose values the rows have as `c0`, `c1` …; `timed` where the zone matters."""
    linked: list[tuple[Column, list[Any]]] = []
    people: set[UUID] = set()
    files: set[UUID] = set()
    for place, column in enumerate(read):
        refers = column.type.refers
        values: list[Any] = [row[f"c{place}"] for row in rows if row[f"c{place}"] is not None]
        if refers == "person":
            people.update(values)
        elif refers == "file":
            files.update(each for value in values for each in value)
        elif refers == "record":
            linked.append((column, values))
    if not people and not files and not linked and not timed:
        return NOTHING_RELATED
    numbers = [store.numbers_of(f'"{app}"."{source.settings.model_dump()["to"]}"', values) for source, values in linked]
    people_rows, file_rows, zone_rows, *others = await session.pipeline(
        [*store.names_of(people, files), store.ZONE, *numbers]
    )
    records = {row["id"]: row["name"] for each in others for row in each}
    names, attached = ({row["id"]: row["name"] for row in each} for each in (people_rows, file_rows))
    zone = ZoneInfo(str(zone_rows[0]["value"])) if zone_rows and zone_rows[0]["value"] else HOME_ZONE
    return Related(names, attached, records, zone)
