"""Shapes of answers about records, for the interface description."""

from typing import Any

from pydantic import BaseModel


class RecordAnswer(BaseModel):
    """One record."""

    id: str
    number: str
    version: int
    title: str
    values: dict[str, Any]
    created_at: str
    updated_at: str
    created_by: str | None
    source: str
    owner_id: str | None
    team: str | None


class PersonName(BaseModel):
    """A person that some value points to."""

    name: str


class FileDescription(BaseModel):
    """A file that some value points to; size in bytes."""

    name: str
    size: int
    type: str


class RelatedAnswer(BaseModel):
    """What values point to, by id."""

    people: dict[str, PersonName]
    files: dict[str, FileDescription]


class CountAnswer(BaseModel):
    """How many match; not exact above the counting limit."""

    value: int
    exact: bool


class RecordPage(BaseModel):
    """A page of a list."""

    items: list[RecordAnswer]
    next: str | None
    related: RelatedAnswer
    count: CountAnswer | None = None


class AccessAnswer(BaseModel):
    """What the caller may do with the record, and each visible field: read or write."""

    can: list[str]
    fields: dict[str, str]


class RecordDetail(RecordAnswer):
    """One record with what it points to and the caller's rights on it."""

    related: RelatedAnswer
    access: AccessAnswer
    case: dict[str, Any] | None = None


class ActivityActor(BaseModel):
    """person, customer or system."""

    kind: str
    id: str | None
    name: str | None


class ActivityItem(BaseModel):
    """One thing that happened."""

    id: str
    at: str
    type: str
    actor: ActivityActor
    data: dict[str, Any]


class ActivityPage(BaseModel):
    """Newest first."""

    items: list[ActivityItem]
    next: str | None
