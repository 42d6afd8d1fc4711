"""Link to one record of another form of the app."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from helpwright.definitions.kind import DocumentProblem
from helpwright.forms.field_type import FieldSettings, Key, Related
from helpwright.forms.reference import Reference


class LinkSettings(FieldSettings):
    """`to` is the key of the form; it stays what it was when the field was published first."""

    to: Annotated[Key, Field(json_schema_extra={"widget": "reference", "to": "form"})]


class Link(Reference):
    """Stored as the record's id, with a foreign key; shown as its title to those who may see that record."""

    key = "link"
    rank = 1
    group = "relation"
    settings: ClassVar[type[FieldSettings]] = LinkSettings
    unique_allowed = True
    refers = "record"
    fixed = frozenset({"to"})

    def check(self, settings: LinkSettings, forms: Mapping[str, Any]) -> Iterable[DocumentProblem]:
        """The form is one of the app."""
        if settings.to not in forms:
            yield DocumentProblem(("to",), "form_unknown", {"form": settings.to})

    def to_text(self, settings: Any, value: Any, locale: str, related: Related) -> str:
        """The title of the record."""
        del settings, locale
        return "" if value is None else related.records.get(value, "?")

    def describe(self, settings: LinkSettings, locale: str) -> dict[str, Any]:
        """The form, by its key inside the app."""
        del locale
        return {"form": settings.to}


field_type = Link()
