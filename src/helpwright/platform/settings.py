"""Settings from the environment; what the organization chooses on screen lives in the database."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

_ROOT_DATA = Path("/var/lib/helpwright")


@dataclass(frozen=True, slots=True)
class Environment:
    """What the administrator of the machine decides. URLs without a value are None."""

    data_dir: Path
    database_url: str | None
    public_url: str | None
    smtp_url: str | None
    files_url: str | None
    secret_key_file: Path | None
    trusted_proxies: str | None = None

    @classmethod
    def read(cls, data_dir: Path | None = None) -> "Environment":
        """From the process environment; an argument wins over HELPWRIGHT_DATA_DIR."""
        get = os.environ.get
        key_file = get("HELPWRIGHT_SECRET_KEY_FILE")
        return cls(
            data_dir=(data_dir or _named(get("HELPWRIGHT_DATA_DIR")) or default_data_dir()).resolve(),
            database_url=get("HELPWRIGHT_DATABASE_URL") or None,
            public_url=(get("HELPWRIGHT_PUBLIC_URL") or "").rstrip("/") or None,
            smtp_url=get("HELPWRIGHT_SMTP_URL") or None,
            files_url=get("HELPWRIGHT_FILES_URL") or None,
            secret_key_file=Path(key_file) if key_file else None,
            trusted_proxies=get("HELPWRIGHT_TRUSTED_PROXIES") or None,
        )


def _named(path: str | None) -> Path | None:
    return Path(path) if path else None


def default_data_dir(here: Path | None = None, *, root: bool | None = None) -> Path:
    """`data` in the present folder; for root under folders closed to others, `/var/lib/helpwright`.

    As root the database runs as another account, which must be able to pass through every parent of its data.
    """
    folder = (here or Path.cwd()) / "data"
    as_root = os.geteuid() == 0 if root is None else root
    if not as_root or (folder / "postgres").exists():
        return folder
    closed = any(not parent.stat().st_mode & stat.S_IXOTH for parent in folder.parents)
    return _ROOT_DATA if closed else folder
