"""What every operation on records works with, put together once per process."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from helpwright.definitions.live import Definitions
from helpwright.definitions.model import DefinitionSet, Part
from helpwright.forms.form import Form, Forms
from helpwright.forms.sealed import Vault
from helpwright.kernel.clock import Clock
from helpwright.platform.database import Database
from helpwright.records.numbers import Numbers
from helpwright.records.reaction import (
    ChangedReader,
    ChangeGuard,
    CreatedReader,
    PastReader,
    RemovedReader,
    RestoredReader,
)


@dataclass(frozen=True)
class RecordEngine:
    """Shared parts; `forms` compiles the live forms once per epoch, `vault` opens sensitive values.

    `form_of` compiles one part, also with the document of another version.

    `source` is what every record made here gives as where it comes from, in place of what its maker says.
    """

    database: Database
    definitions: Definitions
    forms: Callable[[DefinitionSet], Forms]
    form_of: Callable[[Part], Form]
    numbers: Numbers
    clock: Clock
    vault: Vault
    created_readers: Sequence[CreatedReader] = ()
    change_guards: Sequence[ChangeGuard] = ()
    changed_readers: Sequence[ChangedReader] = ()
    removed_readers: Sequence[RemovedReader] = ()
    source: str | None = None
    restored_readers: Sequence[RestoredReader] = ()
    past_readers: Sequence[PastReader] = ()
