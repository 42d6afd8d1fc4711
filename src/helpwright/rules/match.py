"""Which rules an event starts. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from pydantic import ValidationError

from helpwright.definitions.model import DefinitionSet, qualified
from helpwright.kernel.events import Event
from helpwright.kernel.filter import Filter, evaluate, parse_filter
from helpwright.rules.document import KIND, TRIGGERS, RuleDocument
from helpwright.rules.kind import Step, When

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Rule:
    """A live rule, ready to run. `name` and `form` are `app.key`."""

    name: str
    form: str
    when: When
    condition: Filter | None
    steps: tuple[Step, ...]


class RuleBook:
    """The rules that run, by form. Those whose trigger does not run yet are left out."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._by_form: dict[str, list[Rule]] = {}
        for rule in rules:
            if TRIGGERS[rule.when.event].matches is not None:
                self._by_form.setdefault(rule.form, []).append(rule)

    def started_by(self, event: Event) -> Iterator[Rule]:
        """Rules whose trigger matches; their condition is still to be looked at."""
        if event.record_id is None:
            return
        for rule in self._by_form.get(event.dataset, ()):
            matches = TRIGGERS[rule.when.event].matches
            if matches is not None and matches(rule.when, event):
                yield rule


def holds(rule: Rule, values: Mapping[str, Any]) -> bool:
    """Whether the rule's condition is true of the record."""
    return rule.condition is None or evaluate(rule.condition, values)


def read_rules(definitions: DefinitionSet, model: type[RuleDocument]) -> RuleBook:
    """The live rules. A stored document this release cannot read is logged and left out; the others run."""
    rules: list[Rule] = []
    for part in definitions.of_kind(KIND):
        try:
            document = model.model_validate(part.document)
        except ValidationError as error:
            log.exception("rule_unreadable", rule=part.name, problems=error.error_count())
            continue
        condition = None if document.condition is None else parse_filter(document.condition)
        form = qualified(document.when.form, part.app)
        rules.append(Rule(part.name, form, document.when, condition, tuple(document.then)))
    return RuleBook(rules)
