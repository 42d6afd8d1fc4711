"""While an instance runs, the status belongs to the flow."""

from collections.abc import Mapping
from typing import Any

from helpwright.definitions.model import DefinitionSet
from helpwright.flows.live import FlowVersions
from helpwright.flows.store import running
from helpwright.flows.wording import node_name
from helpwright.forms.form import Form
from helpwright.kernel.errors import Conflict, FieldProblem
from helpwright.kernel.text import LOCALES
from helpwright.platform.database import Session
from helpwright.platform.sentences import Sentences
from helpwright.records.model import Record
from helpwright.records.reaction import ChangeGuard


def status_belongs_to_flow(versions: FlowVersions, sentences: Sentences) -> ChangeGuard:
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
        flow = await versions.get(definitions, rows[0]["flow"], rows[0]["version"])
        node = {locale: node_name(sentences, flow, rows[0]["node"] or "", locale) for locale in LOCALES}
        refusal = Conflict("status_belongs_to_flow", node=node)
        refusal.errors = (FieldProblem(form.status.key, "status_belongs_to_flow", dict(refusal.data)),)
        raise refusal

    return guard
