"""What fields share that name something else by its id: a record, a person. The write checks that it is there."""

from typing import Any
from uuid import UUID

from helpwright.forms.field_type import CHOICE_OPERATORS, FieldType, parse_uuid


class Reference(FieldType):
    """Stored as the id of what it names; kept from customers."""

    column = "uuid"
    operators = CHOICE_OPERATORS
    indexed = True
    for_customers = "hidden"

    def parse(self, settings: Any, raw: Any) -> UUID:
        """The id."""
        del settings
        return parse_uuid(raw)

    def to_json(self, value: Any) -> Any:
        """Id as text."""
        return None if value is None else str(value)

    def from_json(self, value: Any) -> Any:
        """Id."""
        return None if value is None else UUID(value)

    def sample(self, settings: Any, number: int) -> str:
        """An id."""
        del settings
        return str(UUID(int=number))
