"""What is said on a record: its history in words, and the bell of those whom a note names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from helpwright.definitions.live import Compiled
from helpwright.definitions.model import DefinitionSet
from helpwright.flows.wording import describe_flow_event
from helpwright.kernel.ids import new_id
from helpwright.notify.model import Draft
from helpwright.notify.notifications import deliver_inside
from helpwright.notify.wording import reason_in_words
from helpwright.platform.database import Row, Statement
from helpwright.platform.sentences import Sentences
from helpwright.records.api import Mention
from helpwright.rules.wording import RULE_EVENTS, describe_rule_event


@dataclass(frozen=True, slots=True)
class RecordWords:
    """The words of flows, rules and messages, for the routes of records, which know none of them."""

    sentences: Sentences
    flows: Compiled[Any]

    def describe(self, row: Row, locale: str, definitions: DefinitionSet) -> dict[str, Any]:
        """What an event of the history adds to its type: names, reasons, outcomes in the reader's language."""
        if row["type"].startswith("message_"):
            via, reason = str(row["data"].get("via") or ""), row["data"].get("reason")
            return {"reason": reason_in_words(self.sentences, locale, via, reason)}
        if row["type"] in RULE_EVENTS or row["data"].get("by_rule"):
            return describe_rule_event(self.sentences, definitions, row, locale)
        return describe_flow_event(self.sentences, definitions, self.flows.of(definitions), row, locale)

    def tell_mentioned(self, mention: Mention) -> Sequence[Statement]:
        """A notification inside for each of those named, in their own language."""
        told = {"by": mention.by, "title": mention.title}
        drafts = [
            Draft(
                f"mention:{new_id()}", "inapp", str(person.person_id),
                self.sentences(person.locale, "mentioned_by", told), mention.text, mention.form, mention.record_id,
                person_id=person.person_id,
            )
            for person in mention.people
        ]  # fmt: skip
        return deliver_inside([(new_id(), draft) for draft in drafts], mention.at)
