"""Shapes of answers about records, for the interface description."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from helpwright.forms.answers import FieldValue
from helpwright.kernel.text import LocalText


class RecordAnswer(BaseModel):
    """One record."""

    id: str
    number: str
    version: int
    title: str
    values: dict[str, FieldValue]
    created_at: str
    updated_at: str
    created_by: str | None
    source: str
    owner_id: str | None
    team: str | None


class LevelAnswer(BaseModel):
    """A level of a service policy that a clock has reached, and when; `name` as the policy gives it."""

    key: str
    name: LocalText
    color: Literal["blue", "yellow", "orange", "red", "purple"]
    at: str


class DueAnswer(BaseModel):
    """A limit that a ticket still has to keep; `from` is when its time began, moved on by the pauses."""

    model_config = ConfigDict(populate_by_name=True)
    clock: Literal["first_response", "next_response", "resolution"]
    due_at: str
    since: Annotated[str, Field(alias="from")]
    warned_at: str | None
    level: LevelAnswer | None


class LimitsAnswer(BaseModel):
    """The limit of each clock that runs; null for one that has done its work, has not begun, or stands."""

    first_response: DueAnswer | None
    next_response: DueAnswer | None
    resolution: DueAnswer | None


class PromisesAnswer(BaseModel):
    """What was promised for a ticket: its limits, the furthest level of what is still to be kept, and any miss."""

    due: LimitsAnswer
    level: LevelAnswer | None
    missed: bool


class ListedRecord(RecordAnswer):
    """A record in a list; `due` and `promises` where they were asked for."""

    due: DueAnswer | None = None
    promises: PromisesAnswer | None = None


class RelatedPerson(BaseModel):
    """A person that some value points to."""

    name: str


class RelatedFile(BaseModel):
    """A file that some value points to; size in bytes."""

    name: str
    size: int
    type: str


class RelatedRecord(BaseModel):
    """A record that some value links to, if the caller may see it; `form` is `app.key`."""

    form: str
    number: str
    title: str


class RelatedAnswer(BaseModel):
    """What values point to, by id."""

    people: dict[str, RelatedPerson]
    files: dict[str, RelatedFile]
    records: dict[str, RelatedRecord]


class CountAnswer(BaseModel):
    """How many match; not exact above the counting limit."""

    value: int
    exact: bool


class RecordPage(BaseModel):
    """A page of a list."""

    items: list[ListedRecord]
    next: str | None
    related: RelatedAnswer
    count: CountAnswer | None = None


class SearchGroup(BaseModel):
    """Matches in one form."""

    form: str
    items: list[RecordAnswer]


class SearchAnswer(BaseModel):
    """The newest matches, form by form."""

    groups: list[SearchGroup]


class AccessAnswer(BaseModel):
    """What the caller may do with the record, and with each visible field; which comments they may write."""

    can: list[str]
    fields: dict[str, Literal["masked", "read", "write"]]
    comment: list[Literal["internal", "public"]]


class ClockAnswer(BaseModel):
    """One clock. While it is paused `due_at` is when it was due before, and `left_seconds` what is left of its target.

    It began at `begun_at`: with the ticket, that of the next response with the customer's message. `idle`: there was no
    such message yet. `met` and `missed` once answered or solved: `took_seconds` is how long it took without pauses.
    `working` tells whether the target counts working time.
    """

    state: Literal["idle", "running", "paused", "met", "missed"]
    begun_at: str
    due_at: str | None
    left_seconds: float | None
    paused_seconds: float
    took_seconds: float | None
    working: bool
    warned_at: str | None
    breached_at: str | None
    level: LevelAnswer | None


class ClockAnswers(BaseModel):
    """Its clocks."""

    first_response: ClockAnswer
    next_response: ClockAnswer
    resolution: ClockAnswer


class AnswerCounts(BaseModel):
    """How many next responses that were promised were given in time, and how many late."""

    kept: int
    missed: int


class CaseCounts(BaseModel):
    """What happened on the way."""

    transfers: int
    team_transfers: int
    handovers: int
    reopenings: int
    rework: int
    touches: int


class RatingAnswer(BaseModel):
    """What the customer answered to the survey: csat from 1 to 5, nps from 0 to 10, ces from 1 to 7."""

    scale: Literal["csat", "nps", "ces"]
    score: int
    tags: list[str]
    comment: str
    at: str


class CaseAnswer(BaseModel):
    """A ticket as the service engine sees it. `policy` is the key of the one whose promise holds."""

    policy: str | None
    category: Literal["open", "pending", "solved", "closed"]
    first_response_due: str | None
    next_response_due: str | None
    resolution_due: str | None
    first_responded_at: str | None
    first_responded_by: str | None
    resolved_at: str | None
    closed_at: str | None
    solved_by: str | None
    clocks: ClockAnswers
    answers: AnswerCounts
    counts: CaseCounts
    survey: RatingAnswer | None


class RecordDetail(RecordAnswer):
    """One record with what it points to and the caller's rights on it."""

    related: RelatedAnswer
    access: AccessAnswer
    case: CaseAnswer | None


class Reader(BaseModel):
    """Somebody who may see a record."""

    id: str
    name: str


class ReadersAnswer(BaseModel):
    """Who may be named in a note, by name."""

    items: list[Reader]


class CommentAnswer(BaseModel):
    """The entry in the activity."""

    id: str
