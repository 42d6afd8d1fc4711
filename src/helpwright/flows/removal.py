"""When a record is deleted its flows end with it: open tasks and timers are gone in the same commit."""

from collections.abc import Callable
from datetime import datetime

from helpwright.cases.targets import Calendars
from helpwright.definitions.model import DefinitionSet
from helpwright.flows import store
from helpwright.flows.apply import Place, apply_effects
from helpwright.flows.live import FlowVersions
from helpwright.flows.model import Event as FlowEvent
from helpwright.flows.model import State
from helpwright.flows.step import step
from helpwright.forms.form import Form
from helpwright.kernel.events import Actor, Event
from helpwright.platform.database import Session, Statement
from helpwright.records.model import Record
from helpwright.records.reaction import Reaction, RemovedReader


def cancel_flows(versions: FlowVersions, calendars: Callable[[DefinitionSet], Calendars]) -> RemovedReader:
    """A reader of deletions: cancels every instance of the record that has not ended."""

    async def react(
        session: Session,
        definitions: DefinitionSet,
        form: Form,
        record: Record,
        actor: Actor,
        at: datetime,
    ) -> Reaction:
        statements: list[Statement] = []
        events: list[Event] = []
        for row in await session.all(store.lock_open_instances(record.id)):
            flow = await versions.get(definitions, row["flow"], row["version"])
            state = State.from_json(row["state"])
            event = FlowEvent("cancel", f"removed:{record.id}", actor, at, data={"reason": "record_deleted"})
            answer = step(flow.definition, state, event)
            place = Place(
                flow=flow,
                form=form,
                record_id=record.id,
                instance_id=row["id"],
                actor=actor,
                at=at,
                calendars=calendars(definitions),
                activities={name: (each.node, each.kind) for name, each in state.activities.items()},
                seq=answer.state.seq,
            )
            applied = apply_effects(place, answer.effects)
            statements += [
                store.update_instance(row["id"], row["status"], answer.state, at),
                store.journal(row["id"], event, answer.effects, answer.state),
                *applied.statements,
            ]
            events += applied.events
        return Reaction(statements=statements, events=events)

    return react
