"""Shapes of answers to customers, for the interface description."""

from typing import Literal

from pydantic import BaseModel

from helpwright.forms.answers import FieldDescription, OptionAnswer, SectionAnswer


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


class ProgressMoment(BaseModel):
    """Something that happened, in the reader's words or those of whoever wrote them."""

    id: str
    at: str
    kind: Literal[
        "submitted",
        "claimed",
        "reply",
        "customer_reply",
        "solved",
        "confirmed",
        "rejected",
        "urged",
        "closed",
    ]
    text: str


class SubmittedValue(BaseModel):
    """What the customer filled in, as texts for people."""

    label: str
    value: str


class ProgressAnswer(BaseModel):
    """The progress of a ticket. `verbs` are what the customer may do now; the timeline is newest first."""

    number: str
    company: str
    form: str
    submitted_at: str
    state: Literal["received", "working", "confirm", "closed"]
    status: OptionAnswer | None
    resolution_due: str | None
    confirm_until: str | None
    verbs: list[Literal["urge", "reply", "confirm", "reject"]]
    form_url: str | None
    steps: list[ProgressStep]
    timeline: list[ProgressMoment]
    submitted: list[SubmittedValue]
    language: str
