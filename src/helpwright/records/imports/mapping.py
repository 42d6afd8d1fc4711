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
FIRST_ANSWERED, RESOLVED, CLOSED = "first_responded_at", "resolved_at", "closed_at"
OF_CASES: Mapping[str, Collection[str]] = {
    FIRST_ANSWERED: (
        "首次响应时间",
        "首次回复时间",
        "首次响应",
        "first response",
        "first responded at",
        "first answered",
    ),
    RESOLVED: ("解决时间", "完成时间", "resolved at", "resolved", "solved at", "solved"),
    CLOSED: ("关闭时间", "结束时间", "归档时间", "closed at", "closed"),
}
"""And beside them of tickets: what became of them, and when."""
_KNOWN = {**SYSTEM, **OF_CASES}
_SHORTEST_PART = 2
_MEANINGS: Sequence[tuple[Collection[str], Collection[str]]] = (
    (("手机", "mobile", "cell"), ("mobile",)),
    (("座机", "固话", "landline"), ("landline",)),
    (("电话", "联系方式", "phone", "tel"), ("mobile", "landline")),
    (("邮箱", "邮件", "mail"), ("email",)),
)
"""Words of headings that speak of types of fields."""


def system_of(form: Form) -> Mapping[str, Collection[str]]:
    """What a history of the form keeps beside fields."""
    return SYSTEM if form.status is None else {**SYSTEM, **OF_CASES}


def importable(form: Form, writable: Collection[str]) -> list[Field]:
    """The fields that a sheet can fill: those that may be written, but no files."""
    stored = (field for field in form.fields.values() if field.stored and field.key in writable)
    return [field for field in stored if field.type.refers != "file"]


def guess_mapping(
    fields: Sequence[Field], columns: Sequence[str], system: Mapping[str, Collection[str]] = SYSTEM
) -> list[str | None]:
    """What each column probably holds, by its heading; each once, and what is called exactly so first.

    A field's label in any language or its key, else a label that is part of the heading or the other way round, else
    the only field of the type that the heading speaks of.
    """
    names = [_plain(column) for column in columns]
    found: list[str | None] = [None] * len(names)
    for rule in (_called, _partly, _meant):
        for place, name in enumerate(names):
            if name and found[place] is None:
                free = [each for each in fields if each.key not in found]
                found[place] = rule(name, free, [key for key in system if key not in found])
    return found


def _called(name: str, fields: Sequence[Field], system: Sequence[str]) -> str | None:
    own = next((each.key for each in fields if name in _words(each)), None)
    return own or next((key for key in system if name in _KNOWN[key]), None)


def _partly(name: str, fields: Sequence[Field], _system: Sequence[str]) -> str | None:
    """「姓名」 is 「客户姓名」 where nothing else is called so too."""
    if len(name) < _SHORTEST_PART:
        return None
    alike = [each.key for each in fields if _alike(name, each)]
    return alike[0] if len(alike) == 1 else None


def _alike(name: str, field: Field) -> bool:
    labels = _words(field) - {field.key}
    return any(name in label or (len(label) >= _SHORTEST_PART and label in name) for label in labels)


def _meant(name: str, fields: Sequence[Field], _system: Sequence[str]) -> str | None:
    """「手机号」 is the only field for mobile numbers, whatever it is called."""
    wanted = next((types for words, types in _MEANINGS if any(word in name for word in words)), ())
    alike = [each.key for each in fields if each.type.key in wanted]
    return alike[0] if len(alike) == 1 else None


def _words(field: Field) -> set[str]:
    return {_plain(text) for text in all_forms(field.settings.label)} | {field.key}


def _plain(text: str) -> str:
    return text.strip().lower().strip("*：: ")


def check_mapping(
    mapping: Sequence[str | None], fields: Sequence[Field], columns: int, system: Collection[str] = ()
) -> None:
    """Each column is one that can be filled, none twice; `system` is what may be kept beside fields. Raises Invalid."""
    known = {each.key for each in fields} | set(system)
    chosen = [each for each in mapping if each is not None]
    if len(mapping) != columns or len(set(chosen)) != len(chosen) or not set(chosen) <= known:
        wrong = next((each for each in chosen if each not in known or chosen.count(each) > 1), "")
        raise Invalid([FieldProblem("mapping", "import_mapping_wrong", {"field": wrong})])
    if not set(chosen) - set(_KNOWN):
        raise Invalid([FieldProblem("mapping", "import_mapping_empty")])
