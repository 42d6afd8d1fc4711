"""Begin a flow on a record that exists, in a transaction in which the record is locked."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.cases.clocks import Standing, carry, case_in, lock_case, may_change_promise, read_ledger
from helpwright.cases.promise import promised_until
from helpwright.definitions.model import DefinitionSet
from helpwright.flows import store
from helpwright.flows.apply import Place, apply_effects
from helpwright.flows.engine import FlowEngine, record_values
from helpwright.flows.live import LiveFlow
from helpwright.flows.model import Event as FlowEvent
from helpwright.flows.model import State
from helpwright.flows.step import step
from helpwright.flows.wake import moved_moments
from helpwright.jobs.events import append_all
from helpwright.kernel.errors import Missing
from helpwright.kernel.events import Actor, Event
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Session
from helpwright.records.model import changes_of
from helpwright.records.operations.create import link_checks
from helpwright.records.rows import get, to_record, update


@dataclass(frozen=True, slots=True)
class Beginning:
    """On which record, by whom and when; `key` names what wants it, `cause` goes into every event."""

    record_id: UUID
    actor: Actor
    at: datetime
    key: str
    cause: tuple[int, ...] = ()


async def begin(
    session: Session,
    engine: FlowEngine,
    definitions: DefinitionSet,
    flow: LiveFlow,
    wanted: Beginning,
) -> UUID | None:
    """The new instance's id; None when the flow runs on the record already.

    Raises Missing, the kernel's refusals, and the database's own where a record that the flow links is not there.
    """
    form = engine.records.forms(definitions).find(flow.form)
    looks = (
        get(form, wanted.record_id, "TRUE", {}, lock=True),
        store.lock_open_instances(wanted.record_id),
        lock_case(wanted.record_id),
        *([read_ledger([wanted.record_id])] if may_change_promise(form) else ()),
    )
    rows, instances, cases, *ledger = await session.pipeline(looks)
    if not rows:
        raise Missing("record_missing")
    if any(each["flow"] == flow.name for each in instances):
        return None
    record, instance_id = to_record(form, rows[0]), new_id()
    event = FlowEvent(
        "start", f"start:{wanted.key}", wanted.actor, wanted.at, record=record_values(flow, form, record.values),
    )  # fmt: skip
    answer = step(flow.definition, State(), event)
    calendars, case = engine.calendars(definitions), case_in(cases)
    place = Place(
        flow=flow,
        form=form,
        record_id=record.id,
        instance_id=instance_id,
        actor=wanted.actor,
        at=wanted.at,
        calendars=calendars,
        activities={},
        seq=answer.state.seq,
        cause=wanted.cause,
        zone=definitions.zone,
        words=engine.words,
        responded=case is not None and case.first_responded_at is not None,
        promised=promised_until(case),
    )
    applied = apply_effects(place, answer.effects)
    values = {key: value for key, value in applied.values.items() if record.values.get(key) != value}
    standing = Standing(record, ledger[0], definitions.zone) if ledger else None
    carried = carry(form, case, applied.case, values, wanted.at, wanted.actor, calendars, standing)
    anew = promised_until(carried.case) != place.promised
    if flow.definition.promised and anew:
        applied = apply_effects(replace(place, promised=promised_until(carried.case)), answer.effects)
    person = wanted.actor.person_id
    system = {**applied.system, "updated_at": wanted.at, "updated_by": person}
    events = [_started(flow, instance_id, wanted)]
    if values:
        data: dict[str, Any] = {"changes": changes_of(form, record.values, values), "version": record.version}
        events.append(Event("record_updated", form.name, record.id, wanted.actor, wanted.at, data | {"by_flow": True}))
    await session.pipeline(
        [
            *link_checks(form, values),
            store.insert_instance(
                instance_id, flow.name, flow.version, form.name, record.id, answer.state, wanted.at, person,
            ),
            store.journal(instance_id, event, answer.effects, answer.state),
            *carried.statements,
            # Steps of its other flows, of whatever version, may be due when the case is, or wait for what was set.
            *((store.wake_promised(record.id, wanted.at),) if anew and instances else ()),
            *(moved_moments(form, record.id, values, wanted.at) if instances else ()),
            *applied.statements,
            update(form, record.id, values, system, bump=False),
            append_all([replace(each, cause=wanted.cause) for each in (*events, *carried.events, *applied.events)]),
        ],
    )  # fmt: skip
    return instance_id


def _started(flow: LiveFlow, instance_id: UUID, wanted: Beginning) -> Event:
    data = {"flow": flow.name, "version": flow.version, "instance": str(instance_id)}
    return Event("flow_started", flow.form, wanted.record_id, wanted.actor, wanted.at, data)
