"""A text between the fields that explains something."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field, StringConstraints

from helpwright.forms.field_type import FieldSettings
from helpwright.forms.layout import LayoutSettings, LayoutType
from helpwright.kernel.text import localize

_Text = Annotated[str, StringConstraints(min_length=1, max_length=5000)]


def _some_language(value: dict[str, str]) -> dict[str, str]:
    if not value:
        raise ValueError("text_empty")
    return value


class NoteSettings(LayoutSettings):
    """`text` in small markdown: paragraphs, **bold**, *italic*, lists and [links](https://…); nothing else is read.

    `tone` colors it.
    """

    text: Annotated[
        _Text
        | Annotated[
            dict[Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")], _Text],
            AfterValidator(_some_language),
        ],
        Field(json_schema_extra={"widget": "local_text"}),
    ]
    tone: Literal["plain", "info", "warning"] = "plain"


class Note(LayoutType):
    """Shown to everybody who sees the fields around it."""

    key = "note"
    rank = 1
    settings: ClassVar[type[FieldSettings]] = NoteSettings
    start: ClassVar[Mapping[str, Any]] = {
        "text": {
            "zh-CN": "在这里写说明，可用 **加粗** 和列表。",
            "en": "Explain something here; **bold** and lists work.",
        }
    }

    def describe(self, settings: Any, locale: str) -> dict[str, Any]:
        """The text."""
        shown = super().describe(settings, locale)
        return {**shown, "text": localize(settings.text, locale), "tone": settings.tone}


field_type = Note()
