"""The signature of Alibaba Cloud's interface, version 3 (ACS3-HMAC-SHA256). Pure.

Source: "Request body and signature mechanism V3" of the Alibaba Cloud SDK reference
(help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature); its worked example is a test.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

ALGORITHM = "ACS3-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `at` is UTC as `2023-10-26T10:22:32Z`, `nonce` is used once."""

    host: str
    action: str
    version: str
    query: Mapping[str, str]
    at: str
    nonce: str
    path: str = "/"
    body: bytes = b""


def canonical_query(query: Mapping[str, str]) -> str:
    """Sorted by name, both sides percent-encoded as RFC 3986 says; also how it is sent."""
    return "&".join(f"{quote(name, safe='')}={quote(query[name], safe='')}" for name in sorted(query))


def signed_headers(call: Call, key_id: str, key_secret: str) -> dict[str, str]:
    """The headers to send, `Authorization` among them; the call is a POST."""
    digest = hashlib.sha256(call.body).hexdigest()
    headers = {
        "host": call.host,
        "x-acs-action": call.action,
        "x-acs-content-sha256": digest,
        "x-acs-date": call.at,
        "x-acs-signature-nonce": call.nonce,
        "x-acs-version": call.version,
    }
    names = ";".join(sorted(headers))
    told = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    request = "\n".join(("POST", quote(call.path, safe="/"), canonical_query(call.query), told, names, digest))
    text = f"{ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(key_secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    return {**headers, "Authorization": f"{ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}"}
