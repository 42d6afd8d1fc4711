"""People as the rest of the product sees them, and the documents of roles and teams."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from helpwright.access.key_scopes import KeyScopes
from helpwright.access.sign_in_policy import Due
from helpwright.kernel.text import LocalText

Action = Literal["read", "create", "update", "delete", "export", "assign"]
Scope = Literal["all", "own", "team", "department", "partner", "filter"]
FieldRight = Literal["hidden", "masked", "read", "write"]
SystemRole = Literal["administrator", "security", "auditor", "builder"]
AdminPart = Literal["people", "keys", "definitions", "settings", "audit", "messages"]


ADMINISTRATOR: SystemRole = "administrator"
PARTS_OF_ROLE: Mapping[SystemRole, frozenset[AdminPart]] = {
    "administrator": frozenset({"people", "keys", "definitions", "settings", "audit", "messages"}),
    "security": frozenset({"people", "keys"}),
    "auditor": frozenset({"audit"}),
    "builder": frozenset({"definitions"}),
}
"""Which parts of the administration a system role opens. None of them opens records."""


def system_roles_of(row: Mapping[str, Any]) -> list[SystemRole]:
    """The system roles of a row of people, the administrator first, in the order of the vocabulary."""
    held = {*row["system_roles"], *([ADMINISTRATOR] if row["admin"] else [])}
    return [role for role in PARTS_OF_ROLE if role in held]


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with an account. `phone` is canonical: 11 digits for a Chinese mobile, else E.164.

    `system_roles` are those beside `admin`, in the order of the vocabulary.
    """

    id: UUID
    name: str
    email: str | None
    phone: str | None
    staff_number: str | None
    admin: bool
    locale: str
    system_roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the person, their teams (ids and names `app.team`), roles `app.role`, and the definition epoch.

    `departments` are their own, those they head, and all below; `partner_id` is the outside organization they belong
    to. `parts` are the parts of the administration open to them, less when they come with a key: `key` says what it
    allows. `address` is where the request came from, for the audit.
    """

    person_id: UUID
    name: str
    admin: bool
    locale: str
    teams: frozenset[UUID]
    team_names: frozenset[str]
    roles: frozenset[str]
    epoch: int
    departments: frozenset[UUID] = frozenset()
    partner_id: UUID | None = None
    parts: frozenset[str] = frozenset()
    key: KeyScopes | None = None
    key_id: UUID | None = None
    address: str | None = field(default=None, compare=False)

    def may(self, part: AdminPart) -> bool:
        """Whether this part of the administration is open to the caller."""
        return self.admin or part in self.parts

    def key_allows(self, verb: Literal["read", "write"], name: str) -> bool:
        """Whether the key (if it is one that asks) reaches the form, dashboard or flow `app.key`."""
        return self.key is None or self.key.allows(verb, name)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A valid cookie session or API key as one request sees it.

    `token_hash` is its key in the table, never the token. A key needs no CSRF token and has none. `due` is what the
    person must do before anything else.
    """

    caller: Caller
    person: Person
    csrf_token: str
    token_hash: bytes
    id: UUID | None = None
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class RolesAndTeams:
    """The roles and teams that definitions offer: `app.key` → name (a localized text)."""

    roles: Mapping[str, Any] = field(default_factory=dict)
    teams: Mapping[str, Any] = field(default_factory=dict)


ReadRolesAndTeams = Callable[[], Awaitable[RolesAndTeams]]


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid")


class GrantDocument(_Document):
    """One grant of a role: on a form (with a scope), a dashboard or a flow, by key or `app.key`.

    `fields` says what the grant allows on single fields; where it says nothing, `update` gives write, else read.
    """

    form: str | None = None
    dashboard: str | None = None
    flow: str | None = None
    can: Annotated[list[Action], Field(min_length=1)]
    scope: Scope | None = None
    filter: dict[str, Any] | None = None
    fields: dict[str, FieldRight] | None = None

    @model_validator(mode="after")
    def _check(self) -> "GrantDocument":
        if sum(target is not None for target in (self.form, self.dashboard, self.flow)) != 1:
            raise ValueError("grant_target_one")
        if self.form is None and (self.scope is not None or self.fields is not None):
            raise ValueError("grant_scope_forms_only")
        if self.form is not None and self.scope is None and set(self.can) != {"create"}:
            raise ValueError("grant_scope_missing")
        if (self.scope == "filter") != (self.filter is not None):
            raise ValueError("grant_filter_with_scope")
        return self


class RoleDocument(_Document):
    """A role of an app: what its holders may do."""

    name: LocalText
    grants: list[GrantDocument] = Field(default_factory=list)


class TeamDocument(_Document):
    """A team of an app: people who share a queue."""

    name: LocalText
