"""The small kind every chart type implements, one file each in `charts`; the key is the file's name.

What a chart accepts and what it suits are declared, not programmed: the designer in the browser decides by the same
words which charts it offers, and which it suggests first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from helpwright.query.column import Column
from helpwright.query.dimension import along_time, in_order
from helpwright.query.document import Dimension, MeasureDocument, QueryDocument

PARTS_OF_A_WHOLE = frozenset({"count", "sum", "ratio"})
FEW = 6
Order = Literal["time", "steps", "none"]
"""Of groups: one after the other in time; in a circle (weekdays) or by ranges of a number; in no order."""


class ChartSettings(BaseModel):
    """Settings of a chart; simple values with defaults, so that none must be given."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Group:
    """What is known of a dimension before it is asked: its order, and the number of its values if that is fixed."""

    order: Order
    values: int | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """What a query gives a chart: its groups, and of each measure whether its values add up to a whole."""

    groups: Sequence[Group]
    parts: Sequence[bool]


def shape_of(dimensions: Sequence[tuple[Dimension, Column]], measures: Sequence[MeasureDocument]) -> Shape:
    """The shape of a query over these columns."""
    return Shape(
        [Group(_order(*each)) for each in dimensions],
        [each.agg in PARTS_OF_A_WHOLE for each in measures],
    )


def _order(wanted: Dimension, column: Column) -> Order:
    if along_time(wanted, column):
        return "time"
    return "steps" if in_order(wanted, column) else "none"


@dataclass(frozen=True, slots=True)
class Suits:
    """How well a chart suits a shape, 0 to 100: where every condition that is given holds.

    `dimensions` and `measures` are inclusive bounds; `order` and `second` those of the first and the second group;
    `few`: the first has at most FEW values (True), more (False), as many as there may be (None asks nothing).
    """

    score: int
    dimensions: tuple[int, int] | None = None
    measures: tuple[int, int] | None = None
    order: Order | None = None
    second: Order | None = None
    few: bool | None = None

    def hold(self, shape: Shape) -> bool:
        """Whether all conditions hold."""
        first, second = (*shape.groups, None, None)[:2]
        return (
            _within(len(shape.groups), self.dimensions)
            and _within(len(shape.parts), self.measures)
            and (self.order is None or (first is not None and first.order == self.order))
            and (self.second is None or (second is not None and second.order == self.second))
            and (self.few is None or (first is not None and _is_few(first) == self.few))
        )

    def describe(self) -> dict[str, Any]:
        """As JSON, without the conditions that are not given."""
        given = {key: getattr(self, key) for key in self.__slots__}
        return {key: list(each) if isinstance(each, tuple) else each for key, each in given.items() if each is not None}


def _within(number: int, bounds: tuple[int, int] | None) -> bool:
    return bounds is None or bounds[0] <= number <= bounds[1]


def _is_few(group: Group) -> bool | None:
    return None if group.values is None else group.values <= FEW


@dataclass(frozen=True, slots=True)
class Chart:
    """How many dimensions and measures a chart accepts (inclusive bounds), its settings, and further conditions.

    `needs_order`: the first group has one. `needs_parts`: measures add up to a whole. `one_measure_of_two_groups`: a
    second group excludes further measures. `fills`: empty groups of an ordered dimension are drawn too. `suits`: the
    first that holds gives the score; without any a chart comes last. `group`: under which the catalogue lists it.
    """

    dimensions: tuple[int, int]
    measures: tuple[int, int]
    settings: type[ChartSettings] = ChartSettings
    needs_order: bool = False
    needs_parts: bool = False
    one_measure_of_two_groups: bool = False
    fills: bool = False
    suits: Sequence[Suits] = ()
    group: str = "compare"

    def accepts(self, query: QueryDocument) -> bool:
        """Whether a query of this size can be drawn."""
        return _within(len(query.by), self.dimensions) and _within(len(query.measures), self.measures)

    def check(self, shape: Shape) -> Iterable[str]:
        """The code of each reason why a query of the right size cannot be drawn."""
        if self.needs_order and shape.groups[0].order == "none":
            yield "chart_needs_order"
        if self.needs_parts and not all(shape.parts):
            yield "chart_needs_parts"
        if self.one_measure_of_two_groups and len(shape.groups) > 1 and len(shape.parts) > 1:
            yield "chart_one_measure_of_two_groups"

    def score(self, shape: Shape) -> int:
        """How well it suits a shape that it accepts."""
        return next((each.score for each in self.suits if each.hold(shape)), 0)

    def describe(self) -> dict[str, Any]:
        """The same as JSON, for the designer."""
        return {
            "dimensions": list(self.dimensions),
            "measures": list(self.measures),
            "needs_order": self.needs_order,
            "needs_parts": self.needs_parts,
            "one_measure_of_two_groups": self.one_measure_of_two_groups,
            "fills": self.fills,
            "suits": [each.describe() for each in self.suits],
        }


def settled(chart: Chart, given: dict[str, Any]) -> dict[str, Any]:
    """The settings with their defaults. Raises pydantic's ValidationError."""
    return chart.settings.model_validate(given).model_dump()
