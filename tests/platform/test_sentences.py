import re
from importlib.resources import files
from pathlib import Path

import orjson
import pytest

from helpwright.kernel.text import LOCALES
from helpwright.platform.sentences import Sentences
from helpwright.platform.terminal import say

SENTENCES = Sentences.load()
TEXTS = {locale: orjson.loads((files("helpwright") / "locale" / f"{locale}.json").read_bytes()) for locale in LOCALES}
PLACE = re.compile(r"\{[^}|]*\}")  # words that follow a number are each language's own


def test_both_languages_have_the_same_codes_and_places() -> None:
    chinese, english = TEXTS["zh-CN"], TEXTS["en"]
    assert chinese.keys() == english.keys()
    different = [code for code in chinese if set(PLACE.findall(chinese[code])) != set(PLACE.findall(english[code]))]
    assert not different


@pytest.mark.parametrize("locale", LOCALES)
def test_the_files_are_sorted_with_one_code_a_line(locale: str) -> None:
    path = Path(str(files("helpwright") / "locale" / f"{locale}.json"))
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "{"
    assert lines[-1] == "}"
    codes = [re.fullmatch(r'  "([a-z0-9_]+(?:zh-CN)?)": ".+",?', line) for line in lines[1:-1]]
    assert all(codes), [line for line, code in zip(lines[1:-1], codes, strict=True) if code is None]
    names = [code[1] for code in codes if code is not None]
    assert names == sorted(set(names))


def test_places_are_filled_in_words() -> None:
    sentences = Sentences(
        {
            "en": {
                **TEXTS["en"],
                "wait": "Wait {n:duration}.",
                "big": "{n:size}",
                "plain": "{name} and {list} and {nothing}!",
            },
        },
    )
    assert [sentences("en", "wait", {"n": seconds}) for seconds in (0, 1, 59, 60, 61, 3600, 9000)] == [
        "Wait 1 second.",
        "Wait 1 second.",
        "Wait 59 seconds.",
        "Wait 1 minute.",
        "Wait 2 minutes.",
        "Wait 1 hour.",
        "Wait 3 hours.",
    ]
    assert [sentences("en", "big", {"n": size}) for size in (1, 2048, 2 * 1024**2, 1_600_000)] == [
        "1 KB",
        "2 KB",
        "2 MB",
        "1.5 MB",
    ]
    filled = sentences("en", "plain", {"name": {"zh-CN": "客服", "en": "Agent"}, "list": ["a", "b"]})
    assert filled == "Agent and a, b and !"
    turned = sentences("en", "plain", {"name": {"en": "Zhang\u202e"}, "list": ["שלום", "b"]})
    assert turned == "\u2068Zhang\u2069 and \u2068שלום\u2069, b and !"


def test_a_language_we_do_not_speak_gets_chinese() -> None:
    assert SENTENCES("fr", "forbidden") == TEXTS["zh-CN"]["forbidden"]


def test_words_follow_their_number() -> None:
    text = "There {n:is|are} {n} {n:entry|entries}."
    sentences = Sentences({locale: {"generic": "?", "x": text} for locale in ("en", "zh-CN")})
    assert [sentences("en", "x", {"n": n}) for n in (0, 1, "1", 21)] == [
        "There are 0 entries.",
        "There is 1 entry.",
        "There is 1 entry.",
        "There are 21 entries.",
    ]


def test_the_terminal_can_count_to_one(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    say("samples_removed", count=1)
    say("samples_removed", count=2)
    assert capsys.readouterr().out == "removed 1 sample ticket\nremoved 2 sample tickets\n"
