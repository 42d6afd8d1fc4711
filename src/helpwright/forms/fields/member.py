"""One person of the organisation."""

from typing import Any
from uuid import UUID

from helpwright.forms.field_type import CHOICE_OPERATORS, FieldSettings, FieldType, Related, parse_uuid


class Member(FieldType):
    """Stored as the person's id."""

    key = "member"
    rank = 1
    group = "people"
    settings = FieldSettings
    column = "uuid"
    operators = CHOICE_OPERATORS
    indexed = True
    refers = "person"
    for_customers = "hidden"

    def parse(self, settings: FieldSettings, raw: Any) -> UUID:
        """The id; that the person exists is checked by the write."""
        del settings
        return parse_uuid(raw)

    def to_json(self, value: Any) -> Any:
        """Id as text."""
        return None if value is None else str(value)

    def from_json(self, value: Any) -> Any:
        """Id."""
        return None if value is None else UUID(value)

    def to_text(self, settings: Any, value: Any, locale: str, related: Related) -> str:
        """The name."""
        del settings, locale
        return "" if value is None else related.people.get(value, "?")

    def sample(self, settings: FieldSettings, number: int) -> str:
        """An id."""
        del settings
        return str(UUID(int=number))


field_type = Member()
