"""Attached files: a list of ids of uploads."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from helpwright.forms.field_type import FieldSettings, FieldType, Related, ValueRefused, parse_uuid
from helpwright.kernel.text import listed


class FilesSettings(FieldSettings):
    """At most `max_files` files of `max_mb` MiB each."""

    max_files: Annotated[int, Field(ge=1, le=100)] = 10
    max_mb: Annotated[int, Field(ge=1, le=2048)] = 50


class Files(FieldType):
    """Stored as an array of file ids in the order given."""

    key = "files"
    rank = 1
    group = "media"
    settings = FilesSettings
    column = "uuid[]"
    operators = frozenset({"empty", "filled"})
    sortable = False
    groupable = False
    refers = "file"

    def parse(self, settings: FilesSettings, raw: Any) -> list[UUID]:
        """Ids without repetition."""
        if not isinstance(raw, list):
            raise ValueRefused("files_expected")
        ids = list(dict.fromkeys(parse_uuid(each) for each in raw))
        if len(ids) > settings.max_files:
            raise ValueRefused("files_too_many", most=settings.max_files)
        return ids

    def operand(self, settings: FilesSettings, raw: Any) -> UUID:
        """One id."""
        del settings
        return parse_uuid(raw)

    def to_json(self, value: Any) -> Any:
        """Ids as text; an empty list where nothing is attached."""
        return [str(each) for each in value or ()]

    def from_json(self, value: Any) -> Any:
        """Ids."""
        return [UUID(each) for each in value or ()]

    def to_text(self, settings: Any, value: Any, locale: str, related: Related) -> str:
        """File names."""
        del settings
        return listed((related.files.get(each, "?") for each in value or ()), locale)

    def mask(self, value: Any) -> None:
        """Nothing: half a file is no file."""
        del value

    def describe(self, settings: FilesSettings, locale: str) -> dict[str, Any]:
        """The limits."""
        del locale
        return {"max_files": settings.max_files, "max_mb": settings.max_mb}

    def sample(self, settings: FilesSettings, number: int) -> list[str]:
        """Nothing attached."""
        del settings, number
        return []


field_type = Files()
