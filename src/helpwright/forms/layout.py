"""Fields without a value: they stand in the layout and no table knows them."""

from typing import Any, ClassVar

from helpwright.forms.field_type import FieldSettings, FieldType, Kept, Masked, ValueRefused


class LayoutSettings(FieldSettings):
    """`label` is its name for builders; `titled` shows it to everybody."""

    kept: ClassVar[Kept] = "nothing"
    titled: bool = False


class LayoutType(FieldType):
    """Something to look at between the fields."""

    group = "layout"
    settings: ClassVar[type[FieldSettings]] = LayoutSettings
    column = None
    operators: ClassVar[frozenset[str]] = frozenset()
    sortable = False
    groupable = False

    def parse(self, settings: LayoutSettings, raw: Any) -> Any:
        """Takes nothing."""
        del settings, raw
        raise ValueRefused("field_takes_no_value")

    def mask(self, value: Any) -> Masked | None:
        """Nothing."""
        del value
        return None

    def describe(self, settings: LayoutSettings, locale: str) -> dict[str, Any]:
        """Whether the name is shown."""
        del locale
        return {"titled": settings.titled}

    def sample(self, settings: LayoutSettings, number: int) -> Any:
        """Nothing."""
        del settings, number
