"""On or off."""

import unicodedata
from typing import Any, ClassVar

from helpwright.forms.field_type import (
    BOOLEAN_OPERATORS,
    NOTHING_RELATED,
    FieldSettings,
    FieldType,
    Related,
    ValueRefused,
)
from helpwright.kernel.text import LocalText, all_forms, localize
from helpwright.platform.sentences import Sentences

_SENTENCES = Sentences.load()
_ON = frozenset({"true", "yes", "y", "on", "1", "是", "开", "有", "对", "√", "✓"})
_OFF = frozenset({"false", "no", "n", "off", "0", "否", "关", "无", "错", "×"})


class SwitchSettings(FieldSettings):
    """Off unless `default` says otherwise; `text_on` and `text_off` are the words for it, by default yes and no.

    Required means that it must be on.
    """

    text_on: LocalText | None = None
    text_off: LocalText | None = None
    default: bool = False


class Switch(FieldType):
    """Stored as a boolean; who leaves it out leaves it as it is by default."""

    key = "switch"
    rank = 5
    group = "choice"
    settings: ClassVar[type[FieldSettings]] = SwitchSettings
    column = "boolean"
    operators = BOOLEAN_OPERATORS
    shown_as = "boolean"

    def parse(self, settings: SwitchSettings, raw: Any) -> bool:
        """True and false, or a word that stands for them."""
        if isinstance(raw, bool):
            return raw
        if not isinstance(raw, str):
            raise ValueRefused("boolean_expected")
        word = _plain(raw)
        # What the builder calls it comes first: where 无 is on and 有 is off, the usual meaning would turn it round.
        on, off = ({*map(_plain, all_forms(text))} for text in (settings.text_on, settings.text_off))
        for value, words in ((True, on), (False, off), (True, _ON), (False, _OFF)):
            if word in words:
                return value
        raise ValueRefused("boolean_expected")

    def is_missing(self, value: Any) -> bool:
        """Off is not what is required."""
        return value is not True

    def to_text(self, settings: SwitchSettings, value: Any, locale: str, related: Related) -> str:
        """Its word."""
        del related
        if value is None:
            return ""
        own, usual = (settings.text_on, "yes") if value else (settings.text_off, "no")
        return localize(own, locale) or _SENTENCES(locale, usual)

    def describe(self, settings: SwitchSettings, locale: str) -> dict[str, Any]:
        """Both words."""
        return {
            "options": [
                {"key": str(value).lower(), "label": self.to_text(settings, value, locale, NOTHING_RELATED)}
                for value in (True, False)
            ]
        }

    def sample(self, settings: SwitchSettings, number: int) -> bool:
        """On and off in turn."""
        del settings
        return number % 2 == 0


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()


field_type = Switch()
