"""Who gets the work: the first line that matches, and why it did."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from helpwright.flows.errors import Problem
from helpwright.flows.model import Assign, Why
from helpwright.flows.node_type import Surroundings
from helpwright.flows.parts import AssignLine, check_lines
from helpwright.kernel.filter import Condition, Filter, conditions, evaluate, parse_filter


@dataclass(frozen=True, slots=True)
class AssignRule:
    """A line ready to try; `when` is None for the last, which always matches.

    With a `field` the record names the person: `assign` is empty until it is known who.
    """

    when: Filter | None
    assign: Assign
    why: Why
    field: str | None = None


def compile_assign(lines: Sequence[AssignLine]) -> tuple[AssignRule, ...]:
    """The lines in order."""
    return tuple(_rule(position, line) for position, line in enumerate(lines))


def _rule(position: int, line: AssignLine) -> AssignRule:
    assign = Assign(line.team, line.role, line.person)
    if line.field is not None:
        tree = None if line.when is None else parse_filter(line.when)
        return AssignRule(tree, assign, Why("assigned_by_field", {"line": position, "field": line.field}), line.field)
    if line.when is None:
        return AssignRule(None, assign, Why("otherwise", {"line": position, **assign.to_json()}))
    tree = parse_filter(line.when)
    data: dict[str, Any] = {"line": position}
    if isinstance(tree, Condition):
        data |= {"field": tree.field, "op": tree.op, "value": tree.value}
    else:
        data["when"] = line.when
    return AssignRule(tree, assign, Why("assigned_by_rule", {**data, **assign.to_json()}))


def choose(rules: Sequence[AssignRule], record: Mapping[str, Any]) -> AssignRule:
    """The first line that matches the record; a checked flow always has one.

    A line whose field names nobody is passed over; where it is the last, the work is offered to nobody, which is what
    `nobody` of the node is for.
    """
    for rule in rules:
        if rule.when is not None and not evaluate(rule.when, record):
            continue
        if rule.field is None:
            return rule
        person = _person_in(record.get(rule.field))
        if person is not None or rule.when is None:
            why = Why(rule.why.code, {**rule.why.data, **({} if person is None else {"person": person})})
            return replace(rule, assign=Assign(person=person), why=why)
    raise LookupError("no line of the assignment matches")


def _person_in(value: Any) -> str | None:
    """A field may hold one person, several, or none: the first counts."""
    first = next(iter(value), None) if isinstance(value, list | tuple) else value
    return str(first) if first else None


def assign_reads(rules: Sequence[AssignRule]) -> frozenset[str]:
    """Fields that the conditions look at."""
    asked = {each.field for rule in rules if rule.when is not None for each in conditions(rule.when)}
    return frozenset(asked | {rule.field for rule in rules if rule.field is not None})


def check_assign(lines: Sequence[AssignLine], surroundings: Surroundings | None) -> Iterable[Problem]:
    """The last line and only the last is `otherwise`; what is named exists. Paths begin at the lines."""
    yield from check_lines(lines, None if surroundings is None else surroundings.fields)
    if surroundings is None:
        return
    for position, line in enumerate(lines):
        if line.team is not None and line.team not in surroundings.teams:
            yield Problem((position, "team"), "team_unknown", {"team": line.team})
        if line.role is not None and line.role not in surroundings.roles:
            yield Problem((position, "role"), "role_unknown", {"role": line.role})
        if line.field is not None and line.field not in surroundings.fields:
            yield Problem((position, "field"), "field_unknown", {"field": line.field})
