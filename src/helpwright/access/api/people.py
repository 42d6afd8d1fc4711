"""People and their memberships."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from helpwright.access import store
from helpwright.access.gate import ForPeople, Gate, InSession, SignedIn, TheGate
from helpwright.access.model import OpenSession, RolesAndTeams, SystemRole, system_roles_of
from helpwright.access.operations.account_links import address_of, invitation
from helpwright.access.operations.people import Also, chosen_language, create_person, nothing_more, update_person
from helpwright.access.operations.second_factor import require_password
from helpwright.kernel.errors import Conflict, FieldProblem, Forbidden, Invalid
from helpwright.kernel.text import localize
from helpwright.platform.database import Row
from helpwright.platform.problems import locale_of
from helpwright.platform.routes import Router

router = Router(tags=["people"])

_OWN = frozenset({"password", "current_password", "locale"})

Short = Annotated[str, StringConstraints(max_length=400)]


# Defaults come from factories to stay out of the schema: a generated client then leaves the members out.
def _nothing() -> None:
    return None


class _Account(BaseModel):
    """What an account has: how it is known, where it belongs, what it may."""

    model_config = ConfigDict(extra="forbid")
    email: Short | None = Field(default_factory=_nothing)
    phone: Short | None = Field(default_factory=_nothing)
    staff_number: Short | None = Field(default_factory=_nothing)
    wecom_id: Short | None = Field(default_factory=_nothing)
    admin: bool = Field(default_factory=bool)
    active: bool = Field(default_factory=lambda: True)
    roles: list[Short] = Field(default_factory=list)
    teams: list[Short] = Field(default_factory=list)
    system_roles: list[SystemRole] | None = Field(default_factory=_nothing)
    department_id: UUID | None = Field(default_factory=_nothing)
    manager_id: UUID | None = Field(default_factory=_nothing)
    partner_id: UUID | None = Field(default_factory=_nothing)


class NewPerson(_Account):
    """Roles and teams by `app.key`, or by the bare key where only one app has it.

    `system_roles` (administrator among them) open parts of the administration, never records; `admin` alone is the
    short form of the administrator. With `password_due` the password must be renewed at the first sign-in. Without
    `locale` they are written to in the language that the organization chose, else in that of whoever creates them,
    until they sign in. With `invite` they set their password themselves, with a link that a mail brings.
    """

    name: Short
    password: str | None = Field(default_factory=_nothing)
    password_due: bool = Field(default_factory=bool)
    invite: bool = Field(default_factory=bool)
    locale: str | None = Field(default_factory=_nothing)


class PersonChange(_Account):
    """Only what is named changes. People without administration may change their own password and locale.

    `roles` and `teams` are all there are afterwards; `join_…` and `leave_…` change single ones and leave alone what
    another administrator changes at the same time.

    A password set for somebody else must be renewed at their next sign-in, unless `password_due` is false.
    """

    name: Short = Field(default_factory=str)
    password: str = Field(default_factory=str)
    current_password: str = Field(default_factory=str)
    password_due: bool = Field(default_factory=lambda: True)
    locale: str = Field(default_factory=str)
    join_roles: list[Short] = Field(default_factory=list)
    leave_roles: list[Short] = Field(default_factory=list)
    join_teams: list[Short] = Field(default_factory=list)
    leave_teams: list[Short] = Field(default_factory=list)


class PersonName(BaseModel):
    """A colleague, for pickers."""

    id: UUID
    name: str


class Invitation(BaseModel):
    """Since when somebody is invited who has not come in yet, and until when the link opens."""

    sent_at: datetime
    expires_at: datetime


class PersonEntry(PersonName):
    """A person as administrators see them; roles and teams are `app.key`. `can_sign_in`: they have a password."""

    email: str | None
    phone: str | None
    staff_number: str | None
    wecom_id: str | None
    active: bool
    admin: bool
    password_due: bool
    second_factor: bool
    system_roles: list[SystemRole]
    locale: str
    roles: list[str]
    teams: list[str]
    department_id: UUID | None
    manager_id: UUID | None
    partner_id: UUID | None
    can_sign_in: bool
    invitation: Invitation | None


class Membership(BaseModel):
    """A role or team that can be chosen."""

    key: str
    name: str


class People(BaseModel):
    """Everyone for administrators; names of active people for others. `mail`: invitations go out by mail."""

    items: list[PersonEntry] | list[PersonName]
    roles: list[Membership]
    teams: list[Membership]
    mail: bool


@router.get("/people")
async def get_people(request: Request, caller: SignedIn, gate: TheGate) -> People:
    """List people: everything for who administers them, id and name for others, own colleagues for partners."""
    if not caller.may("people"):
        partner = caller.partner_id
        names = await gate.database.all(store.NAMES if partner is None else store.names_of_partner(partner))
        return People(items=[PersonName(**row) for row in names], roles=[], teams=[], mail=False)
    known = await gate.read_roles_and_teams()
    rows = await gate.database.all(store.PEOPLE)
    locale = locale_of(request)
    return People(
        items=[_entry(row, known) for row in rows],
        roles=_choices(known.roles, locale),
        teams=_choices(known.teams, locale),
        mail=await gate.mail_ready(),
    )


@router.post("/people", status_code=201)
async def post_person(body: NewPerson, request: Request, caller: ForPeople, gate: TheGate) -> PersonEntry:
    """Create a person."""
    given = body.model_dump()
    locale = given["locale"] or await chosen_language(gate) or locale_of(request)
    also: Also = nothing_more
    if given.pop("invite"):
        if body.password is not None:
            raise Invalid([FieldProblem("password", "password_or_invitation")])
        if not body.active:
            raise Conflict("person_inactive")
        also = partial(invitation, gate, by=caller, base=await address_of(gate, str(request.base_url)))
    row = await create_person(gate, {**given, "locale": locale}, caller, also)
    return _entry(row, await gate.read_roles_and_teams())


@router.patch("/people/{person_id}")
async def patch_person(person_id: UUID, body: PersonChange, session: InSession, gate: TheGate) -> PersonEntry:
    """Change a person; oneself only password and locale, unless one is an administrator."""
    given = body.model_dump(exclude_unset=True)
    caller = session.caller
    own = person_id == caller.person_id
    if not caller.may("people") and not (own and caller.key is None and given.keys() <= _OWN):
        raise Forbidden
    await _check_current_password(gate, session, given, own=own)
    row = await update_person(gate, person_id, given, session.token_hash if own else None, caller)
    return _entry(row, await gate.read_roles_and_teams())


async def _check_current_password(gate: Gate, session: OpenSession, given: Mapping[str, Any], *, own: bool) -> None:
    """Who is not an administrator must know the password they replace."""
    asked = "current_password" in given or not session.caller.admin
    if own and "password" in given and asked:
        await require_password(gate, session, given.get("current_password", ""))


def _entry(row: Row, known: RolesAndTeams) -> PersonEntry:
    return PersonEntry(
        id=row["id"],
        name=row["name"],
        email=row["email"],
        phone=row["phone"],
        staff_number=row["staff_number"],
        wecom_id=row["wecom_id"],
        active=row["active"],
        admin=row["admin"],
        password_due=row["password_due"],
        second_factor=row["second_factor"],
        system_roles=system_roles_of(row),
        locale=row["locale"],
        department_id=row["department_id"],
        manager_id=row["manager_id"],
        partner_id=row["partner_id"],
        can_sign_in=row["can_sign_in"],
        invitation=None if row["invitation"] is None else Invitation.model_validate(row["invitation"]),
        roles=[name for name in row["roles"] if name in known.roles],
        teams=[name for name in row["team_names"] if name in known.teams],
    )


def _choices(names: Mapping[str, Any], locale: str) -> list[Membership]:
    return [Membership(key=key, name=localize(name, locale)) for key, name in names.items()]
