"""Amount of money in one currency."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, ClassVar, Literal

from helpwright.forms.field_type import FieldSettings, Related
from helpwright.forms.number import Number, NumberSettings, Places

Currency = Literal[
    "CNY", "USD", "EUR", "GBP", "JPY", "HKD", "MOP", "TWD", "KRW", "SGD", "MYR", "THB", "VND", "IDR", "INR", "AUD",
    "CAD", "CHF", "AED", "RUB", "BRL", "MXN",
]  # fmt: skip
_SYMBOLS: Mapping[str, str] = {
    "CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "JP¥", "HKD": "HK$", "MOP": "MOP$", "TWD": "NT$",
    "KRW": "₩", "SGD": "S$", "MYR": "RM", "THB": "฿", "VND": "₫", "IDR": "Rp", "INR": "₹", "AUD": "A$", "CAD": "CA$",
    "BRL": "R$", "MXN": "MX$", "RUB": "₽",
}  # fmt: skip


class MoneySettings(NumberSettings):
    """In `currency`; `compact` shows large amounts in 万 and 亿 (k, M) where they are read."""

    currency: Currency = "CNY"
    places: Places = 2
    compact: bool = False
    thousands: bool = True


class Money(Number):
    """Stored as an exact decimal, never as a float."""

    key = "money"
    rank = 3
    settings: ClassVar[type[FieldSettings]] = MoneySettings

    def signs(self, settings: MoneySettings) -> Collection[str]:
        """Symbol and code of the currency."""
        own = {_symbol(settings.currency), settings.currency}
        return own | ({"¥", "元", "RMB"} if settings.currency == "CNY" else set())

    def digits(self, settings: MoneySettings, value: Any) -> str:
        """All places, also where they are 0."""
        number = round(Decimal(str(value)), settings.places)
        return f"{number:,.{settings.places}f}" if settings.thousands else f"{number:.{settings.places}f}"

    def to_text(self, settings: Any, value: Any, locale: str, related: Related) -> str:
        """With the symbol before it."""
        text = super().to_text(settings, value, locale, related)
        sign = "-" if text.startswith("-") else ""
        return f"{sign}{_symbol(settings.currency)}{text.removeprefix('-')}" if text else ""

    def look(self, settings: MoneySettings, locale: str) -> dict[str, Any]:
        """With the currency."""
        symbol = _symbol(settings.currency)
        return {**super().look(settings, locale), "currency": settings.currency, "symbol": symbol}

    def describe(self, settings: MoneySettings, locale: str) -> dict[str, Any]:
        """Also whether large amounts are shortened."""
        return {**super().describe(settings, locale), "compact": settings.compact}


def _symbol(currency: str) -> str:
    return _SYMBOLS.get(currency, f"{currency} ")


field_type = Money()
