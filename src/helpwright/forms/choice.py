"""Options shared by the choice types: stored by stable key, accepted by key or label in any language."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from helpwright.forms.field_type import (
    CHOICE_OPERATORS,
    FieldSettings,
    FieldType,
    Key,
    Related,
    ValueRefused,
)
from helpwright.kernel.text import LocalText, all_forms, localize

_LOCALE_LENGTHS = (2, 5)


def is_option(options: Mapping[str, Any], value: Any) -> bool:
    """Whether the value is the key of an option."""
    return isinstance(value, str) and value in options


class ChoiceSettings(FieldSettings):
    """A list of options, in order."""

    options: Annotated[dict[Key, LocalText], Field(min_length=1, max_length=1000)]

    @model_validator(mode="after")
    def _default_is_an_option(self) -> "ChoiceSettings":
        if self.default is not None and not is_option(self.options, self.default):
            raise ValueError("default_not_an_option")
        return self

    def texts(self) -> Mapping[str, Any]:
        """Localized label by option key."""
        return self.options

    def categories(self) -> Mapping[str, str]:
        """Category by option key, where options have one."""
        return {}


class StatusOption(BaseModel):
    """A label per locale, and the category that tells the service engine what the status means."""

    model_config = ConfigDict(extra="allow")
    category: Literal["open", "pending", "solved", "closed"]

    @model_validator(mode="after")
    def _rest_is_a_label(self) -> "StatusOption":
        extra = self.model_extra or {}
        if not extra:
            raise ValueError("text_empty")
        for locale, text in extra.items():
            if len(locale) not in _LOCALE_LENGTHS or not isinstance(text, str) or not text:
                raise ValueError("key_unknown")
        return self

    @property
    def label(self) -> dict[str, str]:
        """Localized label."""
        return dict(self.model_extra or {})


class Choice(FieldType):
    """One of the options; stored as the option's key."""

    settings: ClassVar[type[FieldSettings]] = ChoiceSettings
    group = "choice"
    start: ClassVar[Mapping[str, Any]] = {
        "options": {
            "option_1": {"zh-CN": "选项 1", "en": "Option 1"},
            "option_2": {"zh-CN": "选项 2", "en": "Option 2"},
            "option_3": {"zh-CN": "选项 3", "en": "Option 3"},
        },
    }
    column = "text"
    operators = CHOICE_OPERATORS
    indexed = True

    def parse(self, settings: ChoiceSettings, raw: Any) -> str:
        """By key, else by a label in any language."""
        if not isinstance(raw, str):
            raise ValueRefused("option_expected")
        texts = settings.texts()
        wanted = raw.strip()
        if wanted in texts:
            return wanted
        for key, text in texts.items():
            if wanted in all_forms(text):
                return key
        raise ValueRefused("option_unknown", value=raw[:100])

    def to_text(self, settings: ChoiceSettings, value: Any, locale: str, related: Related) -> str:
        """The label; a key that is no longer an option shows itself."""
        del related
        if value is None:
            return ""
        text = settings.texts().get(value)
        return localize(text, locale) if text is not None else str(value)

    def convert(self, settings: ChoiceSettings, old: FieldType, old_settings: Any, value: Any, related: Related) -> str:
        """The option of the same key where the field was a choice before, else the one of that label."""
        if isinstance(old, Choice) and value in settings.texts():
            return str(value)
        return str(super().convert(settings, old, old_settings, value, related))

    def describe(self, settings: ChoiceSettings, locale: str) -> dict[str, Any]:
        """The options in order."""
        categories = settings.categories()
        return {
            "options": [
                {"key": key, "label": localize(text, locale)}
                | ({"category": categories[key]} if key in categories else {})
                for key, text in settings.texts().items()
            ],
        }

    def sample(self, settings: ChoiceSettings, number: int) -> str:
        """Options in turn."""
        keys = list(settings.texts())
        return keys[number % len(keys)]
