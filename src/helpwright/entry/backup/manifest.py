"""What an archive says about itself: enough to prove, after it was brought back, that all of it is there."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Member(_Part):
    """One member of the archive. `sha256` in hexadecimal digits, `size` in bytes."""

    name: str
    size: int
    sha256: str


class Table(_Part):
    """What stood in one table: rows, and a sum over the hashes of their texts that does not know their order."""

    rows: int
    sum: str


class Sealed(_Part):
    """The last entry of the audit that was sealed when the anchor was read."""

    seq: int
    hash: str


class Manifest(_Part):
    """The whole of it. `made_at` in UTC; `schema_version` is that of the system tables.

    Without `holds_files` attachments were left out on purpose. `missing` are uploaded files that records name and that
    were not in the store any more, or damaged. `key` tells whether a secret key is the one that was in use, without
    telling anything about it.
    """

    format: Literal[1] = 1
    product: str
    made_at: str
    schema_version: str
    postgres: str
    company: str
    key: str
    holds_key: bool
    holds_files: bool = True
    extensions: list[str]
    audit: Sealed | None
    tables: dict[str, Table]
    members: list[Member]
    missing: list[str]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables.values())

    @property
    def files(self) -> list[Member]:
        """The uploaded files."""
        return [member for member in self.members if member.name.startswith(FILES)]


FILES = "files/"
DUMP = "database.dump"
MANIFEST = "manifest.json"
MANIFEST_HASH = "manifest.sha256"
KEY = "data/secret.key"
