"""处理: work that one person takes from those it is offered to and ends with an outcome."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from pydantic import Field

from helpwright.flows.assign import AssignRule, assign_reads, check_assign, choose, compile_assign
from helpwright.flows.definition import Node
from helpwright.flows.effects import Announce, OfferTask, RunActions
from helpwright.flows.errors import Incomplete, NotPermitted, Problem
from helpwright.flows.model import Activity, TimerSpec, Why
from helpwright.flows.nobody import VACANT, VACANT_TIMER, check_nobody, decided, nobody_there
from helpwright.flows.node_type import Compiled, NodeType, Surroundings
from helpwright.flows.outcome import (
    OutcomePlan,
    check_calendar,
    check_outcomes,
    check_values,
    compile_outcomes,
    outcome_exits,
    take,
    wanted_outcome,
)
from helpwright.flows.parts import AssignLine, Claimed, Due, FieldRights, Nobody, NodeSettings, Outcomes
from helpwright.flows.run import Run
from helpwright.flows.send_back import send_back
from helpwright.flows.work import WorkPlan, check_mine, claim, release, transfer, urge
from helpwright.kernel.filter import is_empty
from helpwright.kernel.text import LocalText

DUE, WARN = "due", "warn"


class TaskSettings(NodeSettings):
    """As `handle` in the running example."""

    type: Literal["task"]
    name: LocalText
    assign: Annotated[list[AssignLine], Field(min_length=1)]
    nobody: Nobody | None = None
    claimed: Claimed | None = None
    fields: FieldRights = FieldRights()
    allow: list[Literal["transfer", "return", "urge", "comment"]] = Field(default_factory=list)
    due: Due | None = None
    outcomes: Outcomes


@dataclass(frozen=True, slots=True)
class TaskPlan:
    """Ready to run."""

    rules: tuple[AssignRule, ...]
    work: WorkPlan
    required: tuple[str, ...]
    outcomes: dict[str, OutcomePlan]
    nobody: Nobody | None = None


def _compile(settings: TaskSettings) -> Compiled[TaskPlan]:
    rules = compile_assign(settings.assign)
    claimed = {} if settings.claimed is None else settings.claimed.set
    required = tuple(settings.fields.required)
    plan = TaskPlan(
        rules,
        WorkPlan(claimed, frozenset(settings.allow)),
        required,
        compile_outcomes(settings.outcomes),
        settings.nobody,
    )
    return Compiled(
        plan,
        outcome_exits(settings.outcomes),
        assign_reads(rules) | frozenset(required),
        (
            *(() if settings.due is None else _timers(settings.due)),
            *(() if settings.nobody is None else (VACANT_TIMER,)),
        ),
    )


def _timers(due: Due) -> tuple[tuple[str, TimerSpec], ...]:
    """When it is due, and when to warn: so long from the beginning, or so long before it is due."""
    end = due.spec()
    if due.warn is None:
        return ((DUE, end),)
    if due.warn.after is not None:
        return ((DUE, end), (WARN, due.warn.after.spec(end.until)))
    before = due.warn.before
    return ((DUE, end), (WARN, replace(end, back=None if before is None else before.spec())))


def _check(settings: TaskSettings, surroundings: Surroundings | None) -> Iterable[Problem]:
    for each in check_assign(settings.assign, surroundings):
        yield Problem(("assign", *each.path), each.code, each.data)
    yield from check_outcomes(settings.outcomes, surroundings)
    if settings.claimed is not None:
        yield from check_values(settings.claimed.set, ("claimed", "set"), surroundings)
    if settings.due is not None:
        yield from _check_due(settings.due, surroundings)
    for each in check_nobody(settings.nobody, settings.outcomes, surroundings):
        yield Problem(("nobody", *each.path), each.code, each.data)
    yield from _check_fields(settings.fields, surroundings)


def _check_due(due: Due, surroundings: Surroundings | None) -> Iterable[Problem]:
    yield from check_calendar(due, ("due",), surroundings)
    if surroundings is not None and due.promise is not None and due.promise not in surroundings.promised:
        yield Problem(("due", "promise"), "due_not_promised", {"clock": due.promise})
    for part in ("before", "after"):
        length = getattr(due.warn, part, None)
        if length is not None:
            yield from check_calendar(length, ("due", "warn", part), surroundings)


def _check_fields(fields: FieldRights, surroundings: Surroundings | None) -> Iterable[Problem]:
    """They exist, and nobody fills in what they do not see."""
    filled = {*fields.write, *fields.required}
    for position, key in enumerate(fields.hide):
        if key in filled:
            yield Problem(("fields", "hide", position), "hidden_field_to_fill", {"field": key})
    if surroundings is None:
        return
    for part, keys in (("write", fields.write), ("required", fields.required), ("hide", fields.hide)):
        for position, key in enumerate(keys):
            if key not in surroundings.fields:
                yield Problem(("fields", part, position), "field_unknown", {"field": key})


def _enter(run: Run, node: Node[TaskPlan], held: tuple[str, ...]) -> None:
    """Offer the work.

    What was sent back has a receiver; a way back with `assign: previous` gives it to whoever had it last, if anybody.
    Where they have left the organization, the lines decide.
    """
    edge = run.edge(held)
    rule = choose(node.plan.rules, run.record)
    arrival = run.arrivals.pop(edge.id, None)
    if arrival is not None:
        person, why = arrival.person, arrival.why
    else:
        person = run.handlers.get(node.key) if edge.previous else None
        why = rule.why
        if person is not None:
            why = Why("previous_handler", {"person": person, "node": edge.source, "outcome": edge.outcome})
    if run.has_left(person):
        person, why = None, rule.why
    run.open(node, held, rule.assign, why, claimed_by=person, back=None if arrival is None else arrival.back)
    if person is not None:
        run.set_record(node.plan.work.claimed, person)


def _handle(run: Run, node: Node[TaskPlan], key: str, activity: Activity) -> None:
    match run.event.kind:
        case "claim":
            claim(run, node.plan.work, key, activity)
        case "release":
            release(run, key, activity)
        case "transfer":
            transfer(run, node.plan.work, key, activity)
        case "urge":
            urge(run, node.plan.work, key, activity)
        case "complete":
            _complete(run, node, key, activity)
        case "timer":
            _time_passed(run, node, key)
        case "return":
            send_back(run, node, node.plan.work, key, activity)
        case "incident":
            decided(run, node, node.plan.outcomes, key, activity)
        case verb:
            raise NotPermitted("not_allowed", verb=verb)


def _time_passed(run: Run, node: Node[TaskPlan], key: str) -> None:
    """The time to warn, the due time itself, or the look at who could take the work."""
    if run.event.data["level"] == VACANT:
        if node.plan.nobody is not None:
            nobody_there(run, node, node.plan.work, node.plan.outcomes, node.plan.nobody, key)
        return
    level = run.event.data["level"]
    spec = dict(node.timers)[level]
    if spec.moves and not run.has_come():
        run.schedule(key, level, spec)
        return
    warns = level == WARN
    run.emit(Announce("warned" if warns else "late", {"activity": key, "node": node.key}))
    due = node.settings.due if isinstance(node.settings, TaskSettings) else None
    actions = () if due is None else due.late if not warns else due.warn.actions if due.warn is not None else ()
    if actions:
        run.emit(RunActions(key, node.key, "warn" if warns else "late"))


def _complete(run: Run, node: Node[TaskPlan], key: str, activity: Activity) -> None:
    actor, plan = run.event.actor, node.plan
    if actor.kind == "customer":
        raise NotPermitted("not_allowed", verb="complete")
    person = run.actor_id() if actor.kind == "person" else None
    if person is not None:
        check_mine(run, activity, person)
    outcome = wanted_outcome(plan.outcomes, run.event)
    run.record.update(run.event.data.get("values") or {})
    missing = [field for field in plan.required if _is_blank(run.record.get(field))]
    if missing:
        raise Incomplete("fields_required", missing, fields=missing)
    if person is not None and activity.claimed_by is None:
        activity = claim(run, plan.work, key, activity)
    if activity.claimed_by is not None and node.key in run.definition.remembered:
        run.handlers[node.key] = activity.claimed_by
    take(run, node, key, outcome)


def _adopt(run: Run, node: Node[TaskPlan], key: str, activity: Activity) -> None:
    """Who has the work keeps it; what nobody has taken is offered to those whom this version names."""
    if activity.claimed_by is not None:
        return
    rule = choose(node.plan.rules, run.record)
    if rule.assign != activity.assign:
        run.change(key, assign=rule.assign)
        run.emit(OfferTask(key, rule.assign, rule.why))


def _is_blank(value: Any) -> bool:
    return is_empty(value) or (isinstance(value, str) and not value.strip())


node_type = NodeType(
    settings=TaskSettings,
    compile=_compile,
    check=_check,
    enter=_enter,
    handle=_handle,
    pauses=True,
    adopt=_adopt,
)
