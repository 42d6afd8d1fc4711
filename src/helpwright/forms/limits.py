"""Lower and upper limits among the settings of a field."""

from collections.abc import Callable
from typing import Any

from pydantic import AfterValidator

from helpwright.kernel.values import ValueRefused

SHOWN: Any = {"widget": "value", "section": "check"}
"""How the designer asks for a limit that is written like a value of the field."""


def refuse_crossed(low: Any, high: Any) -> None:
    """Raise ValueError `limits_crossed` when no value fits; None is no limit."""
    if low is not None and high is not None and low > high:
        raise ValueError("limits_crossed")


def readable(parse: Callable[[str], Any]) -> AfterValidator:
    """A text of the settings must be one that `parse` reads; it stays a text."""

    def check(text: str) -> str:
        try:
            parse(text)
        except ValueRefused as refused:
            raise ValueError(refused.code) from refused
        return text

    return AfterValidator(check)
