"""The small kind every chart type implements, one file each in `charts`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chart:
    """How many dimensions and measures a chart accepts: inclusive bounds."""

    dimensions: tuple[int, int]
    measures: tuple[int, int]

    def accepts(self, dimensions: int, measures: int) -> bool:
        """Whether a query of this shape can be drawn."""
        return (
            self.dimensions[0] <= dimensions <= self.dimensions[1] and self.measures[0] <= measures <= self.measures[1]
        )
