"""Who reads a report, and what of a dataset they may see."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol
from uuid import UUID

from helpwright.access.model import Caller
from helpwright.access.rights import Rights
from helpwright.definitions.model import DefinitionSet, qualified
from helpwright.forms.form import Form
from helpwright.kernel.errors import FieldProblem, Invalid, Missing
from helpwright.kernel.filter_tests import Moment
from helpwright.platform.sentences import Sentences
from helpwright.query.document import QueryDocument
from helpwright.query.rollup import Rollup
from helpwright.query.source import Source, form_source
from helpwright.records.engine import RecordEngine
from helpwright.records.read import Reads, View, read_related, require_form, title_queries
from helpwright.reports.catalogue import DATASETS
from helpwright.reports.record_fields import columns_named, named_in
from helpwright.reports.sources import dataset_source


class KnownRollups(Protocol):
    """The roll-ups that this process knows of."""

    async def ready(self) -> Sequence[Rollup]:
        """Those that may be read."""
        ...

    def forget(self) -> None:
        """One that was known is gone: ask anew."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, under which definitions and rights, in which language. With `app`: inside that app only."""

    engine: RecordEngine
    sentences: Sentences
    caller: Caller
    definitions: DefinitionSet
    rights: Rights
    locale: str
    app: str | None = None
    shelf: KnownRollups | None = None
    kept: Reads | None = None

    @property
    def answers(self) -> Reads:
        """What answers statements: what is kept of earlier answers, as far as it is still so, and the database."""
        return self.engine.database if self.kept is None else self.kept

    async def rollups(self) -> Sequence[Rollup]:
        """What is counted already and may be read."""
        return () if self.shelf is None else await self.shelf.ready()

    def without_rollups(self) -> "Reader":
        """The same reader, for whom everything is counted row by row: a roll-up was removed meanwhile."""
        if self.shelf is not None:
            self.shelf.forget()
        return replace(self, shelf=None)

    def moment(self) -> Moment:
        """Now, in the organization's zone, for the caller."""
        zone = self.definitions.zone
        return Moment(self.engine.clock.now(), zone, self.caller.person_id, self.caller.teams)

    def view(self, form: Form) -> View:
        """What the caller sees of a form."""
        return View(self.caller, self.definitions, form, self.rights)

    async def form_view(self, name: str) -> View:
        """The view of the form that a query is about; who sees nothing of it does not learn that it is there.

        Raises Invalid.
        """
        forms = self.engine.forms(self.definitions)
        try:
            view = self.view(forms.find(qualified(name, self.app) if self.app is not None else name))
            await require_form(self.engine, view)
        except Missing as error:
            raise Invalid([FieldProblem("from", "dataset_unknown", {"dataset": name})]) from error
        return view

    async def names(self, people: Collection[UUID], linked: Mapping[str, Collection[UUID]]) -> Mapping[Any, str]:
        """Names of people, and titles of records (by the name of their form) that the reader may see, by id."""
        forms = self.engine.forms(self.definitions)
        links = [
            query
            for target, ids in linked.items()
            for query in title_queries(self.engine, self.view(forms.find(target)), {target: ids})
        ]
        found = await read_related(self.answers, people, (), links)
        return {**found.people, **{key: each.title for key, each in found.records.items()}}

    async def source(self, query: QueryDocument) -> Source:
        """The rows that a query is about. Raises Invalid."""
        if query.source in DATASETS:
            forms = self.engine.forms(self.definitions)
            views = [self.view(each) for each in forms if self.app in {None, each.app}]
            return dataset_source(query.source, views, named_in(query), columns_named(query))
        view = await self.form_view(query.source)
        return form_source(view.form, view.scopes("read"), view.readable_everywhere())
