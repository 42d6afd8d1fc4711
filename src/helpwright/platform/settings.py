"""Settings from the environment; what the organisation chooses on screen lives in the database."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Environment:
    """What the administrator of the machine decides. URLs without a value are None."""

    data_dir: Path
    database_url: str | None
    public_url: str | None
    smtp_url: str | None
    files_url: str | None
    secret_key_file: Path | None

    @classmethod
    def read(cls, data_dir: Path | None = None) -> "Environment":
        """From the process environment; an argument wins over HELPWRIGHT_DATA_DIR."""
        get = os.environ.get
        key_file = get("HELPWRIGHT_SECRET_KEY_FILE")
        return cls(
            data_dir=(data_dir or Path(get("HELPWRIGHT_DATA_DIR") or "data")).resolve(),
            database_url=get("HELPWRIGHT_DATABASE_URL") or None,
            public_url=(get("HELPWRIGHT_PUBLIC_URL") or "").rstrip("/") or None,
            smtp_url=get("HELPWRIGHT_SMTP_URL") or None,
            files_url=get("HELPWRIGHT_FILES_URL") or None,
            secret_key_file=Path(key_file) if key_file else None,
        )
