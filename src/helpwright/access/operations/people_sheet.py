"""Bring a sheet of people in: look at every row first, then create and change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from helpwright.access import organization_store, store
from helpwright.access.gate import Gate, home_of
from helpwright.access.model import Caller
from helpwright.access.operations.account_links import invitation
from helpwright.access.operations.organization import create_department
from helpwright.access.operations.people import Also, clean, create_person, nothing_more, update_person
from helpwright.access.operations.second_factor import policy_of
from helpwright.access.password_rules import check_password
from helpwright.access.people_plan import (
    Known,
    RowPlan,
    check_bosses,
    mark_doubles,
    matches,
    plan_row,
    read_rows,
    way_of,
)
from helpwright.kernel.errors import FieldProblem, Invalid, Refusal


@dataclass(frozen=True, slots=True)
class Newcomers:
    """What all who are created get: a first password, to be renewed, and the language they are written to in.

    With `invited_from`, where people reach us, they are invited to set their password instead.
    """

    password: str | None
    locale: str
    invited_from: str | None = None


async def look_at(gate: Gate, rows: Sequence[Sequence[str]], mapping: Sequence[str | None]) -> list[RowPlan]:
    """What would become of each row; nothing changes."""
    known = await _known(gate)
    cleaned = partial(clean, country=await home_of(gate))
    plans = [plan_row(known, number, texts, cleaned) for number, texts in read_rows(rows, mapping)]
    mark_doubles(plans)
    check_bosses(known, plans)
    return plans


async def bring_in(
    gate: Gate,
    rows: Sequence[Sequence[str]],
    mapping: Sequence[str | None],
    newcomers: Newcomers,
    by: Caller,
) -> list[RowPlan]:
    """Create and change, row by row; a row that is wrong is left out and says why. Raises Invalid for the password."""
    if wrong := check_password(newcomers.password, (), (await policy_of(gate)).shortest):
        raise Invalid(wrong)
    plans = await look_at(gate, rows, mapping)
    made: dict[int, UUID] = {}
    for plan in plans:
        if plan.state in {"new", "changed"}:
            await _save(gate, plan, newcomers, by, made)
    known = await _known(gate)
    for plan in plans:
        if plan.boss and plan.row in made:
            bosses = matches(known, plan.boss)
            if len(bosses) == 1:
                await _attempt(plan, update_person(gate, made[plan.row], {"manager_id": bosses[0]["id"]}, by=by))
    return plans


async def _save(gate: Gate, plan: RowPlan, newcomers: Newcomers, by: Caller, made: dict[int, UUID]) -> None:
    given = dict(plan.given)
    if plan.way:
        given["department_id"] = await _department(gate, plan.way, by)
    if plan.person is None:
        given["locale"] = newcomers.locale
        if newcomers.password:
            given |= {"password": newcomers.password, "password_due": True}
        base = newcomers.invited_from
        also: Also = nothing_more if base is None else partial(invitation, gate, by=by, base=base)
        work = create_person(gate, given, by, also)
    else:
        work = update_person(gate, plan.person, given, by=by)
    row = await _attempt(plan, work)
    if row is not None:
        made[plan.row] = row["id"]


async def _attempt(plan: RowPlan, work: Any) -> Mapping[str, Any] | None:
    try:
        row: Mapping[str, Any] = await work
    except Refusal as refusal:
        plan.state = "wrong"
        plan.problems += refusal.errors or [FieldProblem("name", refusal.code, dict(refusal.data))]
        return None
    return row


async def _department(gate: Gate, way: Sequence[str], by: Caller) -> UUID | None:
    """The department at the end of the way; those that are not there are made."""
    rows = await gate.database.all(organization_store.DEPARTMENTS)
    parent: UUID | None = None
    for depth in range(1, len(way) + 1):
        there = next((each["id"] for each in rows if way_of(rows, each["id"]) == tuple(way[:depth])), None)
        if there is None:
            there = await create_department(gate, {"name": way[depth - 1], "parent_id": parent}, by)
            rows = await gate.database.all(organization_store.DEPARTMENTS)
        parent = there
    return parent


async def _known(gate: Gate) -> Known:
    memberships = await gate.read_roles_and_teams()
    people, departments = await gate.database.read((store.PEOPLE, organization_store.DEPARTMENTS))
    return Known(people, departments, _callings(memberships.roles), _callings(memberships.teams))


def _callings(offered: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    """Everything people may call a role or team: its names in every language, its bare key."""
    return {
        key: [*(name.values() if isinstance(name, Mapping) else [str(name)]), key.partition(".")[2]]
        for key, name in offered.items()
    }
