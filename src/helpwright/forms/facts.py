"""How many records there are of each form of an app."""

from collections.abc import Sequence
from datetime import datetime

from helpwright.definitions.kind import Facts
from helpwright.definitions.model import Part
from helpwright.forms import store
from helpwright.forms.publish import Table
from helpwright.platform.statement import Runner

MOST_COUNTED = 1_000_000


async def form_facts(session: Runner, parts: Sequence[Part], _now: datetime) -> Facts:
    """`records`, counted up to a million."""
    counted = await session.pipeline(
        [store.count_where(Table.of(part).quoted, "TRUE", {}, MOST_COUNTED) for part in parts]
    )
    return {part.key: {"records": rows[0]["n"]} for part, rows in zip(parts, counted, strict=True)}
