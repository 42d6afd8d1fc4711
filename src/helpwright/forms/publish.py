"""Publication of a form to its table: which DDL a new or changed document needs. Pure.

Names of indexes and constraints hold a dash, which no key of a form may have, so that they never meet a table.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from psycopg import sql

from helpwright.definitions.kind import DocumentProblem, Materialized
from helpwright.definitions.model import Part
from helpwright.forms import store
from helpwright.forms.backfill import TableBackfill
from helpwright.forms.conversion import Column, Conversion, column_name
from helpwright.forms.document import FormDocument
from helpwright.forms.field_type import HOME_ZONE, FieldSettings, FieldType
from helpwright.forms.indexes import field_indexes, plain_indexes, system_indexes, unique_index
from helpwright.forms.sealed import stored_as, type_of
from helpwright.kernel.filter import is_empty
from helpwright.platform.changes import count_changes
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

    A column never changes its meaning, never is dropped here and its name never used again: a field that disappears is
    hidden, one that comes back finds its column, one that changes its type gets a new one (`amount`, then `amount__2`)
    unless the new type takes all its values as they are.
    """
    table = f'"{app}"."{key}"'
    if part is None or not part.physical:
        columns = {field: field for field in document.stored}
        known = {field: stored_as(each) for field, each in document.stored.items()}
        return Materialized(
            (
                Statement(f'CREATE SCHEMA IF NOT EXISTS "{app}"'),
                Statement(_create(table, part_id, document, types)),
                count_changes(table, part_id),
                *(
                    Statement(index.sql.replace(" CONCURRENTLY", ""))
                    for index in (
                        *system_indexes(part_id, app, table),
                        *field_indexes(part_id, app, table, document.stored, columns, types),
                    )
                ),
            ),
            {"table": key, "columns": columns, "types": known, "used": sorted(columns.values())},
            contract=list(_foreign_keys(part_id, app, table, document.stored, columns, types)),
        )
    return _changed(types, part, part_id, document, Table.of(part))


@dataclass(frozen=True)
class Table:
    """What a published form remembers of its table.

    `hidden` are the settings of fields that are hidden, `former` the columns that fields left when their type changed,
    the oldest first; `used` every name that a column ever had.
    """

    app: str
    name: str
    columns: Mapping[str, str]
    types: Mapping[str, str]
    used: frozenset[str]
    hidden: Mapping[str, Mapping[str, Any]]
    former: Sequence[Mapping[str, Any]]

    @classmethod
    def of(cls, part: Part) -> "Table":
        """From the physical part of a definition."""
        raw = part.physical
        used = frozenset((*raw.get("used", ()), *raw["columns"].values()))
        return cls(
            part.app, raw["table"], raw["columns"], raw["types"], used, raw.get("hidden", {}), raw.get("former", ())
        )

    @property
    def quoted(self) -> str:
        """With its schema."""
        return f'"{self.app}"."{self.name}"'

    def to_json(self) -> dict[str, Any]:
        """As the definition keeps it."""
        return {
            "table": self.name,
            "columns": dict(self.columns),
            "types": dict(self.types),
            "used": sorted(self.used),
            "hidden": dict(self.hidden),
            "former": list(self.former),
        }


def settings_of(types: Mapping[str, FieldType], raw: Mapping[str, Any]) -> FieldSettings:
    """Settings of a field as they stand in a document."""
    return types[raw["type"]].settings.model_validate(raw)


def conversions_of(
    types: Mapping[str, FieldType],
    part: Part,
    document: FormDocument,
) -> tuple[list[Conversion], list[DocumentProblem]]:
    """Fields whose type changes so that their values must be read anew; the target columns are names not yet used."""
    table = Table.of(part)
    conversions: list[Conversion] = []
    problems: list[DocumentProblem] = []
    for field, each in document.stored.items():
        if field in table.columns and table.types[field] == stored_as(each):
            problems += _refixed(types, field, stored_fields(types, part).get(field) or table.hidden.get(field), each)
        if field not in table.columns or table.types[field] == stored_as(each):
            continue
        earlier = _earlier(types, table, field, each)
        if earlier is None and takes(types, table.types[field], stored_as(each)):
            continue
        raw = stored_fields(types, part).get(field) or table.hidden.get(field)
        if raw is None or raw["type"] not in types:
            told = {"from": table.types[field], "to": each.type}
            problems.append(DocumentProblem(("fields", field, "type"), "type_change_later", told))
            continue
        before = settings_of(types, raw)
        if before.sensitive != each.sensitive and before.type != each.type:
            # What the new type did not take would stay behind unprotected, or be lost.
            problems.append(DocumentProblem(("fields", field, "sensitive"), "sensitive_with_type"))
            continue
        source = Column(table.columns[field], type_of(types, before), before)
        target = Column(column_name(field, table.used), type_of(types, each), each)
        conversions.append(Conversion(field, source, target, earlier))
    return conversions, problems


