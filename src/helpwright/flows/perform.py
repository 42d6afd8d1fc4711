"""Carry out one event on a running instance: lock, step, write, in one transaction.

Locks are taken in the order record, instance; tasks and timers follow from the instance. Decisions are the kernel's.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from psycopg.errors import DatabaseError

from helpwright.cases.clocks import case_in, lock_case, may_change_promise, read_ledger
from helpwright.definitions.model import DefinitionSet
from helpwright.flows import store
from helpwright.flows.engine import FlowEngine
from helpwright.flows.live import offered_to
from helpwright.flows.nobody import VACANT, fallback
from helpwright.flows.transition import Command, Decided, Scene, decide, require_same
from helpwright.forms.form import Form
from helpwright.kernel.errors import Missing, Unavailable
from helpwright.platform.database import STALE_DEFINITIONS, Row, Session, Statement
from helpwright.platform.shared_decision import Question, unless_held
from helpwright.records.model import Record
from helpwright.records.refusals import translated
from helpwright.records.rows import enter, get, to_record
from helpwright.records.since import changes_since

__all__ = ["Command", "Written", "instance_row", "perform", "perform_in", "task_row"]

_ATTEMPTS: Final = 5
_LOCKED: Final = 3
"""Record, instance and case: the first looks after the form is entered."""
_OLDER: Final = "age(r.xmin) >= 0"
"""Of a record: not written by a transaction that began after ours, which has its number from the first lock of all.

