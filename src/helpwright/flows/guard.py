"""While an instance runs, the status belongs to the flow."""

from collections.abc import Mapping
from typing import Any

from helpwright.definitions.model import DefinitionSet
from helpwright.flows.engine import Flows
from helpwright.flows.store import running
from helpwright.forms.form import Form
from helpwright.kernel.errors import Conflict, FieldProblem
from helpwright.platform.database import Session
from helpwright.records.model import Record
from helpwright.records.reaction import ChangeGuard


def status_belongs_to_flow(flows: Flows) -> ChangeGuard:
    """A guard that refuses a change of the status beside the running flow, naming the node that is open."""

    async def guard(
        session: Session,
        definitions: DefinitionSet,
        form: Form,
        record: Record,
        changes: Mapping[str, Any],
    ) -> None:
        if form.status is None or form.status.key not in changes:
            return
        rows = await session.all(running(record.id))
        if not rows:
            return
        flow = flows(definitions).get(rows[0]["flow"])
        node = flow.document.nodes.get(rows[0]["node"]) if flow is not None and rows[0]["node"] else None
        refusal = Conflict("status_belongs_to_flow", node=node.name if node is not None and node.name else "")
        refusal.errors = (FieldProblem(form.status.key, "status_belongs_to_flow", dict(refusal.data)),)
        raise refusal

    return guard
