"""How a run moves on, as statements of the commit that did the step. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from helpwright.jobs.events import append
from helpwright.jobs.timers import schedule
from helpwright.kernel.clock import iso
from helpwright.kernel.errors import Refusal
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


def cause_of(row: Row) -> tuple[int, ...]:
    """The chain of event ids for what the run brings about."""
    return (*row["event"]["cause"], row["event_id"])


def ended(row: Row, state: str, reason: str | None, now: datetime, milliseconds: float = 0.0) -> list[Statement]:
    """Over; a flow that waits to hear is told next. A stop and a failure for good stand in the record's activity."""
    values: dict[str, Any] = {"state": state, "reason": reason, "ended_at": now, "milliseconds": milliseconds}
    if row["answer"] is not None:
        answer = {**row["answer"], "ok": state in {"done", "skipped"}, "state": state}
        values |= {"state": "answering", "answer": answer}
    statements = [store.move(row["id"], values)]
    if state in {"stopped", "failed"}:
        data = {"rule": row["rule"], "run": str(row["id"]), "reason": reason}
        actor = Actor("system", row["id"])
        statements.append(
            append(Event(RULE_STOPPED, row["form"], row["record_id"], actor, now, data, cause_of(row))),
        )
    return statements


def advanced(
    course: Course,
    row: Row,
    result: Result,
    now: datetime,
    milliseconds: float,
    begun: Mapping[str, Any],
) -> list[Statement]:
    """The step has ended in order; `begun` are columns that only the first step sets."""
    index = row["step"]
    step = course.steps[index]
    logged = store.log_step(
        row["id"], index, step.action, result.state, result.code, masked(dict(result.data)), now, milliseconds,
    )  # fmt: skip
    if result.state == "refused" and step.on_error == "stop":
        return [logged, *_begun(row, begun), *ended(row, "failed", result.code, now, milliseconds)]
    return [logged, *_begun(row, begun), *_next(course, row, now, milliseconds)]


def waits(course: Course, row: Row, until: datetime, now: datetime, begun: Mapping[str, Any]) -> list[Statement]:
    """The step waits first."""
    index = row["step"]
    return [
        schedule(DELAY, row["id"], str(index), until),
        store.log_step(row["id"], index, course.steps[index].action, "waiting", None, {"until": iso(until)}, now, 0.0),
        store.move(row["id"], {**begun, "state": "waiting"}),
    ]


def failed(course: Course | None, row: Row, error: Exception, now: datetime) -> list[Statement]:
    """What a step that raised comes to: refused, tried again later, passed over, or given up."""
    if course is None or row["step"] >= len(course.steps):
        return ended(row, "stopped", "rule_gone", now)
    index = row["step"]
    step = course.steps[index]
    if isinstance(error, Refusal):
        return advanced(course, row, Result("refused", error.code, _told(error)), now, 0.0, {})
    data = {"error": f"{type(error).__name__}: {error}"[:_LONGEST_ERROR]}
    logged = store.log_step(row["id"], index, step.action, "failed", None, masked(data), now, 0.0)
    if row["attempts"] < len(RETRY_DELAYS):
        due = now + RETRY_DELAYS[row["attempts"]]
        return [
            logged,
            schedule(RETRY, row["id"], str(index), due),
            store.move(row["id"], {"state": "retrying", "attempts": row["attempts"] + 1}),
        ]
    if step.on_error == "continue":
        return [logged, *_next(course, row, now, 0.0)]
    return [logged, *ended(row, "failed", GAVE_UP, now)]


def _next(course: Course, row: Row, now: datetime, milliseconds: float) -> list[Statement]:
    following = row["step"] + 1
    if following >= len(course.steps):
        return [store.move(row["id"], {"step": following}), *ended(row, "done", None, now, milliseconds)]
    return [store.move(row["id"], {"step": following, "attempts": 0, "milliseconds": milliseconds})]


def _begun(row: Row, begun: Mapping[str, Any]) -> list[Statement]:
    return [store.move(row["id"], begun)] if begun else []


def _told(error: Refusal) -> dict[str, Any]:
    told: dict[str, Any] = {"data": dict(error.data)} if error.data else {}
    if error.errors:
        told["errors"] = [{"field": each.field, "code": each.code} for each in error.errors]
    return told
