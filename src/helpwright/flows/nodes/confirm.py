"""客户确认: the customer says yes or no; after a time without answer it counts as said."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from helpwright.flows.definition import Node
from helpwright.flows.effects import Announce
from helpwright.flows.errors import Incomplete, NotPermitted, Problem
from helpwright.flows.model import Activity, TimerSpec, Why
from helpwright.flows.node_type import Compiled, NodeType, Surroundings
from helpwright.flows.outcome import (
    OutcomePlan,
    check_calendar,
    check_outcomes,
    comment_of,
    compile_outcomes,
    outcome_exits,
    take,
    wanted_outcome,
)
from helpwright.flows.parts import Duration, Key, NodeSettings, Outcomes, Part
from helpwright.flows.run import Run
from helpwright.kernel.text import LocalText

REJECTIONS = "rejections"
TELL_AT = 3
AUTO = "auto"
REMIND = "remind_"
_WHY = Why("waits_for_customer")


class Auto(Part):
    """Without an answer for `after`, `outcome` is taken; reminders count from the same moment."""

    after: Duration
    remind: list[Duration] = Field(default_factory=list)
    outcome: Key


class ConfirmSettings(NodeSettings):
    """As `confirm` in the running example."""

    type: Literal["confirm"]
    name: LocalText
    outcomes: Outcomes
    auto: Auto | None = None


@dataclass(frozen=True, slots=True)
class ConfirmPlan:
    """Ready to run; `auto` is the outcome taken without an answer."""

    outcomes: dict[str, OutcomePlan]
    auto: str | None


def _compile(settings: ConfirmSettings) -> Compiled[ConfirmPlan]:
    auto = settings.auto
    timers: list[tuple[str, TimerSpec]] = []
    if auto is not None:
        timers += [(f"{REMIND}{number}", each.spec()) for number, each in enumerate(auto.remind, 1)]
        timers.append((AUTO, auto.after.spec()))
    plan = ConfirmPlan(compile_outcomes(settings.outcomes), None if auto is None else auto.outcome)
    return Compiled(plan, outcome_exits(settings.outcomes), timers=tuple(timers))


def _check(settings: ConfirmSettings, surroundings: Surroundings | None) -> Iterable[Problem]:
    yield from check_outcomes(settings.outcomes, surroundings)
    auto = settings.auto
    if auto is None:
        return
    outcome = settings.outcomes.get(auto.outcome)
    if outcome is None:
        yield Problem(("auto", "outcome"), "outcome_unknown", {"outcome": auto.outcome})
    elif outcome.reason == "required":
        yield Problem(("auto", "outcome"), "auto_outcome_needs_reason", {"outcome": auto.outcome})
    yield from check_calendar(auto.after, ("auto", "after"), surroundings)
    for position, each in enumerate(auto.remind):
        yield from check_calendar(each, ("auto", "remind", position), surroundings)


def _enter(run: Run, node: Node[ConfirmPlan], held: tuple[str, ...]) -> None:
    run.open(node, held, None, _WHY)


def _handle(run: Run, node: Node[ConfirmPlan], key: str, _activity: Activity) -> None:
    match run.event.kind:
        case "complete":
            _answer(run, node, key)
        case "timer":
            _time_passed(run, node, key)
        case verb:
            raise NotPermitted("not_allowed", verb=verb)


def _answer(run: Run, node: Node[ConfirmPlan], key: str) -> None:
    """The customer's word, or a person's in place of the customer, who then says why."""
    outcome = wanted_outcome(node.plan.outcomes, run.event)
    by_staff = run.event.actor.kind == "person"
    if by_staff and not comment_of(run.event):
        raise Incomplete("reason_required", ["comment"], outcome=outcome.key, by_staff=True)
    run.record.update(run.event.data.get("values") or {})
    _take(run, node, key, outcome, by_staff=by_staff)


def _take(run: Run, node: Node[ConfirmPlan], key: str, outcome: OutcomePlan, *, by_staff: bool = False) -> None:
    take(run, node, key, outcome, by_staff=by_staff)
    if outcome.rejects:
        count = run.count(REJECTIONS)
        if count == TELL_AT:
            run.emit(Announce("rejected_repeatedly", {"node": node.key, "count": count}))


def _time_passed(run: Run, node: Node[ConfirmPlan], key: str) -> None:
    level = str(run.event.data["level"])
    if level == AUTO and node.plan.auto is not None:
        _take(run, node, key, node.plan.outcomes[node.plan.auto])
    else:
        number = int(level.removeprefix(REMIND))
        run.emit(Announce("reminder", {"activity": key, "node": node.key, "number": number}))


node_type = NodeType(
    settings=ConfirmSettings, compile=_compile, check=_check, enter=_enter, handle=_handle, pauses=True
)
