"""What the system does by itself."""

from functools import cached_property, partial

from helpwright.actions.ports import Ports
from helpwright.definitions.live import Compiled
from helpwright.definitions.model import DefinitionSet
from helpwright.entry.kinds import ACTIONS
from helpwright.entry.wiring.work import Work
from helpwright.flows.answer import ask_again
from helpwright.notify.outbox import Outbox
from helpwright.rules.api import RuleDesk
from helpwright.rules.document import rule_document
from helpwright.rules.match import RuleBook, read_rules
from helpwright.rules.trial_desk import TrialDesk


class Automation(Work):
    """Rules, live and on trial, and what actions work with."""

    def rules(self, definitions: DefinitionSet) -> RuleBook:
        """The live rules."""
        return self._rules.of(definitions)

    @cached_property
    def rule_desk(self) -> RuleDesk:
        """For the routes of rules."""
        return RuleDesk(self.record_desk, self._rules.of, self.sentences, partial(ask_again, self.flows))

    @cached_property
    def trial_desk(self) -> TrialDesk:
        """For the routes of rules that are being written; what they try never reaches the outbox."""
        return TrialDesk(
            self.record_desk, ACTIONS, self.contexts, self.calendars, self.sentences, self.ports(self.outbox),
        )  # fmt: skip

    def ports(self, outbox: Outbox) -> Ports:
        """What actions work with."""
        return Ports(
            records=self.records,
            flows=self.flows,
            outbox=outbox,
            definitions=self.definitions,
            links=self.links,
            sentences=self.sentences,
        )

    @cached_property
    def _rules(self) -> Compiled[RuleBook]:
        model = rule_document(ACTIONS)
        return Compiled(lambda definitions: read_rules(definitions, model))
