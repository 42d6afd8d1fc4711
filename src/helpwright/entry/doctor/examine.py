"""Ask every check, and say what came out in a person's language."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import orjson

from helpwright.entry.doctor.kind import LEVELS, Check, Level, Result, Scene, ask
from helpwright.kernel.registry import load
from helpwright.kernel.text import LOCALES
from helpwright.platform.sentences import Sentences

_OF_ANY = frozenset({"failed", "slow"})
CHECKS: Mapping[str, Check] = load("check", Check, ["helpwright.entry.doctor.checks"])


async def examine(scene: Scene) -> list[Result]:
    """Every check that can be asked, all at once; in the order of the folder."""
    asked = {key: check for key, check in CHECKS.items() if scene.product is not None or not check.database}
    return [*await asyncio.gather(*(ask(key, check, scene) for key, check in asked.items()))]


def worst(results: Sequence[Result]) -> Level:
    """The level of the worst finding."""
    return max((result.finding.level for result in results), key=LEVELS.index, default="good")


@cache
def _texts() -> Sentences:
    folder, main = files("helpwright.entry.doctor") / "texts", files("helpwright") / "locale"
    return Sentences(
        {
            locale: orjson.loads((main / f"{locale}.json").read_bytes())
            | flat(orjson.loads((folder / f"{locale}.json").read_bytes()))
            for locale in LOCALES
        }
    )


def flat(texts: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """`check.code` → sentence."""
    return {f"{check}.{code}": text for check, of_check in texts.items() for code, text in of_check.items()}


def told(result: Result, locale: str) -> dict[str, Any]:
    """A result in words: `name`, `text` (how it stands) and `advice` (what to do; null when there is nothing to do)."""
    sentences, finding = _texts(), result.finding
    key = f"{result.check}.{finding.code}"
    if finding.code in _OF_ANY:
        key = f"any.{finding.code}"
    advice = f"{key}_do"
    return {
        "check": result.check,
        "level": finding.level,
        "code": finding.code,
        "name": sentences(locale, f"{result.check}.name"),
        "text": sentences(locale, key, finding.data),
        "advice": sentences(locale, advice, finding.data) if sentences.knows(advice) else None,
        "data": finding.data,
        "milliseconds": round(result.milliseconds, 1),
    }
