"""The small kind every chart type implements, one file each in `charts`; the key is the file's name."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

from helpwright.query.column import Column
from helpwright.query.document import Dimension, MeasureDocument, QueryDocument

PARTS_OF_A_WHOLE = frozenset({"count", "sum", "ratio"})


class ChartSettings(BaseModel):
    """Settings of a chart; simple values with defaults, so that none must be given."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a query gives a chart: its groups with the columns behind them, and its measures."""

    dimensions: Sequence[tuple[Dimension, Column]]
    measures: Sequence[MeasureDocument]


def _nothing(_shape: Shape) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Chart:
    """How many dimensions and measures a chart accepts (inclusive bounds), its settings, and further checks.

    `check` gives the code of each reason why a query of the right size cannot be drawn.
    """

    dimensions: tuple[int, int]
    measures: tuple[int, int]
    settings: type[ChartSettings] = ChartSettings
    check: Callable[[Shape], Iterable[str]] = _nothing
    group: str = "compare"

    def accepts(self, query: QueryDocument) -> bool:
        """Whether a query of this size can be drawn."""
        found = (len(query.by), self.dimensions), (len(query.measures), self.measures)
        return all(least <= number <= most for number, (least, most) in found)


def settled(chart: Chart, given: dict[str, Any]) -> dict[str, Any]:
    """The settings with their defaults. Raises pydantic's ValidationError."""
    return chart.settings.model_validate(given).model_dump()
