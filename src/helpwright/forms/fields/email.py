"""Mail address."""

import re
from typing import Any

from helpwright.forms.field_type import TEXT_OPERATORS, FieldSettings, FieldType, Masked, ValueRefused

_ADDRESS = re.compile(
    r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])$",
)
_LONGEST = 254
_LONGEST_LOCAL = 64


class Email(FieldType):
    """Stored as written, with the domain in lower case."""

    key = "email"
    group = "text"
    rank = 4
    settings = FieldSettings
    column = "text"
    operators = TEXT_OPERATORS
    unique_allowed = True
    searched = True
    sealable = True

    def parse(self, settings: FieldSettings, raw: Any) -> str:
        """One plain address (RFC 5321 lengths; no display name)."""
        del settings
        if not isinstance(raw, str):
            raise ValueRefused("email_malformed")
        address = raw.strip()
        local, _, domain = address.rpartition("@")
        if len(address) > _LONGEST or len(local) > _LONGEST_LOCAL or not _ADDRESS.match(address):
            raise ValueRefused("email_malformed")
        return f"{local}@{domain.lower()}"

    def mask(self, value: str) -> Masked:
        """The first letter and the domain: `z***@example.com`."""
        local, _, domain = value.rpartition("@")
        return Masked(f"{local[:1]}***@{domain}")

    def sample(self, settings: FieldSettings, number: int) -> str:
        """An address that can never be delivered."""
        del settings
        return f"sample{number}@example.com"


field_type = Email()
