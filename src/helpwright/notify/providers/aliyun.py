"""Alibaba Cloud's text messages: SendSms of Dysmsapi 2017-05-25."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from helpwright.kernel.clock import SystemClock
from helpwright.notify.model import Envelope, Identity, Postponed, Refused
from helpwright.notify.providers.aliyun_signature import Call, canonical_query, signed_headers
from helpwright.notify.providers.references import outside_number, short_reference
from helpwright.platform.database import to_json
from helpwright.platform.outside_http import NOT_UNDERSTOOD, NotAnsweredError, OutsideHttp

VERSION = "2017-05-25"
_SERVER_ERROR = 500
_TOO_MANY = 429
_SAYS_NOTHING = frozenset({*range(200, 300), 502, 504})
"""Without a code of theirs: a gateway on the way that lost what was said, or an answer of nobody we know."""
_LONGEST_REASON = 300

# The signature carries the real time, whatever the product's clock says.
_WALL = SystemClock()

_LATER = (
    "isv.BUSINESS_LIMIT",  # so many to one number a minute, hour, day
    "BUSINESS_LIMIT",
    "isv.DAY_LIMIT",
    "isv.MONTH_LIMIT",
    "isv.SMS_OVER_LIMIT",
    "isv.DOMESTIC_NUMBER_LIMIT",
    "isv.AMOUNT_NOT_ENOUGH",
    "isv.OUT_OF_SERVICE",
    "isp.",
    "Throttling",
    "ServiceUnavailable",
    "InternalError",
    "SignatureNonceUsed",
)
"""Beginnings of codes that may go away by themselves or by a payment."""

_NOBODY_GETS_THROUGH = (
    "SignatureDoesNotMatch",
    "IncompleteSignature",
    "InvalidAccessKeyId",
    "InvalidTimeStamp",
    "Forbidden",
    "isv.ACCOUNT",
    "isv.PRODUCT_UN",
    "isp.RAM_PERMISSION_DENY",
)
"""Beginnings of codes that say something about the account: the next message would fare no better."""


@dataclass(frozen=True, slots=True, repr=False)
class AliyunKeys:
    """The account's access key; never shown by `repr`."""

    id: str
    secret: str


class AliyunDelivery:
    """Text messages by approved templates. `default` is (code, variable, longest) of a template for free texts.

    The provider repeats our OutId in its reports and does not look for doubles by it: what it may have taken is not
    sent again by itself. A message is doubled when we are killed between its yes and our commit, and only then.
    """

    def __init__(self, base_url: str, keys: AliyunKeys, sign: str, default: tuple[str, str, int] | None) -> None:
        self._http = OutsideHttp(base_url)
        self._keys = keys
        self._sign = sign
        self._default = default

    def reference(self, key: str, identity: Identity) -> str:
        """The OutId."""
        del identity
        return short_reference(key)

    def lacks(self, filled: Mapping[str, Any] | None) -> str | None:
        """`template_missing` without an approved template, `sign_missing` without a signature."""
        if filled is None and self._default is None:
            return "template_missing"
        return None if (filled or {}).get("sign") or self._sign else "sign_missing"

    async def deliver(self, envelope: Envelope, identity: Identity) -> str | None:
        """Send to one number; the BizId."""
        del identity
        call = self._call(envelope)
        headers = signed_headers(call, self._keys.id, self._keys.secret)
        try:
            answer = await self._http.send("POST", f"/?{canonical_query(call.query)}", headers=headers)
        except NotAnsweredError as error:
            raise Postponed(str(error), unreachable=True, uncertain=error.sent, doubles=True) from error
        code = str(answer.body.get("Code") or "")
        if not code and (answer.page or answer.status in _SAYS_NOTHING):
            raise Postponed(NOT_UNDERSTOOD, uncertain=True, doubles=True)
        if code == "OK":
            receipt = answer.body.get("BizId")
            return str(receipt) if receipt else None
        reason = f"{code or answer.status} {answer.body.get('Message') or ''}".strip()[:_LONGEST_REASON]
        if code.startswith(_NOBODY_GETS_THROUGH):
            raise Postponed(reason, unreachable=True)
        if code.startswith(_LATER) or answer.status >= _SERVER_ERROR or answer.status == _TOO_MANY:
            raise Postponed(reason)
        raise Refused(reason)

    def _call(self, envelope: Envelope) -> Call:
        code, sign, params = self._template(envelope)
        return Call(
            host=self._http.host,
            action="SendSms",
            version=VERSION,
            path=f"{self._http.path}/",
            query={
                "PhoneNumbers": outside_number(envelope.recipient),
                "SignName": sign,
                "TemplateCode": code,
                "TemplateParam": to_json(params).decode(),
                "OutId": envelope.message_id,
            },
            at=_WALL.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            nonce=secrets.token_hex(16),
        )

    def _template(self, envelope: Envelope) -> tuple[str, str, Mapping[str, str]]:
        filled = envelope.filled
        if filled is not None:
            return str(filled["code"]), str(filled.get("sign") or self._sign), filled["params"]
        if self._default is None:
            raise Refused("template_missing")
        code, variable, longest = self._default
        return code, self._sign, {variable: " ".join(envelope.text.split())[:longest]}

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.close()
