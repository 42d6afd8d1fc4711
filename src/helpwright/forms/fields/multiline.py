"""Text of several lines."""

from typing import Annotated, Any

from pydantic import Field

from helpwright.forms.field_type import TEXT_OPERATORS, FieldSettings, FieldType, Masked, clean_text, masked_text


class MultilineSettings(FieldSettings):
    """At most `max_length` characters."""

    max_length: Annotated[int, Field(ge=1, le=200_000)] = 20_000


class Multiline(FieldType):
    """Line breaks are line feeds; outer white space is dropped."""

    key = "multiline"
    group = "text"
    rank = 2
    settings = MultilineSettings
    column = "text"
    operators = TEXT_OPERATORS
    takes_over = frozenset({"text", "email", "mobile", "landline"})
    sortable = False
    groupable = False
    searched = True
    sealable = True

    def parse(self, settings: MultilineSettings, raw: Any) -> str:
        """Clean text."""
        return clean_text(raw, settings.max_length)

    def mask(self, value: str) -> Masked:
        """The first letter."""
        return masked_text(value)

    def describe(self, settings: MultilineSettings, locale: str) -> dict[str, Any]:
        """The limit."""
        del locale
        return {"max_length": settings.max_length}

    def sample(self, settings: MultilineSettings, number: int) -> str:
        """Two lines."""
        return f"第 {number} 条\n示例"[: settings.max_length]


field_type = Multiline()
