"""The installation's secret key: 32 random bytes in a file outside the database; it signs and it seals."""

import base64
import hashlib
import hmac
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY_BYTES = 32
_MAC_BYTES = 16
_NONCE_BYTES = 12


class SecretKey:
    """Signs short payloads; different purposes never accept each other's signatures."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def load(cls, data_dir: Path, file: Path | None = None) -> "SecretKey":
        """Read `file` or `data_dir/secret.key`; made on first use with mode 600."""
        path = file or data_dir / "secret.key"
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make(path)
        return cls(_decode(path))

    def sign(self, purpose: str, payload: bytes) -> str:
        """URL-safe text of payload and signature."""
        return base64.urlsafe_b64encode(payload + self._mac(purpose, payload)).rstrip(b"=").decode()

    def verify(self, purpose: str, token: str) -> bytes | None:
        """The payload, or None when the token is malformed or not ours."""
        try:
            raw = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        except (ValueError, UnicodeEncodeError):
            return None
        payload, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
        if not payload or not hmac.compare_digest(mac, self._mac(purpose, payload)):
            return None
        return payload if self.sign(purpose, payload) == token else None

    def pseudonym(self, purpose: str, payload: bytes) -> bytes:
        """The same 16 bytes for the same payload, from which nobody without the key finds it out by trying."""
        return self._mac(f"pseudonym:{purpose}", payload)

    def seal(self, purpose: str, secret: bytes) -> bytes:
        """Encrypt what lies in the database (AES-256-GCM, nonce first); only the same key and purpose open it."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher(purpose).encrypt(nonce, secret, purpose.encode())

    def unseal(self, purpose: str, sealed: bytes) -> bytes | None:
        """What was sealed; None when it was changed, or sealed with another key or for another purpose."""
        try:
            return self._cipher(purpose).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], purpose.encode())
        except (InvalidTag, ValueError):
            return None

    def _cipher(self, purpose: str) -> AESGCM:
        return AESGCM(hmac.new(self._key, b"seal\0" + purpose.encode(), hashlib.sha256).digest())

    def _mac(self, purpose: str, payload: bytes) -> bytes:
        return hmac.new(self._key, purpose.encode() + b"\0" + payload, hashlib.sha256).digest()[:_MAC_BYTES]


def _make(path: Path) -> None:
    """A whole file or none appears under the name, whoever is faster and whatever crashes."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w") as out:
            out.write(secrets.token_bytes(_KEY_BYTES).hex() + "\n")
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()


def _decode(path: Path) -> bytes:
    text = path.read_text().strip()
    key = bytes.fromhex(text)
    if len(key) < _KEY_BYTES:
        message = f"{path} does not hold a key of {_KEY_BYTES} bytes"
        raise ValueError(message)
    return key
