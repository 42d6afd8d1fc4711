"""The second step of signing in: codes of an authenticator app (TOTP, RFC 6238) and recovery codes. Pure.

Six digits, a new code every 30 seconds, SHA-1 as every app knows it. The codes of the periods before and after count
too, for clocks that go wrong; each period's code opens once.
"""

import base64
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from urllib.parse import quote

import orjson
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

PURPOSE = "second_factor"
"""For which `SecretKey` seals a factor."""

RECOVERY_CODES = 10
_PERIOD_SECONDS = 30
_DIGITS = 6
_SEED_BYTES = 20
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_CODE_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Factor:
    """What is kept, sealed: the seed, and hashes of the recovery codes that are left."""

    seed: bytes
    recovery: tuple[str, ...] = ()

    def to_bytes(self) -> bytes:
        """To be sealed."""
        return orjson.dumps({"seed": self.seed.hex(), "recovery": list(self.recovery)})

    @classmethod
    def of_bytes(cls, unsealed: bytes) -> "Factor":
        """From what was sealed."""
        stored = orjson.loads(unsealed)
        return cls(bytes.fromhex(stored["seed"]), tuple(stored["recovery"]))


def new_factor() -> Factor:
    """With a random seed."""
    return Factor(secrets.token_bytes(_SEED_BYTES))


def new_recovery_codes() -> list[str]:
    """Codes to be shown once, such as `k7m3p-x2q9d`: 49 bits each, without letters that look alike."""
    raw = ["".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH)) for _ in range(RECOVERY_CODES)]
    half = _CODE_LENGTH // 2
    return [f"{code[:half]}-{code[half:]}" for code in raw]


def with_recovery(factor: Factor, codes: Sequence[str]) -> Factor:
    """The factor with these recovery codes and no others."""
    return replace(factor, recovery=tuple(map(_hash, codes)))


def without(factor: Factor, code: str) -> Factor | None:
    """The factor with this recovery code used up; None when it is none of them."""
    wanted = _hash(code)
    left = tuple(each for each in factor.recovery if not hmac.compare_digest(each, wanted))
    return replace(factor, recovery=left) if len(left) < len(factor.recovery) else None


def step_of(factor: Factor, code: str, now: datetime, last_step: int) -> int | None:
    """The period whose code this is; None when it is wrong, or of a period that has opened already."""
    step = _period_of(factor, code, now)
    return step if step is not None and step > last_step else None


def used_before(factor: Factor, code: str, now: datetime, last_step: int) -> bool:
    """Whether it is the right code of a period that has opened already: somebody has seen it being typed."""
    step = _period_of(factor, code, now)
    return step is not None and step <= last_step


def _period_of(factor: Factor, code: str, now: datetime) -> int | None:
    digits = "".join(code.split())
    if len(digits) != _DIGITS or not digits.isascii() or not digits.isdigit():
        return None
    present = int(now.timestamp()) // _PERIOD_SECONDS
    hotp = HOTP(factor.seed, _DIGITS, SHA1(), enforce_key_length=False)  # noqa: S303 -- what authenticator apps know
    for step in (present, present - 1, present + 1):
        if hmac.compare_digest(hotp.generate(step), digits.encode()):
            return step
    return None


def code_at(factor: Factor, now: datetime) -> str:
    """The code that an app shows at an instant."""
    hotp = HOTP(factor.seed, _DIGITS, SHA1(), enforce_key_length=False)  # noqa: S303 -- as above
    return hotp.generate(int(now.timestamp()) // _PERIOD_SECONDS).decode()


def seed_text(factor: Factor) -> str:
    """The seed as people type it."""
    return base64.b32encode(factor.seed).decode().rstrip("=")


def address_of(factor: Factor, company: str, account: str) -> str:
    """What the QR code says (the key-uri format of authenticator apps)."""
    issuer = quote(company, safe="")
    return (
        f"otpauth://totp/{issuer}:{quote(account, safe='@')}?secret={seed_text(factor)}&issuer={issuer}"
        f"&algorithm=SHA1&digits={_DIGITS}&period={_PERIOD_SECONDS}"
    )


def _hash(code: str) -> str:
    plain = "".join(sign for sign in code.casefold() if sign.isalnum())
    return sha256(plain.encode(errors="surrogatepass")).hexdigest()
