"""The survey document: one question to a customer after the case is solved."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from helpwright.kernel.calendar import Duration
from helpwright.kernel.text import LocalText


class SurveyDocument(BaseModel):
    """Scale and question; the link to answer `expires` after a while."""

    model_config = ConfigDict(extra="forbid")
    scale: Literal["csat", "nps", "ces"]
    question: LocalText
    expires: Duration | None = None


def not_yet_run(_document: SurveyDocument) -> Sequence[str]:
    """Surveys are kept; sending them comes with the rules that ask for them."""
    return ("survey",)
