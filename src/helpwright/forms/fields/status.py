"""State of a case: options with a category (open, pending, solved, closed)."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from helpwright.forms.choice import Choice, StatusOption, is_option
from helpwright.forms.field_type import FieldSettings, Key

_MOST = 100


def _few_enough(options: dict[str, StatusOption]) -> dict[str, StatusOption]:
    if len(options) > _MOST:
        raise PydanticCustomError("states_too_many", "at most {max_length} states", {"max_length": _MOST})
    return options


class StatusSettings(FieldSettings):
    """The states in order; `default` is the state of a new record."""

    options: Annotated[
        dict[Key, StatusOption],
        Field(min_length=1, json_schema_extra={"maxProperties": _MOST}),
        AfterValidator(_few_enough),
    ]

    @model_validator(mode="after")
    def _default_is_an_option(self) -> "StatusSettings":
        if self.default is not None and not is_option(self.options, self.default):
            raise ValueError("default_not_an_option")
        return self

    def texts(self) -> Mapping[str, Any]:
        """Localized label by option key."""
        return {key: option.label for key, option in self.options.items()}

    def categories(self) -> Mapping[str, str]:
        """Category by option key."""
        return {key: option.category for key, option in self.options.items()}


class Status(Choice):
    """A form with a status field is a form of cases."""

    key = "status"
    rank = 7
    settings = StatusSettings
    by_change = True
    for_customers = "hidden"
    start: ClassVar[Mapping[str, Any]] = {
        "default": "new",
        "options": {
            "new": {"zh-CN": "待处理", "en": "New", "category": "open"},
            "processing": {"zh-CN": "处理中", "en": "In progress", "category": "open"},
            "solved": {"zh-CN": "已解决", "en": "Solved", "category": "solved"},
            "closed": {"zh-CN": "已关闭", "en": "Closed", "category": "closed"},
        },
    }


field_type = Status()
