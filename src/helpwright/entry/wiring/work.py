"""Records, the flows they go through, and everybody who works with them."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from helpwright.access.model import Caller, RoleDocument
from helpwright.access.rights import Grant, Rights, read_grants, rights
from helpwright.cases.clocks import (
    answered,
    bring_past,
    follow_changes,
    read_case_and_answer,
    read_cases,
    resume_clocks,
)
from helpwright.cases.forget import empty_answers
from helpwright.cases.levels import forget_timers
from helpwright.cases.surveys import Asking, answer_json
from helpwright.cases.view import case_json, next_due, promises_of
from helpwright.definitions.live import Compiled
from helpwright.definitions.model import DefinitionSet
from helpwright.entry.kinds import FIELD_TYPES, FORM_MODEL
from helpwright.entry.leaving.desk import LeavingDesk
from helpwright.entry.leaving.work import Leaving
from helpwright.entry.reach import Reach
from helpwright.entry.record_words import RecordWords
from helpwright.entry.wiring.ground import Ground
from helpwright.flows.api import FlowDesk
from helpwright.flows.bulk_api import work_of_batches
from helpwright.flows.claimed import allowed_by_claimed
from helpwright.flows.engine import FlowEngine, start_flows
from helpwright.flows.forget import empty_words
from helpwright.flows.guard import status_belongs_to_flow
from helpwright.flows.hidden import hidden_by_tasks
from helpwright.flows.history import first_response_given
from helpwright.flows.live import FlowVersions, compile_flows
from helpwright.flows.removal import cancel_flows
from helpwright.flows.restart import restart_flows
from helpwright.flows.status_change import outcome_instead
from helpwright.flows.tell import words_of
from helpwright.flows.wake import follow_moments, follow_promises
from helpwright.forms.form import compile_form, compile_forms
from helpwright.forms.sealed import with_sealed
from helpwright.kernel.text import DEFAULT_LOCALE
from helpwright.notify.forget import empty_messages
from helpwright.notify.outbox import Outbox
from helpwright.platform.database import Row, Statement
from helpwright.portal.api import PortalDesk
from helpwright.portal.rule_context import RecordContexts
from helpwright.query.grant_filter import grant_filters
from helpwright.records.api import RecordDesk
from helpwright.records.batches.work import Batching
from helpwright.records.engine import RecordEngine
from helpwright.records.erase import Texts
from helpwright.records.files.desk import FileDesk
from helpwright.records.imports.work import Importing
from helpwright.records.numbers import Numbers
from helpwright.rules.forget import empty_addresses, empty_comments

_MOST_KEPT: Final = 1024
"""Callers whose rights a process keeps, as many as sessions are known."""


class Work(Ground):
    """What people work with and on, and what each of them may."""

    @cached_property
    def records(self) -> RecordEngine:
        """Operations on records, with the readers that belong into the same commit."""
        types = with_sealed(FIELD_TYPES, self.vault)
        forms = Compiled(lambda definitions: compile_forms(definitions, FORM_MODEL, types))
        return RecordEngine(
            database=self.database,
            definitions=self.definitions,
            forms=forms.of,
            form_of=lambda part: compile_form(part, FORM_MODEL, types),
            numbers=Numbers(self.database),
            clock=self.clock,
            vault=self.vault,
            created_readers=(start_flows(self._flows.of, self._calendars.of),),
            change_guards=(status_belongs_to_flow(self.flow_versions, self.sentences),),
            changed_readers=(
                follow_changes(self._calendars.of),
                follow_moments,
                follow_promises,
            ),
            removed_readers=(cancel_flows(self.flow_versions, self._calendars.of), forget_timers),
            past_readers=(bring_past,),
            restored_readers=(resume_clocks(self._calendars.of), restart_flows(lambda: self.flows)),
        )

    @cached_property
    def flows(self) -> FlowEngine:
        """The shell of the flow kernel."""
        return FlowEngine(
            self.records, self._flows.of, self.flow_versions, self._calendars.of, words_of(self.sentences)
        )

    @cached_property
    def flow_versions(self) -> FlowVersions:
        """Published versions of flows, compiled once."""
        return FlowVersions(self.definitions)

    @cached_property
    def record_desk(self) -> RecordDesk:
        """For the routes of records."""
        words = RecordWords(self.sentences, self._flows)
        return RecordDesk(
            engine=self.records,
            rights_of=self.rights_of,
            describe_step=words.describe,
            on_public_comment=lambda record_id, person, at: first_response_given(
                record_id,
                answered(record_id, person, at),
            ),
            case_looks=lambda record_id: (read_case_and_answer(record_id),),
            case_in=_case_in,
            read_dues=self._read_dues,
            read_promises=self._read_promises,
            allowed_by_tasks=allowed_by_claimed(self.database, self.flow_versions),
            tell_mentioned=words.tell_mentioned,
            instead=outcome_instead(self.flows),
        )

    @cached_property
    def importing(self) -> Importing:
        """The work of imports, for workers."""
        return Importing(self.records, self.record_desk.view)

    @cached_property
    def batching(self) -> Batching:
        """The work of batches, for workers."""
        return Batching(self.record_desk, self.sentences, work_of_batches(self.flow_desk))

    @cached_property
    def leaving(self) -> Leaving:
        """The work of handing over, for workers."""
        return Leaving(self.flows, lambda name: self.sentences(DEFAULT_LOCALE, "handover_reason", {"name": name}))

    @cached_property
    def leaving_desk(self) -> LeavingDesk:
        """For the routes of handing over."""
        return LeavingDesk(self.gate, self.records, self.sentences)

    @cached_property
    def flow_desk(self) -> FlowDesk:
        """For the routes of tasks."""
        return FlowDesk(self.flows, self.record_desk, self.sentences, self.rights_of)

    @cached_property
    def portal_desk(self) -> PortalDesk:
        """For the routes of customers."""
        return PortalDesk(self.flows, self.links, self.sentences)

    @cached_property
    def file_desk(self) -> FileDesk:
        """For the routes of files."""
        return FileDesk(self.records, self.rights_of, self.files, self.sentences, self.links.key)

    def asking(self, outbox: Outbox) -> Asking:
        """What asking customers works with."""
        return Asking(
            self.records, self._calendars.of, outbox, self.sentences, self.links.key, self.links.base,
        )  # fmt: skip

    @cached_property
    def contexts(self) -> RecordContexts:
        """Records as rules see them."""
        return RecordContexts(self.records, self.links)

    @cached_property
    def reach(self) -> Reach:
        """Who learns of what."""
        return Reach(self.database, self.definitions, self.records, self.rights_of)

    def rights_of(self, caller: Caller, definitions: DefinitionSet) -> Rights:
        """What the caller's roles grant; kept under the definitions, where they do not depend on the hour."""
        kept = self._kept_rights.of(definitions)
        found = kept.get(caller) if caller.key is None else None
        if found is None:
            found = self._made_rights(caller, definitions)
            if caller.key is None and found.timeless:
                if len(kept) >= _MOST_KEPT:
                    kept.clear()
                kept[caller] = found
        return found

    def _made_rights(self, caller: Caller, definitions: DefinitionSet) -> Rights:
        filters = grant_filters(
            lambda: self.records.forms(definitions), caller.person_id, caller.teams, self.clock.now, definitions.zone
        )
        granted = self._grants.of(definitions)
        spoken = {grant.name for role in caller.roles for grant in granted.get(role, ()) if grant.kind == "form"}
        hides = hidden_by_tasks(caller, definitions, spoken.__contains__)
        return rights(caller, granted, filters, hides)

    def rights_of_roles(self, roles: frozenset[str], definitions: DefinitionSet) -> Rights:
        """What roles (`app.key`) grant to whoever holds them."""
        grants = self._grants.of(definitions)
        return Rights(grant for role in roles for grant in grants.get(role, ()))

    def texts_beside(self, record_id: UUID, kind: Texts) -> Sequence[Statement]:
        """What flows, rules, surveys and messages keep of texts about a record, to be emptied."""
        if kind == "messages":
            return [*empty_addresses(record_id), *empty_messages(record_id)]
        return [*empty_words(record_id), *empty_answers(record_id), *empty_comments(record_id)]

    @cached_property
    def _kept_rights(self) -> Compiled[dict[Caller, Rights]]:
        return Compiled(lambda _definitions: {})

    @cached_property
    def _flows(self) -> Compiled[Any]:
        return Compiled(compile_flows)

    @cached_property
    def _grants(self) -> Compiled[Mapping[str, Sequence[Grant]]]:
        def read(definitions: DefinitionSet) -> Mapping[str, Sequence[Grant]]:
            return {
                part.name: read_grants(part.app, RoleDocument.model_validate(part.document), part.key)
                for part in definitions.of_kind("role")
            }

        return Compiled(read)

    async def _read_dues(self, records: Sequence[UUID]) -> Mapping[UUID, dict[str, Any] | None]:
        rows = await self.database.all(read_cases(records)) if records else []
        return {row["record_id"]: next_due(row) for row in rows}

    async def _read_promises(self, records: Sequence[UUID]) -> Mapping[UUID, dict[str, Any]]:
        rows = await self.database.all(read_cases(records)) if records else []
        return {row["record_id"]: promises_of(row) for row in rows}


def _case_in(rows: Sequence[Sequence[Row]]) -> dict[str, Any] | None:
    (found,) = rows
    if not found:
        return None
    case = found[0]
    return case_json(case, answer_json(case) if case["answered_at"] is not None else None)
