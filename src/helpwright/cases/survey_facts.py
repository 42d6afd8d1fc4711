"""What customers answered to each survey of an app lately."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from helpwright.cases import survey_store as store
from helpwright.definitions.kind import Facts
from helpwright.definitions.model import Part
from helpwright.platform.statement import Runner

_SPAN = timedelta(days=30)


async def survey_facts(session: Runner, parts: Sequence[Part], now: datetime) -> Facts:
    """`answers` of the last 30 days, and their `average` when there are any."""
    rows = await session.all(store.answer_counts([part.name for part in parts], now - _SPAN))
    found = {row["survey"]: {"answers": row["answers"], "average": float(row["average"])} for row in rows}
    return {part.key: found.get(part.name, {"answers": 0}) for part in parts}
