"""What taking in and giving out files works with, put together once per process."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from helpwright.access.client_address import counted_as
from helpwright.access.model import Caller
from helpwright.access.rights import Rights
from helpwright.definitions.model import DefinitionSet
from helpwright.platform.file_store import FileStore
from helpwright.platform.secret_key import SecretKey
from helpwright.platform.sentences import Sentences
from helpwright.records.engine import RecordEngine
from helpwright.records.files.pictures import Pictures
from helpwright.records.read import View

IDLE_SECONDS = 30.0


@dataclass(frozen=True)
class FileDesk:
    """Handed in where all concepts meet. An upload that sends nothing for `idle_seconds` is ended.

    `finishing` are the uploads in pieces that are being put together in this process.
    """

    engine: RecordEngine
    rights_of: Callable[[Caller, DefinitionSet], Rights]
    store: FileStore
    sentences: Sentences
    key: SecretKey
    idle_seconds: float = IDLE_SECONDS
    finishing: set[UUID] = field(default_factory=set)

    @cached_property
    def pictures(self) -> Pictures:
        """Small pictures of what is in the store."""
        return Pictures(self.store)

    def uploader(self, address: str) -> bytes:
        """What stands for a client address where uploads without an account are counted."""
        return self.key.pseudonym("uploader", counted_as(address).encode())

    async def view(self, caller: Caller, form: str) -> View:
        """What the caller sees of the form. Raises Missing for a form that does not exist."""
        definitions = await self.engine.definitions.current(caller.epoch)
        found = self.engine.forms(definitions).find(form)
        return View(caller, definitions, found, self.rights_of(caller, definitions))
