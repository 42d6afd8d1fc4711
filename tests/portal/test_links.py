"""Addresses that customers get."""

import pytest

from helpwright.definitions.model import DefinitionSet
from helpwright.platform.secret_key import SecretKey
from helpwright.portal.links import Links


@pytest.mark.parametrize(
    ("configured", "chosen", "asked", "base"),
    [
        (None, None, "http://192.168.1.5:8000/", "http://192.168.1.5:8000"),
        (None, "https://desk.example.com", "http://192.168.1.5:8000", "https://desk.example.com"),
        ("https://desk.example.com", "http://192.168.1.5:8000", None, "https://desk.example.com"),
        (None, "http://127.0.0.1:8000", "http://192.168.1.5:8000", "http://192.168.1.5:8000"),
        (None, "http://127.0.0.1:8000", "http://localhost:8000", "http://127.0.0.1:8000"),
        (None, "http://127.0.0.1:8000", None, "http://127.0.0.1:8000"),
        (None, None, None, ""),
    ],
)
def test_an_address_only_for_this_machine_gives_way(
    configured: str | None,
    chosen: str | None,
    asked: str | None,
    base: str,
) -> None:
    definitions = DefinitionSet(1, {}, (), {"public_url": chosen})
    assert Links(SecretKey(bytes(32)), configured).base(definitions, asked) == base
