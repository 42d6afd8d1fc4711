"""What a message that is tried anew keeps of itself."""

from typing import Any

import pytest

from helpwright.notify.model import Draft
from helpwright.notify.retry import extra_again

DRAFT = Draft("delivery:1", "mail", "li@example.com", "Weekly report", "…", name="Li")


@pytest.mark.parametrize(
    ("stored", "kept"),
    [({"name": "Li", "letter": True}, {"name": "Li", "letter": True}), ({"name": "Li"}, {"name": "Li"})],
)
def test_a_letter_goes_out_with_it(stored: dict[str, Any], kept: dict[str, Any]) -> None:
    assert extra_again({"extra": stored}, DRAFT) == kept
