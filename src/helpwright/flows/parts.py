"""Parts of flow documents that several node types share. Every unknown key is an error."""

from collections.abc import Collection, Iterable, Sequence
from typing import Annotated, Any, Literal, Protocol, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from helpwright.cases.model import StepClock
from helpwright.flows.errors import Problem
from helpwright.flows.model import FIRST_RESPONSE, TimerSpec
from helpwright.kernel.filter import conditions, parse_filter
from helpwright.kernel.filter_document import FilterDocument
from helpwright.kernel.text import LocalText

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
PersonId = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Amount = Annotated[int | float, Field(gt=0, le=100_000)]


class Part(BaseModel):
    """A closed piece of a document that nobody changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NodeSettings(Part):
    """What every node has: its `type`; each node type adds its own."""

    type: str
    name: LocalText | None = None


class ActorReference(Part):
    """`{actor: true}`: the person who acts."""

    actor: Literal[True]


def _value(found: Any) -> Any:
    """A JSON scalar, a list of them, or the acting person."""
    if isinstance(found, ActorReference) or found is None or isinstance(found, str | int | float):
        return found
    if isinstance(found, list) and all(each is None or isinstance(each, str | int | float) for each in found):
        return found
    if isinstance(found, dict) and found.get("actor") is True and len(found) == 1:
        return ActorReference(actor=True)
    raise ValueError("set_value_malformed")


Values = dict[Key, Annotated[Any, AfterValidator(_value)]]


class Duration(Part):
    """`{hours: 2, time: working, calendar: office}`; one unit, wall time unless said."""

    minutes: Amount | None = None
    hours: Amount | None = None
    days: Amount | None = None
    time: Literal["wall", "working"] = "wall"
    calendar: Key | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        self.require_length()
        return self

    def require_length(self) -> None:
        """Raise ValueError unless it says how long."""
        if sum(each is not None for each in (self.minutes, self.hours, self.days)) != 1:
            raise ValueError("duration_needs_one_unit")
        if self.time == "working" and self.calendar is None:
            raise ValueError("working_time_needs_calendar")

    def spec(self, until: str | None = None) -> TimerSpec:
        """As the kernel hands it out."""
        if self.minutes is not None:
            return TimerSpec(self.minutes, "minutes", self.time, self.calendar, until)
        if self.hours is not None:
            return TimerSpec(self.hours, "hours", self.time, self.calendar, until)
        return TimerSpec(self.days or 0, "days", self.time, self.calendar, until)


class ActionLine(BaseModel):
    """One line of actions; its settings are checked by the action of that key, which flows do not know."""

    model_config = ConfigDict(extra="allow", frozen=True)

    action: Key


Actions = Annotated[list[ActionLine], Field(min_length=1)]


class Warn(Part):
    """`{before: {minutes: 30}, actions: […]}`: so long before it is due, or `after` so long from the beginning."""

    before: Duration | None = None
    after: Duration | None = None
    actions: list[ActionLine] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.before is None) == (self.after is None):
            raise ValueError("warn_before_or_after")
        return self


class Due(Duration):
    """A duration with what ends it early and what happens shortly before it has passed and when it has.

    With `promise` it is no length of its own: the step is due when that clock of the ticket is, as its policy says.
    """

    promise: StepClock | None = None
    warn: Warn | None = None
    until: Literal["first_response"] | None = None
    late: list[ActionLine] = Field(default_factory=list)

    def require_length(self) -> None:
        """Raise ValueError unless it has exactly one: its own, or that of the promise."""
        if self.promise is None:
            super().require_length()
        elif {"minutes", "hours", "days", "time", "calendar", "until"} & self.model_fields_set:
            raise ValueError("due_promise_alone")

    def spec(self, until: str | None = None) -> TimerSpec:
        """As the kernel hands it out; a first response ends the promise of one."""
        if self.promise is None:
            return super().spec(until or self.until)
        return TimerSpec(
            0, "minutes", until=self.promise if self.promise == FIRST_RESPONSE else None, promise=self.promise
        )


class AssignLine(Part):
    """`{when: …, team: tech, by: claim}` or `{otherwise: true, team: service, by: claim}`.

    `field` names a field of the record that holds a person: whoever stands there gets the work.
    """

    when: FilterDocument | None = None
    otherwise: Literal[True] | None = None
    team: Key | None = None
    role: Key | None = None
    field: Key | None = None
    person: PersonId | None = None
    by: Literal["claim"] = "claim"

    @model_validator(mode="after")
    def _one_each(self) -> Self:
        if (self.when is None) == (self.otherwise is None):
            raise ValueError("assign_needs_when_or_otherwise")
        if sum(each is not None for each in (self.team, self.role, self.field, self.person)) != 1:
            raise ValueError("assign_needs_one_target")
        return self


class Nobody(Part):
    """What happens with work that nobody can take: exactly one of these.

    `{administrator: true}` · `{incident: true}` · `{skip: done}` (the outcome that is taken) · `{team: tech}` ·
    `{role: supervisor}` · `{person: …}`.
    """

    administrator: Literal[True] | None = None
    incident: Literal[True] | None = None
    skip: Key | None = None
    team: Key | None = None
    role: Key | None = None
    person: PersonId | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        said = (self.administrator, self.incident, self.skip, self.team, self.role, self.person)
        if sum(each is not None for each in said) != 1:
            raise ValueError("nobody_needs_one")
        return self


class Claimed(Part):
    """What happens when a person takes the work: by claiming, by being handed it, by getting it back."""

    set: Values


class FieldRights(Part):
    """Fields of the record at this node; who acts by it does not see those that it hides, whatever their roles say."""

    write: list[Key] = Field(default_factory=list)
    required: list[Key] = Field(default_factory=list)
    hide: list[Key] = Field(default_factory=list)


class Outcome(Part):
    """One way out: the label of its button, what it sets, where it leads."""

    name: LocalText
    set: Values = Field(default_factory=dict)
    reason: Literal["required", "optional"] | None = None
    to: Key
    assign: Literal["previous"] | None = None


Outcomes = Annotated[dict[Key, Outcome], Field(min_length=1)]


class Line(Protocol):
    """A line of a list of which the first that matches counts."""

    @property
    def when(self) -> dict[str, Any] | None:
        """Its condition; None for the one that always matches."""


def check_lines(lines: Sequence[Line], fields: Collection[str] | None) -> Iterable[Problem]:
    """The last line and only the last is `otherwise`; fields are known, where given. Paths begin at the lines."""
    if not any(line.when is None for line in lines):
        yield Problem((), "otherwise_missing")
    ended = False
    for position, line in enumerate(lines):
        if ended:
            yield Problem((position,), "line_after_otherwise")
        ended = ended or line.when is None
        if fields is not None and line.when is not None:
            for each in conditions(parse_filter(line.when)):
                if each.field not in fields:
                    yield Problem((position, "when"), "field_unknown", {"field": each.field})
                elif each.op == "within" or isinstance(each.value, dict):
                    # The kernel reads no clock and knows no reader: what it decided once it decides for ever.
                    yield Problem((position, "when"), "operator_not_possible", {"op": each.op})
