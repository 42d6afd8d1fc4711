"""Every code that an answer may carry is produced by some test, which names it."""

import re

from tests.architecture.checkout import ROOT, texts

CODE = re.compile(r"^\| `([a-z_0-9]+)` \|", re.MULTILINE)
WORD = re.compile(r"[a-z_0-9]+")


def test_every_error_code_is_named_in_a_test() -> None:
    # The page is generated from the sources, and a test of its own holds it to them.
    codes = set(CODE.findall((ROOT / "docs" / "reference" / "errors.md").read_text("utf-8")))
    assert len(codes) > 300
    named = {
        word
        for path, text in texts(".py", ".json", ".ts", ".yaml")
        if path.parts[0] == "tests"
        for word in WORD.findall(text)
    }
    assert sorted(codes - named) == []
