"""The survey document: one question to a customer after the case is solved."""

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict

from helpwright.definitions.kind import AppDraft, DocumentProblem
from helpwright.kernel.calendar import Duration
from helpwright.kernel.text import LocalText

Scale = Literal["csat", "nps", "ces"]


class SurveyDocument(BaseModel):
    """Scale and question; the link to answer `expires` after a while, counted from when it is sent."""

    model_config = ConfigDict(extra="forbid")
    scale: Scale
    question: LocalText
    expires: Duration | None = None


def check_survey(draft: AppDraft, _key: str, survey: SurveyDocument) -> Iterable[DocumentProblem]:
    """The calendar of `expires` exists."""
    calendar = survey.expires.calendar if survey.expires is not None else None
    if calendar is not None and calendar not in draft.of("calendar"):
        yield DocumentProblem(("expires", "calendar"), "calendar_unknown", {"calendar": calendar})
