"""One person of the organization."""

from typing import Any

from helpwright.forms.field_type import FieldSettings, Related
from helpwright.forms.reference import Reference


class Member(Reference):
    """Stored as the person's id."""

    key = "member"
    rank = 1
    group = "people"
    settings = FieldSettings
    refers = "person"

    def to_text(self, settings: Any, value: Any, locale: str, related: Related) -> str:
        """The name."""
        del settings, locale
        return "" if value is None else related.people.get(value, "?")


field_type = Member()
