"""Which policy of its form makes the promise to a ticket. Pure: conditions are compiled once and asked in memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from helpwright.cases.targets import WARN_PERCENT, Targets, targets_of
from helpwright.forms.form import Form
from helpwright.kernel.errors import FieldProblem
from helpwright.kernel.filter import NEVER_ASKED, Filter, Moment, conditions, matches, parse_filter
from helpwright.kernel.filter_tests import Lookup, Settled, by_key, settle
from helpwright.query.column import columns_of

_KEPT = "service policies"
ASKED_BESIDE_FIELDS = frozenset({"source"})
"""What a condition may ask beside the fields of the form."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy ready to be asked: without `when` it is everybody's. `settled` where no time is asked about."""

    targets: Targets
    when: Filter | None
    settled: Settled | None


@dataclass(frozen=True, slots=True)
class Policies:
    """Those of a form, in order. `reads` is what their conditions ask about, `others` what all other tickets get."""

    ordered: tuple[Policy, ...]
    others: Targets
    reads: frozenset[str]
    meaning_of: Lookup

    def promising(self, policy: str | None) -> Targets:
        """What the policy of that key says of warning and levels today; one that is gone knows no levels."""
        if policy is None:
            return self.others
        found = (each.targets for each in self.ordered if each.targets.policy == policy)
        return next(found, Targets(warn=self.others.warn))

    def of(self, values: Mapping[str, Any], moment: Moment) -> Targets:
        """What is promised to a ticket with these values: by the first policy whose condition holds."""
        for each in self.ordered:
            if each.when is None:
                return each.targets
            asked = each.settled or settle(each.when, self.meaning_of, moment, [])
            if matches(asked, values, self.meaning_of):
                return each.targets
        return self.others


def policies_of(form: Form) -> Policies:
    """Compiled when first asked for, and kept as long as the form."""
    found = form.derived.get(_KEPT)
    if found is None:
        found = form.derived[_KEPT] = _compiled(form)
    return cast("Policies", found)


def _compiled(form: Form) -> Policies:
    service = form.document.service
    meaning_of = by_key(columns_of(form))
    if service is None:
        return Policies((), Targets(), frozenset(), meaning_of)
    warn = service.warn or WARN_PERCENT
    ordered: list[Policy] = []
    reads: set[str] = set()
    for key, each in service.policies.items():
        targets = targets_of(each, warn, key)
        when = None if each.when is None else parse_filter(each.when)
        if when is not None:
            reads |= {leaf.field for leaf in conditions(when)} | _others_in(when)
        ordered.append(Policy(targets, when, _settled(when, meaning_of)))
    others = targets_of(service, warn, None)
    return Policies(tuple(ordered), others, frozenset(reads), meaning_of)


def _others_in(when: Filter) -> set[str]:
    """Fields that others are compared with."""
    return {
        str(leaf.value["field"])
        for leaf in conditions(when)
        if isinstance(leaf.value, Mapping) and "field" in leaf.value
    }


def _settled(when: Filter | None, meaning_of: Lookup) -> Settled | None:
    """None where the condition asks about the time: it has to be settled anew each time."""
    problems: list[FieldProblem] = []
    found = None if when is None else settle(when, meaning_of, NEVER_ASKED, problems)
    return None if problems else found
