"""Departments and partner organizations, for who administers people."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from helpwright.access import organization_store as store
from helpwright.access.gate import ForPeople, Gate, TheGate
from helpwright.access.operations import organization
from helpwright.platform.routes import Router

router = Router(tags=["people"])

Short = Annotated[str, StringConstraints(max_length=400)]


def _nothing() -> None:
    return None


class NewDepartment(BaseModel):
    """`parent_id` null stands at the top."""

    model_config = ConfigDict(extra="forbid")
    name: Short
    parent_id: UUID | None = Field(default_factory=_nothing)
    head_id: UUID | None = Field(default_factory=_nothing)


class DepartmentChange(BaseModel):
    """Only what is named changes: a name, another place, another head."""

    model_config = ConfigDict(extra="forbid")
    name: Short = Field(default_factory=str)
    parent_id: UUID | None = Field(default_factory=_nothing)
    head_id: UUID | None = Field(default_factory=_nothing)


class DepartmentEntry(BaseModel):
    """A department; `people` are the active ones that belong to it itself."""

    id: UUID
    parent_id: UUID | None
    name: str
    head_id: UUID | None
    head_name: str | None
    people: int


class Departments(BaseModel):
    """The whole tree, by name."""

    items: list[DepartmentEntry]


class PartnerName(BaseModel):
    """What a partner is called."""

    model_config = ConfigDict(extra="forbid")
    name: Short


class PartnerEntry(BaseModel):
    """An outside organization; `people` are its active ones."""

    id: UUID
    name: str
    people: int


class Partners(BaseModel):
    """Every partner, by name."""

    items: list[PartnerEntry]


async def _department(gate: Gate, wanted: UUID) -> DepartmentEntry:
    rows = await gate.database.all(store.DEPARTMENTS)
    return next(DepartmentEntry(**row) for row in rows if row["id"] == wanted)


async def _partner(gate: Gate, wanted: UUID) -> PartnerEntry:
    rows = await gate.database.all(store.PARTNERS)
    return next(PartnerEntry(**row) for row in rows if row["id"] == wanted)


@router.get("/departments")
async def get_departments(caller: ForPeople, gate: TheGate) -> Departments:
    """List the departments."""
    del caller
    return Departments(items=[DepartmentEntry(**row) for row in await gate.database.all(store.DEPARTMENTS)])


@router.post("/departments", status_code=201)
async def post_department(body: NewDepartment, caller: ForPeople, gate: TheGate) -> DepartmentEntry:
    """Make a department."""
    return await _department(gate, await organization.create_department(gate, body.model_dump(), caller))


@router.patch("/departments/{department_id}")
async def patch_department(
    department_id: UUID, body: DepartmentChange, caller: ForPeople, gate: TheGate
) -> DepartmentEntry:
    """Rename a department, move it, give it another head."""
    await organization.change_department(gate, department_id, body.model_dump(exclude_unset=True), caller)
    return await _department(gate, department_id)


@router.delete("/departments/{department_id}", status_code=204)
async def delete_department(department_id: UUID, caller: ForPeople, gate: TheGate) -> None:
    """Take an empty department off the tree; those above it go on seeing its records."""
    await organization.remove_department(gate, department_id, caller)


@router.get("/partners")
async def get_partners(caller: ForPeople, gate: TheGate) -> Partners:
    """List the partner organizations."""
    del caller
    return Partners(items=[PartnerEntry(**row) for row in await gate.database.all(store.PARTNERS)])


@router.post("/partners", status_code=201)
async def post_partner(body: PartnerName, caller: ForPeople, gate: TheGate) -> PartnerEntry:
    """Make a partner organization."""
    return await _partner(gate, await organization.create_partner(gate, body.name, caller))


@router.patch("/partners/{partner_id}")
async def patch_partner(partner_id: UUID, body: PartnerName, caller: ForPeople, gate: TheGate) -> PartnerEntry:
    """Rename a partner organization."""
    await organization.rename_partner(gate, partner_id, body.name, caller)
    return await _partner(gate, partner_id)


@router.delete("/partners/{partner_id}", status_code=204)
async def delete_partner(partner_id: UUID, caller: ForPeople, gate: TheGate) -> None:
    """Delete a partner organization that nobody belongs to."""
    await organization.remove_partner(gate, partner_id, caller)
