"""Search over every form that the caller reads: by number, phone, name, or words."""

import asyncio
import re
from collections.abc import Callable
from typing import Any

from helpwright.access.model import Caller
from helpwright.access.rights import Rights
from helpwright.definitions.model import DefinitionSet
from helpwright.definitions.teams import teams_by_id
from helpwright.kernel.errors import Refusal
from helpwright.records.engine import RecordEngine
from helpwright.records.listing import Listed, list_records
from helpwright.records.read import ListRequest, View

_AT_ONCE = 4
"""So many connections one search takes at most."""
_SPACED_NUMBER = re.compile(r"\+?[\d\s-]{6,}")
RightsOf = Callable[[Caller, DefinitionSet], Rights]


async def search_everywhere(
    engine: RecordEngine, caller: Caller, rights_of: RightsOf, text: str, limit: int
) -> list[dict[str, Any]]:
    """The newest matches of each form, forms with tickets first; forms without a match are left out."""
    definitions = await engine.definitions.current(caller.epoch)
    rights = rights_of(caller, definitions)
    views = [
        View(caller, definitions, form, rights)
        for form in engine.forms(definitions)
        if "read" in rights.actions(form.name)
    ]
    views.sort(key=lambda view: (view.form.status is None, view.form.name))
    teams = {key: part.key for key, part in teams_by_id(definitions).items()}
    wanted = ListRequest(search=_plain(text), limit=limit)

    turn = asyncio.Semaphore(_AT_ONCE)

    async def one(view: View) -> Listed | None:
        try:
            async with turn:
                return await list_records(engine, view, wanted, teams)
        except Refusal:
            return None

    found = await asyncio.gather(*(one(view) for view in views))
    return [
        {"form": view.form.name, "items": listed.items}
        for view, listed in zip(views, found, strict=True)
        if listed is not None and listed.items
    ]


def _plain(text: str) -> str:
    """A number as it is stored, however it was read out or pasted."""
    trimmed = text.strip()
    return re.sub(r"[\s-]", "", trimmed) if _SPACED_NUMBER.fullmatch(trimmed) else trimmed
