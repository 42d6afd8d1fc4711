"""Any gateway for text messages that takes a small JSON document over HTTP.

`POST <base URL>` with `{id, to, text, sign, template, params}`, `Idempotency-Key` = id, and `Authorization: Bearer`
when a token is set. 2xx means taken (`id` of the answer is kept as receipt) unless its body says `success: false`,
`ok: false` or an `error`; 408, 425, 429 and 5xx later, 401 and 403 later too and then for all messages, anything else
no. Where nobody answers, or a web page does, the gateway may have taken it all the same: it is sent again with the same
id, and marked.
"""

from collections.abc import Mapping
from typing import Any

from helpwright.notify.model import Envelope, Identity, Postponed, Refused
from helpwright.notify.providers.references import short_reference
from helpwright.platform.database import to_json
from helpwright.platform.outside_http import NOT_UNDERSTOOD, NotAnsweredError, OutsideHttp

_TAKEN = range(200, 300)
_NOT_ALLOWED = frozenset({401, 403})
_LATER = frozenset({408, 425, 429})
_LOST = frozenset({502, 504})
"""A proxy on the way asked the gateway and lost what it said."""
_SERVER_ERROR = 500
_LONGEST_REASON = 300


class GatewayDelivery:
    """Free texts and templates alike."""

    def __init__(self, base_url: str, token: str, sign: str) -> None:
        self._http = OutsideHttp(base_url)
        self._token = token
        self._sign = sign

    def reference(self, key: str, identity: Identity) -> str:
        """The id that the gateway may look for doubles by."""
        del identity
        return short_reference(key)

    async def deliver(self, envelope: Envelope, identity: Identity) -> str | None:
        """Hand over one text."""
        del identity
        filled: Mapping[str, Any] = envelope.filled or {}
        body = {
            "id": envelope.message_id,
            "to": envelope.recipient,
            "text": envelope.text,
            "sign": filled.get("sign") or self._sign,
            "template": filled.get("code"),
            "params": filled.get("params") or {},
        }
        headers = {"Content-Type": "application/json", "Idempotency-Key": envelope.message_id}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        try:
            answer = await self._http.send("POST", "", headers=headers, content=to_json(body))
        except NotAnsweredError as error:
            raise Postponed(str(error), unreachable=True, uncertain=error.sent) from error
        if answer.status in _LOST or (answer.page and answer.status in _TAKEN):
            raise Postponed(NOT_UNDERSTOOD, uncertain=True)
        if answer.status in _TAKEN and not _says_no(answer.body):
            receipt = answer.body.get("id")
            return str(receipt)[:_LONGEST_REASON] if receipt else None
        said = answer.body.get("message") or answer.body.get("error") or ""
        reason = f"{answer.status} {said}".strip()[:_LONGEST_REASON]
        if answer.status in _NOT_ALLOWED:
            raise Postponed(reason, unreachable=True)
        if answer.status in _LATER or answer.status >= _SERVER_ERROR:
            raise Postponed(reason)
        raise Refused(reason)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.close()


def _says_no(body: Mapping[str, Any]) -> bool:
    """A status of success around the document of a failure."""
    return body.get("success") is False or body.get("ok") is False or bool(body.get("error"))
