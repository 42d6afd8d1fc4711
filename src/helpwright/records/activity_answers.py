"""Shapes of what happened to a record, for the interface description. Names are texts in the reader's language."""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field


class ActivityActor(BaseModel):
    """Who did it."""

    kind: Literal["person", "customer", "system"]
    id: str | None
    name: str | None


class _Happened(BaseModel):
    id: str
    at: str
    actor: ActivityActor


class CreatedData(BaseModel):
    """How the record came in."""

    number: str
    source: str


class CreatedActivity(_Happened):
    """The record was made."""

    type: Literal["created"]
    data: CreatedData


class FieldChange(BaseModel):
    """One field, before and after, as texts for people.

    Of a long text a page has the beginning, and the length of the whole in characters; the entry by itself has all.
    """

    model_config = ConfigDict(populate_by_name=True)
    field: str
    label: str
    before: Annotated[str, Field(alias="from")]
    to: str
    before_length: Annotated[int | None, Field(alias="from_length")] = None
    to_length: int | None = None


class UpdatedData(BaseModel):
    """Fields that changed; `by_flow` when a step of the flow did it, `rule` names the rule that did."""

    changes: list[FieldChange]
    by_flow: bool
    rule: str | None = None


class UpdatedActivity(_Happened):
    """Fields were changed."""

    type: Literal["updated"]
    data: UpdatedData


class RecycledData(BaseModel):
    """Nothing more to say."""


class RecycledActivity(_Happened):
    """The record went to the recycle bin, or came back."""

    type: Literal["deleted", "restored"]
    data: RecycledData


class AttachedFile(BaseModel):
    """A file beside a comment; `size` in bytes."""

    id: str
    name: str
    size: int
    type: str


class CommentData(BaseModel):
    """What somebody wrote, or the rule of that name; `mentions` are names of people by id."""

    text: str
    visibility: Literal["internal", "public"]
    rule: str | None = None
    mentions: dict[str, str] = {}
    files: list[AttachedFile] = []


class CommentActivity(_Happened):
    """A note among colleagues, or a reply that the customer reads."""

    type: Literal["comment"]
    data: CommentData


class ErasedData(BaseModel):
    """Labels of the fields whose values are gone, and which texts went with them."""

    fields: list[str]
    also: list[Literal["comments", "messages"]]
    reason: str


class ErasedActivity(_Happened):
    """What the record knew of a person was destroyed."""

    type: Literal["erased"]
    data: ErasedData


class MessageData(BaseModel):
    """What became of a message; `reason` is a code or the other side's words.

    `to` is the name of a person of the organization, else the address; `field` holds the address of others.
    """

    via: str | None
    to: str | None
    subject: str | None
    reason: str | None
    rule: str | None
    field: str | None
    person: str | None
    state: Literal["queued", "held", "sent", "failed", "skipped", "trial"]


class MessageActivity(_Happened):
    """A message about the record."""

    type: Literal["message"]
    data: MessageData


class StepData(BaseModel):
    """Where in which flow; absent where the flow is no longer live."""

    flow: str | None = None
    node: str | None = None
    name: str | None = None


class ReasonData(StepData):
    """Why, where somebody said so."""

    reason: str | None = None


class FlowActivity(_Happened):
    """The flow, or a task in it, moved on; `flow_incident` where it ran into what it cannot do."""

    type: Literal[
        "flow_started",
        "flow_ended",
        "flow_incident",
        "suspended",
        "resumed",
        "cancelled",
        "flow_withdrawn",
        "task_claimed",
        "task_released",
        "wait_ended",
        "copied",
    ]
    data: ReasonData


class MigratedData(StepData):
    """From which version of the flow to which."""

    from_version: int
    to_version: int


class MigratedActivity(_Happened):
    """What was under way goes on under another version of its flow."""

    type: Literal["flow_migrated"]
    data: MigratedData


class OfferedData(StepData):
    """To a team, or to one person by name."""

    team: str | None = None
    claimed_by: str | None = None


class OfferedActivity(_Happened):
    """A task was opened."""

    type: Literal["task_offered"]
    data: OfferedData


class TransferredData(ReasonData):
    """To whom, by name."""

    to: str | None


class TransferredActivity(_Happened):
    """A task was given to a colleague."""

    type: Literal["task_transferred"]
    data: TransferredData


class CompletedData(StepData):
    """With which outcome, and what was written along."""

    outcome: str | None = None
    outcome_name: str | None = None
    comment: str | None = None


class CompletedActivity(_Happened):
    """A task was completed."""

    type: Literal["task_completed"]
    data: CompletedData


class WaitingData(StepData):
    """Until when; absent where the wait has no end."""

    until: str | None = None


