"""How actions write a record: by the same way as a person's change, in the step's transaction.

Values are checked by their field types, the status goes through the outcome of the flow that owns it, other concepts
add what belongs into the commit, and one event tells what changed and why. Such a change does not raise the record's
version: nobody's open screen becomes stale by it.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from helpwright.actions.ports import Ports, ports_of
from helpwright.definitions.model import DefinitionSet
from helpwright.flows.status_change import Wish, take_outcome
from helpwright.forms.form import Form
from helpwright.forms.validate import changed_values
from helpwright.jobs.events import append_all
from helpwright.kernel.errors import Missing
from helpwright.kernel.events import Event
from helpwright.records.model import Record, changes_of
from helpwright.records.operations.create import checks, link_checks
from helpwright.records.rows import get, to_record, update
from helpwright.rules.kind import Foreseen, Scene


async def write_record(
    scene: Scene,
    values: Mapping[str, Any],
    system: Mapping[str, Any] | None = None,
) -> Mapping[str, Any]:
    """Write inputs by field key, and system columns; answers `{field: [from, to]}` of what differs now, as JSON.

    Nothing is written and no event appended when nothing differs. Raises Invalid, Missing (record deleted),
    Conflict `status_belongs_to_flow`, FlowRefusal: refusals, which trying again does not help.
    """
    ports = ports_of(scene)
    definitions = await ports.definitions.likely()
    form = ports.records.forms(definitions).find(scene.form)
    before = await _read(scene, form)
    wanted = changed_values(form, values, form.fields)
    differing = {key: value for key, value in wanted.items() if before.values.get(key) != value}
    direct = dict(differing)
    if form.status is not None and form.status.key in differing:
        await scene.flush()
        scene.touch()
        raw = {key: values[key] for key in differing}
        wish = Wish(scene.record_id, raw, scene.actor, f"rule:{scene.key}", scene.cause)
        through_flow = await take_outcome(scene.session, ports.flows, definitions, form, wish)
        if through_flow is None:
            for guard in ports.records.change_guards:
                await guard(scene.session, definitions, form, before, differing)
        direct = {key: value for key, value in differing.items() if key not in (through_flow or ())}
    await _write(scene, ports, definitions, form, before, direct, system or {})
    return changes_of(form, before.values, differing)


async def foreseen_changes(scene: Scene, values: Mapping[str, Any]) -> list[Foreseen]:
    """What `write_record` would change. Raises Invalid."""
    ports = ports_of(scene)
    form = ports.records.forms(await ports.definitions.likely()).find(scene.form)
    before = await _read(scene, form)
    wanted = changed_values(form, values, form.fields)
    differing = {key: value for key, value in wanted.items() if before.values.get(key) != value}
    changes = changes_of(form, before.values, differing)
    return [Foreseen("change", {"field": key, "before": old, "after": new}) for key, (old, new) in changes.items()]


async def _read(scene: Scene, form: Form) -> Record:
    """As it is now: what the scene began with, unless it has written since or others have read for it."""
    stored = scene.record.stored
    if isinstance(stored, Record) and not scene.written:
        return stored
    await scene.flush()
    row = await scene.session.one(get(form, scene.record_id, "TRUE", {}, lock=True))
    if row is None:
        raise Missing("record_missing")
    return to_record(form, row)


async def _write(
    scene: Scene,
    ports: Ports,
    definitions: DefinitionSet,
    form: Form,
    before: Record,
    values: Mapping[str, Any],
    system: Mapping[str, Any],
) -> None:
    if not values and not system:
        return
    columns = {**system, "updated_at": scene.now, "updated_by": None}
    reactions = [
        await read(scene.session, definitions, form, before, values, scene.actor, scene.now)
        for read in ports.records.changed_readers
    ]
    statements = [
        *link_checks(form, values),
        update(form, before.id, values, columns, bump=False),
        *checks(form, before.id, values),
        *(statement for reaction in reactions for statement in reaction.statements),
    ]
    told = [replace(each, cause=scene.cause) for reaction in reactions for each in reaction.events]
    if values:
        data = {"changes": changes_of(form, before.values, values), "version": before.version, "by_rule": scene.rule}
        event = Event("record_updated", form.name, before.id, scene.actor, scene.now, data, scene.cause)
        told.insert(0, event)
    if told:
        statements.append(append_all(told))
    scene.touch()
    scene.later(statements)
    if any(reaction.statements for reaction in reactions):
        # Other runs of the transaction read what these have written, such as the case.
        await scene.flush()
