"""Whom a message is for: a role, a team, a field of the record, a person, who works on it, or their manager."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from dataclasses import field as default
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from pydantic import ValidationError

from helpwright.notify import people_store, robot_store
from helpwright.notify.catalogue import SENDERS
from helpwright.notify.quiet_hours import QuietHours, loud_again
from helpwright.platform.database import Row, Session
from helpwright.platform.statement import Statement

log = structlog.get_logger(__name__)

_ADDRESS_OF = {way: sender.address for way, sender in SENDERS.items() if sender.address is not None}


@dataclass(frozen=True, slots=True)
class Addressee:
    """One to be told. Without `person_id` it is somebody outside, known by the address in `field` of the record.

    `addresses` has one per way, absent where there is none; `off` are the ways the person does not want.
    """

    addresses: Mapping[str, str] = default(default_factory=dict)
    person_id: UUID | None = None
    name: str | None = None
    locale: str | None = None
    field: str | None = None
    off: frozenset[str] = frozenset()
    quiet: tuple[QuietHours, ...] = ()

    def waits_until(self, way: str, at: datetime, zone: ZoneInfo) -> datetime | None:
        """The end of the person's quiet hours, when the way rings and `at` falls into them."""
        return loud_again(at, self.quiet, zone) if SENDERS[way].rings else None


async def people_of(
    session: Session,
    to: Mapping[str, Any],
    app: str,
    values: Mapping[str, Any] | None = None,
    assignees: Collection[UUID] = (),
) -> list[Addressee]:
    """Who `to` (one of role, team, field, person, assignee, manager, robot) means; each person once, one query.

    `values` are the record's as JSON, `assignees` who works on it. Keys of roles and teams without an app are of `app`.
    A field without a value is an addressee without addresses; nobody at all is an empty list.
    """
    if to.get("robot") is not None:
        return [await _group(session, str(to["robot"]))]
    if to.get("field") is not None:
        return await _of_field(session, str(to["field"]), (values or {}).get(str(to["field"])))
    return [of_person(row) for row in await session.all(_wanted(to, app, assignees))]


async def _group(session: Session, key: str) -> Addressee:
    """A group's robot; one that nobody has connected yet is called by its key."""
    row = await session.one(robot_store.called(key))
    name, language = (key, None) if row is None else (row["name"], row["language"])
    return Addressee({way: key for way, each in SENDERS.items() if each.to_groups}, name=name, locale=language)


def _wanted(to: Mapping[str, Any], app: str, assignees: Collection[UUID]) -> Statement:
    if to.get("role") is not None:
        return people_store.holders(*_qualified(str(to["role"]), app))
    if to.get("team") is not None:
        return people_store.members(*_qualified(str(to["team"]), app))
    if to.get("person") is not None:
        return people_store.by_name(str(to["person"]))
    if to.get("manager"):
        return people_store.managers(assignees)
    return people_store.by_ids(assignees)


def _qualified(name: str, app: str) -> tuple[str, str]:
    first, dot, second = name.partition(".")
    return (first, second) if dot else (app, name)


async def _of_field(session: Session, key: str, value: Any) -> list[Addressee]:
    text = "" if value is None else str(value).strip()
    person = _uuid(text)
    if person is not None:
        return [of_person(row) for row in await session.all(people_store.by_ids([person]))]
    if not text:
        return [Addressee(field=key)]
    way = "mail" if "@" in text else "sms"
    return [Addressee({way: text}, field=key)]


def of_person(row: Row) -> Addressee:
    """A row of people as somebody to be told."""
    ways: Mapping[str, bool] = row["ways"] or {}
    return Addressee(
        addresses={way: str(row[column]) for way, column in _ADDRESS_OF.items() if row[column]},
        person_id=row["id"],
        name=row["name"],
        locale=row["locale"],
        off=frozenset(way for way, wanted in ways.items() if not wanted),
        quiet=tuple(
            hours for stored in (row["organization_quiet"], row["quiet"]) if (hours := read_quiet(stored)) is not None
        ),
    )


async def name_of(session: Session, person: str | None) -> str:
    """What somebody is called, with access or without; "" for nobody, and for who is gone."""
    row = await session.one(people_store.name(UUID(person))) if person else None
    return "" if row is None else str(row["name"])


def read_quiet(stored: Any) -> QuietHours | None:
    """Stored quiet hours; None when there are none, or none that can be read."""
    if stored is None:
        return None
    try:
        return QuietHours.model_validate(stored)
    except ValidationError:
        log.warning("quiet_hours_unreadable")
        return None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
