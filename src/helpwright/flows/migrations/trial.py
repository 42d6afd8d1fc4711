"""The dry run of a migration: how many could go on under the new version, which could not, and why. Writes nothing."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from helpwright.definitions.model import DefinitionSet
from helpwright.flows.definition import Definition
from helpwright.flows.engine import FlowEngine
from helpwright.flows.errors import FlowRefusal
from helpwright.flows.live import LiveFlow
from helpwright.flows.migrate import plan
from helpwright.flows.migrations import store
from helpwright.flows.migrations.carry import MOST_REFUSALS, name_records, refusal_json
from helpwright.flows.model import State
from helpwright.platform.database import Row

_PAGE = 1_000


@dataclass
class Report:
    """What came out. `open` counts instances by the node where they stand; the others by version."""

    total: int = 0
    ready: int = 0
    open: Counter[str] = field(default_factory=Counter)
    versions: Counter[int] = field(default_factory=Counter)
    refused: list[dict[str, Any]] = field(default_factory=list)
    reasons: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    flows: dict[int, LiveFlow] = field(default_factory=dict)


async def try_out(
    engine: FlowEngine,
    definitions: DefinitionSet,
    flow: str,
    to: tuple[int, Definition],
    nodes: Mapping[str, str],
) -> Report:
    """Plan for every open instance on a version below `to`; the numbers are exact, some of the refused are named."""
    report, after = Report(), None
    known: dict[Any, FlowRefusal | None] = {}
    while True:
        rows = await engine.records.database.all(store.open_before(flow, to[0], after, _PAGE))
        for version in {row["version"] for row in rows} - report.flows.keys():
            report.flows[version] = await engine.versions.get(definitions, flow, version)
        await asyncio.to_thread(_look, report, known, rows, to[1], nodes)
        if len(rows) < _PAGE:
            break
        after = rows[-1]["id"]
    await name_records(engine, definitions, report.refused)
    return report


def _look(
    report: Report,
    known: dict[Any, FlowRefusal | None],
    rows: Sequence[Row],
    after: Definition,
    nodes: Mapping[str, str],
) -> None:
    for row in rows:
        state = State.from_json(row["state"])
        refusal = _refusal(report.flows[row["version"]], after, state, nodes, known)
        report.total += 1
        report.versions[row["version"]] += 1
        report.open.update({each.node for each in state.activities.values()})
        if refusal is None:
            report.ready += 1
            continue
        report.reasons[refusal.code, refusal.data.get("node")] += 1
        if len(report.refused) < MOST_REFUSALS:
            report.refused.append(refusal_json(row["id"], row, refusal))


def _refusal(
    before: LiveFlow, after: Definition, state: State, nodes: Mapping[str, str], known: dict[Any, FlowRefusal | None]
) -> FlowRefusal | None:
    """Why this one cannot; instances that stand alike are planned once."""
    stands = (
        before.version,
        tuple(sorted(state.marking.items())),
        tuple(sorted((each.node, each.held) for each in state.activities.values())),
    )
    if stands not in known:
        try:
            plan(before.definition, after, state, nodes)
        except FlowRefusal as refusal:
            known[stands] = refusal
        else:
            known[stands] = None
    return known[stands]
