"""What customers say about the service: the survey behind a link, and the rating on the progress page. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from helpwright.cases.survey import Scale, SurveyDocument
from helpwright.cases.surveys import answer_json
from helpwright.definitions.model import DefinitionSet
from helpwright.forms.form import Form
from helpwright.kernel.clock import iso
from helpwright.kernel.text import localize
from helpwright.platform.database import Row
from helpwright.records.model import Record

_DONE = frozenset({"solved", "closed"})


@dataclass(frozen=True, slots=True)
class Asked:
    """Which survey a ticket is rated by, `name` is `app.key`."""

    name: str
    scale: Scale
    question: Any


@dataclass(frozen=True, slots=True)
class SurveyFacts:
    """Everything the survey page is made of. `about` is a row of `cases.surveys.about`, `request` that of the link."""

    definitions: DefinitionSet
    form: Form
    record: Record
    request: Row
    about: Row
    case: Row | None
    again_url: str | None


def survey_of(definitions: DefinitionSet, form: Form, about: Row) -> Asked | None:
    """The survey that was sent, else the app's first one for satisfaction, else its first; None without any."""
    if about["asked"] is not None:
        return Asked(about["asked"], about["asked_scale"], about["question"])
    parts = [
        (part.name, SurveyDocument.model_validate(part.document)) for part in definitions.of_kind("survey", form.app)
    ]
    chosen = next((each for each in parts if each[1].scale == "csat"), parts[0] if parts else None)
    return None if chosen is None else Asked(chosen[0], chosen[1].scale, chosen[1].question)


def rating_json(
    definitions: DefinitionSet, form: Form, about: Row, case: Row | None, locale: str
) -> dict[str, Any] | None:
    """The part of the progress page; None where there is no survey. `may` when the ticket is solved and not rated."""
    asked = survey_of(definitions, form, about)
    if asked is None:
        return None
    return {
        "scale": asked.scale,
        "question": localize(asked.question, locale),
        "may": may_rate(about, case),
        "answer": _answer(about),
    }


def may_rate(about: Row, case: Row | None) -> bool:
    """Only once, and when there is something to rate."""
    return about["score"] is None and case is not None and case["category"] in _DONE


def survey_json(facts: SurveyFacts, now: datetime, locale: str) -> dict[str, Any]:
    """The whole page. An answer that was given is shown even when the link's time is over."""
    request, case = facts.request, facts.case
    resolved = case["resolved_at"] if case is not None else None
    app = facts.definitions.apps[facts.form.app].name
    return {
        "state": state_of(facts, now),
        "number": facts.record.number,
        "company": facts.definitions.company or localize(app, locale),
        "form": localize(facts.form.document.name, locale),
        "scale": request["scale"],
        "question": localize(request["question"], locale),
        "resolved_at": None if resolved is None else iso(resolved),
        "expires_at": None if request["expires_at"] is None else iso(request["expires_at"]),
        "answer": _answer(facts.about),
        "again_url": facts.again_url,
        "language": locale,
    }


def state_of(facts: SurveyFacts, now: datetime) -> str:
    """open, answered or expired."""
    if facts.about["score"] is not None:
        return "answered"
    expires_at = facts.request["expires_at"]
    return "expired" if expires_at is not None and expires_at <= now else "open"


def _answer(about: Mapping[str, Any]) -> dict[str, Any] | None:
    return None if about["score"] is None else answer_json(dict(about))
