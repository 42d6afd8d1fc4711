"""People as the rest of the product sees them, and the documents of roles and teams."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from helpwright.kernel.text import LocalText

Action = Literal["read", "create", "update", "delete", "export", "assign"]
Scope = Literal["all", "own", "team", "department", "partner", "filter"]
FieldRight = Literal["hidden", "read", "write"]

SCOPES_THAT_RUN = frozenset({"all", "own", "team"})


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with an account. `phone` is canonical: 11 digits for a Chinese mobile, else E.164."""

    id: UUID
    name: str
    email: str | None
    phone: str | None
    staff_number: str | None
    admin: bool
    locale: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the person, their teams (ids and names `app.team`), roles `app.role`, and the definition epoch."""

    person_id: UUID
    name: str
    admin: bool
    locale: str
    teams: frozenset[UUID]
    team_names: frozenset[str]
    roles: frozenset[str]
    epoch: int


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A valid cookie session as one request sees it. `token_hash` is its key in the table, never the token."""

    caller: Caller
    person: Person
    csrf_token: str
    token_hash: bytes


@dataclass(frozen=True, slots=True)
class RolesAndTeams:
    """The roles and teams that definitions offer: `app.key` → name (a localized text)."""

    roles: Mapping[str, Any] = field(default_factory=dict)
    teams: Mapping[str, Any] = field(default_factory=dict)


ReadRolesAndTeams = Callable[[], Awaitable[RolesAndTeams]]


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid")


class GrantDocument(_Document):
    """One grant of a role: on a form (with a scope), a dashboard or a flow, by key or `app.key`."""

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


def not_yet_run(role: RoleDocument) -> tuple[str, ...]:
    """What of the role is kept but not carried out yet; such a scope admits no row."""
    scopes = {grant.scope for grant in role.grants if grant.scope is not None}
    return tuple(f"scope {scope}" for scope in sorted(scopes - SCOPES_THAT_RUN))
