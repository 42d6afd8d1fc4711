"""Mobile number. Chinese numbers are stored as 11 digits, others as E.164 with `+`."""

import re
import unicodedata
from typing import Any

import phonenumbers

from helpwright.forms.field_type import TEXT_OPERATORS, FieldSettings, FieldType, Masked, ValueRefused
from helpwright.kernel.country import HOME, Country

_HOME_CODE = 86
_CHINESE = re.compile(r"1[3-9][0-9]{9}")
_DIALED = re.compile(r"\+?[0-9]{5,20}")
_LONGEST = 40
_SHOWN_FIRST = 3
_SHOWN_LAST = 4


class MobileSettings(FieldSettings):
    """Without a country code a number is one of `country`."""

    country: Country = HOME


class Mobile(FieldType):
    """Written with or without spaces, dashes and country code; one canonical form is stored."""

    key = "mobile"
    group = "text"
    rank = 3
    settings = MobileSettings
    column = "text"
    operators = TEXT_OPERATORS
    indexed = True
    unique_allowed = True
    searched = True
    sealable = True

    def parse(self, settings: MobileSettings, raw: Any) -> str:
        """The canonical form."""
        if not isinstance(raw, str) or len(raw) > _LONGEST:
            raise ValueRefused("mobile_malformed")
        digits = re.sub(r"[\s\-()·.]", "", unicodedata.normalize("NFKC", raw).strip())
        if settings.country == HOME and _CHINESE.fullmatch(digits):
            return digits
        if not _DIALED.fullmatch(digits):
            raise ValueRefused("mobile_malformed")
        try:
            number = phonenumbers.parse(digits, settings.country)
        except phonenumbers.NumberParseException as error:
            raise ValueRefused("mobile_malformed") from error
        if number.country_code == _HOME_CODE:
            national = str(number.national_number)
            if not _CHINESE.fullmatch(national):
                raise ValueRefused("mobile_malformed")
            return national
        if not phonenumbers.is_valid_number(number):
            raise ValueRefused("mobile_malformed")
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))

    def mask(self, value: str) -> Masked:
        """The first three and the last four digits: `138****8000`."""
        return Masked(f"{value[:_SHOWN_FIRST]}****{value[-_SHOWN_LAST:]}")

    def describe(self, settings: MobileSettings, locale: str) -> dict[str, Any]:
        """The country, where it is another than ours."""
        described = super().describe(settings, locale)
        return described if settings.country == HOME else {**described, "country": settings.country}

    def sample(self, settings: MobileSettings, number: int) -> str:
        """A well-formed number."""
        del settings
        return f"138{number % 100_000_000:08d}"


field_type = Mobile()
