"""Where all concepts meet: the parts of one process, put together from its environment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from helpwright.access.api.audit import FormWords
from helpwright.access.forget import forget_app as forget_roles
from helpwright.access.gate import Gate
from helpwright.access.model import Caller, RoleDocument, RolesAndTeams
from helpwright.access.passwords import Passwords
from helpwright.access.rights import Grant, Rights, read_grants, rights
from helpwright.access.setup import grant_everything
from helpwright.actions.ports import Ports
from helpwright.cases.clocks import (
    answered,
    bring_past,
    follow_changes,
    read_case_and_answer,
    read_cases,
    resume_clocks,
)
from helpwright.cases.forget import empty_answers
from helpwright.cases.forget import forget_app as forget_cases
from helpwright.cases.levels import forget_timers
from helpwright.cases.surveys import Asking, answer_json
from helpwright.cases.targets import Calendars, compile_calendars
from helpwright.cases.view import case_json, next_due
from helpwright.definitions.api import BlueprintDesk
from helpwright.definitions.drafts.operations import Drafts
from helpwright.definitions.live import Compiled, Definitions
from helpwright.definitions.model import DefinitionSet, Part
from helpwright.definitions.pins import PinCheck
from helpwright.definitions.publications.publisher import Publisher
from helpwright.definitions.removal import AppRemoval, Forget
from helpwright.definitions.studio.desk import StudioDesk
from helpwright.entry.flow_notices import flow_notices
from helpwright.entry.kinds import ACTIONS, FIELD_TYPES, FORM_MODEL, kinds
from helpwright.entry.leaving.desk import LeavingDesk
from helpwright.entry.leaving.work import Leaving
from helpwright.entry.reach import Reach
from helpwright.entry.record_words import RecordWords
from helpwright.entry.shipped import read_blueprint
from helpwright.flows.api import FlowDesk
from helpwright.flows.bulk_api import work_of_batches
from helpwright.flows.claimed import allowed_by_claimed
from helpwright.flows.engine import FlowEngine, start_flows
from helpwright.flows.forget import empty_words
from helpwright.flows.forget import forget_app as forget_instances
from helpwright.flows.guard import status_belongs_to_flow
from helpwright.flows.hidden import hidden_by_tasks
from helpwright.flows.history import first_response_given
from helpwright.flows.live import FlowVersions, compile_flows
from helpwright.flows.migrations.api import MigrationDesk
from helpwright.flows.migrations.sequel import migrate_after_switch
from helpwright.flows.pinned import needed_by_instances
from helpwright.flows.removal import cancel_flows
from helpwright.flows.restart import restart_flows
from helpwright.flows.status_change import outcome_instead
from helpwright.flows.tell import words_of
from helpwright.flows.wake import follow_moments
from helpwright.forms.form import compile_forms
from helpwright.forms.left_behind import left_behind
from helpwright.forms.purge import purge_columns
from helpwright.forms.sealed import Vault, with_sealed
from helpwright.kernel.clock import SystemClock
from helpwright.kernel.errors import Missing
from helpwright.kernel.text import DEFAULT_LOCALE, localize
from helpwright.notify.account import later as account_notice
from helpwright.notify.account_links import later as account_link
from helpwright.notify.account_links import mail_state
from helpwright.notify.api.notifications import NotificationDesk
from helpwright.notify.api.templates import TemplateDesk
from helpwright.notify.api.ways import WayDesk
from helpwright.notify.forget import empty_messages
from helpwright.notify.forget import forget_app as forget_messages
from helpwright.notify.model import Identity
from helpwright.notify.outbox import Outbox
from helpwright.notify.retry import Retrying
from helpwright.notify.ways import Ways
from helpwright.platform.database import Database, Row, Session, Statement
from helpwright.platform.file_store import FileStore, open_file_store
from helpwright.platform.secret_key import SecretKey
from helpwright.platform.sentences import Sentences
from helpwright.platform.settings import Environment
from helpwright.portal.api import PortalDesk
from helpwright.portal.links import Links
from helpwright.portal.rule_context import RecordContexts
from helpwright.query.grant_filter import grant_filters
from helpwright.records.api import RecordDesk
from helpwright.records.batches.work import Batching
from helpwright.records.engine import RecordEngine
from helpwright.records.erase import Texts
from helpwright.records.files.desk import FileDesk
from helpwright.records.forget import forget_app as forget_records
from helpwright.records.imports.work import Importing
from helpwright.records.numbers import Numbers
from helpwright.records.read import read_one
from helpwright.reports.api import ReportDesk
from helpwright.reports.deliveries.desk import DeliveryDesk
from helpwright.reports.deliveries.work import Delivering
from helpwright.reports.forget import forget_app as forget_deliveries
from helpwright.reports.kept import Shelved
from helpwright.reports.links.desk import LinkDesk
from helpwright.reports.rollups.keeper import Keeper
from helpwright.reports.rollups.shelf import Shelf
from helpwright.rules.api import RuleDesk
from helpwright.rules.document import rule_document
from helpwright.rules.forget import empty_addresses
from helpwright.rules.forget import forget_app as forget_rules
from helpwright.rules.kind import RecordContext
from helpwright.rules.match import RuleBook, read_rules
from helpwright.rules.trial_desk import TrialDesk

_FORGETS: Sequence[Forget] = (
    forget_rules,
    forget_instances,
    forget_cases,
    forget_messages,
    forget_deliveries,
    forget_records,
    forget_roles,
)
"""Who keeps something of an app beside its tables: deleted in this order when the app is removed."""


@dataclass(frozen=True)
class Product:
    """One process's parts. Nothing connects before `database.open()`."""

    environment: Environment
    database: Database
    clock: SystemClock

    @classmethod
    def build(cls, environment: Environment, database_url: str, *, connections: int = 12) -> "Product":
        """From the environment and the address of the database."""
        return cls(environment, Database(database_url, size=connections), SystemClock())

    @cached_property
    def sentences(self) -> Sentences:
        """Texts of codes."""
        return Sentences.load()

    @cached_property
    def definitions(self) -> Definitions:
        """What is live."""
        return Definitions(self.database)

    @cached_property
    def secret_key(self) -> SecretKey:
        """The installation's key."""
        return SecretKey.load(self.environment.data_dir, self.environment.secret_key_file)

    @cached_property
    def vault(self) -> Vault:
        """Seals and opens sensitive values."""
        return Vault(self.secret_key)

    @cached_property
    def links(self) -> Links:
        """Addresses for customers."""
        return Links(self.secret_key, self.environment.public_url)

    @cached_property
    def gate(self) -> Gate:
        """Who asks."""
        return Gate(
            self.database, self.clock, Passwords(), self._roles_and_teams, self.environment.public_url, self.links.key,
            tell=account_notice, send_link=account_link, mail_ready=self._mail_ready,
            mail_state=mail_state(self.database),
        )  # fmt: skip

    @cached_property
    def records(self) -> RecordEngine:
        """Operations on records, with the readers that belong into the same commit."""
        types = with_sealed(FIELD_TYPES, self.vault)
        forms = Compiled(lambda definitions: compile_forms(definitions, FORM_MODEL, types))
        return RecordEngine(
            database=self.database,
            definitions=self.definitions,
            forms=forms.of,
            numbers=Numbers(self.database),
            clock=self.clock,
            vault=self.vault,
            created_readers=(start_flows(self._flows.of, self._calendars.of),),
            change_guards=(status_belongs_to_flow(self.flow_versions, self.sentences),),
            changed_readers=(follow_changes(self._calendars.of), follow_moments),
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
    def report_desk(self) -> ReportDesk:
        """For the routes of reports."""
        return ReportDesk(self.records, self.sentences, self.rights_of, self.shelf, self.shelved)

    @cached_property
    def shelved(self) -> Shelved:
        """Answers to reports that this process keeps."""
        return Shelved(self.database)

    @cached_property
    def shelf(self) -> Shelf:
        """The roll-ups that reports may read."""
        return Shelf(self.database)

    @cached_property
    def rollups(self) -> Keeper:
        """Keeps roll-ups."""
        return Keeper(self.records, self.sentences)

    @cached_property
    def delivering(self) -> Delivering:
        """Sends dashboards."""
        return Delivering(
            self.records, self.outbox, self.sentences, self.rights_of, self.calendars, self.links.key, self.links.base,
            self.shelf,
        )  # fmt: skip

    @cached_property
    def delivery_desk(self) -> DeliveryDesk:
        """For the routes of deliveries."""
        return DeliveryDesk(self.delivering)

    @cached_property
    def link_desk(self) -> LinkDesk:
        """For the routes and pages of public links to dashboards."""
        return LinkDesk(
            self.records, self.sentences, self.rights_of, self.links.key, self.links.base, self.shelf,
            self.shelved,
        )  # fmt: skip

    @cached_property
    def blueprints(self) -> BlueprintDesk:
        """Apps in and out."""
        return BlueprintDesk(
            self.database, self.definitions, kinds(self.vault), self.clock, self.sentences, self.join_app,
            self.publisher,
            AppRemoval(self.database, self.definitions, self.publisher, self.clock, _FORGETS), self._pinned,
        )  # fmt: skip

    @cached_property
    def publisher(self) -> Publisher:
        """Makes drafts and blueprints live."""
        return Publisher(
            self.database, self.definitions, kinds(self.vault), self.clock, self._pinned, sequel=migrate_after_switch()
        )

    @cached_property
    def migration_desk(self) -> MigrationDesk:
        """For the routes of migrations."""
        return MigrationDesk(self.flows, self.studio.drafts, self.sentences)

    @cached_property
    def studio(self) -> StudioDesk:
        """For the routes of builders."""
        drafts = Drafts(self.database, self.definitions, kinds(self.vault), self.clock)
        return StudioDesk(
            self.database, self.definitions, drafts, self.publisher, self.sentences, self._pinned,
            partial(left_behind, FIELD_TYPES), flow_notices,
        )  # fmt: skip

    async def purge_columns(self) -> int:
        """Drop columns of fields that were hidden, or left by a change of type, long enough ago."""
        return await purge_columns(self.publisher, self.definitions, FORM_MODEL, self.clock.now(), self._pinned)

    @cached_property
    def files(self) -> FileStore:
        """Where bytes live. Raises FilesUnusable."""
        return open_file_store(self.environment.files_url, self.environment.data_dir)

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
    def rule_desk(self) -> RuleDesk:
        """For the routes of rules."""
        return RuleDesk(self.record_desk, self._rules.of, self.sentences)

    @cached_property
    def trial_desk(self) -> TrialDesk:
        """For the routes of rules that are being written; what they try never reaches the outbox."""
        return TrialDesk(
            self.record_desk, ACTIONS, self.contexts, self.calendars, self.sentences, self.ports(self.outbox),
        )  # fmt: skip

    def ports(self, outbox: Outbox) -> Ports:
        """What actions work with."""
        return Ports(
            records=self.records,
            flows=self.flows,
            outbox=outbox,
            definitions=self.definitions,
            links=self.links,
            sentences=self.sentences,
        )

    @cached_property
    def _rules(self) -> Compiled[RuleBook]:
        model = rule_document(ACTIONS)
        return Compiled(lambda definitions: read_rules(definitions, model))

    def rules(self, definitions: DefinitionSet) -> RuleBook:
        """The live rules."""
        return self._rules.of(definitions)

    @cached_property
    def contexts(self) -> RecordContexts:
        """Records as rules see them."""
        return RecordContexts(self.records, self.links)

    @cached_property
    def ways(self) -> Ways:
        """How people are told. Raises ValueError when the environment's configuration cannot be understood."""
        return Ways(self.database, self.environment, self.clock, self.secret_key)

    @cached_property
    def outbox(self) -> Outbox:
        """Takes messages."""
        return Outbox(self.ways, self.sender_identity, self.clock)

    async def zone(self) -> ZoneInfo:
        """The organization's time zone."""
        return (await self.definitions.current()).zone

    @cached_property
    def retrying(self) -> Retrying:
        """Sends messages after all."""
        return Retrying(self.database, self.definitions, self.ways, self.sender_identity, self.clock, self._texts)

    @cached_property
    def way_desk(self) -> WayDesk:
        """For the routes of ways."""
        return WayDesk(
            self.database, self.definitions, self.ways, self.sender_identity, self.sentences, self.clock,
        )  # fmt: skip

    @cached_property
    def template_desk(self) -> TemplateDesk:
        """For the routes of message templates."""
        return TemplateDesk(self.definitions, self.texts_for, self.clock)

    @cached_property
    def notification_desk(self) -> NotificationDesk:
        """For the routes of notifications."""
        return NotificationDesk(self.database, self.clock)

    async def _texts(self, session: Session, form: str, record_id: UUID, locale: str) -> RecordContext | None:
        return (await self.contexts(session, form, [record_id], locale or DEFAULT_LOCALE)).get(record_id)

    async def texts_for(self, caller: Caller, form: str, record_id: UUID, locale: str) -> Mapping[str, str | None]:
        """What templates may say of a record to this caller. Raises Missing, Forbidden."""
        view = await self.record_desk.view(caller, form)
        record = await read_one(self.records, view, record_id)
        async with self.database.session() as session:
            found = await self._texts(session, view.form.name, record_id, locale)
        if found is None:
            raise Missing
        hidden = view.form.fields.keys() - set(view.readable_of(record))
        return {key: None if key in hidden else text for key, text in found.texts.items()}

    def rights_of(self, caller: Caller, definitions: DefinitionSet) -> Rights:
        """What the caller's roles grant."""
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

    def calendars(self, definitions: DefinitionSet) -> Calendars:
        """Working calendars by app and key."""
        found: Calendars = self._calendars.of(definitions)
        return found

    async def join_app(self, app: str, person_id: UUID) -> None:
        """Who installs an app joins all its roles and teams, so that one person can try the whole of it."""
        definitions = await self.definitions.current()
        roles = [part.key for part in definitions.of_kind("role", app)]
        await grant_everything(self.database, app, roles, person_id, self.clock)

    async def install_blueprint(self, name: str, person_id: UUID | None) -> str:
        """Publish a shipped app, or one from a file; its key. Whoever asks joins it, however often they ask.

        Raises FileNotFoundError, Invalid.
        """
        plan = (await self.blueprints.bring_in(read_blueprint(name), person_id)).plan
        if person_id is not None:
            await self.join_app(plan.app, person_id)
        return plan.app

    @cached_property
    def reach(self) -> Reach:
        """Who learns of what."""
        return Reach(self.database, self.definitions, self.records, self.rights_of)

    async def sender_identity(self) -> Identity:
        """In whose name messages go out."""
        definitions = await self.definitions.current()
        return Identity(definitions.company, self.links.base(definitions) or None)

    async def _mail_ready(self) -> bool:
        """Whether mails with links leave this house."""
        return "mail" in self.ways.standing() and (await self.sender_identity()).public_url is not None

    @cached_property
    def _pinned(self) -> PinCheck:
        return needed_by_instances(FIELD_TYPES)

    @cached_property
    def _flows(self) -> Compiled[Any]:
        return Compiled(compile_flows)

    @cached_property
    def _calendars(self) -> Compiled[Any]:
        return Compiled(compile_calendars)

    @cached_property
    def _grants(self) -> Compiled[Mapping[str, Sequence[Grant]]]:
        def read(definitions: DefinitionSet) -> Mapping[str, Sequence[Grant]]:
            return {
                part.name: read_grants(part.app, RoleDocument.model_validate(part.document), part.key)
                for part in definitions.of_kind("role")
            }

        return Compiled(read)

    async def _roles_and_teams(self) -> RolesAndTeams:
        definitions = await self.definitions.current()
        return RolesAndTeams(
            roles={part.name: part.document.get("name") for part in definitions.of_kind("role")},
            teams={part.name: part.document.get("name") for part in definitions.of_kind("team")},
        )

    async def words_of_forms(self, locale: str) -> Mapping[str, FormWords]:
        """What forms and their fields are called, those that were removed among them: for readers of the audit."""
        definitions = await self.definitions.with_removed()
        parts = (*definitions.retired, *definitions.parts)
        return {part.name: _words_of(part, locale) for part in parts if part.kind == "form"}

    def texts_beside(self, record_id: UUID, kind: Texts) -> Sequence[Statement]:
        """What flows, surveys and messages keep of texts about a record, to be emptied."""
        if kind == "messages":
            return [*empty_addresses(record_id), *empty_messages(record_id)]
        return [*empty_words(record_id), *empty_answers(record_id)]

    async def _read_dues(self, records: Sequence[UUID]) -> Mapping[UUID, dict[str, Any] | None]:
        rows = await self.database.all(read_cases(records)) if records else []
        return {row["record_id"]: next_due(row) for row in rows}


def _words_of(part: Part, locale: str) -> FormWords:
    fields = {**part.physical.get("hidden", {}), **part.document["fields"]}
    labels = {key: localize(raw.get("label"), locale) or key for key, raw in fields.items()}
    return FormWords(localize(part.document.get("name"), locale) or part.key, labels)


def _case_in(rows: Sequence[Sequence[Row]]) -> dict[str, Any] | None:
    (found,) = rows
    if not found:
        return None
    case = found[0]
    return case_json(case, answer_json(case) if case["answered_at"] is not None else None)
