"""The views that somebody keeps at hand, of all forms at once."""

from collections.abc import Callable
from typing import Any

from helpwright.access.model import Caller
from helpwright.access.rights import Rights
from helpwright.definitions.model import DefinitionSet
from helpwright.records.engine import RecordEngine
from helpwright.records.read import View, visible_forms
from helpwright.records.views import store
from helpwright.records.views.operations import SavedViews


async def pinned_views(
    engine: RecordEngine, caller: Caller, rights_of: Callable[[Caller, DefinitionSet], Rights]
) -> list[dict[str, Any]]:
    """`{form, id, name}` of each that the caller may still use, oldest view first; at most two round trips."""
    rows = await engine.database.all(store.pinned_of(caller.person_id))
    if not rows:
        return []
    definitions = await engine.definitions.current(caller.epoch)
    rights = rights_of(caller, definitions)
    wanted = {row["form"] for row in rows}
    views = [View(caller, definitions, form, rights) for form in engine.forms(definitions) if form.name in wanted]
    visible = await visible_forms(engine, views)
    return [
        {"form": row["form"], "id": str(row["id"]), "name": row["name"]}
        for row in rows
        if (view := visible.get(row["form"])) is not None and SavedViews(engine, view).at_hand(row)
    ]
