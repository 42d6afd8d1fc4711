"""When a record comes back from the recycle bin, flows begin on it as on a new record: those it had ended with it.

One that a rule or a button had started does not begin again by itself.
"""

from collections.abc import Callable
from datetime import datetime

from helpwright.cases.clocks import category_of
from helpwright.definitions.model import DefinitionSet
from helpwright.flows.begin import Beginning, begin
from helpwright.flows.engine import FlowEngine
from helpwright.forms.form import Form
from helpwright.kernel.events import Actor
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Session
from helpwright.records.model import Record
from helpwright.records.reaction import RestoredReader

_OVER = frozenset({"solved", "closed"})


def restart_flows(engine: Callable[[], FlowEngine]) -> RestoredReader:
    """A reader of restorations: what has not ended yet gets the flows that a new record would get."""

    async def react(
        session: Session, definitions: DefinitionSet, form: Form, record: Record, actor: Actor, at: datetime
    ) -> None:
        if category_of(form, record.values) in _OVER:
            return
        flows = engine()
        for flow in flows.flows(definitions).values():
            if flow.form == form.name and flow.starts_on_creation:
                wanted = Beginning(record.id, actor, at, f"restored:{new_id()}")
                await begin(session, flows, definitions, flow, wanted)

    return react
