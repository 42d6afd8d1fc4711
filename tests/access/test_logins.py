import pytest

from helpwright.access.logins import MalformedError, as_login, read_email, read_name, read_phone, read_staff_number


@pytest.mark.parametrize(
    "written",
    [
        "13800138000",
        "+86 13800138000",
        "0086-138-0013-8000",
        "86 138 0013 8000",
        "(138) 0013 8000",
        "１３８００１３８０００",
    ],
)
def test_a_chinese_mobile_has_one_form(written: str) -> None:
    assert read_phone(written) == "13800138000"


@pytest.mark.parametrize(
    ("written", "canonical"),
    [("+1 650-253-0000", "+16502530000"), ("010-6552 9988", "+861065529988"), ("+852 2123 4567", "+85221234567")],
)
def test_other_numbers_are_e164(written: str, canonical: str) -> None:
    assert read_phone(written) == canonical


@pytest.mark.parametrize(
    ("written", "country", "canonical"),
    [
        ("07911 123456", "GB", "+447911123456"),
        ("(650) 253-0000", "US", "+16502530000"),
        ("+86 138 0013 8000", "GB", "13800138000"),
    ],
)
def test_a_number_without_a_country_code_is_one_of_the_country(written: str, country: str, canonical: str) -> None:
    assert read_phone(written, country) == canonical


@pytest.mark.parametrize(
    "written", ["", "12345", "12800138000", "phone", "1" * 50, "+999 1234567", "13800138000 ext 5"]
)
def test_what_is_no_phone_is_refused(written: str) -> None:
    with pytest.raises(MalformedError, match="mobile_malformed"):
        read_phone(written)


@pytest.mark.parametrize(
    "written", ["a@b", "a b@c.de", "@c.de", "a@", "a@@b.de", "a@b..", "", "a" * 65 + "@b.de", "a@b.de\x00"]
)
def test_what_is_no_mail_address_is_refused(written: str) -> None:
    with pytest.raises(MalformedError, match="email_malformed"):
        read_email(written)


def test_a_mail_address_keeps_its_local_part() -> None:
    assert read_email(" Li.Lei+x@Example.COM ") == "Li.Lei+x@example.com"
    assert read_email("用户@例子.中国") == "用户@例子.中国"


def test_names_are_one_line() -> None:
    assert read_name(" 王 芳 ") == "王 芳"
    for wrong in ("", "  ", "a\nb", "a\u202eb", "x" * 81):
        with pytest.raises(MalformedError):
            read_name(wrong)


def test_staff_numbers_are_one_word() -> None:
    assert read_staff_number(" GH-1024 ") == "GH-1024"
    for wrong in ("", "two words", "a@b", "x" * 41):
        with pytest.raises(MalformedError):
            read_staff_number(wrong)


def test_a_first_login_finds_its_field() -> None:
    assert as_login("a@b.de") == ("email", "a@b.de")
    assert as_login("138 0013 8000") == ("phone", "13800138000")
    assert as_login("GH-1") == ("staff_number", "GH-1")
