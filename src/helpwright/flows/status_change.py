"""Who writes the status of a record while its flow runs takes the outcome that sets it, if they may."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from helpwright.flows import store
from helpwright.flows.engine import FlowEngine
from helpwright.flows.errors import FlowRefusal
from helpwright.flows.perform import Command, perform
from helpwright.flows.task_store import may_claim
from helpwright.forms.field_type import ValueRefused
from helpwright.forms.form import Form
from helpwright.kernel.events import Actor
from helpwright.platform.database import Row
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
