"""The two small kinds rules are made of: what starts a rule, and what it does.

A file in `triggers/` defines `trigger`, a file in an actions folder defines `action`; the key is the file's name.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from helpwright.definitions.kind import DocumentProblem
from helpwright.kernel.calendar import Duration
from helpwright.kernel.events import Event
from helpwright.kernel.filter_document import FilterDocument
from helpwright.notify.model import Draft

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]


class Part(BaseModel):
    """A closed piece of a rule document."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class When(Part):
    """What every trigger's settings have: its own key and the form whose records are meant."""

    event: str
    form: Key


class Step(Part):
    """What every action's settings have: its own key, and whether it waits and looks again first."""

    action: str
    delay: Duration | None = None
    if_still: FilterDocument | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Keys that a rule may refer to: fields of its form, roles and surveys of its app (None: not known here)."""

    fields: Collection[str]
    roles: Collection[str] = ()
    surveys: Collection[str] | None = None


VARIABLES = frozenset({"number", "title", "company", "progress_url", "case.first_response_due", "case.resolution_due"})
"""What templates may use of every record beside its own fields; part of `RecordContext.texts`."""


@dataclass(frozen=True, slots=True)
class RecordContext:
    """A record as rules see it now.

    `values` are the stored values by field key, `texts` the display texts by field key and VARIABLES, None where empty.
    `language` is the customer's when known; the texts are in it, else in the language asked for.
    """

    values: Mapping[str, Any]
    texts: Mapping[str, str | None]
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """One step of one rule that fired: the event that did it, the record now, and the texts' language."""

    event_id: int
    event: Event
    rule: str
    index: int
    record_id: UUID
    record: RecordContext
    locale: str


WhenT = TypeVar("WhenT", bound=When)
StepT = TypeVar("StepT", bound=Step)


def _no_trigger_check(_settings: Any, _surroundings: Surroundings) -> Iterable[DocumentProblem]:
    return ()


@dataclass(frozen=True, slots=True)
class Trigger(Generic[WhenT]):
    """One way a rule starts. Without `matches` it is kept and reported, and does not run yet.

    `check` answers problems with paths inside `when`.
    """

    settings: type[WhenT]
    matches: Callable[[WhenT, Event], bool] | None = None
    check: Callable[[WhenT, Surroundings], Iterable[DocumentProblem]] = _no_trigger_check


@dataclass(frozen=True, slots=True)
class Action(Generic[StepT]):
    """One thing the system can do by itself. Without `plan` it is kept and reported, and does not run yet.

    `plan` is pure: it answers the messages to send. `check` answers problems with paths inside the step;
    `not_yet_run` names what of a step is kept but not carried out.
    """

    settings: type[StepT]
    check: Callable[[StepT, Surroundings], Iterable[DocumentProblem]]
    not_yet_run: Callable[[StepT], Sequence[str]]
    plan: Callable[[StepT, Situation], Sequence[Draft]] | None = None


AnyTrigger = Trigger[Any]
AnyAction = Action[Any]
