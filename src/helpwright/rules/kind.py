"""The two small kinds rules are made of: what starts a rule, and what it does.

A file in `triggers/` defines `trigger`, a file in an actions folder defines `action`; the key is the file's name.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, StringConstraints

from helpwright.definitions.kind import DocumentProblem
from helpwright.forms.promises import Promised
from helpwright.kernel.calendar import Duration, WorkingCalendar
from helpwright.kernel.events import Actor, Event
from helpwright.kernel.filter_document import FilterDocument
from helpwright.kernel.filter_tests import Meaning
from helpwright.platform.database import Session
from helpwright.platform.statement import Statement

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]


class Part(BaseModel):
    """A closed piece of a rule document."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class When(Part):
    """What every trigger's settings have: its own key and the form whose records are meant."""

    event: str
    form: Key


class Step(Part):
    """What every action's settings have: its own key, whether it waits and looks again first, what a failure means."""

    action: str
    delay: Duration | None = None
    if_still: FilterDocument | None = None
    on_error: Literal["stop", "continue"] = "stop"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Keys that a rule may refer to; None: not known here.

    `fields` of its form are a mapping to their settings in the product; the rest is what its app has.
    """

    fields: Collection[str]
    roles: Collection[str] = ()
    surveys: Collection[str] | None = None
    teams: Collection[str] = ()
    flows: Mapping[str, Any] | None = None
    calendars: Collection[str] | None = None
    form: str | None = None
    templates: Mapping[str, Any] | None = None
    promised: Promised | None = None
    """What the form promises; None where that is not known."""

    def sensitive(self, field: str) -> bool:
        """Whether nobody but a person with a reason reads the values of the field."""
        return isinstance(self.fields, Mapping) and bool(getattr(self.fields.get(field), "sensitive", False))


VARIABLES = frozenset(
    {
        "number",
        "title",
        "company",
        "progress_url",
        "case.first_response_due",
        "case.next_response_due",
        "case.resolution_due",
    }
)
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
    stored: Any = None
    """The record itself (`records.model.Record`), as it was when the scene began."""
    zone: ZoneInfo | Any = UTC
    """In which the days of conditions lie."""
    meanings: Mapping[str, Meaning] | None = None
    """How the values of the form's fields compare; None: as they look."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One step of one run, about to be done: everything happens in `session`'s open transaction, or not at all.

    The record is locked and its form entered; the step's result is logged in the same commit. `key` is the same
    however often the step is tried. `rule` is `app.key` (of a flow for its actions), `form` too. `cause` goes into
    every event appended and `actor` is who does it; the last id of `cause` is that of `event`. `ports` is
    `actions.ports.Ports`.
    """

    session: Session
    run_id: UUID
    index: int
    key: str
    rule: str
    app: str
    form: str
    record_id: UUID
    record: RecordContext
    event: Event
    now: datetime
    locale: str
    cause: tuple[int, ...]
    ports: Any
    put_off: list[Statement] = field(default_factory=list)
    _marks: set[str] = field(default_factory=set)

    @property
    def written(self) -> bool:
        """Whether the record may be another than `record` says."""
        return bool(self._marks)

    def touch(self) -> None:
        """The record is written in this scene."""
        self._marks.add("record")

    def later(self, statements: Iterable[Statement]) -> None:
        """Write these at the end of the transaction, with those of other runs; nothing of the scene reads them."""
        self.put_off.extend(statements)

    async def flush(self) -> None:
        """Write now what was put off, for what is read next."""
        if self.put_off:
            statements = list(self.put_off)
            self.put_off.clear()
            await self.session.pipeline(statements)

    @property
    def actor(self) -> Actor:
        """The system, on behalf of this run."""
        return Actor("system", self.run_id)

    @property
    def event_id(self) -> int:
        """Id of the event that started the run."""
        return self.cause[-1]


@dataclass(frozen=True, slots=True)
class Result:
    """How a step ended; `data` is what the log shows, JSON.

    `skipped`: there was nothing to do. `refused`: it may not be done, and trying again would not help. For what may
    work later an action raises.
    """

    state: Literal["done", "skipped", "refused"] = "done"
    code: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One thing that a step would do now. `data` is what a trial shows, JSON.

    `message`: via, to, field, address, subject, text, reason (code, when nothing can be sent), due_at, fallback ·
    `change`: field, before, after, as JSON · `handover`: to, from (names), why · `comment`: visibility, text ·
    `flow`: flow, version · `survey`: survey, via, address, send_at · `nothing`: code, and what belongs to it.
    """

    kind: Literal["message", "change", "handover", "comment", "flow", "survey", "nothing"]
    data: Mapping[str, Any] = field(default_factory=dict)


WhenT = TypeVar("WhenT", bound=When)
StepT = TypeVar("StepT", bound=Step)


def _no_trigger_check(_settings: Any, _surroundings: Surroundings) -> Iterable[DocumentProblem]:
    return ()


@dataclass(frozen=True, slots=True)
class Around:
    """What time looks like for an app's rules: the organization's zone, and the app's calendars by key."""

    zone: ZoneInfo
    calendars: Mapping[str, WorkingCalendar]


@dataclass(frozen=True, slots=True)
class Trigger(Generic[WhenT]):
    """One way a rule starts: by the events that `matches`.

    `check` answers problems with paths inside `when`. Two kinds let time pass first, and are told by an event of their
    own when it has (`rules.events`): `stay` says whether an event begins or ends a stay whose length is `length`;
    `next_at` gives the first instant after another at which the rule is due.
    """

    settings: type[WhenT]
    matches: Callable[[WhenT, Event], bool]
    check: Callable[[WhenT, Surroundings], Iterable[DocumentProblem]] = _no_trigger_check
    stay: Callable[[WhenT, Event], Literal["begins", "ends"] | None] | None = None
    length: Callable[[WhenT], Duration] | None = None
    next_at: Callable[[WhenT, datetime, Around], datetime | None] | None = None
    group: str = "record"


@dataclass(frozen=True, slots=True)
class Action(Generic[StepT]):
    """One thing the system can do by itself. Without `run` it is kept and reported, and does not run yet.

    `check` answers problems with paths inside the step.
    `needs` are the rights on the record's form without which the rule's publisher may not have it done.
    `foresee` says what `run` would do, in a scene whose transaction can only read. Raises the refusals of `run`.
    """

    settings: type[StepT]
    check: Callable[[StepT, Surroundings], Iterable[DocumentProblem]]
    run: Callable[[StepT, Scene], Awaitable[Result]] | None = None
    needs: frozenset[str] = frozenset()
    foresee: Callable[[StepT, Scene], Awaitable[Sequence[Foreseen]]] | None = None
    group: str = "record"


AnyTrigger = Trigger[Any]
AnyAction = Action[Any]
