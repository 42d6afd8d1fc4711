"""A condition over the rows of a form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Branch:
    """A condition over the record row `r`; parameters are named `scope_…`, the same name has the same value.

    `columns` are the system columns that it looks at, None where it looks at anything else.
    """

    sql: str
    params: Mapping[str, Any] = field(default_factory=dict)
    columns: frozenset[str] | None = None


EVERYTHING = Branch("TRUE", columns=frozenset())
NOTHING = Branch("FALSE", columns=frozenset())
