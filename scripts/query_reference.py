"""Write docs/reference/query.md from the catalogues of the product: ``python scripts/query_reference.py``."""

import importlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from helpwright.entry.kinds import FIELD_TYPES
from helpwright.kernel.values import OPERATORS_OF, kind_of_column
from helpwright.platform.sentences import Sentences
from helpwright.query.column import columns_of_fields
from helpwright.query.dimension import BUCKETS
from helpwright.query.measure import AGGREGATES
from helpwright.reports.catalogue import DATASETS, MEASURES
from helpwright.reports.kind import CHARTS

FILE: Final = Path(__file__).parents[1] / "docs" / "reference" / "query.md"
_TEMPLATE: Final = Path(__file__).with_suffix(".md")
_ORDER: Final = (
    "eq", "ne", "in", "not_in", "lt", "le", "gt", "ge", "between", "within", "contains", "not_contains", "starts",
    "ends", "empty", "filled",
)  # fmt: skip
_SAY: Final = Sentences.load()


def render() -> str:
    """The text of the page: that of the template, with what the catalogues know in its places."""
    places = {
        "kinds": _table(("kind of value", "operators"), _kinds()),
        "field_types": _table(("type", "kind", "operators"), _field_types()),
        "system_columns": _table(("column", "type", "operators"), _system_columns()),
        "buckets": ", ".join(f"`{each}`" for each in BUCKETS),
        "aggregates": _table(("`agg`", "name", "of", "answer"), _aggregates()),
        "datasets": "".join(_datasets()),
        "measures": _table(("`measure`", "dataset", "name", "answer", "definition"), _measures()),
        "charts": _table(("`chart`", "groups", "measures", "settings", ""), _charts()),
    }
    text = _TEMPLATE.read_text(encoding="utf-8")
    for name, written in places.items():
        text = text.replace(f"{{{name}}}", written)
    return text


def _listed(operators: Iterable[str]) -> str:
    known = set(operators)
    return " ".join(f"`{each}`" for each in _ORDER if each in known)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    body = "".join(f"| {' | '.join(line)} |\n" for line in (head, *rows))
    first, _, rest = body.partition("\n")
    return f"{first}\n|{'---|' * len(head)}\n{rest}"


def _kinds() -> Iterable[Sequence[str]]:
    for kind, operators in OPERATORS_OF.items():
        yield kind, _listed(operators)


def _field_types() -> Iterable[Sequence[str]]:
    for key, each in FIELD_TYPES.items():
        if each.operators:
            yield key, kind_of_column(each.sql_type), _listed(each.operators)


def _system_columns() -> Iterable[Sequence[str]]:
    for key, column in columns_of_fields(()).items():
        yield f"`{key}`", column.type, _listed(column.operators)


def _aggregates() -> Iterable[Sequence[str]]:
    for key, each in AGGREGATES.items():
        kinds = ", ".join(sorted(each.kinds))
        of = {"needed": kinds, "allowed": f"rows, or {kinds}", "refused": "rows"}[each.field]
        yield f"`{key}`", _SAY("en", f"aggregate_{key}"), of, each.type or "as the field"


def _datasets() -> Iterable[str]:
    for key, each in DATASETS.items():
        yield f"\n### `{key}`\n\n{_about(f'helpwright.reports.datasets.{key}')}\n\n"
        rows = [
            (
                f"`{name}`",
                _SAY("en", f"column_{name}"),
                column.type,
                ", ".join(f"`{option}`" for option in column.options),
            )
            for name, column in each.known.items()
        ]
        yield _table(("column", "name", "type", "values"), rows)


def _measures() -> Iterable[Sequence[str]]:
    for key, each in MEASURES.items():
        yield (
            f"`{key}`",
            each.dataset,
            _SAY("en", f"measure_{key}"),
            each.type,
            _about(f"helpwright.reports.measures.{key}"),
        )


def _charts() -> Iterable[Sequence[str]]:
    for key, each in CHARTS.items():
        defaults = {name: json.dumps(field.default) for name, field in each.settings.model_fields.items()}
        settings = ", ".join(f"`{name}` = {default}" for name, default in defaults.items())
        yield (
            f"`{key}`",
            _span(each.dimensions),
            _span(each.measures),
            settings,
            _about(f"helpwright.reports.charts.{key}"),
        )


def _span(bounds: tuple[int, int]) -> str:
    return str(bounds[0]) if bounds[0] == bounds[1] else f"{bounds[0]}–{bounds[1]}"


def _about(module: str) -> str:
    """What the file of a kind says about itself."""
    return " ".join((importlib.import_module(module).__doc__ or "").split())


if __name__ == "__main__":
    FILE.write_text(render(), encoding="utf-8")