Readers of events follow transactions by their numbers; what ours does would be told before what it has seen.
"""
_MOST_DONE: Final = frozenset({"claim", "complete"})


@dataclass(frozen=True, slots=True)
class Written:
    """What a write leaves: `task` is the row of the work that it was for, where it was open before and was changed.

    `record` is None unless it was wanted to be `shown`. `opened` are rows as `store.openings` gives them, of what the
    event has opened; `beside` those of the statements that were read with it. `epoch` is that of its definitions.
    """

    epoch: int
    task: Row | None
    record: Record | None
    opened: Sequence[Row]
    beside: Sequence[list[Row]]


async def perform(
    engine: FlowEngine, target: Row, command: Command, beside: Sequence[Statement] = (), *, shown: bool = False
) -> Written | None:
    """Do it, or repeat nothing when the same key was carried out before.

    What it leaves, with the rows of `beside`, read after the write in its round trip; None when nothing was written.

    `target` is a row of the tasks table, or what `instance_row` gives for events of the whole instance. Raises
    FlowRefusal, Invalid (values), Missing (record deleted), Unavailable, Conflict `key_reused` when what was carried
    out under the key was something else, Conflict `stale` (data `yours`, `fields`) when values begun with an older
    version would overwrite what others wrote since.
    """
    definitions = await engine.records.definitions.likely()
    attempts = 0
    while True:
        try:
            return await _once(engine, definitions, target, command, beside, shown=shown)
        except DatabaseError as error:
            if error.sqlstate != STALE_DEFINITIONS:
                form = engine.records.forms(definitions).find(target["form"])
                raise translated(form, error) from error
            attempts += 1
            if attempts == _ATTEMPTS:
                raise Unavailable("definitions_changed") from error
            definitions = await engine.records.definitions.refresh()


async def perform_in(
    engine: FlowEngine, session: Session, definitions: DefinitionSet, target: Row, command: Command
) -> None:
    """The same inside the open transaction of `session`, for those who have locked the record in it already.

    Raises as `perform`, and the database's own errors.
    """
    key, looks = await _looks(engine, definitions, target, command)
    rows = await session.pipeline(looks)
    decided = await _decided(engine, definitions, target, command, key, rows)
    if decided.statements:
        await session.pipeline(decided.statements)


async def _once(
    engine: FlowEngine,
    definitions: DefinitionSet,
    target: Row,
    command: Command,
    beside: Sequence[Statement],
    *,
    shown: bool,
) -> Written | None:
    key, looks = await _looks(engine, definitions, target, command)
    among = await _among(engine, definitions, target, command, key, looks, beside, shown=shown)
    if among is None:
        async with engine.records.database.deciding(looks) as decision:
            decided = await _decided(engine, definitions, target, command, key, decision.rows, shown=shown)
            statements = decided.statements
            rows = await decision.finish([*statements, *beside]) if statements else []
    else:
        decided, rows = among
        statements = decided.statements
    if not statements:
        return None
    record = decided.record
    if isinstance(record, int):
        form = engine.records.forms(definitions).find(target["form"])
        record = to_record(form, rows[record][0]) if shown else None
    changed = (row for found in rows[: decided.ended] for row in found)
    task = next((row for row in changed if row["activity"] == decided.activity), None)
    return Written(definitions.epoch, task, record, decided.opened, rows[len(statements) :])


async def _among(
    engine: FlowEngine,
    definitions: DefinitionSet,
    target: Row,
    command: Command,
    key: str,
    looks: Sequence[Statement],
    beside: Sequence[Statement],
    *,
    shown: bool,
) -> tuple[Decided, list[list[Row]]] | None:
    """What was decided and written together with others; None: alone, as something of it is held, newer or may wait.

    Only what people do most, and where a ticket has a case, so that one that is held does not look like none.
    """
    form = engine.records.forms(definitions).find(target["form"])
    if command.kind not in _MOST_DONE or form.status is None or not _waits_for_nobody(form, command.values):
        return None
    found: list[Decided] = []

    async def decide(rows: Sequence[list[Row]]) -> Sequence[Statement] | None:
        if not all(rows[:_LOCKED]):
            return None
        decided = await _decided(engine, definitions, target, command, key, [[], *rows], shown=shown)
        if not _waits_for_nobody(form, decided.written):
            return None
        found.append(decided)
        return [*decided.statements, *beside] if decided.statements else ()

    entry, _, *rest = looks
    record = get(form, target["record_id"], _OLDER, {}, lock=True)
    locked = [unless_held(each) for each in (record, *rest[: _LOCKED - 1])]
    question = Question(form.id, entry, target["record_id"].bytes, [*locked, *rest[_LOCKED - 1 :]], decide)
    rows = await engine.records.database.decide_among(question)
    return None if rows is None else (found[0], rows)


def _waits_for_nobody(form: Form, keys: Collection[str]) -> bool:
    """Whether writing these fields touches no row but the record's own.

    Files are told whose they are; a unique value waits for who is writing the same, a link for who changes the record.
    """
    fields = [form.fields[key] for key in keys if key in form.fields]
    return not any(each.settings.unique or each.type.refers in {"file", "record"} for each in fields)


async def _looks(
    engine: FlowEngine, definitions: DefinitionSet, target: Row, command: Command
) -> tuple[str, Sequence[Statement]]:
    """The key, and what has to be read under locks; the last answers what the kernel cannot know.

    Flows are compiled here if they have to be, while nothing is locked.
    """
    form = engine.records.forms(definitions).find(target["form"])
    flow = await engine.versions.get(definitions, target["flow"], target["flow_version"])
    if command.kind == "migrate":
        await engine.versions.get(definitions, target["flow"], command.data["to"])
    key = command.key or f"once:{uuid4()}"
    looks = [
        enter(form, definitions.epoch),
        get(form, target["record_id"], "TRUE", {}, lock=True),
        store.lock_instance(target["instance_id"]),
        lock_case(target["record_id"]),
    ]
    if may_change_promise(form):
        looks.append(read_ledger([target["record_id"]]))
    if command.key is not None:
        looks.append(store.journal_has(target["instance_id"], command.key))
    if command.began is not None and command.values:
        looks.append(changes_since(target["record_id"], command.began))
    elif command.kind == "return":
        looks.append(store.last_done([target["instance_id"]]))
    elif command.kind == "withdraw":
        looks.append(store.openings([target["instance_id"]]))
    elif command.kind == "migrate":
        looks.append(store.open_times(target["instance_id"]))
    elif command.kind == "timer" and command.data.get("level") == VACANT:
        nobody = getattr(flow.document.nodes.get(target["node"]), "nobody", None)
        other = offered_to(flow, None if nobody is None else fallback(nobody))
        looks.append(store.takers(target["instance_id"], target["activity"], other))
    return key, looks


def _as_it_is_now(target: Row, instance: Row) -> Row:
    """The target, whose instance may have come to another version since it was read, and its work to another node."""
    if instance["version"] == target["flow_version"]:
        return target
    activity = instance["state"]["activities"].get(target["activity"])
    node = target["node"] if activity is None else activity["node"]
    return {**target, "flow_version": instance["version"], "node": node}


async def _decided(
    engine: FlowEngine,
    definitions: DefinitionSet,
    target: Row,
    command: Command,
    key: str,
    rows: Sequence[list[Row]],
    *,
    shown: bool = False,
) -> Decided:
    form = engine.records.forms(definitions).find(target["form"])
    _, records, instances, cases, *known = rows
    ledger = known.pop(0) if may_change_promise(form) else ()
    done = known.pop(0) if command.key is not None else ()
    if not records or not instances:
        raise Missing("record_missing")
    target = _as_it_is_now(target, instances[0])
    flow, before = await engine.versions.get(definitions, target["flow"], target["flow_version"]), None
    if command.kind == "migrate":
        flow, before = await engine.versions.get(definitions, target["flow"], command.data["to"]), flow
    if done:
        require_same(done[0]["event"], flow, form, target["node"], command)
        return Decided()
    scene = Scene(
        flow=flow,
        form=form,
        record=to_record(form, records[0]),
        instance=instances[0],
        target=target,
        calendars=engine.calendars(definitions),
        zone=definitions.zone,
        words=engine.words,
        at=engine.records.clock.now(),
        key=key,
        case=case_in(cases),
        ledger=ledger,
        known=known[0] if known else (),
        before=before,
        shown=shown,
        promised=flow.definition.promised or instances[0]["beside"],
    )
    return decide(scene, command)


async def task_row(engine: FlowEngine, task_id: UUID) -> Row:
    """The stored task. Raises Missing."""
    row = await engine.records.database.one(store.task_by_id(task_id))
    if row is None:
        raise Missing("task_missing")
    return row


async def instance_row(engine: FlowEngine, instance_id: UUID) -> Row:
    """The stored instance as a target of commands, with `status` and `state`. Raises Missing."""
    row = await engine.records.database.one(store.instance_by_id(instance_id))
    if row is None:
        raise Missing("instance_missing")
    return row
