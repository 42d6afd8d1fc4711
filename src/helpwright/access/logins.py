"""What people sign in with: mail address, phone number in any writing, staff number. Pure."""

import re

import phonenumbers

from helpwright.kernel.country import HOME
from helpwright.kernel.text import LOCALES

_HOME_CODE = 86
_CHINESE_MOBILE = re.compile(r"1[3-9]\d{9}")
_LONGEST_PHONE = 40
_LONGEST_EMAIL = 254
_LONGEST_STAFF_NUMBER = 40
_LONGEST_NAME = 80
_WECOM_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")
_EMAIL = re.compile(r"[^\s@<>\"(),:;\[\\\]]{1,64}@[^\s@<>\"(),:;\[\\\]]+\.[^\s@<>\"(),:;\[\\\].]{2,}")


class MalformedError(ValueError):
    """The text is not what its field holds; `code` names the sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def plain(text: str, most: int, code: str) -> str:
    """One line without control characters, trimmed. Raises MalformedError(code) when empty or longer than `most`."""
    line = text.strip()
    if not line or len(line) > most or not line.isprintable():
        raise MalformedError(code)
    return line


def read_name(text: str) -> str:
    """A person's or company's name."""
    return plain(text, _LONGEST_NAME, "name_malformed")


def read_email(text: str) -> str:
    """As written, the domain in lower case; two writings in other cases are the same login."""
    address = plain(text, _LONGEST_EMAIL, "email_malformed")
    if not _EMAIL.fullmatch(address):
        raise MalformedError("email_malformed")
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"


def read_phone(text: str, country: str = HOME) -> str:
    """11 digits for a Chinese mobile, else E.164 with `+`; spaces, dashes, +86, 0086 and full-width digits are read.

    Without a country code it is a number of `country`.
    """
    if len(text) > _LONGEST_PHONE:
        raise MalformedError("mobile_malformed")
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as error:
        raise MalformedError("mobile_malformed") from error
    if number.extension:
        raise MalformedError("mobile_malformed")
    national = str(number.national_number)
    if number.country_code == _HOME_CODE and _CHINESE_MOBILE.fullmatch(national):
        return national
    if not phonenumbers.is_valid_number(number):
        raise MalformedError("mobile_malformed")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def read_staff_number(text: str) -> str:
    """A word of at most 40 characters; case does not matter."""
    number = plain(text, _LONGEST_STAFF_NUMBER, "staff_number_malformed")
    if any(each.isspace() for each in number) or "@" in number:
        raise MalformedError("staff_number_malformed")
    return number


def read_wecom_id(text: str) -> str:
    """The id of one member of the organization's WeCom; `@all` and lists are none."""
    if not _WECOM_ID.fullmatch(text.strip()):
        raise MalformedError("wecom_id_malformed")
    return text.strip()


def read_locale(text: str) -> str:
    """A supported locale."""
    if text not in LOCALES:
        raise MalformedError("locale_unknown")
    return text


def phone_or_none(login: str, country: str = HOME) -> str | None:
    """The canonical phone if the login can be one."""
    try:
        return read_phone(login, country)
    except MalformedError:
        return None


def as_login(text: str, country: str = HOME) -> tuple[str, str]:
    """Which field of a person a first login belongs into, and its canonical form. Raises MalformedError."""
    if "@" in text:
        return "email", read_email(text)
    phone = phone_or_none(text, country)
    return ("phone", phone) if phone is not None else ("staff_number", read_staff_number(text))
