"""Documents as they come over HTTP: JSON of a bounded depth whose texts and numbers can be stored and shown."""

from collections.abc import Iterable
from typing import Any

from helpwright.definitions.kind import DocumentProblem
from helpwright.kernel.errors import FieldProblem, Invalid

_DEEPEST = 40
_LARGEST = 2**63 - 1
_FIRST_PRINTABLE = 32
_SURROGATES = range(0xD800, 0xE000)


def require_storable(value: Any, root: str) -> None:
    """Raise Invalid with the places that no blueprint could carry."""
    problems = [
        FieldProblem(".".join((root, *map(str, each.path))), each.code, dict(each.data)) for each in _unfit(value, ())
    ]
    if problems:
        raise Invalid(problems[:20])


def _unfit(value: Any, path: tuple[str | int, ...]) -> Iterable[DocumentProblem]:
    if len(path) > _DEEPEST:
        yield DocumentProblem(path, "document_too_deep")
    elif isinstance(value, dict):
        for key, each in value.items():
            if not _printable(key):
                yield DocumentProblem(path, "text_control")
            yield from _unfit(each, (*path, key))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _unfit(each, (*path, place))
    elif isinstance(value, str):
        if not _printable(value):
            yield DocumentProblem(path, "text_control")
    elif isinstance(value, int) and abs(value) > _LARGEST:
        yield DocumentProblem(path, "value_unstorable")


def _printable(text: str) -> bool:
    return not any((ord(each) < _FIRST_PRINTABLE and each not in "\n\t") or ord(each) in _SURROGATES for each in text)
