"""Which rules an event starts, and which let time pass because of it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import structlog
from pydantic import ValidationError

from helpwright.definitions.model import DefinitionSet, Part, qualified
from helpwright.kernel.events import Event
from helpwright.kernel.filter import Condition, Filter, conditions, evaluate, parse_filter
from helpwright.kernel.filter_tests import Meaning, Moment
from helpwright.kernel.text import LocalText
from helpwright.rules.document import KIND, TRIGGERS, RuleDocument
from helpwright.rules.events import FOR_ONE_RULE
from helpwright.rules.kind import AnyTrigger, RecordContext, Step, When

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Rule:
    """One published version of a rule, ready to run. `name` and `form` are `app.key`; `part` is the definition's id."""

    part: int
    name: str
    app: str
    version: int
    label: LocalText
    form: str
    when: When
    condition: Filter | None
    steps: tuple[Step, ...]
    enabled: bool = True

    @property
    def trigger(self) -> AnyTrigger:
        """What starts it."""
        return TRIGGERS[self.when.event]

    def comparisons(self) -> Sequence[Condition]:
        """The comparisons of its condition."""
        return () if self.condition is None else tuple(conditions(self.condition))

    def reads(self) -> frozenset[str]:
        """Fields that its condition looks at."""
        return frozenset(each.field for each in self.comparisons())


class RuleBook:
    """The live rules, by form and by name. Those that are switched off are known by name alone."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules: Mapping[str, Rule] = {rule.name: rule for rule in rules}
        self._by_form: dict[str, list[Rule]] = {}
        for rule in rules:
            if not rule.enabled:
                continue
            self._by_form.setdefault(rule.form, []).append(rule)

    def of_form(self, form: str) -> Sequence[Rule]:
        """In the order of their blueprint."""
        return self._by_form.get(form, ())

    def started_by(self, event: Event) -> Iterator[Rule]:
        """Rules whose trigger matches; their condition is still to be looked at."""
        if event.type in FOR_ONE_RULE:
            rule = self.rules.get(str(event.data.get("rule")))
            if (
                rule is not None
                and rule.enabled
                and rule.form == event.dataset
                and rule.trigger.matches(rule.when, event)
            ):
                yield rule
            return
        if event.record_id is None:
            return
        for rule in self.of_form(event.dataset):
            if rule.trigger.matches(rule.when, event):
                yield rule

    def stays(self, event: Event) -> Iterator[tuple[Rule, Literal["begins", "ends"]]]:
        """Rules for which a stay of the event's record begins or ends."""
        for rule in self.of_form(event.dataset):
            if rule.trigger.stay is not None:
                found = rule.trigger.stay(rule.when, event)
                if found is not None:
                    yield rule, found


def holds(
    condition: Filter | None,
    values: Mapping[str, Any],
    moment: Moment,
    meanings: Mapping[str, Meaning] | None = None,
) -> bool:
    """Whether the condition is true of the record at the moment; without one it is."""
    return condition is None or evaluate(condition, values, moment, meanings)


def holds_now(condition: Filter | None, context: RecordContext, now: datetime) -> bool:
    """The same of a record as rules see it."""
    return holds(condition, context.values, Moment(now, context.zone), context.meanings)


def read_rule(part: Part, version: int, raw: Mapping[str, Any], model: type[RuleDocument]) -> Rule | None:
    """A stored document as a rule. One that this release cannot read is logged and left out."""
    try:
        document = model.model_validate(raw)
    except ValidationError as error:
        log.exception("rule_unreadable", rule=part.name, version=version, problems=error.error_count())
        return None
    return Rule(
        part=part.id,
        name=part.name,
        app=part.app,
        version=version,
        label=document.name,
        form=qualified(document.when.form, part.app),
        when=document.when,
        condition=None if document.condition is None else parse_filter(document.condition),
        steps=tuple(document.then),
        enabled=document.enabled,
    )


def read_rules(definitions: DefinitionSet, model: type[RuleDocument]) -> RuleBook:
    """The live rules; the others run when one cannot be read."""
    found = (read_rule(part, part.version, part.document, model) for part in definitions.of_kind(KIND))
    return RuleBook([rule for rule in found if rule is not None])
