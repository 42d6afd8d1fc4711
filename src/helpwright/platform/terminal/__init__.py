"""What we tell the person at the terminal: sentences by code from the locale files beside this module.

Only the standard library, so that the small supervisor can use it. The locale follows LC_ALL, LC_MESSAGES and
LANG; when they say nothing, every sentence comes in Chinese and English.
"""

import json
import os
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LOCALES = ("zh-CN", "en")


def terminal_locales(environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The locales to speak, most wanted first; never empty."""
    values = os.environ if environment is None else environment
    wanted = next((values[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if values.get(name)), "")
    language = wanted.split(".", 1)[0].split("_", 1)[0].lower()
    if language in ("", "c", "posix"):
        return LOCALES
    return ("zh-CN",) if language == "zh" else ("en",)


def sentence(code: str, data: Mapping[str, object], locale: str) -> str:
    """The sentence of `code` with `data` filled in; KeyError when the code or a value is missing."""
    return _sentences(locale)[code].format_map(data)


def sentences(code: str, data: Mapping[str, object], separator: str = "\n") -> str:
    """The sentence in every locale of this terminal."""
    return separator.join(sentence(code, data, locale) for locale in terminal_locales())


def say(code: str, **data: object) -> None:
    """Print one line on standard output at once; a closed terminal is no reason to fail."""
    _print(sentences(code, data, separator=" · "), error=False)


def complain(code: str, **data: object) -> None:
    """Print the sentence of a problem on standard error, one line a locale."""
    _print(sentences(code, data), error=True)


def complain_text(text: str) -> None:
    """Print a text that is already in the reader's language on standard error."""
    _print(text, error=True)


def _print(text: str, *, error: bool) -> None:
    stream = sys.stderr if error else sys.stdout
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
        stream.flush()
    except OSError:
        return


@cache
def _sentences(locale: str) -> dict[str, str]:
    texts: dict[str, str] = json.loads((Path(__file__).parent / f"{locale}.json").read_text("utf-8"))
    return texts


def known_codes(locale: str) -> frozenset[str]:
    """Every code that has a sentence in `locale`."""
    return frozenset(_sentences(locale))
