"""Options shared by the choice types: stored by stable key, accepted by key or label in any language."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from helpwright.forms.field_type import (
    CHOICE_OPERATORS,
    LIST_OPERATORS,
    FieldSettings,
    FieldType,
    Key,
    Related,
    ValueRefused,
)
from helpwright.forms.limits import refuse_crossed
from helpwright.kernel.text import LocalText, all_forms, listed, localize

_LOCALE_LENGTHS = (2, 5)
_START: Mapping[str, Any] = {
    "options": {
        "option_1": {"zh-CN": "选项 1", "en": "Option 1"},
        "option_2": {"zh-CN": "选项 2", "en": "Option 2"},
        "option_3": {"zh-CN": "选项 3", "en": "Option 3"},
    },
}
_BETWEEN = re.compile(r"[,;、，；\n]")


def is_option(options: Mapping[str, Any], value: Any) -> bool:
    """Whether the value is the key of an option."""
    return isinstance(value, str) and value in options


class ChoiceSettings(FieldSettings):
    """A list of options, in order."""

    options: Annotated[dict[Key, LocalText], Field(min_length=1, max_length=1000)]

    @model_validator(mode="after")
    def _default_is_an_option(self) -> "ChoiceSettings":
        wanted = self.default if isinstance(self.default, list) else [self.default]
        if self.default is not None and not all(is_option(self.options, each) for each in wanted):
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


def option_of(settings: Any, raw: Any) -> str:
    """The key of an option, by key, else by a label in any language. Raises ValueRefused."""
    if not isinstance(raw, str):
        raise ValueRefused("option_expected")
    wanted = raw.strip()
    if wanted in settings.options:
        return wanted
    for key, text in settings.texts().items():
        if wanted in all_forms(text):
            return str(key)
    raise ValueRefused("option_unknown", value=raw[:100])


class Choice(FieldType):
    """One of the options; stored as the option's key."""

    settings: ClassVar[type[FieldSettings]] = ChoiceSettings
    group = "choice"
    start: ClassVar[Mapping[str, Any]] = _START
    column = "text"
    operators = CHOICE_OPERATORS
    indexed = True

    def parse(self, settings: ChoiceSettings, raw: Any) -> str:
        """By key, else by a label in any language."""
        return option_of(settings, raw)

    def to_text(self, settings: ChoiceSettings, value: Any, locale: str, related: Related) -> str:
        """The label; a key that is no longer an option shows itself."""
        del related
        if value is None:
            return ""
        text = settings.texts().get(value)
        return localize(text, locale) if text is not None else str(value)

    def convert(self, settings: ChoiceSettings, old: FieldType, old_settings: Any, value: Any, related: Related) -> str:
        """The option of the same key where the field was a choice before, else the one of that label."""
        if isinstance(value, list | tuple) and len(value) == 1:
            (value,) = value
        if isinstance(old, Choice | Choices) and is_option(settings.texts(), value):
            return str(value)
        if isinstance(value, list | tuple):
            raise ValueRefused("option_one_only")
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


class SeveralSettings(ChoiceSettings):
    """At least `min_choices` (of those who choose at all) and at most `max_choices` of the options."""

    min_choices: Annotated[int, Field(ge=1, le=1000)] | None = None
    max_choices: Annotated[int, Field(ge=1, le=1000)] | None = None
    default: list[Key] | None = None

    @model_validator(mode="after")
    def _rising(self) -> "SeveralSettings":
        refuse_crossed(self.min_choices, self.max_choices)
        return self


class Choices(FieldType):
    """Several of the options; stored as the options' keys in the order of the options."""

    group = "choice"
    settings: ClassVar[type[FieldSettings]] = SeveralSettings
    start: ClassVar[Mapping[str, Any]] = _START
    column = "text[]"
    operators = LIST_OPERATORS
    sortable = False
    groupable = False

    def operand(self, settings: SeveralSettings, raw: Any) -> str:
        """One option."""
        return option_of(settings, raw)

    def parse(self, settings: SeveralSettings, raw: Any) -> list[str]:
        """A list of keys or labels; one alone may stand without a list, several in one text with commas between."""
        wanted = raw if isinstance(raw, list | tuple) else self._written(settings, raw)
        found = {option_of(settings, each) for each in wanted}
        keys = [key for key in settings.texts() if key in found]
        if keys and settings.min_choices is not None and len(keys) < settings.min_choices:
            raise ValueRefused("choices_too_few", least=settings.min_choices)
        if settings.max_choices is not None and len(keys) > settings.max_choices:
            raise ValueRefused("choices_too_many", most=settings.max_choices)
        return keys

    def _written(self, settings: SeveralSettings, raw: Any) -> list[Any]:
        if not isinstance(raw, str):
            raise ValueRefused("options_expected")
        try:
            return [option_of(settings, raw)]
        except ValueRefused:
            return [each for each in _BETWEEN.split(raw) if each.strip()]

    def to_json(self, value: Any) -> Any:
        """Keys; an empty list where nothing is chosen."""
        return list(value or ())

    def to_text(self, settings: SeveralSettings, value: Any, locale: str, related: Related) -> str:
        """The labels."""
        del related
        texts = settings.texts()
        return listed((localize(texts[key], locale) if key in texts else key for key in value or ()), locale)

    def convert(self, settings: Any, old: FieldType, old_settings: Any, value: Any, related: Related) -> Any:
        """The options of the same keys where the field was a choice before, else those of the labels."""
        keys = value if isinstance(value, list | tuple) else [value]
        if isinstance(old, Choice | Choices) and all(is_option(settings.texts(), each) for each in keys):
            return self.parse(settings, list(keys))
        return super().convert(settings, old, old_settings, value, related)

    def describe(self, settings: SeveralSettings, locale: str) -> dict[str, Any]:
        """The options in order, and how many."""
        options = [{"key": key, "label": localize(text, locale)} for key, text in settings.texts().items()]
        return {"options": options, "min_choices": settings.min_choices, "max_choices": settings.max_choices}

    def sample(self, settings: SeveralSettings, number: int) -> list[str]:
        """One more than the least, beginning with another each time."""
        keys = list(settings.texts())
        count = min(settings.max_choices or len(keys), max(settings.min_choices or 1, 1 + number % 2), len(keys))
        return [keys[(number + place) % len(keys)] for place in range(count)]
