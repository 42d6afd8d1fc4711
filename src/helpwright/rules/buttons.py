"""Buttons of rules on a record: who has them, and what a press is."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.access.model import Caller
from helpwright.jobs.events import append
from helpwright.kernel.events import Actor, Event
from helpwright.platform.database import Session, Statement
from helpwright.rules.events import BUTTON_PRESSED
from helpwright.rules.match import Rule, RuleBook


def buttons(
    book: RuleBook, form: str, caller: Caller, can: Collection[str], holds: Callable[[Rule], bool]
) -> list[Rule]:
    """Rules whose button the caller has: with a role it names, else with the right to change the record."""
    return [
        rule for rule in book.of_form(form) if rule.when.event == "button" and _may(rule, caller, can) and holds(rule)
    ]


def _may(rule: Rule, caller: Caller, can: Collection[str]) -> bool:
    when: Any = rule.when
    if when.roles is None:
        return "update" in can
    return any(f"{rule.app}.{role}" in caller.roles for role in when.roles)


async def press(session: Session, rule: Rule, record_id: UUID, actor: Actor, at: datetime, key: str | None) -> int:
    """Tell the stream, in a transaction in which the record is locked; the same `key` presses once. The event's id."""
    if key is not None:
        before = await session.one(
            Statement(
                """SELECT id FROM events WHERE record_id = %(record)s AND type = %(type)s AND data->>'key' = %(key)s
                AND data->>'rule' = %(rule)s AND actor->>'id' = %(actor)s LIMIT 1""",
                {
                    "record": record_id,
                    "type": BUTTON_PRESSED,
                    "key": key,
                    "rule": rule.name,
                    "actor": str(actor.id),
                },
            ),
        )
        if before is not None:
            return int(before["id"])
    when: Any = rule.when
    data = {"rule": rule.name, "label": when.label, "key": key}
    rows = await session.all(append(Event(BUTTON_PRESSED, rule.form, record_id, actor, at, data)))
    return int(rows[0]["id"])
