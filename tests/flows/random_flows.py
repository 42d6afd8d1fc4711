"""Flow documents at random: a chain from start to end in which every node may also lead anywhere else.

Nodes at which nobody waits lead on along the chain or to one that waits, so that no circle runs by itself.
"""

from typing import Any

from hypothesis import strategies as st

FIELDS = ("kind", "note", "status", "owner")
_CONDITIONS: tuple[dict[str, Any], ...] = (
    {"field": "kind", "op": "eq", "value": "red"},
    {"field": "note", "op": "empty"},
    {"all": [{"field": "status", "op": "ne", "value": "s1"}, {"not": {"field": "kind", "op": "filled"}}]},
)
TYPES = ("task", "task", "task", "confirm", "branch", "cc", "wait", "action")
_READERS: tuple[dict[str, Any], ...] = ({"team": "t0"}, {"role": "rest"}, {"field": "owner"}, {"person": "9"})
_ENDS_OF_WAITS: tuple[dict[str, Any], ...] = (
    {"for": {"hours": 1}},
    {"until": "go"},
    {"until_field": "note"},
    {"for": {"days": 1}, "until_field": {"field": "note", "before": {"hours": 1}}, "until": "stop"},
)
_DUES: tuple[dict[str, Any], ...] = (
    {"hours": 2},
    {"hours": 2, "warn": {"before": {"minutes": 10}}, "late": [{"action": "comment", "text": "x"}]},
    {"hours": 2, "warn": {"after": {"hours": 1}, "actions": [{"action": "comment", "text": "x"}]}},
)
_SETS: tuple[dict[str, Any], ...] = ({}, {"status": "s1"}, {"kind": "red", "owner": {"actor": True}}, {"note": None})


@st.composite
def flow_documents(draw: st.DrawFn) -> dict[str, Any]:
    """Documents that compile: one to eight nodes of every type, one or two ends."""
    types = draw(st.lists(st.sampled_from(TYPES), min_size=1, max_size=8))
    keys = [f"n{number}" for number in range(len(types))]
    ends = ["e0"]
    anywhere = [*keys, "e0"]
    nodes: dict[str, Any] = {"begin": {"type": "start", "trigger": "record_created", "to": keys[0]}}
    for number, (key, kind) in enumerate(zip(keys, types, strict=True)):
        onward = keys[number + 1] if number + 1 < len(keys) else "e0"
        if kind not in {"task", "confirm"}:
            nodes[key] = _by_itself(draw, kind, onward, [*_waiting(keys, types), *keys[number + 1 :], "e0"])
            continue
        outcomes = {"o0": _outcome(draw, onward, nodes_types=dict(zip(keys, types, strict=True)))}
        for extra in range(draw(st.integers(0, 2))):
            target = draw(st.sampled_from(anywhere))
            outcomes[f"o{extra + 1}"] = _outcome(draw, target, nodes_types=dict(zip(keys, types, strict=True)))
        node: dict[str, Any] = {"type": kind, "name": key, "outcomes": outcomes}
        nodes[key] = node | (_task(draw) if kind == "task" else _confirm(draw, outcomes))
    if types[0] in {"task", "confirm"} and draw(st.booleans()):
        nodes["n0"]["outcomes"]["stop"] = {"name": "stop", "to": "e1"}
        ends.append("e1")
    for key in ends:
        nodes[key] = {"type": "end", "set": draw(st.sampled_from(_SETS))}
    return {"name": "random", "form": "ticket", "nodes": nodes}


def _waiting(keys: list[str], types: list[str]) -> list[str]:
    return [key for key, kind in zip(keys, types, strict=True) if kind in {"task", "confirm", "wait"}]


def _by_itself(draw: st.DrawFn, kind: str, onward: str, elsewhere: list[str]) -> dict[str, Any]:
    match kind:
        case "branch":
            lines = [
                {"when": when, "to": draw(st.sampled_from(elsewhere))}
                for when in draw(st.lists(st.sampled_from(_CONDITIONS), max_size=2))
            ]
            return {"type": "branch", "lines": [*lines, {"otherwise": True, "to": onward}]}
        case "cc":
            readers = draw(st.lists(st.sampled_from(_READERS), min_size=1, max_size=3))
            return {"type": "cc", "to": readers, "next": onward}
        case "wait":
            return {"type": "wait", **draw(st.sampled_from(_ENDS_OF_WAITS)), "to": onward}
        case _:
            return {"type": "action", "actions": [{"action": "comment", "text": "x"}], "to": onward}


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
        "allow": draw(st.sampled_from(([], ["transfer", "urge"], ["return"], ["return", "transfer"]))),
    }
    return task | ({"due": draw(st.sampled_from(_DUES))} if draw(st.booleans()) else {})


def _confirm(draw: st.DrawFn, outcomes: dict[str, Any]) -> dict[str, Any]:
    silent = [key for key, each in outcomes.items() if each.get("reason") != "required"]
    if not silent or draw(st.booleans()):
        return {}
    remind = [{"days": day} for day in range(1, draw(st.integers(1, 3)))]
    return {"auto": {"after": {"days": 7}, "remind": remind, "outcome": draw(st.sampled_from(silent))}}
