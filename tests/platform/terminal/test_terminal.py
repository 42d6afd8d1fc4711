"""Sentences for the terminal: complete in both languages, for every error that needs one."""

import string

import pytest

from helpwright.entry import serve_errors
from helpwright.platform.postgres import errors
from helpwright.platform.terminal import known_codes, sentence, sentences, terminal_locale


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


class Anything(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def test_both_languages_have_the_same_sentences_with_the_same_places() -> None:
    assert known_codes("zh-CN") == known_codes("en")
    for code in known_codes("en"):
        assert places(sentence(code, Anything(), "zh-CN")) == places(sentence(code, Anything(), "en")), code


def test_every_error_has_a_sentence() -> None:
    codes = {kind.fixed_code for kind in errors.PostgresUnavailable.__subclasses__()}
    codes |= {kind.fixed_code for kind in serve_errors.CannotServe.__subclasses__()}
    assert len(codes) > 20
    assert codes <= known_codes("en")


@pytest.mark.parametrize(
    ("environment", "locale"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh-CN"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_terminal_is_spoken_to_in_its_language(environment: dict[str, str], locale: str) -> None:
    assert terminal_locale(environment) == locale


def test_problems_are_said_in_both_languages() -> None:
    text = sentences("serve_port_taken", {"port": 8000, "host": "127.0.0.1"})
    assert "taken by another program" in text
    assert "已被其他程序占用" in text
