"""Who writes the status of a record while its flow runs takes the outcome that sets it, if they may."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from helpwright.definitions.model import DefinitionSet
from helpwright.flows import store
from helpwright.flows.engine import FlowEngine
from helpwright.flows.errors import FlowRefusal
from helpwright.flows.perform import Command, perform, perform_within
from helpwright.flows.task_store import may_claim
from helpwright.forms.field_type import ValueRefused
from helpwright.forms.form import Form
from helpwright.kernel.errors import Conflict
from helpwright.kernel.events import Actor
from helpwright.platform.database import Row, Session
from helpwright.records.operations.change import Change
from helpwright.records.read import View


def outcome_instead(engine: FlowEngine) -> Callable[[View, Change], Awaitable[bool]]:
    """An answer to a change of the status that the flow refused: whether an outcome was taken in its place.

    That is so when one task is open, the caller has or may claim it, exactly one of its outcomes sets that status, and
    the other values of the change are those the node lets people write. Raises Invalid (values), Missing, Unavailable.
    """

    async def take(view: View, wish: Change) -> bool:
        form, caller = view.form, view.caller
        tasks = await engine.records.database.all(store.tasks_of_record(wish.record_id))
        is_open = [row for row in tasks if row["state"] in {"offered", "claimed"}]
        if len(is_open) != 1 or form.status is None:
            return False
        task = is_open[0]
        offered = task["state"] == "offered" and may_claim(caller, task)
        if task["kind"] != "task" or not (offered or task["claimed_by"] == caller.person_id):
            return False
        flow = await engine.versions.get(view.definitions, task["flow"], task["flow_version"])
        rest = {key: value for key, value in wish.values.items() if key != form.status.key}
        settings: Any = flow.document.nodes[task["node"]]
        outcome = _outcome(form, settings.outcomes, wish.values[form.status.key])
        if outcome is None or not all(key in settings.fields.write and view.writable_by_task(key) for key in rest):
            return False
        actor = Actor("person", caller.person_id)
        return await _taken(engine, task, Command("complete", actor, outcome, rest, version=wish.version))

    return take


@dataclass(frozen=True, slots=True)
class Wish:
    """A change of the status, and of other fields with it, by nobody in person: raw inputs by field key."""

    record_id: UUID
    values: Mapping[str, Any]
    actor: Actor
    key: str
    cause: tuple[int, ...] = ()


async def take_outcome(
    session: Session,
    engine: FlowEngine,
    definitions: DefinitionSet,
    form: Form,
    wish: Wish,
) -> frozenset[str] | None:
    """In an open transaction, take the outcome that sets the status; the keys of what was written with it.

    None when no flow runs on the record: the status is then anybody's. Raises Conflict `status_belongs_to_flow` when
    not exactly one task is open that has exactly one outcome which sets it, FlowRefusal when something is missing.
    """
    status = form.status
    rows = await session.all(store.running(wish.record_id))
    if status is None or not rows:
        return None
    tasks = [row for row in await session.all(store.tasks_of_record(wish.record_id)) if row["kind"] == "task"]
    is_open = [row for row in tasks if row["state"] in {"offered", "claimed"}]
    if len(is_open) == 1:
        task = is_open[0]
        flow = await engine.versions.get(definitions, task["flow"], task["flow_version"])
        settings: Any = flow.document.nodes[task["node"]]
        outcome = _outcome(form, settings.outcomes, wish.values[status.key])
        if outcome is not None:
            rest = {key: value for key, value in wish.values.items() if key in settings.fields.write}
            command = Command("complete", wish.actor, outcome, rest, key=wish.key, cause=wish.cause)
            await perform_within(session, engine, definitions, task, command)
            return frozenset({status.key, *rest})
    raise Conflict("status_belongs_to_flow", node=rows[0]["node"] or "")


def _outcome(form: Form, outcomes: Mapping[str, Any], raw: Any) -> str | None:
    """The only outcome that sets this status."""
    if form.status is None:
        return None
    try:
        wanted = form.status.type.parse(form.status.settings, raw)
    except ValueRefused:
        return None
    found = [key for key, each in outcomes.items() if each.set.get(form.status.key) == wanted]
    return found[0] if len(found) == 1 else None


async def _taken(engine: FlowEngine, task: Row, command: Command) -> bool:
    """Whether nothing was missing."""
    try:
        await perform(engine, task, command)
    except FlowRefusal:
        return False
    return True
