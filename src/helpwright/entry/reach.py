"""Of what a person learns without opening it: messages that go out, and changes that are pushed to their screen."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from helpwright.access.model import Caller
from helpwright.access.rights import Rights
from helpwright.definitions.live import Definitions
from helpwright.definitions.model import DefinitionSet
from helpwright.flows.history import tasks_seen_by
from helpwright.kernel.errors import Forbidden, Missing
from helpwright.notify.live import of_forms, of_person
from helpwright.platform.database import Database
from helpwright.records.engine import RecordEngine
from helpwright.records.read import View
from helpwright.records.rows import visible
from helpwright.records.views.operations import DATASET as VIEWS


@dataclass(frozen=True, slots=True)
class Reach:
    """Decides it from the rights of the person who asks."""

    database: Database
    definitions: Definitions
    records: RecordEngine
    rights_of: Callable[[Caller, DefinitionSet], Rights]

    async def readable_message_forms(self, caller: Caller) -> Collection[str] | None:
        """As `message_forms`. Raises Forbidden when there is none."""
        forms = self.message_forms(caller, await self.definitions.current(caller.epoch))
        if forms == []:
            raise Forbidden
        return forms

    def message_forms(self, caller: Caller, definitions: DefinitionSet) -> list[str] | None:
        """Forms whose messages the caller may read: those they lead and read whole, since messages are made of values.

        None would be all; nobody reads records without a grant, administrators neither.
        """
        granted = self.rights_of(caller, definitions)
        found = []
        for form in self.records.forms(definitions):
            leads = "all" in granted.scopes("assign", form.name) & granted.scopes("read", form.name)
            view = View(caller, definitions, form, granted)
            if leads and len(view.readable_everywhere()) == len(form.fields):
                found.append(form.name)
        return found

    async def visible_ids(self, caller: Caller, dataset: str, ids: Sequence[UUID]) -> Sequence[UUID]:
        """Which records of a live message the caller may read."""
        definitions = await self.definitions.likely()
        if dataset in {"definitions", VIEWS}:
            # Nothing but that something changed: what of it the caller may see is asked anew.
            return ids
        if dataset == "messages":
            return await self._messages_of(self.message_forms(caller, definitions) or (), ids)
        if dataset == "notifications":
            rows = await self.database.all(of_person(caller.person_id, ids))
            return [row["id"] for row in rows]
        if dataset == "tasks":
            rows = await self.database.all(tasks_seen_by(caller, ids))
            return [row["record_id"] for row in rows if caller.key_allows("read", row["form"])]
        try:
            form = self.records.forms(definitions).find(dataset)
        except Missing:
            return ()
        scope = View(caller, definitions, form, self.rights_of(caller, definitions)).scope("read")
        rows = await self.database.all(visible(form, ids, scope.sql, scope.params))
        return [row["id"] for row in rows]

    async def _messages_of(self, forms: Sequence[str], ids: Sequence[UUID]) -> Sequence[UUID]:
        return [row["id"] for row in await self.database.all(of_forms(ids, forms))] if forms else ()
