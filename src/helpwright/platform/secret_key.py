"""The installation's secret key: 32 random bytes in a file outside the database; it signs and it seals.

After a change of key the file holds several, the newest first, one a line: the first signs and seals, the others still
read what they once signed and sealed. Running processes notice by themselves that the file has changed. What finds
sealed values again (`index`) must not change with the key: from the first change on it has a line of its own.
"""

import base64
import hashlib
import hmac
import os
import secrets
import stat
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY_BYTES = 32
_MAC_BYTES = 16
_NONCE_BYTES = 12
_INDEX = "index="


class SecretKey:
    """Signs short payloads and seals secrets; different purposes never accept each other's.

    `older` are keys that only read, `file` is where all of them come from.
    """

    def __init__(
        self, key: bytes, older: Sequence[bytes] = (), file: Path | None = None, index: bytes | None = None
    ) -> None:
        self._keys = (key, *older)
        self._index = index or _first_index(key)
        self._file = file
        self._seen = None if file is None else _stamp(file)

    @classmethod
    def load(cls, data_dir: Path, file: Path | None = None) -> "SecretKey":
        """Read `file` or `data_dir/secret.key`; made on first use with mode 600."""
        path = key_file(data_dir, file)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make(path, [_new_key()])
        seen = _stamp(path)
        (first, *older), index = _decode(path)
        loaded = cls(first, older, path, index)
        loaded._seen = seen
        return loaded

    def sign(self, purpose: str, payload: bytes) -> str:
        """URL-safe text of payload and signature."""
        return _signed(self._present()[0], purpose, payload)

    def verify(self, purpose: str, token: str) -> bytes | None:
        """The payload, or None when the token is malformed or not ours."""
        try:
            raw = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        except (ValueError, UnicodeEncodeError):
            return None
        payload, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
        if not payload:
            return None
        for key in self._present():
            if hmac.compare_digest(mac, _mac(key, purpose, payload)):
                return payload if _signed(key, purpose, payload) == token else None
        return None

    def pseudonym(self, purpose: str, payload: bytes) -> bytes:
        """The same 16 bytes for the same payload, from which nobody without the key finds it out by trying."""
        return _mac(self._present()[0], f"pseudonym:{purpose}", payload)

    def index(self, payload: bytes) -> bytes:
        """The same 16 bytes for the same payload, whichever key is the newest: finds sealed values again."""
        self._present()
        return _mac(self._index, "index", payload)

    def seal(self, purpose: str, secret: bytes) -> bytes:
        """Encrypt what lies in the database (AES-256-GCM, nonce first); only the same key and purpose open it."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + _cipher(self._present()[0], purpose).encrypt(nonce, secret, purpose.encode())

    def unseal(self, purpose: str, sealed: bytes) -> bytes | None:
        """What was sealed; None when it was changed, or sealed with another key or for another purpose."""
        for key in self._present():
            with suppress(InvalidTag, ValueError):
                return _cipher(key, purpose).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], purpose.encode())
        return None

    def seal_anew(self, purpose: str, sealed: bytes) -> bytes | None:
        """What an older key sealed, sealed with the newest; None where that is so already, or nothing can be read."""
        with suppress(InvalidTag, ValueError):
            _cipher(self._present()[0], purpose).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], purpose.encode())
            return None
        secret = self.unseal(purpose, sealed)
        return None if secret is None else self.seal(purpose, secret)

    def _present(self) -> Sequence[bytes]:
        """The keys, the newest first; read again when the file is another one than before."""
        seen = None if self._file is None else _stamp(self._file)
        if self._file is not None and seen not in {self._seen, None}:
            with suppress(OSError, ValueError):
                keys, self._index = _decode(self._file)
                self._keys = tuple(keys)
                self._seen = seen
        return self._keys


def key_file(data_dir: Path, file: Path | None = None) -> Path:
    """Where the key of an installation lies."""
    return file or data_dir / "secret.key"


def add_key(path: Path) -> None:
    """Put a new key before the ones in the file; they only read from now on. The whole file or the one before."""
    keys, index = _decode(path)
    _make(path, [_new_key(), *keys], index, replace=True)


def drop_older_keys(path: Path) -> int:
    """Keep the newest key alone; how many went. What they signed and sealed opens no more."""
    (first, *older), index = _decode(path)
    if older:
        _make(path, [first], index, replace=True)
    return len(older)


def _signed(key: bytes, purpose: str, payload: bytes) -> str:
    return base64.urlsafe_b64encode(payload + _mac(key, purpose, payload)).rstrip(b"=").decode()


def _cipher(key: bytes, purpose: str) -> AESGCM:
    return AESGCM(hmac.new(key, b"seal\0" + purpose.encode(), hashlib.sha256).digest())


def _mac(key: bytes, purpose: str, payload: bytes) -> bytes:
    return hmac.digest(key, purpose.encode() + b"\0" + payload, "sha256")[:_MAC_BYTES]


def _new_key() -> bytes:
    return secrets.token_bytes(_KEY_BYTES)


def _stamp(path: Path) -> tuple[int, int] | None:
    """By which a file is known to be the same; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _make(path: Path, keys: Sequence[bytes], index: bytes | None = None, *, replace: bool = False) -> None:
    """A whole file or none appears under the name, whoever is faster and whatever crashes."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w") as out:
            out.writelines(f"{key.hex()}\n" for key in keys)
            if index is not None:
                out.write(f"{_INDEX}{index.hex()}\n")
            out.flush()
            os.fsync(out.fileno())
        if replace:
            kept = path.stat()
            Path(name).chmod(stat.S_IMODE(kept.st_mode))
            if os.geteuid() == 0:
                os.chown(name, kept.st_uid, kept.st_gid)
            Path(name).replace(path)
            return
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink(missing_ok=True)


def _decode(path: Path) -> tuple[list[bytes], bytes]:
    """The keys, the newest first, and what makes the index; without a line of its own it comes from the newest."""
    lines = path.read_text().split()
    keys = [bytes.fromhex(line) for line in lines if not line.startswith(_INDEX)]
    indexes = [bytes.fromhex(line.removeprefix(_INDEX)) for line in lines if line.startswith(_INDEX)]
    if not keys or min(map(len, (*keys, *indexes))) < _KEY_BYTES:
        message = f"{path} does not hold a key of {_KEY_BYTES} bytes"
        raise ValueError(message)
    return keys, indexes[0] if indexes else _first_index(keys[0])


def _first_index(key: bytes) -> bytes:
    return hmac.new(key, b"index of sealed values", hashlib.sha256).digest()