class WaitingActivity(_Happened):
    """The customer was asked to confirm, or the flow waits for a time or a signal."""

    type: Literal["confirm_waiting", "wait_started"]
    data: WaitingData


class AnsweredData(CompletedData):
    """The customer's answer, or what a colleague answered for them."""

    by_staff: bool | None = None
    reason: str | None = None


class AnsweredActivity(_Happened):
    """The customer confirmed or rejected."""

    type: Literal["confirmed", "rejected"]
    data: AnsweredData


class SentBackData(StepData):
    """To which earlier step, by its name, and the opinion."""

    target: str | None = None
    comment: str | None = None


class SentBackActivity(_Happened):
    """A task was returned to an earlier step, or taken back by who had done it."""

    type: Literal["task_returned", "task_withdrawn"]
    data: SentBackData


class DecidedData(StepData):
    """What is to happen with the step that could not go on."""

    decision: Literal["retry", "skip", "cancel"]
    comment: str | None = None


class DecidedActivity(_Happened):
    """Somebody decided about an incident."""

    type: Literal["incident_decided"]
    data: DecidedData


class UrgedData(StepData):
    """The how manieth time, from 1."""

    count: int


class UrgedActivity(_Happened):
    """Somebody asked to hurry."""

    type: Literal["urged"]
    data: UrgedData


class SurveyData(BaseModel):
    """What the customer answered, and whether by the link or on the progress page."""

    scale: Literal["csat", "nps", "ces"]
    score: int
    tags: list[str]
    comment: str
    via: Literal["link", "progress"]


class SurveyActivity(_Happened):
    """The customer rated the service."""

    type: Literal["survey_answered"]
    data: SurveyData


class ClockData(BaseModel):
    """Which clock, and when its target is or was reached."""

    clock: Literal["first_response", "next_response", "resolution"]
    due_at: str


class ClockActivity(_Happened):
    """Time is running out, or has run out."""

    type: Literal["sla_warned", "sla_breached"]
    data: ClockData


class LevelData(ClockData):
    """Which level, as its policy names and colors it."""

    level: str
    color: Literal["blue", "yellow", "orange", "red", "purple"]


class LevelActivity(_Happened):
    """A clock has come to a level of its policy."""

    type: Literal["sla_level"]
    data: LevelData


class PromiseTarget(BaseModel):
    """How long: the parts given add up; working time is that of a calendar."""

    days: float | None = None
    hours: float | None = None
    minutes: float | None = None
    time: Literal["wall", "working"] = "wall"
    calendar: str | None = None


class PromiseClock(BaseModel):
    """What is promised of one clock now, and what was before; null: nothing."""

    clock: Literal["first_response", "next_response", "resolution"]
    target: PromiseTarget | None
    before: PromiseTarget | None
    due_at: str | None


class PromiseData(BaseModel):
    """By which policy what is promised (null: by none), and the changes because of which it is."""

    policy: str | None
    changes: list[FieldChange]
    clocks: list[PromiseClock]


class PromiseActivity(_Happened):
    """The ticket came under another policy, and its times were promised anew."""

    type: Literal["sla_changed"]
    data: PromiseData


class DiffersData(BaseModel):
    """Names of what differs."""

    parts: list[str]


class DiffersActivity(_Happened):
    """The nightly check found that the case is not what its ledger and events tell."""

    type: Literal["case_differs"]
    data: DiffersData


class RuleData(BaseModel):
    """The rule's name; to whom the record went; why a rule stopped, in words."""

    rule: str
    to: str | None = None
    reason: str | None = None


class RuleActivity(_Happened):
    """A rule escalated or assigned the record, or was stopped; somebody pressed its button."""

    type: Literal["escalated", "assigned", "rule_stopped", "button_pressed"]
    data: RuleData


ActivityItem: TypeAlias = Annotated[
    CreatedActivity
    | UpdatedActivity
    | RecycledActivity
    | ErasedActivity
    | CommentActivity
    | MessageActivity
    | FlowActivity
    | MigratedActivity
    | OfferedActivity
    | TransferredActivity
    | CompletedActivity
    | WaitingActivity
    | AnsweredActivity
    | SentBackActivity
    | DecidedActivity
    | UrgedActivity
    | SurveyActivity
    | ClockActivity
    | LevelActivity
    | PromiseActivity
    | DiffersActivity
    | RuleActivity,
    Field(discriminator="type"),
]
"""One thing that happened, by its type."""


class ActivityPage(BaseModel):
    """Newest first. `erased` are the keys of fields whose values were destroyed, now or earlier."""

    items: list[ActivityItem]
    next: str | None
    erased: list[str] = []
