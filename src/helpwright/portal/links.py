"""Addresses that customers get: public forms, and signed progress links."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from helpwright.access.client_address import is_loopback
from helpwright.definitions.model import DefinitionSet
from helpwright.forms.form import Form
from helpwright.platform.secret_key import SecretKey

_PURPOSE = "progress"
_LAYOUT = struct.Struct(">I16s")


def _only_here(address: str) -> bool:
    return is_loopback(urlsplit(address).hostname or "")


@dataclass(frozen=True, slots=True)
class Follower:
    """A customer who has the progress page of one record open."""

    form: str
    record_id: UUID

    def sees(self, dataset: str, ids: Iterable[UUID]) -> list[UUID]:
        """Of a live message only their own record."""
        return [each for each in ids if dataset == self.form and each == self.record_id]


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and reads links. `public_url` of the environment wins over the organization's setting."""

    key: SecretKey
    public_url: str | None = None

    def base(self, definitions: DefinitionSet, asked: str | None = None) -> str:
        """Where people reach us: configured, else the address of the request that asks; no slash at the end.

        An address chosen while only this machine reached us gives way to one by which others do.
        """
        asked = (asked or "").rstrip("/")
        chosen = self.public_url or definitions.public_url
        return asked if not chosen or (_only_here(chosen) and asked and not _only_here(asked)) else chosen

    def form(self, definitions: DefinitionSet, form: Form, asked: str | None = None) -> str | None:
        """Address of a public form."""
        public = form.document.public
        return f"{self.base(definitions, asked)}/f/{public.slug}" if public is not None else None

    def progress_token(self, form: Form, record_id: UUID) -> str:
        """The same for the same record, for ever; worthless when a single bit differs."""
        return self.key.sign(_PURPOSE, _LAYOUT.pack(form.id, record_id.bytes))

    def progress(self, definitions: DefinitionSet, form: Form, record_id: UUID, asked: str | None = None) -> str:
        """Address of the progress page of a record."""
        return f"{self.base(definitions, asked)}/p/{self.progress_token(form, record_id)}"

    def read_token(self, token: str) -> tuple[int, UUID] | None:
        """Form id and record id of a genuine token."""
        payload = self.key.verify(_PURPOSE, token)
        if payload is None or len(payload) != _LAYOUT.size:
            return None
        form_id, raw = _LAYOUT.unpack(payload)
        return int(form_id), UUID(bytes=raw)
