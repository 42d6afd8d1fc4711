"""While an instance runs, the status belongs to the flow."""

from collections.abc import Mapping
from typing import Any

from helpwright.definitions.model import DefinitionSet
from helpwright.flows.fitting import set_values
from helpwright.flows.live import FlowVersions, LiveFlow
from helpwright.flows.store import running
from helpwright.flows.wording import node_name
from helpwright.forms.form import Form
from helpwright.kernel.errors import Conflict, FieldProblem
from helpwright.kernel.text import LOCALES, listed
from helpwright.platform.database import Session
from helpwright.platform.sentences import Sentences
from helpwright.records.model import Record
from helpwright.records.reaction import ChangeGuard


def owns(flow: LiveFlow, status: str) -> bool:
    """A flow that never sets the status leaves it to others."""
    return any(field == status for _, field, _ in set_values(flow.document))


def status_belongs_to_flow(versions: FlowVersions, sentences: Sentences) -> ChangeGuard:
    """A guard that refuses a change of the status beside the running flow, naming the nodes that are open."""

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
        open_at: dict[str, list[str]] = {locale: [] for locale in LOCALES}
        for row in rows:
            flow = await versions.get(definitions, row["flow"], row["version"])
            if owns(flow, form.status.key):
                for locale, names in open_at.items():
                    names.append(node_name(sentences, flow, row["node"] or "", locale))
        if not open_at[LOCALES[0]]:
            return
        node = {locale: listed(dict.fromkeys(names), locale) for locale, names in open_at.items()}
        refusal = Conflict("status_belongs_to_flow", node=node)
        refusal.errors = (FieldProblem(form.status.key, "status_belongs_to_flow", dict(refusal.data)),)
        raise refusal

    return guard
