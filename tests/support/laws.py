"""How many examples a law is tried on: the same few each time, and ever new and many more in `make soak`."""

import os
from typing import Any

from hypothesis import settings

SOAK_FACTOR = int(os.environ.get("SOAK_FACTOR") or "1")


def law(examples: int, *, factor: int = SOAK_FACTOR, **more: Any) -> settings:
    """Settings of a property test; `more` as hypothesis takes them."""
    return settings(max_examples=examples * factor, deadline=None, derandomize=factor == 1, **more)
