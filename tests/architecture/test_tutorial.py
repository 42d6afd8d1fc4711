"""The tutorial shows what there is: its pictures exist and are small, and the words it quotes stand on the screens."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "tutorial"
LANGUAGES = ("zh-CN", "en")
QUOTED = {"zh-CN": r"「([^」]+)」", "en": r"\*\*([^*]+)\*\*"}
MOST_BYTES = 60_000
MOST_BYTES_TOGETHER = 4_000_000


def _page(language: str) -> str:
    return (TUTORIAL / f"{language}.md").read_text(encoding="utf-8")


def _texts(tree: Any) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict):
        for value in tree.values():
            yield from _texts(value)


def _screen_texts(language: str) -> set[str]:
    i18n = ROOT / "web" / "src" / "i18n"
    files = [
        *(i18n / language).glob("*.json"),
        i18n / "portal" / f"{language}.json",
        ROOT / "src" / "helpwright" / "locale" / f"{language}.json",
    ]
    return {text for file in files for text in _texts(json.loads(file.read_text(encoding="utf-8")))}


def stands_on_a_screen(word: str, texts: set[str]) -> bool:
    """Whether a text says exactly this, whatever stands in its places."""
    if word in texts:
        return True
    with_places = (text for text in texts if "{" in text)
    return any(
        re.fullmatch(r".+".join(re.escape(part) for part in re.split(r"\{+\w+\}+", text)), word)
        for text in with_places
        if re.sub(r"\{+\w+\}+", "", text).strip()
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_there_and_used(language: str) -> None:
    named = re.findall(r"\]\(pictures/([^)]+)\)", _page(language))
    there = {path.relative_to(TUTORIAL / "pictures").as_posix() for path in TUTORIAL.glob(f"pictures/{language}/*")}
    assert len(named) == len(set(named)) > 0
    assert set(named) == there


def test_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in TUTORIAL.glob("pictures/*/*")}
    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}
    assert sum(sizes.values()) <= MOST_BYTES_TOGETHER


@pytest.mark.parametrize("language", LANGUAGES)
def test_quoted_words_stand_on_the_screens(language: str) -> None:
    texts = _screen_texts(language)
    quoted = re.findall(QUOTED[language], _page(language))
    assert quoted
    assert [word for word in quoted if not stands_on_a_screen(word, texts)] == []


def test_both_languages_show_the_same_pictures() -> None:
    one, other = (
        [name.split("/")[-1] for name in re.findall(r"\]\(pictures/([^)]+)\)", _page(each))] for each in LANGUAGES
    )
    assert one == other


@pytest.mark.parametrize(
    ("word", "found"),
    [("Publish", True), ("Publish (14)", True), ("14", False), ("Publish all", False), ("anything", False)],
)
def test_words_are_found_with_their_places(word: str, found: bool) -> None:
    assert stands_on_a_screen(word, {"Publish", "Publish ({{n}})", "{{n}}"}) is found
