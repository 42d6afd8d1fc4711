"""The small kind every named measure implements, one file each in `measures`."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Measure:
    """An aggregate over the rows `r` of a dataset; a duration is in seconds, a percent a share of 1.

    The parameter `%(now)s` is the present instant. `nothing` is its value over no rows.
    """

    dataset: str
    sql: str
    type: Literal["number", "duration", "percent"]
    nothing: int | None = None