def _refixed(
    types: Mapping[str, FieldType], field: str, before: Mapping[str, Any] | None, after: FieldSettings
) -> Iterable[DocumentProblem]:
    for name in sorted(types[after.type].fixed):
        if before is not None and before.get(name) != getattr(after, name):
            yield DocumentProblem(("fields", field, name), "fixed_once_published", {"from": str(before.get(name))})


def _earlier(types: Mapping[str, FieldType], table: Table, field: str, wanted: FieldSettings) -> Column | None:
    if wanted.sensitive or table.types[field] != stored_as(wanted.model_copy(update={"type": table.types[field]})):
        return None
    for each in reversed(table.former):
        if each["field"] != field or each["type"] != wanted.type or each["settings"].get("sensitive"):
            continue
        if all(each["settings"].get(name) == getattr(wanted, name) for name in types[wanted.type].fixed):
            return Column(each["column"], types[wanted.type], settings_of(types, each["settings"]))
    return None


def _changed(
    types: Mapping[str, FieldType],
    part: Part,
    part_id: int,
    document: FormDocument,
    table: Table,
) -> Materialized:
    conversions, problems = conversions_of(types, part, document)
    stored = document.stored
    added = {field: column_name(field, table.used) for field in stored if field not in table.columns}
    fresh = {**added, **{each.field: each.target.name for each in conversions}}
    columns = {**table.columns, **fresh}
    turned = {
        field: each
        for field, each in stored.items()
        if field in table.columns and field not in fresh and each.unique != _was_unique(part, field)
    }
    backfill = TableBackfill(part_id, table.app, part.key, table.quoted, conversions) if conversions else None
    made = {**{field: document.fields[field] for field in fresh}, **turned}
    gone = [field for field in table.columns if field not in stored and _was_unique(part, field)]
    loose = [each.source.name for each in conversions]
    loose += [columns[field] for field in (*gone, *(key for key, each in turned.items() if not each.unique))]
    bare = _bare(table, conversions)
    after = replace(
        table,
        columns=columns,
        types={**table.types, **{field: stored_as(each) for field, each in stored.items()}},
        used=table.used | frozenset(fresh.values()),
        hidden=_hidden(types, part, table, document),
        former=[
            each
            for each in (*table.former, *(_former(types, part, table, each) for each in conversions))
            if each["column"] not in bare
        ],
    )
    return Materialized(
        physical=after.to_json(),
        problems=problems,
        expand=[*_columns(table, types, document, fresh, conversions), *(backfill.capture() if backfill else ())],
        undo=[*(backfill.release() if backfill else ()), *_undone(table, part_id, fresh)],
        backfill=backfill,
        indexes=list(field_indexes(part_id, table.app, table.quoted, made, columns, types)),
        contract=[
            *(backfill.release() if backfill else ()),
            *_settled(table, types, document, added),
            *_foreign_keys(part_id, table.app, table.quoted, {field: stored[field] for field in fresh}, columns, types),
            *_dropped(table, [unique_index(part_id, column) for column in loose]),
            *_dropped(table, [name for each in conversions for name in plain_indexes(part_id, each.source.name)]),
            *(Statement(f'ALTER TABLE {table.quoted} DROP COLUMN IF EXISTS "{column}"') for column in bare),
        ],
    )


def _bare(table: Table, conversions: Sequence[Conversion]) -> list[str]:
    """Columns that hold values as they are of fields that become sensitive: they go as soon as nobody reads them."""
    sealed = {each.field: each.source for each in conversions if each.target.settings.sensitive}
    now = [source.name for source in sealed.values() if not source.settings.sensitive]
    before = [each for each in table.former if each["field"] in sealed and not each["settings"].get("sensitive")]
    return sorted({*now, *(each["column"] for each in before)})


