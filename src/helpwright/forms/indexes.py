"""Which indexes the table of a form has. Pure.

Their names hold a dash, which no key of a form may have, so that they never meet a table. One whose shape changes gets
another name: by that forms published before are known, whose indexes are made anew behind them (`index_keeper`).
"""

from collections.abc import Iterable, Mapping

from helpwright.definitions.kind import DocumentProblem, Index
from helpwright.forms.field_type import FieldSettings, FieldType
from helpwright.forms.sealed import type_of

_LIVE = "deleted_at IS NULL"
_FILLED = ("created_by", "dept_id", "partner_id")
"""Of most records of a desk nothing stands in these; a record without one does not enter its index."""


def system_indexes(part_id: int, app: str, table: str) -> Iterable[Index]:
    """Those that every form has."""
    yield _index(part_id, app, table, "newest", "created_at DESC, id DESC")
    yield _index(part_id, app, table, "changed", "updated_at DESC, id DESC")
    # The recycle bin, in its order; live rows cost it nothing.
    yield _index(part_id, app, table, "deleted", "deleted_at DESC, id DESC", "deleted_at IS NOT NULL")
    for column in ("owner_id", "team_id"):
        yield _index(part_id, app, table, column, f"{column}, created_at DESC")
    for column in _FILLED:
        filled = f"{_LIVE} AND {column} IS NOT NULL"
        yield _index(part_id, app, table, f"of-{column}", f"{column}, created_at DESC", filled)


def outgrown(part_id: int) -> list[str]:
    """Names, without schema, of those that earlier versions made and this one has others for."""
    return [f"form-{part_id}-{column}" for column in _FILLED]


def field_indexes(
    part_id: int,
    app: str,
    table: str,
    fields: Mapping[str, FieldSettings],
    columns: Mapping[str, str],
    types: Mapping[str, FieldType],
) -> Iterable[Index]:
    """Those of fields, which lie in these columns."""
    for key, settings in fields.items():
        column, kind = columns[key], type_of(types, settings)
        compared = kind.compared(f'"{column}"')
        if settings.unique:
            name = unique_index(part_id, column)
            what = f'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "{name}" ON {table} ({compared})'
            clash = DocumentProblem(("fields", key, "unique"), "unique_has_doubles")
            yield Index(f'"{app}"."{name}"', f"{what} WHERE {_LIVE}", clash)
        elif kind.indexed:
            yield _index(part_id, app, table, f"by-{column}", f"{compared}, created_at DESC")
        if kind.by_change:
            yield _index(part_id, app, table, f"changed-by-{column}", f"{compared}, updated_at DESC, id DESC")


def plain_indexes(part_id: int, column: str) -> list[str]:
    """Names of the indexes that find records by a field."""
    return [f"form-{part_id}-by-{column}", f"form-{part_id}-changed-by-{column}"]


def unique_index(part_id: int, column: str) -> str:
    """Name of the index that keeps a field unique among live records."""
    return f"form-{part_id}-one-{column}"


def field_of_unique_index(name: str, part_id: int) -> str | None:
    """The column behind such a name."""
    prefix = unique_index(part_id, "")
    return name[len(prefix) :] if name.startswith(prefix) else None


def _index(part_id: int, app: str, table: str, name: str, columns: str, rows: str = _LIVE) -> Index:
    full = f"form-{part_id}-{name}"
    return Index(
        f'"{app}"."{full}"', f'CREATE INDEX CONCURRENTLY IF NOT EXISTS "{full}" ON {table} ({columns}) WHERE {rows}'
    )
