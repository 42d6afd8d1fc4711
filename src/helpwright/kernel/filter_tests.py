"""What a filter asks of a record, settled: values read, times computed, `not` pushed to the leaves.

The database and the memory both carry out this form, so that they cannot differ in what a document means.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from helpwright.kernel.errors import FieldProblem
from helpwright.kernel.filter_tree import ME, MY_TEAMS, All, AnyOf, Condition, Filter, Not
from helpwright.kernel.period import window
from helpwright.kernel.values import OPERATORS_OF, PARSERS, Kind, ValueRefused, parse_text


@dataclass(frozen=True, slots=True)
class Moment:
    """When a filter is asked (`now` aware), in which zone its days lie, who `me` is and which are my teams."""

    now: datetime | None
    zone: ZoneInfo | Any = UTC
    me: Any = None
    teams: frozenset[Any] = frozenset()


class Meaning(Protocol):
    """How the values of a field compare."""

    @property
    def kind(self) -> Kind:
        """Their kind."""
        ...

    @property
    def operators(self) -> frozenset[str]:
        """What they may be compared with."""
        ...

    @property
    def parse(self) -> Callable[[Any], Any]:
        """Reads a value of a document (of a list: one element). Raises ValueRefused."""
        ...

    @property
    def refers(self) -> str | None:
        """`person` or `team` where values are ids of these."""
        ...


@dataclass(frozen=True, slots=True)
class PlainMeaning:
    """A field of which only the kind is known."""

    kind: Kind
    refers: str | None = None

    @property
    def operators(self) -> frozenset[str]:
        """All of the kind."""
        return OPERATORS_OF[self.kind]

    @property
    def parse(self) -> Callable[[Any], Any]:
        """As every value of the kind."""
        return PARSERS[self.kind]


@dataclass(frozen=True, slots=True)
class Other:
    """The value of another field of the same record."""

    field: str


@dataclass(frozen=True, slots=True)
class Never:
    """No record passes: what is asked about does not exist, such as `me` where nobody asks."""


@dataclass(frozen=True, slots=True)
class Filled:
    """There is a value."""


@dataclass(frozen=True, slots=True)
class Compared:
    """`op` is one of eq, lt, le, gt, ge; `operand` a value or Other."""

    op: str
    operand: Any


@dataclass(frozen=True, slots=True)
class OneOf:
    """Equal to one of the values; of a list: some element is."""

    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Inside:
    """From `start` on (None: from ever) to before `end` (None: for ever)."""

    start: Any
    end: Any


@dataclass(frozen=True, slots=True)
class Part:
    """A text holds, starts or ends with another, letters in either case. `how`: contains, starts, ends."""

    how: str
    text: str


Test = Never | Filled | Compared | OneOf | Inside | Part


@dataclass(frozen=True, slots=True)
class Leaf:
    """A test of one field. A field without a value passes no test, and passes every negative one."""

    field: str
    test: Test
    negative: bool = False


@dataclass(frozen=True, slots=True)
class Joined:
    """All of the parts, or any of them."""

    conjunction: bool
    parts: tuple["Settled", ...]


Settled = Leaf | Joined
Lookup = Callable[[str, str], Meaning | None]
"""Finds what a field means from its key and the operator it is asked with; None for one that is not there."""
_NEGATIVE = {"ne": "eq", "not_in": "in", "not_contains": "contains", "empty": "filled"}


def settle(tree: Filter, meaning_of: Lookup, moment: Moment, problems: list[FieldProblem]) -> Settled:
    """The tree as tests. What cannot be asked is added to `problems`, with its place, and never passes."""
    return _settle(tree, meaning_of, moment, problems, positive=True)


def by_key(meanings: Mapping[str, Meaning]) -> Lookup:
    """Whatever the operator."""
    return lambda field, _op: meanings.get(field)


def _settle(
    tree: Filter, meaning_of: Lookup, moment: Moment, problems: list[FieldProblem], *, positive: bool
) -> Settled:
    match tree:
        case All(parts) | AnyOf(parts):
            found = tuple(_settle(part, meaning_of, moment, problems, positive=positive) for part in parts)
            return Joined(isinstance(tree, All) == positive, found)
        case Not(part):
            return _settle(part, meaning_of, moment, problems, positive=not positive)
        case Condition(op="between", value=[low, high]):
            ends = All(tuple(replace(tree, op=op, value=end) for op, end in (("ge", low), ("le", high))))
            return _settle(ends, meaning_of, moment, problems, positive=positive)
        case Condition():
            negative = positive == (tree.op in _NEGATIVE)
            try:
                return Leaf(tree.field, _test(tree, meaning_of, moment), negative)
            except _Impossible as error:
                problems.append(error.problem)
                return Leaf(tree.field, Never(), negative)


class _Impossible(Exception):  # noqa: N818 -- a wrong filter is a normal input
    def __init__(self, path: str, code: str, **data: Any) -> None:
        super().__init__(code)
        self.problem = FieldProblem(path, code, data)


def _test(condition: Condition, meaning_of: Lookup, moment: Moment) -> Test:
    path, op = condition.path or condition.field[:80], _NEGATIVE.get(condition.op, condition.op)
    inside = f"{condition.path}." if condition.path else ""
    meaning = meaning_of(condition.field, condition.op)
    if meaning is None:
        raise _Impossible(f"{inside}field" if inside else path, "field_unknown", field=condition.field[:80])
    if condition.op not in meaning.operators:
        raise _Impossible(f"{inside}op" if inside else path, "operator_not_possible", op=condition.op)
    try:
        return _read(condition, op, meaning, meaning_of, moment)
    except ValueRefused as refused:
        raise _Impossible(f"{inside}value" if inside else path, refused.code, **refused.data) from refused


def _read(condition: Condition, op: str, meaning: Meaning, meaning_of: Lookup, moment: Moment) -> Test:
    value = condition.value
    if op == "filled":
        return Filled()
    if op == "within":
        return _inside(value, meaning, moment)
    if op in {"contains", "starts", "ends"} and meaning.kind == "text":
        return Part(op, parse_text(value))
    if op == "in" and value == MY_TEAMS:
        if meaning.refers not in {"team", None}:
            raise ValueRefused("teams_not_expected")
        return _one_of([_parsed(meaning, each) for each in sorted(moment.teams, key=str)])
    if op in {"in", "contains"}:
        wanted = value if op == "in" else [value]
        return _one_of([found for each in wanted if (found := _operand(each, meaning, moment)) is not None])
    if isinstance(value, Mapping) and set(value) == {"field"}:
        return Compared(op, _other(value["field"], meaning, meaning_of(str(value["field"]), condition.op)))
    found = _operand(value, meaning, moment)
    return Never() if found is None else Compared(op, found)


def _one_of(values: list[Any]) -> Test:
    return OneOf(tuple(values)) if values else Never()


def _operand(value: Any, meaning: Meaning, moment: Moment) -> Any:
    """A value to compare with; None for `me` where nobody asks."""
    if value != ME:
        return meaning.parse(value)
    if meaning.refers not in {"person", None}:
        raise ValueRefused("person_not_expected")
    return None if moment.me is None else _parsed(meaning, moment.me)


def _parsed(meaning: Meaning, identity: Any) -> Any:
    return meaning.parse(identity if meaning.kind == "id" else str(identity))


def _other(name: Any, meaning: Meaning, other: Meaning | None) -> Other:
    if other is None or not isinstance(name, str):
        raise ValueRefused("field_unknown", field=str(name)[:80])
    if other.kind != meaning.kind or meaning.kind == "list":
        raise ValueRefused("fields_not_comparable", field=name[:80])
    return Other(name)


def _inside(value: Any, meaning: Meaning, moment: Moment) -> Test:
    if moment.now is None:
        raise ValueRefused("period_malformed")
    start, end = window(value, moment.now, moment.zone)
    if meaning.kind != "date":
        return Inside(start, end)
    if isinstance(value, Mapping) and "hour" in {value.get("this"), value.get("unit")}:
        raise ValueRefused("period_malformed")
    days = [None if each is None else each.astimezone(moment.zone).date() for each in (start, end)]
    return Inside(*days)
