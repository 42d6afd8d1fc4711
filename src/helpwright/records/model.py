"""A record and what happens around its writes. No input or output."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson

from helpwright.forms.field_type import Masked
from helpwright.forms.form import Field, Form
from helpwright.forms.sealed import is_sealed
from helpwright.kernel.events import Actor
from helpwright.kernel.filter import is_empty
from helpwright.kernel.text import localize


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a form. `values` holds stored values by field key; instants are aware."""

    id: UUID
    number: str
    version: int
    values: Mapping[str, Any]
    created_at: datetime
    updated_at: datetime
    created_by: UUID | None
    owner_id: UUID | None
    team_id: UUID | None
    source: str
    language: str | None
    submission_hash: bytes | None = None
    dept_id: UUID | None = None
    partner_id: UUID | None = None
    filters: Collection[str] = ()
    """Ids of those grants of the reader whose filter the row matches, where they were asked for."""


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record about to be written."""

    id: UUID
    number: str
    values: Mapping[str, Any]
    actor: Actor
    at: datetime
    source: str
    source_detail: str | None = None
    language: str | None = None
    submission_key: UUID | None = None
    submission_hash: bytes | None = None


def values_hash(form: Form, values: Mapping[str, Any]) -> bytes:
    """Equal for equal values, however the inputs were written."""
    plain = {key: form.fields[key].type.fingerprint(value) for key, value in values.items() if value is not None}
    return sha256(orjson.dumps(plain, option=orjson.OPT_SORT_KEYS, default=str)).digest()


def given_hash(form: Form, values: Mapping[str, Any], given: Collection[str] | None) -> bytes:
    """`values_hash` of what was filled in, without what was put in place of what was left out."""
    return values_hash(form, values if given is None else {key: values[key] for key in given if key in values})


def json_values(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the interface gives them."""
    return {key: _json_value(form.fields[key], value) for key, value in values.items() if key in form.fields}


def _json_value(field_: Field, value: Any) -> Any:
    return str(value) if isinstance(value, Masked) else field_.type.to_json(value)


def shown_json(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """JSON values for people: what is sensitive is masked."""
    return {
        key: shown_value(form.fields[key], value) if form.fields[key].sealed and is_sealed(value) else value
        for key, value in json_values(form, values).items()
    }


def shown_value(field_: Field, value: Any) -> Any:
    """What is shown of a value that is masked for the reader; nothing where there is none."""
    return None if is_empty(value) else field_.type.mask(value)


def changes_of(form: Form, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """`{field: [from, to]}` as JSON values for the fields that differ."""
    changed = {key: value for key, value in after.items() if before.get(key) != value}
    old = json_values(form, {key: before.get(key) for key in changed})
    new = json_values(form, changed)
    return {key: [old[key], new[key]] for key in changed}


def policy_name(form: Form, key: str | None, locale: str) -> str | None:
    """What a service policy of the form is called; its key once it is gone."""
    known = form.document.service.policies if form.document.service is not None else {}
    return localize(known[key].name, locale) if key in known else key


def title_of(form: Form, values: Mapping[str, Any], most: int = 80) -> str:
    """First line of the title field, shortened."""
    field_ = form.title_field
    value = values.get(field_.key) if field_ is not None else None
    line = str(value).strip().split("\n", 1)[0] if value else ""
    return line if len(line) <= most else f"{line[: most - 1]}…"
