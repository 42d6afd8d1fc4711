"""Fields that a node hides from those who act by its tasks, whatever their roles let them read."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from helpwright.access.branch import Branch
from helpwright.access.model import Caller
from helpwright.definitions.model import DefinitionSet, Hide
from helpwright.kernel.errors import Missing

# Who reads a record through their tasks alone does not learn afterwards what was hidden while they worked.
_ACTING = """EXISTS (SELECT 1 FROM tasks h WHERE h.record_id = r.id AND ({nodes}) AND (
    (h.claimed_by = %(hide_me)s AND (h.state = 'claimed' OR (h.state = 'done' AND NOT %(hide_by_role)s)))
    OR (h.state = 'offered' AND (h.team_id = ANY(%(hide_teams)s) OR h.role = ANY(%(hide_roles)s)
        OR h.person_id = %(hide_me)s))))"""

Hiding = Callable[[str], Mapping[str, Branch]]


def hidden_by_tasks(caller: Caller, definitions: DefinitionSet, reads: Callable[[str], bool]) -> Hiding:
    """By form: the fields that a node hides, each with the rows (alias `r`) on which one does from the caller.

    What counts is the version of the flow under which the task began. `reads`: whether roles of the caller speak about
    a form.
    """
    by_form: defaultdict[str, defaultdict[str, list[Hide]]] = defaultdict(lambda: defaultdict(list))
    for each in definitions.hides:
        by_form[each.form][each.field].append(each)

    def of_form(form: str) -> Mapping[str, Branch]:
        if form not in by_form:
            return {}
        fields = _fields(definitions, form)
        return {
            field: _branch(caller, f"{number}", hides, by_role=reads(form))
            for number, (field, hides) in enumerate(by_form[form].items())
            if field in fields
        }

    return of_form


def _fields(definitions: DefinitionSet, form: str) -> Collection[str]:
    """Those that the form still has: versions gone by may hide others."""
    try:
        found: Collection[str] = definitions.find("form", form).document["fields"]
    except Missing:
        return ()
    return found


def _branch(caller: Caller, prefix: str, hides: Sequence[Hide], *, by_role: bool) -> Branch:
    params: dict[str, Any] = {
        "hide_me": caller.person_id,
        "hide_teams": sorted(caller.teams),
        "hide_roles": sorted(caller.roles),
        "hide_by_role": by_role,
    }
    versions: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for each in hides:
        versions[each.flow, each.node].append(each.version)
    parts = []
    for number, ((flow, node), known) in enumerate(versions.items()):
        name = f"hide_{prefix}_{number}"
        parts.append(f"(h.flow = %({name}_flow)s AND h.node = %({name}_node)s AND h.flow_version = ANY(%({name}_of)s))")
        params |= {f"{name}_flow": flow, f"{name}_node": node, f"{name}_of": known}
    return Branch(_ACTING.format(nodes=" OR ".join(parts)), params)
