"""State of a case: options with a category (open, pending, solved, closed)."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from helpwright.forms.choice import Choice, StatusOption, is_option
from helpwright.forms.field_type import FieldSettings, Key


class StatusSettings(FieldSettings):
    """The states in order; `default` is the state of a new record."""

    options: Annotated[dict[Key, StatusOption], Field(min_length=1, max_length=100)]

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
