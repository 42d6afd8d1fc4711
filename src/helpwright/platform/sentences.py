"""Sentences of codes: every refusal, field problem and reason has one in each locale file."""

import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

import orjson
import structlog

from helpwright.kernel.text import DEFAULT_LOCALE, LOCALES, isolated, localize
from helpwright.platform.terminal import counted

log = structlog.get_logger(__name__)

GENERIC = "generic"
_PLACE = re.compile(r"\{([a-z_]+)(?::([^{}]+))?\}")
_MINUTE = 60
_HOUR = 3600
_KIB = 1024
_MIB = 1024 * 1024
_GIB = 1024 * _MIB


class Sentences:
    """Texts by locale and code.

    A text may hold `{name}`, `{name:duration}` (seconds), `{name:size}` (bytes) and `{name:day|days}`, the words for
    one and for any other number.
    """

    def __init__(self, texts: Mapping[str, Mapping[str, str]]) -> None:
        self._texts = texts
        self._reported: set[str] = set()

    @classmethod
    def load(cls) -> "Sentences":
        """The files of the package, one flat JSON object a locale."""
        folder = files("helpwright") / "locale"
        return cls({locale: orjson.loads((folder / f"{locale}.json").read_bytes()) for locale in LOCALES})

    def __call__(self, locale: str, code: str, data: Mapping[str, Any] | None = None) -> str:
        """The sentence of `code`, its places filled from `data`; a generic sentence for an unknown code."""
        texts = self._texts.get(locale) or self._texts[DEFAULT_LOCALE]
        template = texts.get(code)
        if template is None:
            self._report(code)
            template = texts[GENERIC]
        values = data or {}
        return _PLACE.sub(lambda match: self._fill(locale, texts, values.get(match[1]), match[2]), template)

    def knows(self, code: str) -> bool:
        """Whether every locale has a sentence for it."""
        return all(code in texts for texts in self._texts.values())

    def _report(self, code: str) -> None:
        if code not in self._reported:
            self._reported.add(code)
            log.warning("sentence_missing", code=code)

    def _fill(self, locale: str, texts: Mapping[str, str], value: Any, form: str | None) -> str:
        if form is not None and "|" in form:
            return counted(value, form)
        shape = _SHAPES.get(form or "")
        if shape is not None and isinstance(value, int | float):
            code, amount = shape(value)
            return texts[code].replace("{n}", amount)
        if isinstance(value, Mapping):
            return isolated(localize(value, locale))
        if isinstance(value, list | tuple | set | frozenset):
            return texts["list_separator"].join(self._fill(locale, texts, each, None) for each in value)
        return "" if value is None else isolated(str(value))


def _duration(seconds: float) -> tuple[str, str]:
    for unit, length in (("hours", _HOUR), ("minutes", _MINUTE)):
        if seconds >= length:
            return _counted(unit, -(-int(seconds) // length))
    return _counted("seconds", max(1, int(seconds)))


def _counted(unit: str, amount: int) -> tuple[str, str]:
    return f"{unit}_one" if amount == 1 else f"{unit}_many", str(amount)


def _size(size: float) -> tuple[str, str]:
    if size >= _GIB:
        return "size_gb", f"{size / _GIB:.1f}".removesuffix(".0")
    if size >= _MIB:
        return "size_mb", f"{size / _MIB:g}" if size % _MIB == 0 else f"{size / _MIB:.1f}"
    return "size_kb", str(max(1, round(size / _KIB)))


_SHAPES: dict[str, Callable[[float], tuple[str, str]]] = {"duration": _duration, "size": _size}
