"""设置字段: write values into the record."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from helpwright.actions.write import foreseen_changes, write_record
from helpwright.definitions.kind import DocumentProblem
from helpwright.kernel.template import render, variables
from helpwright.rules.kind import VARIABLES, Action, Foreseen, Key, Part, Result, Scene, Step, Surroundings


class FromField(Part):
    """The value of another field."""

    field: Key


class TheActor(Part):
    """Whoever did what started the rule; nobody when that was no person."""

    actor: Literal[True]


class TheInstant(Part):
    """When the rule runs."""

    now: Literal[True]


Value = FromField | TheActor | TheInstant | str | int | float | bool | list[Any] | None


class SetFields(Step):
    """`{action: set_fields, set: {urgency: urgent, solution: "见 {{number}}", checked_by: {actor: true}}}`.

    A text is a template; `{field: other}` copies; null empties.
    """

    set: Annotated[dict[Key, Value], Field(min_length=1)]


def _check(step: SetFields, surroundings: Surroundings) -> Iterable[DocumentProblem]:
    for key, value in step.set.items():
        if key not in surroundings.fields:
            yield DocumentProblem(("set", key), "field_unknown", {"field": key})
        if isinstance(value, FromField) and value.field not in surroundings.fields:
            yield DocumentProblem(("set", key, "field"), "field_unknown", {"field": value.field})
        elif isinstance(value, FromField) and surroundings.sensitive(value.field):
            yield DocumentProblem(("set", key, "field"), "sensitive_value", {"field": value.field})
        if isinstance(value, str):
            for name in variables(value):
                if name not in surroundings.fields and name not in VARIABLES:
                    yield DocumentProblem(("set", key), "variable_unknown", {"variable": name})


def values_of(values: Mapping[str, Value], scene: Scene) -> dict[str, Any]:
    """Inputs as a person would type them."""
    return {key: _value(value, scene) for key, value in values.items()}


def _value(value: Value, scene: Scene) -> Any:
    match value:
        case FromField():
            return scene.record.values.get(value.field)
        case TheActor():
            person = scene.event.actor.person_id
            return None if person is None else str(person)
        case TheInstant():
            return scene.now.isoformat()
        case str():
            return render(value, scene.record.texts) if variables(value) else value
        case _:
            return value


async def _foresee(step: SetFields, scene: Scene) -> list[Foreseen]:
    return await foreseen_changes(scene, values_of(step.set, scene)) or [
        Foreseen("nothing", {"code": "nothing_differs"})
    ]


async def _run(step: SetFields, scene: Scene) -> Result:
    changes = await write_record(scene, values_of(step.set, scene))
    return Result("done", data={"changes": changes}) if changes else Result("skipped", "nothing_differs")


action = Action(settings=SetFields, check=_check, run=_run, needs=frozenset({"update"}), foresee=_foresee)
