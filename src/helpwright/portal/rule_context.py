"""Records as rules and templates see them: values, and display texts by variable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from psycopg.errors import DatabaseError

from helpwright.cases.clocks import read_cases
from helpwright.definitions.model import DefinitionSet
from helpwright.forms.form import Form
from helpwright.kernel.errors import Invalid, Missing
from helpwright.kernel.filter import Filter
from helpwright.platform.database import Row, Session, Statement
from helpwright.portal.links import Links
from helpwright.query.column import columns_of
from helpwright.query.where import Where
from helpwright.records.engine import RecordEngine
from helpwright.records.links import engine_queries, links_in
from helpwright.records.model import json_values, title_of
from helpwright.records.read import related
from helpwright.records.refusals import translated
from helpwright.records.rows import enter, get_many, lock_many, select_ids, to_record
from helpwright.rules.kind import RecordContext

log = structlog.get_logger(__name__)

_CLOCKS = ("first_response_due", "next_response_due", "resolution_due")


@dataclass(frozen=True)
class RecordContexts:
    """Loads the records of a batch of events, set-wise."""

    engine: RecordEngine
    links: Links

    async def __call__(
        self,
        session: Session,
        form: str,
        ids: Sequence[UUID],
        locale: str,
        *,
        lock: bool = False,
    ) -> Mapping[UUID, RecordContext]:
        """Context by record id; deleted records are absent. Texts are in the record's language, else `locale`."""
        definitions = await self.engine.definitions.likely()
        try:
            found = self.engine.forms(definitions).find(form)
        except Missing:
            return {}
        locks = (enter(found, definitions.epoch), lock_many(found, ids)) if lock else ()
        *_, rows, cases = await session.pipeline((*locks, get_many(found, ids), read_cases(ids)))
        clocks = {row["record_id"]: row for row in cases}
        records = [to_record(found, row) for row in rows]
        values = [each.values for each in records]
        links = engine_queries(self.engine.forms(definitions), found, links_in(found, values))
        names = (await related(session, found, values, (), links)).names(definitions.zone)
        meanings = columns_of(found)
        contexts: dict[UUID, RecordContext] = {}
        for record in records:
            language = record.language or locale
            texts: dict[str, str | None] = {
                key: field.type.to_text(field.settings, record.values.get(key), language, names)
                for key, field in found.fields.items()
            }
            texts |= _system_texts(definitions, record.number, title_of(found, record.values))
            texts |= _clock_texts(definitions, clocks.get(record.id))
            texts["progress_url"] = self._progress(definitions, found, record.id)
            contexts[record.id] = RecordContext(
                json_values(found, record.values), texts, record.language, record, definitions.zone, meanings
            )
        return contexts

    async def meant(self, error: DatabaseError) -> Exception:
        """A value that another record has, something linked that is gone; any other error as it is."""
        forms = self.engine.forms(await self.engine.definitions.likely())
        found = (translated(form, error) for form in forms)
        return next((each for each in found if each is not error), error)

    async def matching(self, form: str, condition: Filter | None, now: datetime) -> Statement | None:
        """The ids of the form's records that match; None when the form is gone or cannot be asked that."""
        definitions = await self.engine.definitions.likely()
        try:
            found = self.engine.forms(definitions).find(form)
            where = Where(columns_of(found), now, definitions.zone)
            sql = "TRUE" if condition is None else where.compile(condition)
        except (Missing, Invalid) as refusal:
            log.warning("records_cannot_be_selected", form=form, code=refusal.code)
            return None
        return select_ids(found, sql, where.params)

    def _progress(self, definitions: DefinitionSet, form: Form, record_id: UUID) -> str | None:
        """Only a full address is of use in a message."""
        if form.document.public is None or not self.links.base(definitions):
            return None
        return self.links.progress(definitions, form, record_id)


def _system_texts(definitions: DefinitionSet, number: str, title: str) -> dict[str, str | None]:
    return {"number": number, "title": title, "company": definitions.company or None}


def _clock_texts(definitions: DefinitionSet, row: Row | None) -> dict[str, str | None]:
    return {f"case.{key}": _instant(definitions, row[key]) if row is not None else None for key in _CLOCKS}


def _instant(definitions: DefinitionSet, instant: Any) -> str | None:
    if not isinstance(instant, datetime):
        return None
    return instant.astimezone(definitions.zone).strftime("%Y-%m-%d %H:%M")
