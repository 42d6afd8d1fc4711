"""What stands below everything: settings, database, texts, what is live, who asks, how people are told."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self
from zoneinfo import ZoneInfo

from helpwright.access.api.audit import FormWords
from helpwright.access.gate import Gate
from helpwright.access.model import RolesAndTeams
from helpwright.access.passwords import Passwords
from helpwright.cases.targets import Calendars, compile_calendars
from helpwright.definitions.live import Compiled, Definitions
from helpwright.definitions.model import DefinitionSet, Part
from helpwright.forms.sealed import Vault
from helpwright.kernel.clock import SystemClock
from helpwright.kernel.text import LOCALES, localize
from helpwright.notify.account import later as account_notice
from helpwright.notify.account_links import later as account_link
from helpwright.notify.account_links import mail_state
from helpwright.notify.model import Identity
from helpwright.notify.outbox import Outbox
from helpwright.notify.ways import Ways
from helpwright.platform.database import Database
from helpwright.platform.file_store import FileStore, open_file_store
from helpwright.platform.secret_key import SecretKey
from helpwright.platform.sentences import Sentences
from helpwright.platform.settings import Environment
from helpwright.portal.links import Links


@dataclass(frozen=True)
class Ground:
    """The process, before it has any work. Nothing connects before `database.open()`."""

    environment: Environment
    database: Database
    clock: SystemClock

    @classmethod
    def build(cls, environment: Environment, database_url: str, *, connections: int = 12) -> Self:
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
    def files(self) -> FileStore:
        """Where bytes live. Raises FilesUnusable."""
        return open_file_store(self.environment.files_url, self.environment.data_dir)

    @cached_property
    def gate(self) -> Gate:
        """Who asks."""
        return Gate(
            self.database, self.clock, Passwords(), self._roles_and_teams, self.environment.public_url, self.links.key,
            tell=account_notice, send_link=account_link, mail_ready=self._mail_ready,
            mail_state=mail_state(self.database),
        )  # fmt: skip

    @cached_property
    def ways(self) -> Ways:
        """How people are told. Raises ValueError when the environment's configuration cannot be understood."""
        return Ways(self.database, self.environment, self.clock, self.secret_key)

    @cached_property
    def outbox(self) -> Outbox:
        """Takes messages."""
        return Outbox(self.ways, self.sender_identity, self.clock)

    async def sender_identity(self) -> Identity:
        """In whose name messages go out."""
        definitions = await self.definitions.current()
        return Identity(
            definitions.company, self.links.base(definitions) or None, definitions.language, self._opening_words
        )

    @cached_property
    def _opening_words(self) -> Mapping[str, str]:
        return {locale: self.sentences(locale, "message_open") for locale in LOCALES}

    async def zone(self) -> ZoneInfo:
        """The organization's time zone."""
        return (await self.definitions.current()).zone

    def calendars(self, definitions: DefinitionSet) -> Calendars:
        """Working calendars by app and key."""
        found: Calendars = self._calendars.of(definitions)
        return found

    async def words_of_forms(self, locale: str) -> Mapping[str, FormWords]:
        """What forms and their fields are called, those that were removed among them: for readers of the audit."""
        definitions = await self.definitions.with_removed()
        parts = (*definitions.retired, *definitions.parts)
        return {part.name: _words_of(part, locale) for part in parts if part.kind == "form"}

    @cached_property
    def _calendars(self) -> Compiled[Any]:
        return Compiled(compile_calendars)

    async def _mail_ready(self) -> bool:
        """Whether mails with links leave this house."""
        return "mail" in self.ways.standing() and (await self.sender_identity()).public_url is not None

    async def _roles_and_teams(self) -> RolesAndTeams:
        definitions = await self.definitions.current()
        return RolesAndTeams(
            roles={part.name: part.document.get("name") for part in definitions.of_kind("role")},
            teams={part.name: part.document.get("name") for part in definitions.of_kind("team")},
        )


def _words_of(part: Part, locale: str) -> FormWords:
    fields = {**part.physical.get("hidden", {}), **part.document["fields"]}
    labels = {key: localize(raw.get("label"), locale) or key for key, raw in fields.items()}
    return FormWords(localize(part.document.get("name"), locale) or part.key, labels)
