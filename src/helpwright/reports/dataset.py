"""The small kind every system dataset implements, one file each in `datasets`; the key is the file's name.

A dataset is one or more rows for each record of some forms. A reader sees the rows of the records that they may read,
and no column whose value lies in a field that is hidden from them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from helpwright.kernel.values import CHOICE_OPERATORS, OPERATORS_OF, PARSERS, Kind
from helpwright.query.column import Column
from helpwright.records.read import View

KIND_OF_TYPE: Mapping[str, Kind] = {
    "text": "text",
    "choice": "text",
    "form": "text",
    "flow": "text",
    "node": "text",
    "policy": "text",
    "instant": "instant",
    "date": "date",
    "number": "number",
    "duration": "number",
    "boolean": "boolean",
    "person": "id",
    "team": "id",
    "department": "id",
    "id": "id",
}
_NAMED = frozenset({"choice", "form", "flow", "node", "policy"})
"""Texts that are keys of something with a name: compared as a whole."""


@dataclass(frozen=True, slots=True)
class DatasetColumn:
    """One column. `sql` is an expression over `s` (the row), `r` (its record) and the parameter `%(now)s`.

    Where a form decides, `sql` is a function of the reader's view of the form. `type` is a key of KIND_OF_TYPE; a
    duration is in seconds. `options` gives the values of a choice with the code of the sentence that names each.
    Its label is the sentence `column_{key}`. `alone`: its value changes only when the row or its record does.
    """

    key: str
    type: str
    sql: str | Callable[[View], str]
    options: Mapping[str, str] = field(default_factory=dict)
    alone: bool = True

    @property
    def steady(self) -> bool:
        """Whether it stays while nobody writes: neither time nor other rows change it."""
        return self.alone and not (isinstance(self.sql, str) and "%(now)s" in self.sql)

    def of(self, view: View) -> str:
        """The expression for the rows of one form."""
        return self.sql if isinstance(self.sql, str) else self.sql(view)


def _every(_view: View) -> bool:
    return True


@dataclass(frozen=True)
class Dataset:
    """`source` is a FROM item with the alias `s`; `s.form` is the name of the form, `record` the id of the record.

    `has_rows` tells which forms have rows at all. A column `id` identifies a row, `created_at` orders them. `tables`
    are those that the rows come from, each with the columns `form` and `record_id`.
    """

    source: str
    columns: Sequence[DatasetColumn]
    tables: Sequence[str]
    record: str = "s.record_id"
    has_rows: Callable[[View], bool] = _every

    @cached_property
    def known(self) -> Mapping[str, Column]:
        """Its columns for filters, dimensions and aggregates, by key."""
        return {each.key: _column(each) for each in self.columns}


def _column(column: DatasetColumn) -> Column:
    kind = KIND_OF_TYPE[column.type]
    operators = CHOICE_OPERATORS if column.type in _NAMED else OPERATORS_OF[kind]
    return Column(column.key, f'r."{column.key}"', column.type, operators, PARSERS[kind], options=column.options)
