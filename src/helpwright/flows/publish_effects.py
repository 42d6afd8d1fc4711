"""What publishing a changed flow means for what is under way: instances stay on the version they started on."""

from collections.abc import Sequence
from typing import Any

from helpwright.definitions.kind import Effect
from helpwright.definitions.model import Part
from helpwright.flows import store
from helpwright.platform.statement import Runner


async def flow_effects(session: Runner, part: Part, _document: Any) -> Sequence[Effect]:
    """One effect a version that somebody is still on."""
    rows = await session.all(store.open_of_flow(part.name))
    return [Effect((), "effect_instances_stay", {"version": row["version"], "count": row["open"]}) for row in rows]
