"""The rows a caller may act on, as SQL: a union of branches, each with an index of its own.

A list query makes one ordered, limited SELECT of every branch and unites them: one OR over all of them is slow for
a caller with few rows among many. A check of single rows may use `any_of`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from helpwright.access.model import Caller
from helpwright.access.rights import Rights

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


@dataclass(frozen=True, slots=True)
class Branch:
    """A condition over the record row `r`; parameters are named `scope_…`, the same name has the same value."""

    sql: str
    params: Mapping[str, Any] = field(default_factory=dict)


EVERYTHING = Branch("TRUE")


def branches(caller: Caller, granted: Rights, action: str, form: str) -> tuple[Branch, ...]:
    """The rows of `form` (`app.key`) on which `action` is allowed; no branch means no row.

    Reading is also allowed where a task is offered to the caller (their team, role or person), claimed by them, or
    was done by them, and where they were given a copy.
    """
    scopes = granted.scopes(action, form)
    if "all" in scopes:
        return (EVERYTHING,)
    me = {"scope_me": caller.person_id}
    found: list[Branch] = []
    if "own" in scopes:
        found += [Branch("r.owner_id = %(scope_me)s", me), Branch("r.created_by = %(scope_me)s", me)]
    if "team" in scopes and caller.teams:
        found.append(Branch("r.team_id = ANY(%(scope_teams)s)", {"scope_teams": sorted(caller.teams)}))
    if action == "read":
        found.append(task_branch(caller, form))
    return tuple(found)


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
        return Branch("FALSE")
    params = merged(found)
    return Branch("(" + " OR ".join(f"({branch.sql})" for branch in found) + ")", params)
