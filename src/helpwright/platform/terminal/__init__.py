"""What we tell the person at the terminal: sentences by code from the locale files beside this module.

Only the standard library, so that the small supervisor can use it. News comes in the terminal's language (LC_ALL,
LC_MESSAGES, LANG): Chinese where they say so, else English. Problems come in both.
"""

import json
import os
import re
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LOCALES = ("zh-CN", "en")
_COUNTED = re.compile(r"\{(\w+):([^{}]*\|[^{}]*)\}")


def terminal_locale(environment: Mapping[str, str] | None = None) -> str:
    """The locale in which the terminal is spoken to."""
    values = os.environ if environment is None else environment
    wanted = next((values[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if values.get(name)), "")
    return "zh-CN" if wanted.lower().startswith("zh") else "en"


def sentence(code: str, data: Mapping[str, object], locale: str) -> str:
    """The sentence of `code` with `data` filled in; KeyError when the code or a value is missing.

    `{name:day|days}` are the words for one and for any other number.
    """
    text = _COUNTED.sub(lambda found: counted(data[found[1]], found[2]), _sentences(locale)[code])
    return text.format_map(data)


def counted(amount: object, forms: str) -> str:
    """The words of `one|other` that go with a number."""
    one, _, other = forms.partition("|")
    return one if str(amount) == "1" else other


def sentences(code: str, data: Mapping[str, object]) -> str:
    """The sentence in every locale, one below the other, the terminal's first; a value may be a text by locale."""
    first = terminal_locale()
    found = []
    for locale in sorted(LOCALES, key=lambda each: each != first):
        values = {name: value[locale] if isinstance(value, Mapping) else value for name, value in data.items()}
        found.append(sentence(code, values, locale))
    return "\n".join(found)


def say(code: str, **data: object) -> None:
    """Print one line on standard output at once; a closed terminal is no reason to fail."""
    _print(sentence(code, data, terminal_locale()), error=False)


def complain(code: str, **data: object) -> None:
    """Print the sentence of a problem on standard error in every locale."""
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
