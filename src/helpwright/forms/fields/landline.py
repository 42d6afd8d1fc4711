"""Landline number: of China with area code and extension, service numbers (400, 800, 95…), others with `+`."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import phonenumbers

from helpwright.forms.field_type import TEXT_OPERATORS, FieldSettings, FieldType, Masked, ValueRefused

_LONGEST = 60
_LOCAL = re.compile(r"(?:(?:\+|00)86)?0?(10|2\d|[3-9]\d{2})([2-8]\d{6,7})")
_SERVICE = re.compile(r"([48]00)(\d{3})(\d{4})")
_HOTLINE = re.compile(r"9[56]\d{3,6}|1\d{2,4}")
_FOREIGN = re.compile(r"(?:\+|00)\d{7,18}")
_ABROAD = re.compile(r"(?:\+|00)(?!86)")
_TURNED = re.compile(r"(.+?)(?:转|分机|ext|x|#|\*)(\d{1,6})", re.IGNORECASE)
_BEHIND = re.compile(r"(.*\d{7,8})-(\d{1,6})")
_EIGHT_DIGITS = 8
_SHOWN_LAST = 3


class Landline(FieldType):
    """Stored in one form: `010-62345678`, `0571-8765432-801` with an extension, `400-810-8888`, `+16502530000`."""

    key = "landline"
    rank = 5
    group = "text"
    settings = FieldSettings
    column = "text"
    operators = TEXT_OPERATORS
    unique_allowed = True
    searched = True
    sealable = True

    def parse(self, settings: FieldSettings, raw: Any) -> str:
        """The canonical form."""
        del settings
        if not isinstance(raw, str) or len(raw) > _LONGEST:
            raise ValueRefused("landline_malformed")
        text = re.sub(r"[\s()·.]", "", unicodedata.normalize("NFKC", raw).replace("—", "-"))
        for number, extension in _readings(text):
            found = _chinese(number) or _foreign(number)
            if found is not None:
                return f"{found}-{extension}" if extension else found
        raise ValueRefused("landline_malformed")

    def mask(self, value: str) -> Masked:
        """Up to the area code, and the last three digits: `010-****678`."""
        head = value.split("-", 1)[0] if "-" in value else ""
        return Masked(f"{head}-****{value[-_SHOWN_LAST:]}" if head else f"****{value[-_SHOWN_LAST:]}")

    def sample(self, settings: FieldSettings, number: int) -> str:
        """A well-formed number."""
        del settings
        return f"010-6{number % 10_000_000:07d}"


def _readings(text: str) -> Iterator[tuple[str, str]]:
    """Number and extension, what is more likely first."""
    # Abroad every group may end with a dash; only a word tells an extension there.
    found = _TURNED.fullmatch(text) or (None if _ABROAD.match(text) else _BEHIND.fullmatch(text))
    if found is not None:
        yield found[1].replace("-", ""), found[2]
    yield text.replace("-", ""), ""


def _chinese(number: str) -> str | None:
    service = _SERVICE.fullmatch(number)
    if service is not None:
        return "-".join(service.groups())
    if _HOTLINE.fullmatch(number):
        return number
    local = _LOCAL.fullmatch(number)
    if local is None or (local[1][0] in "12" and len(local[2]) != _EIGHT_DIGITS):
        return None
    return f"0{local[1]}-{local[2]}"


def _foreign(number: str) -> str | None:
    if not _FOREIGN.fullmatch(number):
        return None
    try:
        parsed = phonenumbers.parse(f"+{number.removeprefix('+').removeprefix('00')}")
    except phonenumbers.NumberParseException:
        return None
    valid = phonenumbers.is_valid_number(parsed)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) if valid else None


field_type = Landline()
