"""The rows a caller may act on, as SQL: a union of branches, each with an index of its own.

A list query makes one ordered, limited SELECT of every branch and unites them: one OR over all of them is slow for
a caller with few rows among many. A check of single rows may use `any_of`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from helpwright.access.branch import EVERYTHING, NOTHING, Branch
from helpwright.access.model import Caller
from helpwright.access.rights import Grant, Rights

__all__ = [
    "EVERYTHING",
    "NOTHING",
    "Belonging",
    "Branch",
    "any_of",
    "branches",
    "columns_of_scope",
    "merged",
    "reaches",
    "task_branch",
]

_ROWS_OF_TASKS = """r.id IN (
    SELECT t.record_id FROM tasks t
    WHERE t.form = %(scope_form)s AND t.state = 'offered' AND t.team_id = ANY(%(scope_teams)s)
    UNION ALL SELECT t.record_id FROM tasks t
    WHERE t.form = %(scope_form)s AND t.state = 'offered' AND t.role = ANY(%(scope_roles)s)
    UNION ALL SELECT t.record_id FROM tasks t
    WHERE t.form = %(scope_form)s AND t.state = 'offered' AND t.person_id = %(scope_me)s
    UNION ALL SELECT t.record_id FROM tasks t
    WHERE t.form = %(scope_form)s AND t.state IN ('claimed', 'done') AND t.claimed_by = %(scope_me)s
    UNION ALL SELECT c.record_id FROM copies c WHERE c.form = %(scope_form)s AND c.person_id = %(scope_me)s
)"""
# So many values of one column get a branch each, read in the order of its index; more are one branch that sorts.
_MOST_SINGLE = 16


def branches(caller: Caller, granted: Rights, action: str, form: str) -> tuple[Branch, ...]:
    """The rows of `form` (`app.key`) on which `action` is allowed; no branch means no row.

    Reading is also allowed where a task is offered to the caller (their team, role or person), claimed by them, or
    was done by them, and where they were given a copy.
    """
    grants = [grant for grant in granted.grants(form) if action in grant.can]
    if any(grant.scope == "all" for grant in grants):
        return (EVERYTHING,)
    scopes = {grant.scope for grant in grants}
    found = [branch for scope in _COLUMNS if scope in scopes for branch in _by_column(caller, scope)]
    found += [granted.condition(grant) for grant in grants if grant.scope == "filter"]
    if action == "read" and caller.key_allows("read", form):
        found.append(task_branch(caller, form))
    return tuple(branch for branch in found if branch is not NOTHING)


def _by_column(caller: Caller, scope: str) -> Iterable[Branch]:
    columns, values = _COLUMNS[scope], sorted(_values(caller, scope))
    for column in columns:
        looked_at = frozenset({column})
        if len(values) > _MOST_SINGLE:
            yield Branch(f"r.{column} = ANY(%(scope_{scope})s)", {f"scope_{scope}": values}, looked_at)
            continue
        for number, value in enumerate(values):
            yield Branch(f"r.{column} = %(scope_{scope}_{number})s", {f"scope_{scope}_{number}": value}, looked_at)


def columns_of_scope(scope: str) -> frozenset[str]:
    """The system columns that a scope looks at; none for all rows and for a filter."""
    return frozenset(_COLUMNS.get(scope, ()))


_COLUMNS: Mapping[str, Sequence[str]] = {
    "own": ("owner_id", "created_by"),
    "team": ("team_id",),
    "department": ("dept_id",),
    "partner": ("partner_id",),
}


def _values(caller: Caller, scope: str) -> Collection[UUID]:
    """What the columns of a row in the scope may hold."""
    match scope:
        case "own":
            return (caller.person_id,)
        case "team":
            return caller.teams
        case "department":
            return caller.departments
        case _:
            return () if caller.partner_id is None else (caller.partner_id,)


@dataclass(frozen=True, slots=True)
class Belonging:
    """Whose a row is: the system columns that scopes look at, and the ids of the grants whose filter it matches."""

    owner_id: UUID | None
    created_by: UUID | None
    team_id: UUID | None
    dept_id: UUID | None
    partner_id: UUID | None
    filters: Collection[str] = ()


def reaches(caller: Caller, grant: Grant, row: Belonging) -> bool:
    """Whether the row lies in the scope of the grant: what the branches say, for one row that is there."""
    if grant.scope == "all":
        return True
    if grant.scope == "filter":
        return grant.id in row.filters
    held = {getattr(row, column) for column in _COLUMNS[grant.scope]}
    return not held.isdisjoint(_values(caller, grant.scope))


def task_branch(caller: Caller, form: str) -> Branch:
    """The rows with a task that is offered to the caller, claimed by them, or was done by them, and of copies."""
    params = {
        "scope_form": form,
        "scope_me": caller.person_id,
        "scope_teams": sorted(caller.teams),
        "scope_roles": sorted(caller.roles),
    }
    return Branch(_ROWS_OF_TASKS, params)


def merged(found: Sequence[Branch]) -> dict[str, Any]:
    """The parameters of all branches; the same name has the same value."""
    return {name: value for branch in found for name, value in branch.params.items()}


def any_of(found: Sequence[Branch]) -> Branch:
    """One condition for a look at single rows: some branch holds; false when there is none."""
    if not found:
        return NOTHING
    params = merged(found)
    return Branch("(" + " OR ".join(f"({branch.sql})" for branch in found) + ")", params)
