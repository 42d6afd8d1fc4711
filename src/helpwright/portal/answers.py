"""Shapes of answers to customers, for the interface description."""

from typing import Literal

from pydantic import BaseModel

from helpwright.forms.answers import FieldDescription, OptionAnswer, SectionAnswer
from helpwright.records.answers import RatingAnswer


class Language(BaseModel):
    """A language to choose from, named in itself."""

    key: str
    label: str


class PublicFormAnswer(BaseModel):
    """A form as a customer sees it. `thanks` holds `{{number}}` where the number will stand."""

    form: str
    version: int
    name: str
    company: str
    thanks: str
    fields: list[FieldDescription]
    layout: list[SectionAnswer]
    languages: list[Language]


class SubmissionAnswer(BaseModel):
    """The receipt."""

    id: str
    number: str
    progress_url: str
    thanks: str


class ProgressStep(BaseModel):
    """One step of the stepper."""

    key: str
    name: str
    state: Literal["done", "current", "next"]
    at: str | None


class ReplyFile(BaseModel):
    """A file that the customer may open, read at `/public/progress/{token}/files/{id}`; `size` in bytes."""

    id: str
    name: str
    size: int
    type: str


class ProgressMoment(BaseModel):
    """Something that happened, in the reader's words or those of whoever wrote them."""

    id: str
    at: str
    kind: Literal[
        "submitted",
        "claimed",
        "reply",
        "customer_reply",
        "step",
        "solved",
        "confirmed",
        "rejected",
        "urged",
        "closed",
    ]
    text: str
    files: list[ReplyFile] = []


class SubmittedValue(BaseModel):
    """A field the customer filled in or may read, as texts for people.

    `files` are those of a field that colleagues fill in, read as the files beside replies are.
    """

    label: str
    value: str
    files: list[ReplyFile] = []


Scale = Literal["csat", "nps", "ces"]


class MayRate(BaseModel):
    """How the ticket may be rated: csat from 1 to 5, nps from 0 to 10, ces from 1 to 7; `may` once it is solved."""

    scale: Scale
    question: str
    may: bool
    answer: RatingAnswer | None


class SurveyAnswer(BaseModel):
    """The survey of a link. `again_url` is where to go when the problem is not solved."""

    state: Literal["open", "answered", "expired"]
    number: str
    company: str
    form: str
    scale: Scale
    question: str
    resolved_at: str | None
    expires_at: str | None
    answer: RatingAnswer | None
    again_url: str | None
    language: str


class ProgressAnswer(BaseModel):
    """The progress of a ticket. `verbs` are what the customer may do now; the timeline is newest first.

    `submitted` is what they filled in, `shown` what colleagues filled in and the form lets them read.
    """

    number: str
    company: str
    form: str
    submitted_at: str
    state: Literal["received", "working", "confirm", "closed"]
    status: OptionAnswer | None
    resolution_due: str | None
    confirm_until: str | None
    verbs: list[Literal["urge", "reply", "confirm", "reject", "rate"]]
    rating: MayRate | None
    form_url: str | None
    steps: list[ProgressStep]
    timeline: list[ProgressMoment]
    submitted: list[SubmittedValue]
    shown: list[SubmittedValue]
    language: str
