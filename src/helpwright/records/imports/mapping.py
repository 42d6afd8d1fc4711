"""What the columns of a sheet hold. Pure."""

from collections.abc import Collection, Mapping, Sequence

from helpwright.forms.form import Field, Form
from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.kernel.text import all_forms

NUMBER = "number"
CREATED_AT = "created_at"
SYSTEM: Mapping[str, Collection[str]] = {
    NUMBER: ("编号", "单号", "工单号", "工单编号", "number", "no", "ticket number"),
    CREATED_AT: ("创建时间", "提交时间", "created at", "created", "submitted at"),
}
"""What a history keeps beside fields, and what such columns are called."""


def importable(form: Form, writable: Collection[str]) -> list[Field]:
    """The fields that a sheet can fill: those that may be written, but no files."""
    stored = (field for field in form.fields.values() if field.stored and field.key in writable)
    return [field for field in stored if field.type.refers != "file"]


def guess_mapping(fields: Sequence[Field], columns: Sequence[str]) -> list[str | None]:
    """What each column probably holds, by its heading: a field's label in any language or its key; each once."""
    found: list[str | None] = []
    for column in columns:
        name = _plain(column)
        holds = next((key for key, words in _words(fields) if name in words and key not in found), None)
        found.append(holds if name else None)
    return found


def _words(fields: Sequence[Field]) -> list[tuple[str, set[str]]]:
    own = [(each.key, {_plain(text) for text in all_forms(each.settings.label)} | {each.key}) for each in fields]
    return [*own, *((key, set(words)) for key, words in SYSTEM.items())]


def _plain(text: str) -> str:
    return text.strip().lower().strip("*：: ")


def check_mapping(mapping: Sequence[str | None], fields: Sequence[Field], columns: int, *, history: bool) -> None:
    """Each column is one that can be filled, none twice. Raises Invalid."""
    known = {each.key for each in fields} | (set(SYSTEM) if history else set())
    chosen = [each for each in mapping if each is not None]
    if len(mapping) != columns or len(set(chosen)) != len(chosen) or not set(chosen) <= known:
        wrong = next((each for each in chosen if each not in known or chosen.count(each) > 1), "")
        raise Invalid([FieldProblem("mapping", "import_mapping_wrong", {"field": wrong})])
    if not chosen:
        raise Invalid([FieldProblem("mapping", "import_mapping_empty")])
