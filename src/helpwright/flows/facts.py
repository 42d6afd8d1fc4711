"""How many instances of each flow of an app are under way."""

from collections.abc import Sequence
from datetime import datetime

from helpwright.definitions.kind import Facts
from helpwright.definitions.model import Part
from helpwright.flows import store
from helpwright.platform.statement import Runner


async def flow_facts(session: Runner, parts: Sequence[Part], _now: datetime) -> Facts:
    """`open`: running and suspended ones."""
    rows = await session.all(store.open_of_flows([part.name for part in parts]))
    found = {row["flow"]: row["open"] for row in rows}
    return {part.key: {"open": found.get(part.name, 0)} for part in parts}
