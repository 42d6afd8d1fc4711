"""Where work can be given back to, and what can be taken back: what the buttons 退回 and 撤回 depend on. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from helpwright.access.model import Caller
from helpwright.flows.live import LiveFlow
from helpwright.flows.send_back import earlier
from helpwright.flows.transition import opened_by
from helpwright.flows.wording import node_name
from helpwright.platform.database import Row
from helpwright.platform.sentences import Sentences


@dataclass(frozen=True, slots=True)
class WaysBack:
    """Rows of `store.last_done` and `store.openings` for the instances of some tasks."""

    done: Sequence[Row]
    opened: Sequence[Row]

    def targets(self, sentences: Sentences, flow: LiveFlow, task: Row, locale: str) -> list[dict[str, Any]]:
        """The earlier nodes at which this instance has been, in the order of the flow."""
        people = {row["node"]: row["name"] for row in self.done if row["instance_id"] == task["instance_id"]}
        return [
            {"node": node, "name": node_name(sentences, flow, node, locale), "person": people[node]}
            for node in earlier(flow.definition, task["node"])
            if node in people
        ]

    def opened_after(self, task: Row) -> Row | None:
        """What a task's outcome opened and nobody has begun; None when there is nothing to take back."""
        mine = [row for row in self.opened if row["instance_id"] == task["instance_id"]]
        found = [row for row in mine if row["by_activity"] == task["activity"] and row["by_kind"] == "complete"]
        if not found or any(row["state"] != "offered" or row["kind"] == "action" for row in found):
            return None
        return found[0]

    def withdrawable(self, caller: Caller, task: Row) -> bool:
        """Whether the caller did the task and may take it back, or began the flow and may take the whole back."""
        me = str(caller.person_id)
        if task["state"] == "done":
            after = self.opened_after(task)
            return after is not None and opened_by(after)["by"] == me
        if task["state"] != "offered":
            return False
        opened = [row for row in self.opened if row["instance_id"] == task["instance_id"]]
        here = next((row for row in opened if row["activity"] == task["activity"]), None)
        return here is not None and opened_by(here) == {"by": me, "node": None} and len(opened) == 1