def _columns(
    table: Table,
    types: Mapping[str, FieldType],
    document: FormDocument,
    fresh: Mapping[str, str],
    conversions: Sequence[Conversion],
) -> Iterable[Statement]:
    """Records that exist get the default of an added field, at once and without being written."""
    converted = {each.field for each in conversions}
    for field, column in fresh.items():
        settings = document.fields[field]
        kind = type_of(types, settings)
        default = "" if field in converted else _default(kind, settings)
        yield Statement(f'ALTER TABLE {table.quoted} ADD COLUMN IF NOT EXISTS "{column}" {kind.column}{default}')


def _default(kind: FieldType, settings: FieldSettings) -> str:
    value = None if settings.sensitive else kind.default(settings, None, HOME_ZONE)
    if is_empty(value):
        return ""
    return f" DEFAULT {sql.Literal(value).as_string()}".replace("%", "%%")


def _undone(table: Table, part_id: int, fresh: Mapping[str, str]) -> Iterable[Statement]:
    for column in fresh.values():
        yield Statement(f'ALTER TABLE {table.quoted} DROP COLUMN IF EXISTS "{column}"')
    if fresh:
        yield store.forget_refusals(part_id, list(fresh.values()))


def _settled(
    table: Table, types: Mapping[str, FieldType], document: FormDocument, added: Mapping[str, str]
) -> Iterable[Statement]:
    """From now on every writer knows the field and its default."""
    for field, column in added.items():
        if _default(types[document.fields[field].type], document.fields[field]):
            yield Statement(f'ALTER TABLE {table.quoted} ALTER COLUMN "{column}" DROP DEFAULT')


def _dropped(table: Table, indexes: Iterable[str]) -> Iterable[Statement]:
    for name in indexes:
        yield Statement(f'DROP INDEX CONCURRENTLY IF EXISTS "{table.app}"."{name}"')


def stored_fields(types: Mapping[str, FieldType], part: Part) -> Mapping[str, Mapping[str, Any]]:
    """Settings of the live fields that have a column, as they stand in the document."""
    fields: Mapping[str, Mapping[str, Any]] = part.document["fields"]
    return {
        key: raw for key, raw in fields.items() if raw["type"] not in types or types[raw["type"]].column is not None
    }


def _hidden(types: Mapping[str, FieldType], part: Part, table: Table, document: FormDocument) -> dict[str, Any]:
    stored = document.stored
    gone = {field: raw for field, raw in stored_fields(types, part).items() if field not in stored}
    return {**{field: raw for field, raw in table.hidden.items() if field not in stored}, **gone}


def _former(types: Mapping[str, FieldType], part: Part, table: Table, conversion: Conversion) -> dict[str, Any]:
    raw = stored_fields(types, part).get(conversion.field) or table.hidden[conversion.field]
    return {
        "field": conversion.field,
        "column": conversion.source.name,
        "type": raw["type"],
        "settings": raw,
        "left_at": part.version,
    }


def takes(types: Mapping[str, FieldType], old: str, new: str) -> bool:
    """Whether every stored value of the old type is one of the new type; the names are those of `stored_as`."""
    return old == new or (new in types and old in types[new].takes_over)


def _was_unique(part: Part, field: str) -> bool:
    settings: Any = part.document["fields"].get(field, {})
    return bool(settings.get("unique"))


def _create(table: str, part_id: int, document: FormDocument, types: Mapping[str, FieldType]) -> str:
    columns = "".join(f',\n    "{key}" {types[each.type].column}' for key, each in document.stored.items())
    return f"CREATE TABLE {table} ({_SYSTEM.format(id=part_id)}{columns})"


def _foreign_keys(
    part_id: int,
    app: str,
    table: str,
    fields: Mapping[str, FieldSettings],
    columns: Mapping[str, str],
    types: Mapping[str, FieldType],
) -> Iterable[Statement]:
    """Links hold to rows that are there; made without reading the table, then checked while people write."""
    for key, settings in fields.items():
        if types[settings.type].refers != "record":
            continue
        name = f"form-{part_id}-to-{columns[key]}"
        target = f'"{app}"."{settings.model_dump()["to"]}"'
        yield Statement(
            f"""DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = '{name}' AND conrelid = '{table}'::regclass) THEN
                ALTER TABLE {table} ADD CONSTRAINT "{name}" FOREIGN KEY ("{columns[key]}")
                REFERENCES {target} (id) ON DELETE SET NULL NOT VALID;
            END IF; END $$"""
        )
        yield store.let_go(table, columns[key], target)
        yield Statement(f'ALTER TABLE {table} VALIDATE CONSTRAINT "{name}"')


def number_constraint(part_id: int) -> str:
    """Name of the constraint that keeps numbers apart."""
    return f"form-{part_id}-number"
