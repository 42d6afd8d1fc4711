"""满意度调研: ask the customer how it went."""

from collections.abc import Iterable

from helpwright.definitions.kind import DocumentProblem
from helpwright.rules.kind import Action, Key, Part, Step, Surroundings


class Addressee(Part):
    """The field of the record that holds the address."""

    field: Key


class SendSurvey(Step):
    """`{action: send_survey, survey: csat, to: {field: customer_email}, delay: {hours: 1}}`."""

    survey: Key
    to: Addressee


def _check(step: SendSurvey, surroundings: Surroundings) -> Iterable[DocumentProblem]:
    if step.to.field not in surroundings.fields:
        yield DocumentProblem(("to", "field"), "field_unknown", {"field": step.to.field})
    if surroundings.surveys is not None and step.survey not in surroundings.surveys:
        yield DocumentProblem(("survey",), "survey_unknown", {"survey": step.survey})


action = Action(settings=SendSurvey, check=_check)
