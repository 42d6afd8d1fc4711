"""Flow documents at random: a chain from start to end in which every node may also lead anywhere else."""

from typing import Any

from hypothesis import strategies as st

FIELDS = ("kind", "note", "status", "owner")
_CONDITIONS: tuple[dict[str, Any], ...] = (
    {"field": "kind", "op": "eq", "value": "red"},
    {"field": "note", "op": "empty"},
    {"all": [{"field": "status", "op": "ne", "value": "s1"}, {"not": {"field": "kind", "op": "filled"}}]},
)
_SETS: tuple[dict[str, Any], ...] = ({}, {"status": "s1"}, {"kind": "red", "owner": {"actor": True}}, {"note": None})


@st.composite
def flow_documents(draw: st.DrawFn) -> dict[str, Any]:
    """Documents that compile: one to eight waiting nodes, one or two ends."""
    types = draw(st.lists(st.sampled_from(("task", "confirm")), min_size=1, max_size=8))
    keys = [f"n{number}" for number in range(len(types))]
    ends = ["e0"]
    anywhere = [*keys, "e0"]
    nodes: dict[str, Any] = {"begin": {"type": "start", "trigger": "record_created", "to": keys[0]}}
    for number, (key, kind) in enumerate(zip(keys, types, strict=True)):
        onward = keys[number + 1] if number + 1 < len(keys) else "e0"
        outcomes = {"o0": _outcome(draw, onward, nodes_types=dict(zip(keys, types, strict=True)))}
        for extra in range(draw(st.integers(0, 2))):
            target = draw(st.sampled_from(anywhere))
            outcomes[f"o{extra + 1}"] = _outcome(draw, target, nodes_types=dict(zip(keys, types, strict=True)))
        node: dict[str, Any] = {"type": kind, "name": key, "outcomes": outcomes}
        nodes[key] = node | (_task(draw) if kind == "task" else _confirm(draw, outcomes))
    if draw(st.booleans()):
        nodes["n0"]["outcomes"]["stop"] = {"name": "stop", "to": "e1"}
        ends.append("e1")
    for key in ends:
        nodes[key] = {"type": "end", "set": draw(st.sampled_from(_SETS))}
    return {"name": "random", "form": "ticket", "nodes": nodes}


def _outcome(draw: st.DrawFn, target: str, nodes_types: dict[str, str]) -> dict[str, Any]:
    outcome: dict[str, Any] = {"name": "out", "to": target, "set": draw(st.sampled_from(_SETS))}
    if nodes_types.get(target) == "task" and draw(st.booleans()):
        outcome["assign"] = "previous"
    reason = draw(st.sampled_from((None, "optional", "required")))
    return outcome | ({} if reason is None else {"reason": reason})


def _task(draw: st.DrawFn) -> dict[str, Any]:
    lines: list[dict[str, Any]] = [
        {"when": when, "team": f"t{position}"}
        for position, when in enumerate(draw(st.lists(st.sampled_from(_CONDITIONS), max_size=2)))
    ]
    lines.append({"otherwise": True, draw(st.sampled_from(("team", "role"))): "rest"})
    task: dict[str, Any] = {
        "assign": lines,
        "claimed": {"set": draw(st.sampled_from(_SETS))},
        "fields": {"required": draw(st.sampled_from(([], ["note"])))},
        "allow": draw(st.sampled_from(([], ["transfer", "urge"]))),
    }
    return task | ({"due": {"hours": 2}} if draw(st.booleans()) else {})


def _confirm(draw: st.DrawFn, outcomes: dict[str, Any]) -> dict[str, Any]:
    silent = [key for key, each in outcomes.items() if each.get("reason") != "required"]
    if not silent or draw(st.booleans()):
        return {}
    remind = [{"days": day} for day in range(1, draw(st.integers(1, 3)))]
    return {"auto": {"after": {"days": 7}, "remind": remind, "outcome": draw(st.sampled_from(silent))}}
