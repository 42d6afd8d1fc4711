"""Who writes the status of a record while its flow runs takes the outcome that sets it, if they may."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from helpwright.access.model import Caller
from helpwright.definitions.model import DefinitionSet
from helpwright.flows import store
from helpwright.flows.engine import FlowEngine
from helpwright.flows.errors import FlowRefusal
from helpwright.flows.perform import Command, perform, perform_in
from helpwright.flows.task_store import may_claim
from helpwright.forms.field_type import ValueRefused
from helpwright.forms.form import Form
from helpwright.kernel.events import Actor
from helpwright.platform.database import Row, Session
from helpwright.records.operations.change import Change
from helpwright.records.read import View

_OPEN = frozenset({"offered", "claimed"})


def outcome_instead(engine: FlowEngine) -> Callable[[View, Change], Awaitable[bool]]:
    """An answer to a change of the status that the flow refused: whether an outcome was taken in its place.

    That is so when of all open tasks exactly one, which the caller has or may claim, has exactly one outcome that sets
    that status, and the other values of the change are those the node lets people write. Raises Invalid (values),
    Missing, Unavailable.
    """

    async def take(view: View, wish: Change) -> bool:
        rows = await engine.records.database.all(store.tasks_of_record(wish.record_id))
        mine = [row for row in rows if row["kind"] == "task" and _may(view.caller, row)]
        found = await _only(engine, view.definitions, view.form, mine, wish.values)
        if found is None:
            return False
        task, outcome, rest = found
        actor = Actor("person", view.caller.person_id)
        try:
            command = Command("complete", actor, outcome, rest, version=wish.version, linkable=view.linkable)
            await perform(engine, task, command)
        except FlowRefusal:
            return False
        return True

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
    """The same for a rule that writes the status, inside the transaction in which it has locked the record.

    Rules act for nobody: whose the task is does not matter, what its outcome requires does. Answers the keys of what
    was written, None when no single outcome sets that status. Raises FlowRefusal when something is missing.
    """
    if form.status is None or form.status.key not in wish.values:
        return None
    rows = [row for row in await session.all(store.tasks_of_record(wish.record_id)) if row["state"] in _OPEN]
    found = await _only(engine, definitions, form, rows, {form.status.key: wish.values[form.status.key]})
    if found is None:
        return None
    task, outcome, _ = found
    flow = await engine.versions.get(definitions, task["flow"], task["flow_version"])
    rights = getattr(flow.document.nodes[task["node"]], "fields", None)
    writable = rights.write if rights is not None else ()
    rest = {key: value for key, value in wish.values.items() if key in writable}
    command = Command("complete", wish.actor, outcome, rest, key=wish.key, cause=wish.cause)
    await perform_in(engine, session, definitions, task, command)
    return frozenset({form.status.key, *rest})


def _may(caller: Caller, task: Row) -> bool:
    if task["state"] == "offered":
        return may_claim(caller, task)
    return bool(task["state"] == "claimed" and task["claimed_by"] == caller.person_id)


async def _only(
    engine: FlowEngine, definitions: DefinitionSet, form: Form, tasks: list[Row], values: Mapping[str, Any]
) -> tuple[Row, str, Mapping[str, Any]] | None:
    """The one task and outcome that set this status, with the values beside it; None when there are none or several."""
    if form.status is None or form.status.key not in values:
        return None
    rest = {key: value for key, value in values.items() if key != form.status.key}
    found: list[tuple[Row, str]] = []
    for task in tasks:
        flow = await engine.versions.get(definitions, task["flow"], task["flow_version"])
        settings: Any = flow.document.nodes[task["node"]]
        rights = getattr(settings, "fields", None)
        if set(rest) <= set(rights.write if rights is not None else ()):
            outcomes = getattr(settings, "outcomes", None) or {}
            found += [(task, key) for key in _setting(form, outcomes, values[form.status.key])]
    return (*found[0], rest) if len(found) == 1 else None


def _setting(form: Form, outcomes: Mapping[str, Any], raw: Any) -> list[str]:
    """The outcomes that set this status."""
    if form.status is None:
        return []
    try:
        wanted = form.status.type.parse(form.status.settings, raw)
    except ValueRefused:
        return []
    return [key for key, each in outcomes.items() if each.set.get(form.status.key) == wanted]
