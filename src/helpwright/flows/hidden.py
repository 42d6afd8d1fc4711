"""Fields that a node hides from those who act by its tasks, whatever their roles let them read."""

from collections.abc import Callable, Mapping
from typing import Any

from helpwright.access.branch import Branch
from helpwright.access.model import Caller
from helpwright.flows.live import LiveFlow

# Who reads a record through their tasks alone does not learn afterwards what was hidden while they worked.
_ACTING = """EXISTS (SELECT 1 FROM tasks h WHERE h.record_id = r.id AND ({nodes}) AND (
    (h.claimed_by = %(hide_me)s AND (h.state = 'claimed' OR (h.state = 'done' AND NOT %(hide_by_role)s)))
    OR (h.state = 'offered' AND (h.team_id = ANY(%(hide_teams)s) OR h.role = ANY(%(hide_roles)s)
        OR h.person_id = %(hide_me)s))))"""

Hiding = Callable[[str], Mapping[str, Branch]]


def hidden_by_tasks(caller: Caller, flows: Mapping[str, LiveFlow], reads: Callable[[str], bool]) -> Hiding:
    """By form: the fields that some live flow hides, each with the rows (alias `r`) on which it does from the caller.

    `reads`: whether roles of the caller speak about a form.
    """
    by_form: dict[str, dict[str, dict[str, list[str]]]] = {}
    for flow in flows.values():
        for node, settings in flow.document.nodes.items():
            for field in getattr(getattr(settings, "fields", None), "hide", ()):
                by_form.setdefault(flow.form, {}).setdefault(field, {}).setdefault(flow.name, []).append(node)

    def of_form(form: str) -> Mapping[str, Branch]:
        return {
            field: _branch(caller, f"{number}", nodes, by_role=reads(form))
            for number, (field, nodes) in enumerate(by_form.get(form, {}).items())
        }

    return of_form


def _branch(caller: Caller, prefix: str, nodes: Mapping[str, list[str]], *, by_role: bool) -> Branch:
    params: dict[str, Any] = {
        "hide_me": caller.person_id,
        "hide_teams": sorted(caller.teams),
        "hide_roles": sorted(caller.roles),
        "hide_by_role": by_role,
    }
    parts = []
    for number, (flow, keys) in enumerate(nodes.items()):
        name = f"hide_{prefix}_{number}"
        parts.append(f"(h.flow = %({name}_flow)s AND h.node = ANY(%({name}_nodes)s))")
        params |= {f"{name}_flow": flow, f"{name}_nodes": keys}
    return Branch(_ACTING.format(nodes=" OR ".join(parts)), params)
