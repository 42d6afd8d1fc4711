"""Urgency: options in rising order."""

from collections.abc import Mapping
from typing import Any, ClassVar

from helpwright.forms.choice import Choice


class Priority(Choice):
    """The first option is the lowest level."""

    key = "priority"
    rank = 6
    takes_over = frozenset({"radio", "select"})
    start: ClassVar[Mapping[str, Any]] = {
        "default": "normal",
        "options": {
            "normal": {"zh-CN": "普通", "en": "Normal"},
            "urgent": {"zh-CN": "紧急", "en": "Urgent"},
            "critical": {"zh-CN": "非常紧急", "en": "Critical"},
        },
    }


field_type = Priority()
