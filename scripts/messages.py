"""Sentences of the set-up, in the language of the terminal; failures speak both."""

import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import cast

LOCALES = ("zh-CN", "en")


@cache
def sentences(locale: str) -> Mapping[str, str]:
    """All sentences of one locale by key."""
    path = Path(__file__).with_name("locale") / f"{locale}.json"
    return cast("Mapping[str, str]", json.loads(path.read_text(encoding="utf-8")))


def terminal_locale(environment: Mapping[str, str] = os.environ) -> str:
    """The locale in which the terminal is spoken to: Chinese where the environment says so, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name)
        if value:
            return "zh-CN" if value.lower().startswith("zh") else "en"
    return "en"


def say(key: str, **values: object) -> str:
    """One sentence in the terminal's language."""
    return sentences(terminal_locale())[key].format(**values)


def say_in_all(key: str, **values: object) -> str:
    """The same sentence in every language, one below the other: for what a person must be able to read to go on."""
    return "\n".join(sentences(locale)[key].format(**values) for locale in LOCALES)
