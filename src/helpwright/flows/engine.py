"""What the shell of the kernel works with, put together once per process; and the reader that starts flows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from helpwright.cases.clocks import open_case
from helpwright.cases.moves import Change
from helpwright.cases.promise import promised_until
from helpwright.cases.targets import Calendars
from helpwright.definitions.model import DefinitionSet
from helpwright.flows import store
from helpwright.flows.apply import Place, apply_effects
from helpwright.flows.live import FlowVersions, LiveFlow
from helpwright.flows.model import Event as FlowEvent
from helpwright.flows.model import State
from helpwright.flows.step import step
from helpwright.flows.tell import Words
from helpwright.forms.form import Form
from helpwright.jobs.timers import Due, schedule_for
from helpwright.kernel.events import Event
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Statement
from helpwright.records.engine import RecordEngine
from helpwright.records.model import NewRecord, json_values
from helpwright.records.reaction import Reaction

Flows = Callable[[DefinitionSet], Mapping[str, LiveFlow]]


@dataclass(frozen=True)
class FlowEngine:
    """Shared parts."""

    records: RecordEngine
    flows: Flows
    versions: FlowVersions
    calendars: Callable[[DefinitionSet], Calendars]
    words: Words


def record_values(flow: LiveFlow, form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that the flow's decisions look at, as JSON."""
    read = {key: values.get(key) for key in flow.definition.reads if key in form.fields}
    return json_values(form, read)


def start_flows(
    flows: Flows,
    calendars: Callable[[DefinitionSet], Calendars],
) -> Callable[[DefinitionSet, Form, NewRecord], Reaction]:
    """A reader of new records: begins the case, and every flow whose start waits for a new record of this form."""

    def react(definitions: DefinitionSet, form: Form, record: NewRecord) -> Reaction:
        values: dict[str, Any] = {}
        system: dict[str, Any] = {}
        statements: list[Statement] = []
        events: list[Event] = []
        timers: list[tuple[str, UUID, list[Due]]] = []
        carried: list[tuple[Change, Mapping[str, Any]]] = []
        for flow in flows(definitions).values():
            if flow.form != form.name or not flow.starts_on_creation:
                continue
            instance_id = new_id()
            seen = record_values(flow, form, {**record.values, **values})
            event = FlowEvent("start", f"start:{record.id}", record.actor, record.at, record=seen)
            answer = step(flow.definition, State(), event)
            place = Place(
                flow, form, record.id, instance_id, record.actor, record.at, calendars(definitions), activities={},
                seq=answer.state.seq, zone=definitions.zone,
            )  # fmt: skip
            applied = apply_effects(place, answer.effects, schedule=False)
            if flow.definition.promised:
                begun = open_case(
                    form, record, calendars(definitions), definitions.zone, {**values, **applied.values}
                )  # fmt: skip
                if begun is not None:
                    begun.carry(applied.case, applied.values, record.at, record.actor)
                    place = replace(place, promised=promised_until(begun.case))
                    applied = apply_effects(place, answer.effects, schedule=False)
            timers.append((store.TIMER, instance_id, applied.due))
            values.update(applied.values)
            carried.append((applied.case, applied.values))
            system.update(applied.system)
            started = {"flow": flow.name, "version": flow.version, "instance": str(instance_id)}
            statements += [
                store.insert_instance(
                    instance_id, flow.name, flow.version, form.name, record.id, answer.state,
                    record.at, record.actor.person_id,
                ),
                store.journal(instance_id, event, answer.effects, answer.state),
                *applied.statements,
            ]  # fmt: skip
            events += [
                Event("flow_started", form.name, record.id, record.actor, record.at, started),
                *applied.events,
            ]
        case = open_case(form, record, calendars(definitions), definitions.zone, values)
        if case is not None:
            for change, changed in carried:
                case.carry(change, changed, record.at, record.actor)
            statements, timers = [*case.statements(), *statements], [case.timers(), *timers]
        if any(due for _, _, due in timers):
            statements.append(schedule_for(timers))
        if case is not None:
            statements += case.later
        return Reaction(values, system, statements, events)

    return react
