"""What the how-to pages tell people to press is on the screen, in the language of the page."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "how-to").glob("*.md"))
CHINESE = [page for page in PAGES if page.name.endswith(".zh-CN.md")]
ENGLISH = [page for page in PAGES if page not in CHINESE]
QUOTED = re.compile("「([^」]+)」")
HAN = re.compile("[\u4e00-\u9fff]+")
APART = re.compile(r"```.*?```|`[^`]*`|^中文：.*?$|\([\u4e00-\u9fff ID]+\)|「[^」]*」", re.DOTALL | re.MULTILINE)
"""Code, the line that leads to the Chinese page, names in other houses, and words that are meant as such."""


def texts(held: Any) -> Iterator[str]:
    if isinstance(held, dict):
        for each in held.values():
            yield from texts(each)
    else:
        yield str(held)


def on_screen(locale: str) -> str:
    """Every text of console, customer pages and server; numbers in texts stand for any."""
    files = [*(ROOT / "web/src/i18n" / locale).glob("*.json"), *(ROOT / "src/helpwright").rglob(f"{locale}.json")]
    found = [each for file in files for each in texts(json.loads(file.read_text("utf-8")))]
    assert len(found) > 3_000
    return re.sub(r"\{\{?n\}\}?", "N", "\n".join(found))


@pytest.mark.parametrize("page", CHINESE, ids=lambda page: page.name)
def test_what_a_chinese_page_quotes_is_on_the_screen(page: Path) -> None:
    screen = on_screen("zh-CN")
    quoted = [step for each in QUOTED.findall(page.read_text("utf-8")) for step in each.split(" → ")]
    assert [each for each in quoted if each not in screen] == []


@pytest.mark.parametrize("page", ENGLISH, ids=lambda page: page.name)
def test_an_english_page_names_what_an_english_screen_says(page: Path) -> None:
    assert HAN.findall(APART.sub("", page.read_text("utf-8"))) == []
