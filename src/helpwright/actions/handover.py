"""Give a record to somebody: the open task of its flow, its owner, and the field that names them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from helpwright.actions.ports import ports_of
from helpwright.actions.write import write_record
from helpwright.flows.history import tasks_of_record
from helpwright.flows.perform import Command, perform_in
from helpwright.forms.form import Form
from helpwright.platform.database import Row, Statement
from helpwright.rules.kind import Scene


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the record: by the open task, else as its owner, else by the field. `task` is the only open one."""

    person: UUID | None
    task: Row | None


def assignee_field(form: Form, wanted: str | None = None) -> str | None:
    """The field that names who works on a record: the wanted one, else the form's only member field."""
    if wanted is not None:
        return wanted if wanted in form.fields else None
    members = [key for key, field in form.fields.items() if field.type.key == "member"]
    return members[0] if len(members) == 1 else None


async def holder_of(scene: Scene, form: Form) -> Holder:
    """Who has it now."""
    rows = await scene.session.all(tasks_of_record(scene.record_id))
    is_open = [row for row in rows if row["kind"] == "task" and row["state"] in {"offered", "claimed"}]
    task = is_open[0] if len(is_open) == 1 else None
    person: UUID | None = task["claimed_by"] or task["person_id"] if task is not None else None
    if person is None:
        owner = await scene.session.one(
            Statement(f"SELECT owner_id FROM {form.table} WHERE id = %(id)s", {"id": scene.record_id}),  # noqa: S608 -- of a published form
        )
        person = owner["owner_id"] if owner is not None else None
    field = assignee_field(form)
    if person is None and field is not None and scene.record.values.get(field):
        person = UUID(str(scene.record.values[field]))
    return Holder(person, task)


async def hand_over(
    scene: Scene,
    form: Form,
    holder: Holder,
    person: UUID,
    reason: str,
    *,
    field: str | None = None,
    team: UUID | None = None,
) -> None:
    """The open task goes over with its reason, as when a colleague transfers it. Raises the flow's refusals."""
    ports = ports_of(scene)
    live = await ports.definitions.likely()
    if holder.task is not None and holder.task["claimed_by"] != person:
        data: dict[str, Any] = {"to": str(person), "reason": reason}
        command = Command(
            "transfer", scene.actor, data=data, override=True, key=f"rule:{scene.key}:transfer", cause=scene.cause,
        )  # fmt: skip
        await scene.flush()
        scene.touch()
        await perform_in(ports.flows, scene.session, live, holder.task, command)
    key = assignee_field(form, field)
    system: dict[str, Any] = {"owner_id": person}
    if team is not None:
        system["team_id"] = team
    await write_record(scene, {} if key is None else {key: str(person)}, system)
