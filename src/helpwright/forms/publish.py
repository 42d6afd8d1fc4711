"""Publication of a form to its table: which DDL a new or changed document needs. Pure.

Names of indexes and constraints hold a dash, which no key of a form may have, so that they never meet a table.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from helpwright.definitions.kind import DocumentProblem, Materialized
from helpwright.definitions.model import Part
from helpwright.forms.document import FormDocument
from helpwright.forms.field_type import FieldSettings, FieldType
from helpwright.platform.database import Statement

_SYSTEM = """
    id uuid CONSTRAINT "form-{id}-id" PRIMARY KEY,
    submission_key uuid CONSTRAINT "form-{id}-submission" UNIQUE,
    submission_hash bytea,
    number text NOT NULL CONSTRAINT "form-{id}-number" UNIQUE,
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
    back finds its column again. A field that changes its type is a problem unless the new type takes all its values.
    """
    table = f'"{app}"."{key}"'
    if part is None or not part.physical:
        columns = {field: field for field in document.fields}
        return Materialized(
            (
                Statement(f'CREATE SCHEMA IF NOT EXISTS "{app}"'),
                Statement(_create(table, part_id, document, types)),
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
        if field in known_types and not _takes(types, known_types[field], each.type)
    ]
    added = {field: each for field, each in document.fields.items() if field not in known_columns}
    columns = {**known_columns, **{field: field for field in added}}
    turned = {
        field: each
        for field, each in document.fields.items()
        if field in known_columns and each.unique != _was_unique(part, field)
    }
    statements = [
        *(
            Statement(f'ALTER TABLE {table} ADD COLUMN "{field}" {types[each.type].column}')
            for field, each in added.items()
        ),
        *(
            Statement(f'DROP INDEX IF EXISTS "{part.app}"."{unique_index(part_id, columns[field])}"')
            for field, each in turned.items()
            if not each.unique
        ),
        *_indexes(table, part_id, {**added, **turned}, columns, types),
    ]
    clashes = {
        unique_index(part_id, columns[field]): DocumentProblem(("fields", field, "unique"), "unique_has_doubles")
        for field, each in turned.items()
        if each.unique
    }
    remembered = {**known_types, **{field: each.type for field, each in document.fields.items()}}
    return Materialized(
        statements, {"table": part.physical["table"], "columns": columns, "types": remembered}, problems, clashes
    )


def _takes(types: Mapping[str, FieldType], old: str, new: str) -> bool:
    """Whether every stored value of the old type is one of the new type."""
    return old == new or old in types[new].takes_over


def _was_unique(part: Part, field: str) -> bool:
    settings: Any = part.document["fields"].get(field, {})
    return bool(settings.get("unique"))


def _create(table: str, part_id: int, document: FormDocument, types: Mapping[str, FieldType]) -> str:
    columns = "".join(f',\n    "{key}" {types[each.type].column}' for key, each in document.fields.items())
    return f"CREATE TABLE {table} ({_SYSTEM.format(id=part_id)}{columns})"


def _system_indexes(table: str, part_id: int) -> Iterable[Statement]:
    for column in ("created_at DESC, id DESC",):
        yield Statement(f'CREATE INDEX "form-{part_id}-newest" ON {table} ({column}) WHERE deleted_at IS NULL')
    for column in ("owner_id", "team_id", "created_by", "dept_id", "partner_id"):
        yield Statement(
            f'CREATE INDEX "form-{part_id}-{column}" ON {table} ({column}, created_at DESC) WHERE deleted_at IS NULL'
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
                f'CREATE UNIQUE INDEX IF NOT EXISTS "{unique_index(part_id, column)}" ON {table} ("{column}") '
                "WHERE deleted_at IS NULL",
            )
        elif types[settings.type].indexed:
            yield Statement(
                f'CREATE INDEX IF NOT EXISTS "form-{part_id}-by-{column}" ON {table} ("{column}", created_at DESC) '
                "WHERE deleted_at IS NULL",
            )


def unique_index(part_id: int, column: str) -> str:
    """Name of the index that keeps a field unique among live records."""
    return f"form-{part_id}-one-{column}"


def number_constraint(part_id: int) -> str:
    """Name of the constraint that keeps numbers apart."""
    return f"form-{part_id}-number"


def field_of_unique_index(name: str, part_id: int) -> str | None:
    """The column behind such a name."""
    prefix = unique_index(part_id, "")
    return name[len(prefix) :] if name.startswith(prefix) else None
