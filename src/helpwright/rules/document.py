"""The rule document as a blueprint writes it: when – if – then."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SerializeAsAny,
    TypeAdapter,
    ValidationError,
    WrapValidator,
    create_model,
)
from pydantic_core import InitErrorDetails

from helpwright.definitions.kind import AppDraft, DefinitionKind, DocumentProblem
from helpwright.forms.promises import promised_by
from helpwright.kernel.filter import conditions, parse_filter
from helpwright.kernel.filter_document import FilterDocument
from helpwright.kernel.registry import load
from helpwright.kernel.text import LocalText
from helpwright.kernel.values import SEALED_OPERATORS
from helpwright.rules.facts import rule_facts
from helpwright.rules.kind import (
    AnyAction,
    AnyTrigger,
    Part,
    Step,
    Surroundings,
    Trigger,
    When,
)

KIND = "rule"
TRIGGERS: Mapping[str, AnyTrigger] = load("trigger", Trigger, ["helpwright.rules.triggers"])


class RuleDocument(BaseModel):
    """One rule. `when` and the steps of `then` are settings of their trigger and actions.

    `enabled: false` switches it off: nothing starts it, and what it waits for is forgotten.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: LocalText
    enabled: bool = True
    when: When
    condition: FilterDocument | None = Field(default=None, alias="if")
    then: list[Step]


def rule_document(actions: Mapping[str, AnyAction]) -> type[RuleDocument]:
    """The document with the catalogue's settings: unknown events, actions and keys are errors at their place."""
    when_types = {key: each.settings for key, each in TRIGGERS.items()}
    step_types = {key: each.settings for key, each in actions.items()}
    when = SerializeAsAny[Annotated[When, WrapValidator(_Chosen("event", "event_unknown", when_types))]]
    step = SerializeAsAny[Annotated[Step, WrapValidator(_Chosen("action", "action_unknown", step_types))]]
    then = Annotated[
        list[step], Field(max_length=50, json_schema_extra={"minItems": 1}), AfterValidator(_something_to_do)
    ]
    return create_model("RuleDocument", __base__=RuleDocument, when=(when, ...), then=(then, ...))


def _something_to_do(steps: list[Step]) -> list[Step]:
    if not steps:
        raise ValueError("then_empty")
    return steps


def read_steps(actions: Mapping[str, AnyAction], raw: Sequence[Any]) -> tuple[Step, ...]:
    """Steps as they stand in other documents, typed. Raises pydantic's ValidationError."""
    step_types = {key: each.settings for key, each in actions.items()}
    step = SerializeAsAny[Annotated[Step, WrapValidator(_Chosen("action", "action_unknown", step_types))]]
    found: list[Step] = TypeAdapter(list[step]).validate_python(list(raw))
    return tuple(found)


class _Chosen:
    """Reads a map with the settings model that one of its keys names."""

    def __init__(self, key: str, code: str, models: Mapping[str, type[Part]]) -> None:
        self._key = key
        self._code = code
        self._models = models

    def __call__(self, value: Any, _base: Any) -> Part:
        if isinstance(value, Part):
            return value
        if not isinstance(value, dict):
            raise self._problem((), value, "map_expected")
        name = value.get(self._key)
        if name is None:
            missing = InitErrorDetails(type="missing", loc=(self._key,), input=value)
            raise ValidationError.from_exception_data(self._key, [missing])
        model = self._models.get(name) if isinstance(name, str) else None
        if model is None:
            raise self._problem((self._key,), name, self._code)
        return model.model_validate(value)

    def _problem(self, path: tuple[str, ...], found: Any, code: str) -> ValidationError:
        line = InitErrorDetails(type="value_error", loc=path, input=found, ctx={"error": ValueError(code)})
        return ValidationError.from_exception_data(self._key, [line])


def rule_kind(actions: Mapping[str, AnyAction]) -> DefinitionKind:
    """The section `rules:` of a blueprint."""
    return DefinitionKind(
        name=KIND,
        section="rules",
        model=rule_document(actions),
        check=lambda draft, _key, document: check_rule(actions, draft, document),
        facts=rule_facts,
        not_yet_run=lambda document: not_yet_run(actions, document),
    )


def check_rule(actions: Mapping[str, AnyAction], draft: AppDraft, document: RuleDocument) -> Iterable[DocumentProblem]:
    """References that do not exist; paths inside the document."""
    form = draft.of("form").get(document.when.form)
    if form is None:
        yield DocumentProblem(("when", "form"), "form_unknown", {"form": document.when.form})
        return

    def known(kind: str) -> Mapping[str, Any] | None:
        return draft.of(kind) if kind in draft.documents else None

    surroundings = Surroundings(
        fields=form.valued,
        roles=draft.of("role"),
        surveys=known("survey"),
        teams=draft.of("team"),
        flows=known("flow"),
        calendars=known("calendar"),
        form=document.when.form,
        templates=known("template"),
        promised=promised_by(form.service),
    )
    for problem in TRIGGERS[document.when.event].check(document.when, surroundings):
        yield DocumentProblem(("when", *problem.path), problem.code, problem.data)
    yield from _unknown_fields(document.condition, ("if",), surroundings)
    for index, step in enumerate(document.then):
        for problem in actions[step.action].check(step, surroundings):
            yield DocumentProblem(("then", index, *problem.path), problem.code, problem.data)
        yield from _unknown_fields(step.if_still, ("then", index, "if_still"), surroundings)
        delay = step.delay
        calendars = surroundings.calendars
        if delay is not None and delay.time == "working" and calendars is not None and delay.calendar not in calendars:
            path = ("then", index, "delay", "calendar")
            yield DocumentProblem(path, "calendar_unknown", {"calendar": delay.calendar})


def _unknown_fields(
    tree: dict[str, Any] | None,
    path: tuple[str | int, ...],
    surroundings: Surroundings,
) -> Iterable[DocumentProblem]:
    if tree is None:
        return
    for condition in conditions(parse_filter(tree)):
        if condition.field not in surroundings.fields:
            yield DocumentProblem(path, "field_unknown", {"field": condition.field})
        elif surroundings.sensitive(condition.field) and condition.op not in SEALED_OPERATORS:
            yield DocumentProblem(path, "operator_not_possible", {"op": condition.op})


def not_yet_run(actions: Mapping[str, AnyAction], document: RuleDocument) -> tuple[str, ...]:
    """What of the rule is kept but not carried out yet: `action send_survey`; each once."""
    notes = (f"action {step.action}" for step in document.then if actions[step.action].run is None)
    return tuple(dict.fromkeys(notes))
