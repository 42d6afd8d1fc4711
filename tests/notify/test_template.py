from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from helpwright.notify.template import EMPTY, SmsTemplate, TemplateDocument, cut, fill, preview, say

DOCUMENT: dict[str, Any] = {
    "name": {"zh-CN": "紧急通知", "en": "Urgent"},
    "form": "ticket",
    "sms": {
        "code": "SMS_1",
        "sign": "服匠",
        "variables": {"number": "number", "name": {"from": "customer_name", "max": 4}},
        "status": "approved",
        "text": "工单${number}，客户${name}，请尽快处理。",
    },
    "mail": {
        "subject": {"zh-CN": "紧急 {{number}}", "en": "Urgent {{number}}"},
        "text": "客户：{{customer_name}}\n备注：{{note}}",
    },
    "wecom": {"title": "紧急 {{number}}", "text": "{{customer_name}}"},
}
TEXTS = {"number": "GD1", "customer_name": "欧阳修文长", "note": None}
URGENT = TemplateDocument.model_validate(DOCUMENT)


def test_each_way_has_its_words() -> None:
    mail = say("mail", URGENT, (None, None), TEXTS, "en")
    assert (mail.subject, mail.text) == ("Urgent GD1", "客户：欧阳修文长")
    card = say("wecom", URGENT, ("own", "own"), TEXTS, "en")
    assert (card.subject, card.text) == ("紧急 GD1", "欧阳修文长")
    near = say("inapp", URGENT, (None, None), TEXTS, "en")
    assert near.subject == "紧急 GD1"


def test_values_that_turn_letters_turn_nothing_beside_them() -> None:
    texts = {"number": "GD1", "customer_name": "張\u202e8800138000", "note": "שלום"}
    mail = say("mail", URGENT, (None, None), texts, "en")
    assert mail.text == "客户：\u2068張8800138000\u2069\n备注：\u2068שלום\u2069"
    assert mail.subject == "Urgent GD1", "what turns nothing is left alone"
    filled = say("sms", URGENT, (None, None), texts, "en").filled
    assert filled is not None
    assert filled["params"] == {"number": "GD1", "name": "張880"}, "providers count and refuse such marks"


def test_an_approved_text_message_is_filled_cut_and_previewed() -> None:
    words = say("sms", URGENT, (None, None), TEXTS, "zh-CN")
    assert words.filled == {"code": "SMS_1", "sign": "服匠", "params": {"number": "GD1", "name": "欧阳修文"}}
    assert words.text == "工单GD1，客户欧阳修文，请尽快处理。"
    assert URGENT.sms is not None
    assert cut(URGENT.sms, TEXTS) == ["name"]
    assert fill(URGENT.sms, {})["name"] == EMPTY


@pytest.mark.parametrize("status", ["draft", "submitted", "rejected"])
def test_what_is_not_approved_is_a_free_text(status: str) -> None:
    template = TemplateDocument.model_validate({**DOCUMENT, "sms": {**DOCUMENT["sms"], "status": status}})
    words = say("sms", template, (None, "紧急 {{number}}"), TEXTS, "zh-CN")
    assert words.filled is None
    assert words.text == "紧急 GD1"


def test_without_a_title_the_first_line_is_it() -> None:
    words = say("inapp", None, (None, "非常紧急：{{number}}\n{{customer_name}}\n{{note}}"), TEXTS, "zh-CN")
    assert (words.subject, words.text) == ("非常紧急：GD1", "欧阳修文长")
    mail = say("mail", None, ("s", "t"), TEXTS, "zh-CN")
    assert (mail.subject, mail.text) == ("s", "t")


def test_no_message_is_blank_because_one_place_is_empty() -> None:
    own = ("已受理 {{number}}", "工单 {{number}} 已受理，预计 {{note}} 前完成。")
    assert say("mail", None, own, TEXTS, "zh-CN").text == "工单 GD1 已受理，预计 — 前完成。"
    more = ("", "工单 {{number}} 已受理。\n预计 {{note}} 前完成。")
    assert say("mail", None, more, TEXTS, "zh-CN").text == "工单 GD1 已受理。"
    assert say("mail", None, ("主题", "{{note}}\n"), TEXTS, "zh-CN").text == ""


def test_unknown_variables_are_found_in_every_section() -> None:
    found = {(problem.path, problem.data["variable"]) for problem in URGENT.unknown({"number"})}
    assert found == {
        (("mail", "text"), "customer_name"),
        (("mail", "text"), "note"),
        (("wecom", "text"), "customer_name"),
        (("sms", "variables", "name"), "customer_name"),
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "x"},
        {**DOCUMENT, "sms": {**DOCUMENT["sms"], "status": "maybe"}},
        {**DOCUMENT, "sms": {**DOCUMENT["sms"], "variables": {"a b": "number"}}},
        {**DOCUMENT, "sms": {**DOCUMENT["sms"], "variables": {"a": {"from": "number", "max": 0}}}},
        {**DOCUMENT, "letter": {}},
    ],
)
def test_wrong_documents_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TemplateDocument.model_validate(wrong)


@given(values=st.dictionaries(st.sampled_from(["number", "customer_name"]), st.text(max_size=60)))
def test_values_fit_are_one_line_and_never_become_places(values: dict[str, str | None]) -> None:
    sms = SmsTemplate.model_validate(DOCUMENT["sms"])
    params = fill(sms, values)
    assert set(params) == {"number", "name"}
    assert all(0 < len(value) <= most for value, most in zip(params.values(), (35, 4), strict=True))
    assert not any("\n" in value for value in params.values())
    shown = preview(sms, params)
    assert shown == f"工单{params['number']}，客户{params['name']}，请尽快处理。"


@given(text=st.text(alphabet="${}abnumer", max_size=40))
def test_a_preview_never_breaks(text: str) -> None:
    sms = SmsTemplate(code="c", text=text)
    assert preview(sms, {"a": "1"}) == text.replace("${a}", "1")
