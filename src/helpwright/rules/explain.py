"""Why a rule did or did not run on a record. Pure, but for what is handed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from helpwright.kernel.clock import iso
from helpwright.kernel.events import Event
from helpwright.platform.database import Row
from helpwright.rules.match import Rule


@dataclass(frozen=True, slots=True)
class Found:
    """What is known: events of the record (newest first), the rule's runs on it (newest first), what it waits for."""

    events: Sequence[Event]
    runs: Sequence[Row]
    waits_until: datetime | None
    published_at: datetime | None
    values: dict[str, Any]
    holds: bool


def reasons(rule: Rule, found: Found) -> list[dict[str, Any]]:
    """Codes with data and instant, the weightiest first."""
    told: list[dict[str, Any]] = []
    if found.runs:
        told.append(_of_run(found.runs[0]))
    if not rule.enabled:
        told.append({"code": "run_rule_off"})
        return told
    if found.waits_until is not None:
        told.append({"code": "run_waits_until", "at": iso(found.waits_until)})
    if not found.runs:
        told.append(_without_run(rule, found))
    if not found.holds:
        told.append({"code": "run_condition_now_false"})
    return told


def _of_run(row: Row) -> dict[str, Any]:
    reason = row["reason"]
    code = f"run_{row['state']}"
    if row["state"] in {"skipped", "stopped"}:
        code = f"run_{row['state']}_{reason}"
    return {"code": code, "at": iso(row["ended_at"] or row["created_at"]), "data": {"reason": reason}}


def _without_run(rule: Rule, found: Found) -> dict[str, Any]:
    if rule.trigger.stay is not None:
        when: Any = rule.when
        if found.values.get(when.field) != when.value:
            return {"code": "run_value_is_another", "data": {"value": found.values.get(when.field)}}
        return {"code": "run_not_long_enough"}
    if rule.trigger.next_at is not None:
        return {"code": "run_not_yet_time"}
    matching = [event for event in found.events if rule.trigger.matches(rule.when, event)]
    if not matching:
        return {"code": "run_nothing_happened"}
    if found.published_at is not None and matching[0].at < found.published_at:
        return {"code": "run_published_later", "at": iso(found.published_at)}
    return {"code": "run_about_to"}
