"""How a run moves on, as statements of the commit that did the step. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import psycopg

from helpwright.jobs.events import append
from helpwright.jobs.timers import schedule
from helpwright.kernel.clock import iso
from helpwright.kernel.errors import Invalid, Refusal
from helpwright.kernel.events import Actor, Event
from helpwright.kernel.filter import Filter
from helpwright.platform.database import Row, Statement
from helpwright.rules import store
from helpwright.rules.events import RULE_STOPPED
from helpwright.rules.kind import Result, Step
from helpwright.rules.masks import masked
from helpwright.rules.waiting import DELAY, RETRY

RETRY_DELAYS: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
GAVE_UP: Final = "gave_up"
_LONGEST_ERROR: Final = 500


@dataclass(frozen=True, slots=True)
class Course:
    """What a run has to do: the steps of its rule's version, or of a flow. `label` is for people."""

    app: str
    label: Any
    steps: tuple[Step, ...]
    condition: Filter | None = None
    kind: str = "rule"
    part: int | None = None
    version: int = 0


@dataclass
class Progress:
    """What becomes of a run: columns that change, steps for its log, and statements that belong to it.

    `touched`: the record is another now than it was loaded.
    """

    row: Row
    values: dict[str, Any] = field(default_factory=dict)
    milliseconds: float = 0.0
    touched: bool = False
    steps: list[dict[str, Any]] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)

    def log(self, step: Step, state: str, code: str | None, data: Mapping[str, Any], now: datetime) -> None:
        """What the attempt at the present step came to."""
        self.steps.append(
            {
                "run_id": self.row["id"],
                "step": self.row["step"],
                "action": step.action,
                "state": state,
                "code": code,
                "data": masked(dict(data)),
                "at": now,
                "milliseconds": self.milliseconds,
            },
        )


def saved(all_progress: Sequence[Progress]) -> list[Statement]:
    """Everything, in statements whose number does not depend on the number of runs but for what belongs to each."""
    statements = [each for progress in all_progress for each in progress.statements]
    steps = [each for progress in all_progress for each in progress.steps]
    moves = [
        {
            **{name: progress.values.get(name, progress.row[name]) for name in store.MOVING},
            "id": progress.row["id"],
            "milliseconds": progress.milliseconds,
        }
        for progress in all_progress
    ]
    return [*statements, *([store.log_steps(steps)] if steps else []), store.move_all(moves)]


def cause_of(row: Row) -> tuple[int, ...]:
    """The chain of event ids for what the run brings about."""
    return (*row["event"]["cause"], row["event_id"])


def ended(progress: Progress, state: str, reason: str | None, now: datetime) -> Progress:
    """Over; a flow that waits to hear is told next. A stop and a failure for good stand in the record's activity."""
    row = progress.row
    progress.values |= {"state": state, "reason": reason, "ended_at": now}
    if row["answer"] is not None:
        answer = {**row["answer"], "ok": state in {"done", "skipped"}, "state": state}
        progress.values |= {"state": "answering", "answer": answer}
    if state in {"stopped", "failed"}:
        data = {"rule": row["rule"], "run": str(row["id"]), "reason": reason}
        actor = Actor("system", row["id"])
        event = Event(RULE_STOPPED, row["form"], row["record_id"], actor, now, data, cause_of(row))
        progress.statements.append(append(event))
    return progress


def advanced(course: Course, progress: Progress, result: Result, now: datetime) -> Progress:
    """The step has ended in order."""
    step = course.steps[progress.row["step"]]
    progress.log(step, result.state, result.code, result.data, now)
    if result.state == "refused" and step.on_error == "stop":
        return ended(progress, "failed", result.code, now)
    return _next(course, progress, now)


def waits(course: Course, progress: Progress, until: datetime, now: datetime) -> Progress:
    """The step waits first."""
    row = progress.row
    progress.statements.append(schedule(DELAY, row["id"], str(row["step"]), until))
    progress.log(course.steps[row["step"]], "waiting", None, {"until": iso(until)}, now)
    progress.values["state"] = "waiting"
    return progress


def failed(course: Course | None, progress: Progress, error: Exception, now: datetime) -> Progress:
    """What a step that raised comes to: refused, tried again later, passed over, or given up."""
    row = progress.row
    if course is None or row["step"] >= len(course.steps):
        return ended(progress, "stopped", "rule_gone", now)
    step = course.steps[row["step"]]
    if isinstance(error, Refusal):
        return advanced(course, progress, _refused(error), now)
    progress.log(step, "failed", None, {"error": _said(error)[:_LONGEST_ERROR]}, now)
    if row["attempts"] < len(RETRY_DELAYS):
        due = now + RETRY_DELAYS[row["attempts"]]
        progress.statements.append(schedule(RETRY, row["id"], str(row["step"]), due))
        progress.values |= {"state": "retrying", "attempts": row["attempts"] + 1}
        return progress
    return _next(course, progress, now) if step.on_error == "continue" else ended(progress, "failed", GAVE_UP, now)


def _next(course: Course, progress: Progress, now: datetime) -> Progress:
    following = progress.row["step"] + 1
    progress.values |= {"step": following, "attempts": 0}
    return ended(progress, "done", None, now) if following >= len(course.steps) else progress


def _said(error: Exception) -> str:
    """Its words; those of the database without their details, in which values stand."""
    words = error.diag.message_primary if isinstance(error, psycopg.Error) else None
    return f"{type(error).__name__}: {words or error}"


def _refused(error: Refusal) -> Result:
    """Of several problems of the values the first one is told, with what it says about the value."""
    code, data = error.code, error.data
    if isinstance(error, Invalid) and code == "invalid" and error.errors:
        code, data = error.errors[0].code, error.errors[0].data
    told: dict[str, Any] = {"data": dict(data)} if data else {}
    if error.errors:
        told["errors"] = [{"field": each.field, "code": each.code} for each in error.errors]
    return Result("refused", code, told)
