"""The rule document as a blueprint writes it: when – if – then."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny, ValidationError, WrapValidator, create_model
from pydantic_core import InitErrorDetails

from helpwright.definitions.kind import AppDraft, DefinitionKind, DocumentProblem
from helpwright.kernel.filter import conditions, parse_filter
from helpwright.kernel.filter_document import FilterDocument
from helpwright.kernel.registry import load
from helpwright.kernel.text import LocalText
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
    """One rule. `when` and the steps of `then` are settings of their trigger and actions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: LocalText
    when: When
    condition: FilterDocument | None = Field(default=None, alias="if")
    then: list[Step]


def rule_document(actions: Mapping[str, AnyAction]) -> type[RuleDocument]:
    """The document with the catalogue's settings: unknown events, actions and keys are errors at their place."""
    when_types = {key: each.settings for key, each in TRIGGERS.items()}
    step_types = {key: each.settings for key, each in actions.items()}
    when = SerializeAsAny[Annotated[When, WrapValidator(_Chosen("event", "event_unknown", when_types))]]
    step = SerializeAsAny[Annotated[Step, WrapValidator(_Chosen("action", "action_unknown", step_types))]]
    then = Annotated[list[step], Field(min_length=1, max_length=50)]
    return create_model("RuleDocument", __base__=RuleDocument, when=(when, ...), then=(then, ...))


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
        not_yet_run=lambda document: not_yet_run(actions, document),
    )


def check_rule(actions: Mapping[str, AnyAction], draft: AppDraft, document: RuleDocument) -> Iterable[DocumentProblem]:
    """References that do not exist; paths inside the document."""
    form = draft.of("form").get(document.when.form)
    if form is None:
        yield DocumentProblem(("when", "form"), "form_unknown", {"form": document.when.form})
        return
    surveys = draft.of("survey") if "survey" in draft.documents else None
    surroundings = Surroundings(
        fields=form.fields,
        roles=draft.of("role"),
        surveys=surveys,
        teams=draft.of("team"),
        templates=draft.of("template") if "template" in draft.documents else None,
    )
    for problem in TRIGGERS[document.when.event].check(document.when, surroundings):
        yield DocumentProblem(("when", *problem.path), problem.code, problem.data)
    yield from _unknown_fields(document.condition, ("if",), surroundings)
    for index, step in enumerate(document.then):
        for problem in actions[step.action].check(step, surroundings):
            yield DocumentProblem(("then", index, *problem.path), problem.code, problem.data)
        yield from _unknown_fields(step.if_still, ("then", index, "if_still"), surroundings)


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


def not_yet_run(actions: Mapping[str, AnyAction], document: RuleDocument) -> tuple[str, ...]:
    """What of the rule is kept but not carried out yet: `trigger dwell`, `action escalate`, `via sms`; each once."""
    notes: list[str] = []
    if TRIGGERS[document.when.event].matches is None:
        notes.append(f"trigger {document.when.event}")
    for step in document.then:
        if actions[step.action].plan is None and actions[step.action].run is None:
            notes.append(f"action {step.action}")
        if step.delay is not None:
            notes.append("delay")
        notes.extend(actions[step.action].not_yet_run(step))
    return tuple(dict.fromkeys(notes))
