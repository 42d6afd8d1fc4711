"""What a dashboard can be made of: the datasets of an app as it is being edited, and what each column is good for.

Pure. A column that is not live yet can be chosen, but not be asked about before it is published. Of two columns with
one name only one is offered: the field of a form before ours, ours of a dataset before the field of the record.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from helpwright.forms.document import FormDocument, status_field
from helpwright.forms.field_type import FieldType
from helpwright.forms.form import Field
from helpwright.forms.sealed import type_of
from helpwright.kernel.text import localize
from helpwright.platform.sentences import Sentences
from helpwright.query.column import Column, columns_of_fields
from helpwright.query.dimension import BUCKETS, HOURLY, groupable
from helpwright.query.measure import AGGREGATES
from helpwright.reports.catalogue import DATASETS, MEASURES
from helpwright.reports.describe import label_of
from helpwright.reports.record_fields import PREFIX, record_columns

Forms = Mapping[str, FormDocument]
_TIMES = frozenset({"date", "instant"})


@dataclass(frozen=True, slots=True)
class Offer:
    """`forms` as they will be, `live` as they are; words in `locale`."""

    types: Mapping[str, FieldType]
    sentences: Sentences
    locale: str
    forms: Forms
    live: Forms

    def datasets(self) -> list[dict[str, Any]]:
        """Every form, then the system datasets that have rows in such an app."""
        found = [self._form(key, form) for key, form in self.forms.items()]
        if any(status_field(form) is not None for form in self.forms.values()):
            found += [self._system(key) for key in DATASETS]
        return found

    def aggregates(self) -> list[dict[str, Any]]:
        """Every aggregate with its name; `field`: needed, allowed or refused."""
        return [
            {"key": key, "name": self._say(f"aggregate_{key}"), "field": each.field, "type": each.type}
            for key, each in AGGREGATES.items()
        ]

    def _form(self, key: str, form: FormDocument) -> dict[str, Any]:
        columns = columns_of_fields(self._fields(form))
        labels = {each.label(self.locale) for each in self._fields(form)}
        known = columns_of_fields(self._fields(self.live[key])).keys() if key in self.live else ()
        return {
            "key": key,
            "name": localize(form.name, self.locale),
            "form": key,
            "live": key in self.live,
            "columns": [
                self._column(each, live=each.key in known)
                for each in _offered(columns.values())
                if each.field is not None or self._label(each) not in labels
            ],
            "measures": [],
        }

    def _system(self, key: str) -> dict[str, Any]:
        records = record_columns(self._fields(form) for form in self._cases(self.forms))
        known = record_columns(self._fields(form) for form in self._cases(self.live))
        columns = [self._column(each, live=True) for each in _offered(DATASETS[key].known.values())]
        own = {each["label"] for each in columns}
        columns += [
            self._column(each, live=each.key in known)
            for each in _offered(records.values())
            if self._label(each) not in own
        ]
        return {
            "key": key,
            "name": self._say(f"dataset_{key}"),
            "form": None,
            "live": True,
            "columns": columns,
            "measures": [
                {
                    "key": name,
                    "name": self._say(f"measure_{name}"),
                    "help": self._say(f"kind_measure_{name}_help"),
                    "type": each.type,
                }
                for name, each in MEASURES.items()
                if each.dataset == key
            ],
        }

    def _cases(self, forms: Forms) -> Sequence[FormDocument]:
        return [form for form in forms.values() if status_field(form) is not None]

    def _fields(self, form: FormDocument) -> list[Field]:
        return [Field(key, type_of(self.types, each), each, key) for key, each in form.fields.items()]

    def _column(self, column: Column, *, live: bool) -> dict[str, Any]:
        timed = column.kind in _TIMES
        options = self._options(column)
        return {
            "key": column.key,
            "label": self._label(column),
            "type": column.type,
            "record": column.key.startswith(PREFIX),
            "live": live,
            "groups": groupable(column),
            "ranges": column.kind == "number",
            "buckets": [each for each in BUCKETS if timed and (column.kind == "instant" or each not in HOURLY)],
            "aggregates": [
                key for key, each in AGGREGATES.items() if each.field != "refused" and column.kind in each.kinds
            ],
            "operators": sorted(column.operators),
            "options": options,
        }

    def _label(self, column: Column) -> str:
        return label_of(column, self.sentences, self.locale)

    def _options(self, column: Column) -> list[dict[str, Any]] | None:
        if column.type == "boolean":
            return [{"key": "true", "label": self._say("yes")}, {"key": "false", "label": self._say("no")}]
        if column.options:
            return [{"key": key, "label": self._say(code)} for key, code in column.options.items()]
        if column.field is None:
            return None
        described = column.field.type.describe(column.field.settings, self.locale).get("options")
        return described if isinstance(described, list) else None

    def _say(self, code: str) -> str:
        return self.sentences(self.locale, code)


def _offered(columns: Iterable[Column]) -> Iterable[Column]:
    """Without ids, which mean nothing to people."""
    return (each for each in columns if each.type != "id")
