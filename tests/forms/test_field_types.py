"""What every field type of the catalogue promises."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpwright.entry.kinds import FIELD_TYPES
from helpwright.entry.studio_catalogue import GROUPS
from helpwright.forms.answers import FieldDescription
from helpwright.forms.field_type import HOME_ZONE, NOTHING_RELATED, FieldType, ValueRefused
from helpwright.kernel.values import OPERATORS_OF, kind_of_column
from helpwright.platform.database import to_json
from helpwright.platform.sentences import Sentences
from tests.support.laws import law
from tests.support.office import MONDAY

SENTENCES = Sentences.load()
MORE: dict[str, dict[str, Any]] = {
    "radio": {"options": {"a": {"zh-CN": "甲", "en": "First"}, "b": "B"}},
    "priority": {"options": {"a": "低", "b": {"zh-CN": "高", "en": "High"}}},
    "status": {"options": {"new": {"zh-CN": "新", "en": "New", "category": "open"}}},
    "select": {"options": {"a": {"zh-CN": "甲", "en": "First"}, "b": "B"}},
    "multi_select": {"options": {"a": {"zh-CN": "甲", "en": "First"}, "b": "B", "c": "C"}, "max_choices": 2},
    "checkboxes": {"options": {"a": {"zh-CN": "甲", "en": "First"}, "b": "B", "c": "C"}},
    "link": {"to": "customer"},
    "note": {"text": {"zh-CN": "请**如实**填写", "en": "Be *honest*"}},
}
ODD: list[Any] = [
    0, 1.5, True, {}, {"a": 1}, [], [[]], [None], "\x00", "a\x07", "\ud800", "x" * 300_000, "<script>", "' OR 1=1 --",
    "\u202e", "１３８００１３８０００",
    "+", "@", "a@b", "00000000-0000-0000-0000-000000000000", "nan", "1e999", "\n\n", b"x",
]  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(ODD),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
VALUED = [key for key, each in FIELD_TYPES.items() if each.column is not None]
KINDS = pytest.mark.parametrize("key", VALUED)
EVERY_KIND = pytest.mark.parametrize("key", list(FIELD_TYPES))


def made(key: str, **more: Any) -> tuple[FieldType, Any]:
    kind = FIELD_TYPES[key]
    return kind, kind.settings.model_validate({"type": key, "label": "L", **MORE.get(key, {}), **more})


def refusal(kind: FieldType, given_settings: Any, raw: Any) -> str | None:
    """The code of the refusal; None for an input that is taken and can be written as JSON."""
    try:
        to_json(kind.to_json(kind.parse(given_settings, raw)))
    except ValueRefused as refused:
        return refused.code
    return None


def converted(kind: FieldType, settings: Any, old: tuple[FieldType, Any, Any]) -> tuple[str | None, Any]:
    """The code of a refusal, or what a value becomes."""
    try:
        return None, kind.convert(settings, *old, NOTHING_RELATED)
    except ValueRefused as refused:
        return refused.code, None


@KINDS
def test_samples_parse_and_read_the_same_again(key: str) -> None:
    kind, given_settings = made(key)
    for number in range(50):
        value = kind.parse(given_settings, kind.sample(given_settings, number))
        again = kind.parse(given_settings, kind.to_json(value)) if value else value
        assert again == value
        for locale in ("zh-CN", "en"):
            assert isinstance(kind.to_text(given_settings, value, locale, NOTHING_RELATED), str)
    assert kind.to_text(given_settings, None, "en", NOTHING_RELATED) == ""


@KINDS
def test_anything_is_taken_or_refused_with_a_sentence(key: str) -> None:
    kind, given_settings = made(key)

    @law(300, database=None)
    @given(ANYTHING)
    def check(raw: Any) -> None:
        code = refusal(kind, given_settings, raw)
        if code is not None:
            assert SENTENCES.knows(code), code
            return
        value = kind.parse(given_settings, raw)
        if value not in (None, "", []):
            assert kind.parse(given_settings, kind.to_json(value)) == value

    check()
    for raw in ODD:
        assert refusal(kind, given_settings, raw) is None or SENTENCES.knows(str(refusal(kind, given_settings, raw)))


@EVERY_KIND
def test_what_it_says_of_itself_fits_together(key: str) -> None:
    kind, given_settings = made(key)
    assert kind.key == key
    assert (kind.column is None) == (given_settings.kept != "column")
    assert kind.operators <= OPERATORS_OF[kind_of_column(kind.sql_type)]
    assert bool(kind.operators) == (given_settings.kept != "nothing")
    assert kind.group in GROUPS["field"]
    assert kind.fixed <= set(type(given_settings).model_fields)
    assert all(FIELD_TYPES[each].column == kind.column for each in kind.takes_over), "a column is taken as it is"
    described = kind.describe(given_settings, "en")
    assert set(described) <= set(FieldDescription.model_fields), "the interface says everything of a field"
    FieldDescription.model_validate(
        {"key": key, "type": key, "label": "L", "help": None, "placeholder": None, "required": False, "internal": False}
        | described
    )
    to_json(described)


@pytest.mark.parametrize("key", [key for key in FIELD_TYPES if key not in VALUED])
def test_what_has_no_column_takes_no_value(key: str) -> None:
    kind, given_settings = made(key)
    for raw in (*ODD, "x", 1):
        code = refusal(kind, given_settings, raw)
        assert code is not None
        assert SENTENCES.knows(code)
    assert kind.sample(given_settings, 1) is None
    assert kind.to_text(given_settings, None, "en", NOTHING_RELATED) == ""
    assert kind.default(given_settings, MONDAY, HOME_ZONE) is None


@KINDS
def test_events_bring_back_what_was_stored(key: str) -> None:
    kind, given_settings = made(key)
    for number in range(20):
        value = kind.parse(given_settings, kind.sample(given_settings, number))
        assert kind.from_json(kind.to_json(value)) == value
    assert kind.from_json(kind.to_json(None)) in (None, [])


@KINDS
def test_a_masked_value_says_little(key: str) -> None:
    kind, given_settings = made(key)
    value = kind.parse(given_settings, kind.sample(given_settings, 1234567))
    masked = kind.mask(value)
    assert masked is None or masked != kind.to_text(given_settings, value, "zh-CN", NOTHING_RELATED)


@KINDS
def test_every_type_becomes_every_other_or_says_why_not(key: str) -> None:
    kind, given_settings = made(key)
    for other in VALUED:
        old, old_settings = made(other)
        for number in range(4):
            value = old.parse(old_settings, old.sample(old_settings, number))
            if value == []:
                continue
            code, found = converted(kind, given_settings, (old, old_settings, value))
            if code is None:
                assert kind.parse(given_settings, kind.to_json(found)) == found
            else:
                assert SENTENCES.knows(code)
                assert other not in kind.takes_over, f"{kind.key} claims all values of {other}"


@KINDS
def test_a_value_to_compare_with_is_read_as_stored_ones_are(key: str) -> None:
    kind, given_settings = made(key)
    value = kind.parse(given_settings, kind.sample(given_settings, 3))
    for each in value if isinstance(value, list) else [value]:
        shown = kind.to_json([each])[0] if isinstance(value, list) else kind.to_json(each)
        assert kind.operand(given_settings, shown) == each


@pytest.mark.parametrize("key", ["radio", "priority", "status", "select"])
def test_options_by_key_or_label_in_any_language(key: str) -> None:
    kind, given_settings = made(key)
    for option in kind.describe(given_settings, "en")["options"]:
        assert kind.parse(given_settings, option["label"]) == option["key"]
        assert kind.parse(given_settings, f" {option['key']} ") == option["key"]
    for option in kind.describe(given_settings, "zh-CN")["options"]:
        assert kind.parse(given_settings, f"\t{option['label']}\n") == option["key"]
        assert kind.to_text(given_settings, option["key"], "zh-CN", NOTHING_RELATED) == option["label"]
    assert kind.to_text(given_settings, "gone", "en", NOTHING_RELATED) == "gone"


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("13800138000", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("0086 13800138000", "13800138000"),
        ("１３８ ００１３ ８０００", "13800138000"),
        ("+1 (650) 253-0000", "+16502530000"),
        ("+8613800138000", "13800138000"),
    ],
)
def test_mobile_numbers(raw: str, stored: str) -> None:
    kind, given_settings = made("mobile")
    assert kind.parse(given_settings, raw) == stored


def test_mobile_numbers_of_another_country() -> None:
    kind, given_settings = made("mobile", country="GB")
    assert kind.parse(given_settings, "07911 123456") == "+447911123456"
    assert kind.parse(given_settings, "+86 138 0013 8000") == "13800138000"
    assert kind.describe(given_settings, "en") == {"country": "GB"}
    with pytest.raises(ValueRefused, match="mobile_malformed"):
        kind.parse(given_settings, "13800138000")


@pytest.mark.parametrize(
    "raw",
    [
        "12800138000",
        "1380013800",
        "138001380000",
        "1380013ABCD",
        "13800138000 ext 5",
        "+999 1",
        "tel:13800138000",
        "١٣٨٠٠١٣٨٠٠٠x",
    ],
)
def test_no_mobile_numbers(raw: str) -> None:
    kind, given_settings = made("mobile")
    with pytest.raises(ValueRefused, match="mobile_malformed"):
        kind.parse(given_settings, raw)


@pytest.mark.parametrize(
    "raw",
    [
        "a@b",
        "a b@c.de",
        "a@b..de",
        "@b.de",
        "a@-b.de",
        f"{'x' * 65}@b.de",
        "a@b.de, c@d.ef",
        "A <a@b.de>",
        "a@b.de\nBcc: x@y.z",
    ],
)
def test_no_mail_addresses(raw: str) -> None:
    kind, given_settings = made("email")
    with pytest.raises(ValueRefused, match="email_malformed"):
        kind.parse(given_settings, raw)


def test_limits() -> None:
    kind, given_settings = made("text", max_length=3)
    assert kind.parse(given_settings, " 三个字 ") == "三个字"
    for raw, code in (("四个字了", "text_too_long"), ("a\nb", "text_one_line"), ("\ud800", "text_control")):
        with pytest.raises(ValueRefused, match=code):
            kind.parse(given_settings, raw)
    kind, given_settings = made("files", max_files=1)
    same = [str(UUID(int=1)), str(UUID(int=1))]
    assert kind.parse(given_settings, same) == [UUID(int=1)]
    with pytest.raises(ValueRefused, match="files_too_many"):
        kind.parse(given_settings, [str(UUID(int=1)), str(UUID(int=2))])
