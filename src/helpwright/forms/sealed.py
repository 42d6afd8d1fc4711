"""Fields whose values are sensitive 敏感信息: encrypted at once when they are read, masked wherever they are shown.

A stored value is a text `MARK.KEY.SEALED`. MARK is the same for equal values and finds them again, KEY names the data
key, which lies in `record_keys`, wrapped by the installation's key; who deletes it there erases the value wherever a
copy went: events, journals, logs. In memory the wrapped key comes along as a fourth part, put there by the statement
that reads the row (`selected`), and kept by the one that writes it (`taken_apart`). So nobody between the two holds the
value itself: to see it one must `open` it.
"""

import base64
import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from helpwright.forms.field_type import FieldSettings, FieldType, Masked, Related, ValueRefused
from helpwright.kernel.values import SEALED_MARK, SEALED_OPERATORS, Kind
from helpwright.platform.secret_key import SecretKey

UNREADABLE = Masked("***")
_SEALED = re.compile(r"~1[\w-]{22}\.(?P<key>[0-9a-f]{32})\.(?P<sealed>[\w-]+)(?:\.(?P<wrapped>[\w-]*))?", re.ASCII)
_SUFFIX = ":sealed"
_WAITING = "waiting values"
_KEY_BITS = 256
_NONCE_BYTES = 12
_KEY_FROM = SEALED_MARK + 2


class Sealed(str):
    """A sealed value; equal to every sealing of the same value."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        """By the mark."""
        return isinstance(other, str) and self[:SEALED_MARK] == other[:SEALED_MARK]

    def __ne__(self, other: object) -> bool:
        """By the mark."""
        return not self == other

    def __hash__(self) -> int:
        """By the mark."""
        return hash(self[:SEALED_MARK])


def is_sealed(value: object) -> bool:
    """Whether this is what a sealed value looks like."""
    return isinstance(value, str) and _SEALED.fullmatch(value) is not None


def without_key(value: str) -> str:
    """As it lies in the database and in events: three parts."""
    return ".".join(str.split(value, ".")[:3])


def key_of(value: str) -> UUID:
    """Which data key it needs."""
    return UUID(str.split(value, ".")[1])


def with_key(value: str, wrapped: Mapping[UUID, str]) -> Sealed:
    """With its data key, where that is still there."""
    return Sealed(f"{without_key(value)}.{wrapped.get(key_of(value), '')}")


def taken_apart(values: Iterable[Any]) -> dict[UUID, str]:
    """The wrapped data keys that sealed values bring along, by their ids."""
    found = (_SEALED.fullmatch(value) for value in values if isinstance(value, str))
    return {UUID(each["key"]): each["wrapped"] for each in found if each is not None and each["wrapped"]}


class Vault:
    """Seals and opens values with data keys of their own, which the installation's key wraps."""

    def __init__(self, key: SecretKey) -> None:
        self._key = key

    def mark(self, text: str) -> str:
        """What equal values have in common; tells nothing without the installation's key."""
        return f"~1{_text(self._key.index(text.encode()))}"

    def seal(self, text: str) -> Sealed:
        """With a new data key, which comes along wrapped."""
        id_, key = uuid4(), AESGCM.generate_key(_KEY_BITS)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = nonce + AESGCM(key).encrypt(nonce, text.encode(), id_.bytes)
        return Sealed(f"{self.mark(text)}.{id_.hex}.{_text(sealed)}.{_text(self._key.seal(_purpose(id_), key))}")

    def open(self, value: str) -> str | None:
        """The value; None where its data key is gone, or it was tampered with."""
        parts = _SEALED.fullmatch(value)
        if parts is None or not parts["wrapped"]:
            return None
        id_ = UUID(parts["key"])
        key = self._key.unseal(_purpose(id_), _bytes(parts["wrapped"]))
        if key is None:
            return None
        sealed = _bytes(parts["sealed"])
        try:
            return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], id_.bytes).decode()
        except (InvalidTag, ValueError):
            return None

    def close(self, text: str) -> str:
        """Seal with the installation's key alone: for what is kept for a while and belongs to no record yet."""
        return _text(self._key.seal(_WAITING, text.encode()))

    def disclose(self, closed: str) -> str | None:
        """What was closed; None where it cannot be read any more."""
        found = self._key.unseal(_WAITING, _bytes(closed))
        return None if found is None else found.decode()

    def close_anew(self, closed: str) -> str | None:
        """Closed with the newest key; None where that is so already, or it cannot be read."""
        fresh = self._key.seal_anew(_WAITING, _bytes(closed))
        return None if fresh is None else _text(fresh)

    def wrap_anew(self, id_: UUID, wrapped: str) -> str | None:
        """A data key wrapped with the newest key; None where that is so already, or it cannot be read."""
        fresh = self._key.seal_anew(_purpose(id_), _bytes(wrapped))
        return None if fresh is None else _text(fresh)


