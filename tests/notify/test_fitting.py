"""What a message carries of values that are longer than its way."""

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpwright.kernel.text import shortened
from helpwright.notify.fitting import fitted, room_of
from helpwright.notify.model import Envelope, Identity
from helpwright.notify.providers.wecom import message_of
from helpwright.notify.template import say

STORY = "客户说设备在夜里掉线，重启以后又好了。\n" * 1_000
OWN = ("{{number}}：{{story}}", "{{story}}\n处理人：{{assignee}}\n{{progress_url}}")
TEXTS = {"number": "GD1", "story": STORY, "assignee": "王芳", "progress_url": "https://desk.example/p/x"}
FAMILY = "👨‍👩‍👧"


@pytest.mark.parametrize(("way", "most"), [("inapp", 2_000), ("wecom", 480), ("sms", 500)])
def test_what_stands_behind_a_long_story_is_said(way: str, most: int) -> None:
    words = say(way, None, OWN, TEXTS, "zh-CN")
    assert most - 40 < len(words.text) <= most
    assert words.text.startswith("客户说设备在夜里掉线")
    assert words.text.endswith("…\n处理人：王芳\nhttps://desk.example/p/x")


@pytest.mark.parametrize("way", ["mail", "wecom", "inapp"])
def test_a_title_is_short_and_says_that_it_goes_on(way: str) -> None:
    title = say(way, None, OWN, TEXTS, "zh-CN").subject
    assert title.startswith("GD1：客户说")
    assert title.endswith("…")
    assert len(title) <= room_of(way).title


def test_a_mail_has_the_longest_usual_text_whole_and_no_more_than_servers_take() -> None:
    assert say("mail", None, OWN, TEXTS, "zh-CN").text.count("掉线") == 1_000
    many = "\n".join(f"{{{{f_{at}}}}}" for at in range(200)) + "\n完"
    text = say("mail", None, ("x", many), {f"f_{at}": "长" * 200_000 for at in range(200)}, "zh-CN").text
    assert len(text) <= 100_000
    assert text.endswith("完")
    assert text.count("…") == 200, "all are shortened alike"


@given(
    st.lists(st.one_of(st.text("ab \n", max_size=20), st.sampled_from(["{{a}}", "{{ b }}", "{{c}}"])), max_size=8),
    st.fixed_dictionaries({name: st.text("xy", max_size=300) for name in "abc"}),
    st.integers(200, 400),
)
def test_values_fit_and_short_ones_stay(parts: list[str], texts: dict[str, str], most: int) -> None:
    template = "".join(parts)
    found = fitted(template, texts, most)
    said = template
    for name in "abc":
        said = said.replace(f"{{{{{name}}}}}", found[name] or "").replace(f"{{{{ {name} }}}}", found[name] or "")
    assert len(said) <= most
    cut = [name for name in "abc" if found[name] != texts[name]]
    assert all(
        len(texts[kept]) <= len(found[name] or "")
        for name in cut
        for kept in "abc"
        if kept not in cut and kept in template
    )


def test_a_text_is_cut_between_characters_and_keeps_its_direction_to_itself() -> None:
    assert shortened("abc", 3) == "abc"
    assert shortened(f"ab{FAMILY}", 5) == "ab…", "a part of a family is another picture"
    assert shortened(FAMILY * 3, 12) == f"{FAMILY}{FAMILY}…"
    assert shortened("\u2068" + "ש" * 50 + "\u2069 x", 20) == "\u2068" + "ש" * 17 + "…\u2069"
    assert len(shortened("e" + "\u0301" * 100, 60)) == 60


def card(text: str) -> dict[str, Any]:
    link = "https://desk.example/forms/a.b/1"
    told = message_of(Envelope(uuid4(), "key", "wangfang", text, text, "r", None, link), 1, Identity())["textcard"]
    return dict(told)


def test_a_card_is_cut_at_no_half_line_break() -> None:
    for width in range(1, 40):
        told = card(("字" * width + "\n") * 600)
        assert len(told["description"]) <= 512
        assert told["description"].replace("<br>", "").strip("字") == "…"
        assert told["title"].endswith("…")


def test_a_card_keeps_families_together_and_what_reads_right_to_left_to_itself() -> None:
    assert card(f"{FAMILY} \u2068שלום\u2069")["description"] == f"{FAMILY} \u2068שלום\u2069"


def test_a_text_without_a_link_fits_and_says_that_it_goes_on() -> None:
    for text in ("长" * 5000, "\U0001f600" * 700, FAMILY * 400, "\u2068" + "ש" * 3000 + "\u2069"):
        content = message_of(Envelope(uuid4(), "key", "wangfang", "", text, "r"), 1, Identity())["text"]["content"]
        assert 1_950 < len(content.encode()) <= 2_048
        assert "…" in content[-2:]
