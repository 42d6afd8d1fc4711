"""Publication of a form to its table: which DDL a new or changed document needs. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from helpwright.definitions.kind import DocumentProblem, Materialized
from helpwright.definitions.model import Part
from helpwright.forms.document import FormDocument
from helpwright.forms.field_type import FieldSettings, FieldType
from helpwright.platform.database import Statement

_SYSTEM = """
    id uuid PRIMARY KEY,
    submission_key uuid UNIQUE,
    submission_hash bytea,
    number text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    created_by uuid,
    updated_at timestamptz NOT NULL,
    updated_by uuid,
    owner_id uuid,
    team_id uuid,
    dept_id uuid,
    partner_id uuid,
    source text NOT NULL,
    source_detail text,
    language text,
    version int NOT NULL,
    deleted_at timestamptz"""


def materialize(
    types: Mapping[str, FieldType],
    part: Part | None,
    app: str,
    key: str,
    part_id: int,
    document: FormDocument,
) -> Materialized:
    """DDL from the live part (None for a new form) to `document`, and the physical columns to remember.

    A column never changes its meaning and is never dropped here: a field that disappears is hidden, one that comes
    back finds its column again. A field that changes its type is a problem until values can be converted.
    """
    table = f'"{app}"."{key}"'
    if part is None or not part.physical:
        columns = {field: field for field in document.fields}
        return Materialized(
            (
                Statement(f'CREATE SCHEMA IF NOT EXISTS "{app}"'),
                Statement(_create(table, document, types)),
                *_system_indexes(table, part_id),
                *_indexes(table, part_id, document.fields, columns, types),
            ),
            {"table": key, "columns": columns, "types": {field: each.type for field, each in document.fields.items()}},
        )
    known_columns: dict[str, str] = dict(part.physical["columns"])
    known_types: dict[str, str] = dict(part.physical["types"])
    problems = [
        DocumentProblem(("fields", field, "type"), "type_change_later", {"from": known_types[field], "to": each.type})
        for field, each in document.fields.items()
        if field in known_types and types[known_types[field]].column != types[each.type].column
    ]
    added = {field: each for field, each in document.fields.items() if field not in known_columns}
    columns = {**known_columns, **{field: field for field in added}}
    newly_unique = {
        field: each
        for field, each in document.fields.items()
        if field in known_columns and each.unique and not _was_unique(part, field)
    }
    statements = [
        *(
            Statement(f'ALTER TABLE {table} ADD COLUMN "{field}" {types[each.type].column}')
            for field, each in added.items()
        ),
        *_indexes(table, part_id, {**added, **newly_unique}, columns, types),
    ]
    remembered = {**known_types, **{field: each.type for field, each in document.fields.items()}}
    return Materialized(
        statements, {"table": part.physical["table"], "columns": columns, "types": remembered}, problems
    )


def _was_unique(part: Part, field: str) -> bool:
    settings: Any = part.document["fields"].get(field, {})
    return bool(settings.get("unique"))


def _create(table: str, document: FormDocument, types: Mapping[str, FieldType]) -> str:
    columns = "".join(f',\n    "{key}" {types[each.type].column}' for key, each in document.fields.items())
    return f"CREATE TABLE {table} ({_SYSTEM}{columns})"


def _system_indexes(table: str, part_id: int) -> Iterable[Statement]:
    for column in ("created_at DESC, id DESC",):
        yield Statement(f'CREATE INDEX "form_{part_id}_newest" ON {table} ({column}) WHERE deleted_at IS NULL')
    for column in ("owner_id", "team_id"):
        yield Statement(
            f'CREATE INDEX "form_{part_id}_{column}" ON {table} ({column}, created_at DESC) WHERE deleted_at IS NULL'
        )


def _indexes(
    table: str,
    part_id: int,
    fields: Mapping[str, FieldSettings],
    columns: Mapping[str, str],
    types: Mapping[str, FieldType],
) -> Iterable[Statement]:
    for key, settings in fields.items():
        column = columns[key]
        if settings.unique:
            yield Statement(
                f'CREATE UNIQUE INDEX "{unique_index(part_id, column)}" ON {table} ("{column}") '
                "WHERE deleted_at IS NULL",
            )
        elif types[settings.type].indexed:
            name = f"form_{part_id}_by_{column}"
            yield Statement(f'CREATE INDEX "{name}" ON {table} ("{column}", created_at DESC) WHERE deleted_at IS NULL')


def unique_index(part_id: int, column: str) -> str:
    """Name of the index that keeps a field unique among live records."""
    return f"form_{part_id}_one_{column}"


def field_of_unique_index(name: str, part_id: int) -> str | None:
    """The column behind such a name."""
    prefix = f"form_{part_id}_one_"
    return name[len(prefix) :] if name.startswith(prefix) else None
