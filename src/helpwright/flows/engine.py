"""What the shell of the kernel works with, put together once per process; and the reader that starts flows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from helpwright.cases.clocks import Opening, open_case
from helpwright.cases.promise import promised_until
from helpwright.cases.targets import Calendars
from helpwright.definitions.model import DefinitionSet
from helpwright.flows import store
from helpwright.flows.apply import Applied, Place, apply_effects
from helpwright.flows.effects import Transition
from helpwright.flows.live import FlowVersions, LiveFlow
from helpwright.flows.model import Event as FlowEvent
from helpwright.flows.model import State
from helpwright.flows.step import step
from helpwright.flows.tell import Words
from helpwright.flows.wake import moved_moments
from helpwright.forms.form import Form
from helpwright.jobs.timers import schedule_for
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


@dataclass(frozen=True, slots=True)
class _Begun:
    """A flow that begins with a record: what its start does to it."""

    event: FlowEvent
    answer: Transition
    place: Place
    applied: Applied

    def due_with(self, case: Opening) -> "_Begun":
        """The same where steps are due when the ticket is, as all that begins with it leaves it."""
        if not self.place.flow.definition.promised:
            return self
        there = replace(self.place, promised=promised_until(case.case))
        return replace(self, place=there, applied=apply_effects(there, self.answer.effects, schedule=False))

    def statements(self, record: NewRecord) -> Sequence[Statement]:
        """Everything but the timers."""
        place, state = self.place, self.answer.state
        return (
            store.insert_instance(
                place.instance_id, place.flow.name, place.flow.version, place.form.name, record.id, state, record.at,
                record.actor.person_id,
            ),
            store.journal(place.instance_id, self.event, self.answer.effects, state),
            *self.applied.statements,
        )  # fmt: skip

    def events(self, record: NewRecord) -> Sequence[Event]:
        """What there is to tell."""
        flow = self.place.flow
        started = {"flow": flow.name, "version": flow.version, "instance": str(self.place.instance_id)}
        return (
            Event("flow_started", flow.form, record.id, record.actor, record.at, started),
            *self.applied.events,
        )


def start_flows(
    flows: Flows,
    calendars: Callable[[DefinitionSet], Calendars],
) -> Callable[[DefinitionSet, Form, NewRecord], Reaction]:
    """A reader of new records: begins the case, and every flow whose start waits for a new record of this form."""

    def react(definitions: DefinitionSet, form: Form, record: NewRecord) -> Reaction:
        values: dict[str, Any] = {}
        begun: list[_Begun] = []
        for flow in flows(definitions).values():
            if flow.form != form.name or not flow.starts_on_creation:
                continue
            seen = record_values(flow, form, {**record.values, **values})
            event = FlowEvent("start", f"start:{record.id}", record.actor, record.at, record=seen)
            answer = step(flow.definition, State(), event)
            place = Place(
                flow, form, record.id, new_id(), record.actor, record.at, calendars(definitions), activities={},
                seq=answer.state.seq, zone=definitions.zone,
            )  # fmt: skip
            applied = apply_effects(place, answer.effects, schedule=False)
            values.update(applied.values)
            begun.append(_Begun(event, answer, place, applied))
        case = open_case(form, record, calendars(definitions), definitions.zone, values)
        if case is not None:
            for each in begun:
                case.carry(each.applied.case, each.applied.values, record.at, record.actor)
            begun = [each.due_with(case) for each in begun]
        system = {name: value for each in begun for name, value in each.applied.system.items()}
        statements = [*(() if case is None else case.statements())]
        statements += [statement for each in begun for statement in each.statements(record)]
        timers = [*(() if case is None else (case.timers(),))]
        timers += [(store.TIMER, each.place.instance_id, each.applied.due) for each in begun]
        if any(due for _, _, due in timers):
            statements.append(schedule_for(timers))
        if len(begun) > 1:
            # A flow that began before another has set it may wait for the day in a field.
            statements += moved_moments(form, record.id, values, record.at)
        if case is not None:
            statements += case.later
        return Reaction(values, system, statements, [event for each in begun for event in each.events(record)])

    return react
