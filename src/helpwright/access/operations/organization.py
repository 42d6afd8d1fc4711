"""The department tree and the partner organizations."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation

from helpwright.access import organization_store as store
from helpwright.access.audit import entry
from helpwright.access.gate import Gate
from helpwright.access.logins import MalformedError, read_name
from helpwright.access.model import Caller
from helpwright.kernel.errors import Conflict, FieldProblem, Invalid, Missing
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Session


async def create_department(gate: Gate, given: Mapping[str, Any], by: Caller) -> UUID:
    """`given`: name, parent_id, head_id. Raises Invalid per field."""
    now, department = gate.clock.now(), new_id()
    values = {"parent_id": None, "head_id": None, **_named(given)}
    async with gate.database.transaction() as session:
        await session.execute(store.LOCK_TREE)
        await _check(session, values)
        await session.execute(store.insert_department({**values, "id": department, "at": now}))
        await session.execute(entry(now, "department_created", by, f"department:{department}", _told(values)))
    return department


async def change_department(gate: Gate, department: UUID, given: Mapping[str, Any], by: Caller) -> None:
    """Rename, move, or give it another head. Raises Missing, Invalid, Conflict `department_cycle`."""
    values = _named(given)
    async with gate.database.transaction() as session:
        await session.execute(store.LOCK_TREE)
        await _check(session, values)
        parent = values.get("parent_id")
        if parent is not None and await session.one(store.lies_below(parent, department)):
            raise Conflict("department_cycle")
        if not await session.all(store.update_department(department, values)):
            raise Missing
        now = gate.clock.now()
        await session.execute(entry(now, "department_changed", by, f"department:{department}", _told(values)))


async def remove_department(gate: Gate, department: UUID, by: Caller) -> None:
    """Take it off the tree. Raises Missing, Conflict `department_not_empty` while people or departments are in it."""
    now = gate.clock.now()
    async with gate.database.transaction() as session:
        await session.execute(store.LOCK_TREE)
        if await session.one(store.department(department)) is None:
            raise Missing
        if not await session.all(store.remove_department(department, now)):
            raise Conflict("department_not_empty")
        await session.execute(entry(now, "department_removed", by, f"department:{department}"))


async def create_partner(gate: Gate, name: str, by: Caller) -> UUID:
    """Raises Invalid, Conflict `partner_exists`."""
    now, partner, called = gate.clock.now(), new_id(), _named({"name": name})["name"]
    told = entry(now, "partner_created", by, f"partner:{partner}", {"name": called})
    try:
        await gate.database.write([store.insert_partner(partner, called, now), told])
    except UniqueViolation as error:
        raise Conflict("partner_exists") from error
    return partner


async def rename_partner(gate: Gate, partner: UUID, name: str, by: Caller) -> None:
    """Raises Invalid, Missing, Conflict `partner_exists`."""
    called = _named({"name": name})["name"]
    try:
        async with gate.database.transaction() as session:
            if not await session.all(store.rename_partner(partner, called)):
                raise Missing
            told = entry(gate.clock.now(), "partner_changed", by, f"partner:{partner}", {"name": called})
            await session.execute(told)
    except UniqueViolation as error:
        raise Conflict("partner_exists") from error


async def remove_partner(gate: Gate, partner: UUID, by: Caller) -> None:
    """Raises Missing, Conflict `partner_not_empty` while people belong to it."""
    async with gate.database.transaction() as session:
        if await session.one(store.partner_there(partner)) is None:
            raise Missing
        if not await session.all(store.delete_partner(partner)):
            raise Conflict("partner_not_empty")
        await session.execute(entry(gate.clock.now(), "partner_removed", by, f"partner:{partner}"))


def _named(given: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(given)
    if "name" in values:
        try:
            values["name"] = read_name(values["name"])
        except MalformedError as malformed:
            raise Invalid([FieldProblem("name", malformed.code)]) from malformed
    return values


async def _check(session: Session, values: Mapping[str, Any]) -> None:
    problems: list[FieldProblem] = []
    parent, head = values.get("parent_id"), values.get("head_id")
    if parent is not None and await session.one(store.department(parent)) is None:
        problems.append(FieldProblem("parent_id", "department_unknown"))
    if head is not None and await session.one(store.person_there(head)) is None:
        problems.append(FieldProblem("head_id", "member_unknown"))
    if problems:
        raise Invalid(problems)


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: None if value is None else str(value) for key, value in values.items()}
