"""The small kind every named measure implements, one file each in `measures`."""

from dataclasses import dataclass
from typing import Literal

from helpwright.query.measure import NamedMeasure, Part, Told


@dataclass(frozen=True, slots=True)
class Measure:
    """An aggregate over the rows `r` of a dataset; a duration is in seconds, a percent a share of 1.

    The parameter `%(now)s` is the present instant. `nothing` is its value over no rows. Where `parts` are given,
    amounts that add up, `{0}` in `sql` is the first of them: roll-ups keep such measures over all time.
    """

    dataset: str
    sql: str
    type: Literal["number", "duration", "percent"]
    nothing: int | None = None
    parts: tuple[str, ...] = ()

    @property
    def named(self) -> NamedMeasure:
        """For the compiler of queries."""
        if not self.parts:
            return NamedMeasure(self.sql, self.type, self.nothing)
        told = Told(tuple(map(Part, self.parts)), self.sql)
        return NamedMeasure(self.sql.format(*self.parts), self.type, self.nothing, told)
