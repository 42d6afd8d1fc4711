"""How often each rule of an app ran lately."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from helpwright.definitions.kind import Facts
from helpwright.definitions.model import Part
from helpwright.platform.statement import Runner
from helpwright.rules import store

_SPAN = timedelta(days=7)


async def rule_facts(session: Runner, parts: Sequence[Part], now: datetime) -> Facts:
    """`runs` of the last 7 days that did something, and `failed` among them."""
    rows = await session.all(store.run_counts([part.name for part in parts], now - _SPAN))
    found = {row["rule"]: row for row in rows}
    return {
        part.key: {name: found[part.name][name] if part.name in found else 0 for name in ("runs", "failed")}
        for part in parts
    }
