"""Single line of text."""

from typing import Annotated, Any

from pydantic import Field

from helpwright.forms.field_type import (
    TEXT_OPERATORS,
    FieldSettings,
    FieldType,
    Masked,
    ValueRefused,
    clean_text,
    masked_text,
)


class TextSettings(FieldSettings):
    """At most `max_length` characters."""

    max_length: Annotated[int, Field(ge=1, le=2000)] = 500


class Text(FieldType):
    """Stored without outer white space; line breaks are refused."""

    key = "text"
    group = "text"
    rank = 1
    settings = TextSettings
    column = "text"
    operators = TEXT_OPERATORS
    takes_over = frozenset({"email", "mobile", "landline"})
    unique_allowed = True
    searched = True
    sealable = True

    def parse(self, settings: TextSettings, raw: Any) -> str:
        """A clean single line."""
        text = clean_text(raw, settings.max_length)
        if "\n" in text:
            raise ValueRefused("text_one_line")
        return text

    def mask(self, value: str) -> Masked:
        """The first letter."""
        return masked_text(value)

    def describe(self, settings: TextSettings, locale: str) -> dict[str, Any]:
        """The limit."""
        del locale
        return {"max_length": settings.max_length}

    def sample(self, settings: TextSettings, number: int) -> str:
        """A short text."""
        return f"示例 {number}"[: settings.max_length]


field_type = Text()
