"""The hash chain of the audit. Pure, but for the anchor file.

Every sealed entry has a number without gaps and the hash of itself and the hash before it: whoever changes, deletes or
inserts one breaks the chain there. What a chain cannot tell, that entries are missing at its end or that all of it was
written anew, the anchor tells: number and hash of the last sealed entry, kept in the data folder outside the database.
"""

import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from helpwright.platform.database import to_json

BEGINNING = bytes(32)
_CONTENT = ("id", "at", "person_id", "key_id", "address", "act", "object", "result", "data")


@dataclass(frozen=True, slots=True)
class Anchor:
    """Number and hash of a sealed entry."""

    seq: int
    hash: bytes


START = Anchor(0, BEGINNING)


def hash_of_entry(previous: bytes, seq: int, row: Mapping[str, Any]) -> bytes:
    """SHA-256 of the hash before, the number and the content as JSON with sorted keys; instants in UTC."""
    content = {key: row[key] for key in _CONTENT} | {"at": row["at"].astimezone(UTC).isoformat(), "seq": seq}
    return sha256(previous + orjson.dumps(orjson.loads(to_json(content)), option=orjson.OPT_SORT_KEYS)).digest()


def seal(last: Anchor, rows: Iterable[Mapping[str, Any]]) -> list[tuple[int, Anchor]]:
    """Id, number and hash of each entry, in order, behind `last`."""
    sealed: list[tuple[int, Anchor]] = []
    for row in rows:
        last = Anchor(last.seq + 1, hash_of_entry(last.hash, last.seq + 1, row))
        sealed.append((row["id"], last))
    return sealed


@dataclass(slots=True)
class Check:
    """Looks at sealed entries in the order of their numbers; `problem` is a code once something is wrong at `seq`.

    Codes: `audit_missing` (an entry is gone), `audit_changed` (an entry or its hash is not what it was),
    `audit_truncated` (the anchor knows later entries), `audit_rewritten` (the anchor knows other ones).
    """

    anchor: Anchor | None = None
    last: Anchor = START
    problem: str | None = None
    seq: int = 0
    id: int | None = None

    def look(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Look at the next entries; nothing more after the first problem."""
        for row in rows:
            if self.problem is not None:
                return
            expected = self.last.seq + 1
            if row["seq"] != expected:
                self._broken("audit_missing", expected, None)
            elif bytes(row["hash"] or b"") != hash_of_entry(self.last.hash, expected, row):
                self._broken("audit_changed", expected, row["id"])
            else:
                self.last = Anchor(expected, bytes(row["hash"]))
                if self.anchor is not None and self.anchor.seq == expected and self.anchor.hash != self.last.hash:
                    self._broken("audit_rewritten", expected, row["id"])

    def end(self) -> None:
        """No entry is left."""
        if self.problem is None and self.anchor is not None and self.anchor.seq > self.last.seq:
            self._broken("audit_truncated", self.last.seq + 1, None)

    def _broken(self, problem: str, seq: int, entry: int | None) -> None:
        self.problem, self.seq, self.id = problem, seq, entry


def anchor_file(data_dir: Path) -> Path:
    """Where the anchor of an installation lies."""
    return data_dir / "audit.anchor"


def read_anchor(path: Path) -> Anchor | None:
    """None where there is none. Raises ValueError for a file that is no anchor."""
    try:
        stored = orjson.loads(path.read_bytes())
        return Anchor(int(stored["seq"]), bytes.fromhex(stored["hash"]))
    except FileNotFoundError:
        return None
    except (KeyError, TypeError) as error:
        raise ValueError(str(path)) from error


def write_anchor(path: Path, anchor: Anchor) -> None:
    """A whole file or the one before, whatever crashes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(descriptor, "wb") as out:
        out.write(orjson.dumps({"seq": anchor.seq, "hash": anchor.hash.hex()}) + b"\n")
        out.flush()
        os.fsync(out.fileno())
    Path(name).replace(path)