class SealedType(FieldType):
    """A type whose values are sealed; `inner` is how they are read and masked."""

    inner: FieldType
    vault: Vault | None

    @property
    def kind(self) -> Kind:
        """Compared by the mark alone."""
        return "sealed"

    def parse(self, settings: Any, raw: Any) -> Any:
        """What the inner type reads, sealed. A mask that comes back is no value. Raises ValueRefused."""
        if isinstance(raw, str) and UNREADABLE in raw:
            raise ValueRefused("sensitive_masked")
        return self.seal(str(self.inner.parse(settings, raw)))

    def operand(self, settings: Any, raw: Any) -> Any:
        """The mark that equal values have."""
        return self._vault.mark(str(self.inner.operand(settings, raw)))

    def compared(self, column: str) -> str:
        """The mark."""
        return f"left({column}, {SEALED_MARK})"

    def selected(self, column: str, record: str) -> str:
        """With its wrapped data key, where it is still there and belongs to the record."""
        return f"""{column} || '.' || coalesce((SELECT k.wrapped FROM record_keys k
            WHERE k.id = substr({column}, {_KEY_FROM}, 32)::uuid AND k.record_id = {record}), '')"""  # noqa: S608 -- published names

    def to_json(self, value: Any) -> Any:
        """Sealed, and without the key."""
        return value if value is None else without_key(value)

    def fingerprint(self, value: Any) -> Any:
        """The mark."""
        return None if value is None else value[:SEALED_MARK]

    def to_text(self, settings: Any, value: Any, locale: str, related: Related) -> str:
        """Masked: nobody reads it without asking."""
        del settings, locale, related
        return "" if not value else str(self.mask(value))

    def mask(self, value: Any) -> Masked | None:
        """As the inner type masks it."""
        text = None if self.vault is None else self.vault.open(value)
        return UNREADABLE if text is None else self.inner.mask(text)

    def opened(self, value: Any) -> tuple[FieldType, Any]:
        """The value itself. Raises ValueRefused where it cannot be read any more."""
        text = self._vault.open(value)
        if text is None:
            raise ValueRefused("sensitive_unreadable")
        return self.inner, text

    def raw(self, value: Any) -> Any:
        """The value itself."""
        inner, text = self.opened(value)
        return inner.raw(text)

    def describe(self, settings: Any, locale: str) -> dict[str, Any]:
        """As the inner type, and that it is sensitive."""
        return {**self.inner.describe(settings, locale), "sensitive": True}

    def convert(self, settings: Any, old: FieldType, old_settings: Any, value: Any, related: Related) -> Any:
        """A value of the inner type as it is; of another type read anew."""
        if old.key != self.inner.key:
            value = self.inner.convert(settings, old, old_settings, value, related)
        return self.seal(str(value))

    def seal(self, text: str) -> Sealed:
        """A stored value of the inner type, sealed."""
        return self._vault.seal(text)

    def sample(self, settings: Any, number: int) -> Any:
        """As the inner type."""
        return self.inner.sample(settings, number)

    @property
    def _vault(self) -> Vault:
        if self.vault is None:
            raise RuntimeError(self.key)
        return self.vault


def seal_type(inner: FieldType, vault: Vault | None = None) -> SealedType:
    """The type with sealed values; without a vault it only knows what can be done with them."""
    about = {
        "key": inner.key,
        "settings": inner.settings,
        "column": "text",
        "operators": SEALED_OPERATORS,
        "indexed": True,
        "unique_allowed": inner.unique_allowed,
        "sortable": False,
        "groupable": False,
        "searched": False,
        "for_customers": inner.for_customers,
        "shown_as": inner.shown_as,
        "drawn_as": inner.drawn_as,
        "group": inner.group,
        "rank": inner.rank,
        "inner": inner,
        "vault": vault,
    }
    made: SealedType = type(f"Sealed{type(inner).__name__}", (SealedType,), about)()
    return made


def with_sealed(types: Mapping[str, FieldType], vault: Vault | None = None) -> Mapping[str, FieldType]:
    """The types, and beside each that can hold sensitive values the sealed one."""
    sealed = {f"{key}{_SUFFIX}": seal_type(each, vault) for key, each in types.items() if each.sealable}
    return {**types, **sealed}


def stored_as(settings: FieldSettings) -> str:
    """Name of the type in which values are stored."""
    return f"{settings.type}{_SUFFIX}" if settings.sensitive else settings.type


def type_of(types: Mapping[str, FieldType], settings: FieldSettings) -> FieldType:
    """The type of a field with these settings."""
    plain = types[settings.type]
    if not settings.sensitive or not plain.sealable:
        return plain
    return types.get(stored_as(settings)) or seal_type(plain)


def _purpose(id_: UUID) -> str:
    return f"record key {id_}"


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
