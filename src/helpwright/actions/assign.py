"""分派: give the record to a person."""

from collections.abc import Iterable
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import StringConstraints, model_validator

from helpwright.actions.handover import Holder, hand_over, holder_of
from helpwright.actions.people import active_person, least_loaded_of_role, least_loaded_of_team, names_of, superior_of
from helpwright.actions.ports import ports_of
from helpwright.definitions.kind import DocumentProblem
from helpwright.definitions.teams import team_ids
from helpwright.forms.form import Form
from helpwright.jobs.events import append
from helpwright.kernel.events import Event
from helpwright.rules.kind import Action, Foreseen, Key, Part, Result, Scene, Step, Surroundings


class Receiver(Part):
    """Whom: one person by id; of a team or role whoever has least to do; who is named in a field; the manager."""

    person: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = None
    team: Key | None = None
    role: Key | None = None
    field: Key | None = None
    manager: Literal[True] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(each is not None for each in (self.person, self.team, self.role, self.field, self.manager)) != 1:
            raise ValueError("recipient_one")
        return self


class Assign(Step):
    """`{action: assign, to: {team: tech}, field: assignee}`; `field`, by default the only member field, gets the name.

    `{manager: true}` is the superior of whoever has it: direct manager, else head of department, else an administrator.
    """

    to: Receiver
    field: Key | None = None


def _check(step: Assign, surroundings: Surroundings) -> Iterable[DocumentProblem]:
    for path, key in ((("to", "field"), step.to.field), (("field",), step.field)):
        if key is not None and key not in surroundings.fields:
            yield DocumentProblem(path, "field_unknown", {"field": key})
    if step.to.role is not None and step.to.role not in surroundings.roles:
        yield DocumentProblem(("to", "role"), "role_unknown", {"role": step.to.role})
    if step.to.team is not None and step.to.team not in surroundings.teams:
        yield DocumentProblem(("to", "team"), "team_unknown", {"team": step.to.team})


async def _foresee(step: Assign, scene: Scene) -> list[Foreseen]:
    _form, holder, _team, person = await _found(step, scene)
    if person is None:
        return [Foreseen("nothing", {"code": "nobody_found"})]
    if person == holder.person:
        return [Foreseen("nothing", {"code": "has_it_already"})]
    names = await names_of(scene.session, [person, holder.person])
    return [Foreseen("handover", {"to": names.get(person), "from": names.get(holder.person), "why": None})]


async def _found(step: Assign, scene: Scene) -> tuple[Form, Holder, UUID | None, UUID | None]:
    """The form, who has it, the team that gets it, the person who does."""
    ports = ports_of(scene)
    live = await ports.definitions.likely()
    form = ports.records.forms(live).find(scene.form)
    holder = await holder_of(scene, form)
    team = team_ids(live, scene.app).get(step.to.team) if step.to.team is not None else None
    return form, holder, team, await _receiver(step.to, scene, team, holder.person)


async def _run(step: Assign, scene: Scene) -> Result:
    ports = ports_of(scene)
    form, holder, team, person = await _found(step, scene)
    if person is None:
        return Result("refused", "nobody_found")
    if person == holder.person:
        return Result("skipped", "has_it_already", {"person": str(person)})
    reason = ports.sentences(scene.locale, "assigned_by_rule")
    await hand_over(scene, form, holder, person, reason, field=step.field, team=team)
    told = {"to": str(person), "from": None if holder.person is None else str(holder.person), "rule": scene.rule}
    event = Event("assigned", scene.form, scene.record_id, scene.actor, scene.now, told, scene.cause)
    scene.later([append(event)])
    return Result("done", data=told)


async def _receiver(to: Receiver, scene: Scene, team: UUID | None, holder: UUID | None) -> UUID | None:
    if team is not None:
        return await least_loaded_of_team(scene.session, team)
    if to.role is not None:
        return await least_loaded_of_role(scene.session, scene.app, to.role)
    if to.manager:
        found = await superior_of(scene.session, holder)
        return None if found is None else found[0]
    named = to.person if to.field is None else scene.record.values.get(to.field)
    try:
        person = UUID(str(named))
    except ValueError:
        return None
    return person if await active_person(scene.session, person) else None


action = Action(settings=Assign, check=_check, run=_run, needs=frozenset({"assign"}), foresee=_foresee)
