"""Settings of the organization; cached by every process with the definitions, so a change raises the epoch."""

from typing import Any

from helpwright.definitions.store import raise_epoch
from helpwright.platform.database import Json
from helpwright.platform.statement import Statement


def save_settings(values: dict[str, Any]) -> list[Statement]:
    """Store settings of the organization; raises the epoch because every process caches them with it."""
    saved = [
        Statement(
            """INSERT INTO settings (name, value) VALUES (%(name)s, %(value)s)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value""",
            {"name": name, "value": Json(value)},
        )
        for name, value in values.items()
    ]
    return [*saved, raise_epoch()]
