"""Waits that count from a field of the record notice when that field changes."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from helpwright.cases.clocks import may_change_promise
from helpwright.definitions.model import DefinitionSet
from helpwright.flows import store
from helpwright.flows.due import moment
from helpwright.flows.nodes.wait import FIELD
from helpwright.forms.form import Form
from helpwright.kernel.events import Actor
from helpwright.platform.database import Session, Statement
from helpwright.records.model import Record
from helpwright.records.reaction import Reaction


def moved_moments(_form: Form, record_id: UUID, changes: Mapping[str, Any], at: datetime) -> Sequence[Statement]:
    """For a change of these values: the timers are due now, and the wait looks again how long it has to wait.

    A moment that is taken away or put off needs nothing: the wait looks again when the old one comes.
    """
    if not any(_is_moment(value) for value in changes.values()):
        return ()
    return (store.wake_timers(record_id, FIELD, at),)


async def follow_moments(
    _session: Session,
    _definitions: DefinitionSet,
    form: Form,
    record: Record,
    changes: Mapping[str, Any],
    _actor: Actor,
    at: datetime,
) -> Reaction:
    """The same as a reader of changes."""
    return Reaction(statements=moved_moments(form, record.id, changes, at))


async def follow_promises(
    _session: Session,
    _definitions: DefinitionSet,
    form: Form,
    record: Record,
    changes: Mapping[str, Any],
    _actor: Actor,
    at: datetime,
) -> Reaction:
    """A reader of changes that may move the clocks of the case: steps that are due when it is look again.

    It stands behind the reader that moves them. Which flows are live does not matter: a ticket may be on an older
    version, whose step follows the promise.
    """
    if form.status is None or not (form.status.key in changes or may_change_promise(form, changes)):
        return Reaction()
    return Reaction(statements=(store.wake_promised(record.id, at),))


def _is_moment(value: Any) -> bool:
    return isinstance(value, date) or (isinstance(value, str) and moment(value, UTC) is not None)
