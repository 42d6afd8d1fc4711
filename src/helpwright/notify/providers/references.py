"""How providers know our messages and numbers."""

import hashlib


def short_reference(key: str) -> str:
    """32 characters that say nothing about the message; the same for the same key."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def outside_number(phone: str) -> str:
    """11 digits inside China, else the country's code and number without `+`."""
    return phone.removeprefix("+")
