"""Local stand-ins for companies that carry messages; they check what arrives as the real ones do.

Written from their documentation and independently of the senders: requests are read off the wire, canonical forms are
rebuilt from the parsed request, nothing of the product is imported.
"""

import hashlib
import hmac
import json
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Stand:
    """What a stand-in has seen, and how it shall answer the next requests instead of judging them."""

    url: str = ""
    taken: list[dict[str, Any]] = field(default_factory=list)
    seen: int = 0
    instead: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    hang: threading.Event | None = None
    after_taking: Any = None
    lock: threading.Lock = field(default_factory=threading.Lock)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stand: ClassVar[Any]

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the standard library's name
        """Say nothing."""

    def do_GET(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        stand = self.stand
        with stand.lock:
            stand.seen += 1
            instead = stand.instead.pop(0) if stand.instead else None
            status, answer = instead or stand.judge(self.command, self.path, self.headers, body)
        if stand.hang is not None:
            stand.hang.wait(60)
        if stand.after_taking is not None and not instead:
            stand.after_taking()
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Callers are killed in the middle by some tests; anything else is told."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def standing(stand: Any) -> Iterator[Any]:
    """Let a stand-in answer on loopback."""
    handler = type("Handler", (_Handler,), {"stand": stand})
    server = _Server(("127.0.0.1", 0), handler)
    stand.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield stand
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")


def _encode(text: str) -> str:
    """RFC 3986, byte by byte."""
    return "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in text.encode())


@dataclass
class Aliyun(Stand):
    """SendSms behind signature version 3: every part of the signature is checked, a nonce is good once."""

    key_id: str = "LTAI-test"
    key_secret: str = "a very secret key"
    signs: frozenset[str] = frozenset({"服匠"})
    templates: dict[str, frozenset[str]] = field(
        default_factory=lambda: {"SMS_1": frozenset({"number", "name"}), "SMS_FREE": frozenset({"text"})}
    )
    nonces: set[str] = field(default_factory=set)

    def judge(self, method: str, target: str, headers: Any, body: bytes) -> tuple[int, dict[str, Any]]:
        """As the gateway does: signature first, then the operation."""
        refusal = self._refuse(method, target, headers, body)
        if refusal is not None:
            return 400, {"Code": refusal, "Message": f"said no: {refusal}", "RequestId": "r"}
        asked = dict(parse_qsl(urlsplit(target).query, keep_blank_values=True, strict_parsing=True))
        code = self._send(headers, asked)
        if code != "OK":
            return 200, {"Code": code, "Message": f"said no: {code}", "RequestId": "r"}
        self.taken.append({**asked, "params": json.loads(asked["TemplateParam"])})
        return 200, {"Code": "OK", "Message": "OK", "RequestId": "r", "BizId": f"biz-{len(self.taken)}"}

    def _refuse(self, method: str, target: str, headers: Any, body: bytes) -> str | None:
        found = re.fullmatch(
            r"ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([a-z0-9;-]+),Signature=([0-9a-f]{64})",
            headers.get("Authorization", ""),
        )
        if found is None:
            return "IncompleteSignature"
        if found[1] != self.key_id:
            return "InvalidAccessKeyId.NotFound"
        names = found[2].split(";")
        wanted = {
            "host",
            "x-acs-action",
            "x-acs-content-sha256",
            "x-acs-date",
            "x-acs-signature-nonce",
            "x-acs-version",
        }
        if names != sorted(names) or not wanted <= set(names):
            return "IncompleteSignature"
        if headers["x-acs-content-sha256"] != hashlib.sha256(body).hexdigest():
            return "SignatureDoesNotMatch"
        at = datetime.strptime(headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        if abs(datetime.now(UTC) - at) > timedelta(minutes=15):
            return "InvalidTimeStamp.Expired"
        parts = urlsplit(target)
        pairs = sorted(
            (_encode(name), _encode(value)) for name, value in parse_qsl(parts.query, keep_blank_values=True)
        )
        lines = [method, parts.path, "&".join("=".join(pair) for pair in pairs)]
        lines += [f"{name}:{headers[name].strip()}" for name in names]
        lines += ["", found[2], hashlib.sha256(body).hexdigest()]
        text = "ACS3-HMAC-SHA256\n" + hashlib.sha256("\n".join(lines).encode()).hexdigest()
        if not hmac.compare_digest(found[3], hmac.digest(self.key_secret.encode(), text.encode(), "sha256").hex()):
            return "SignatureDoesNotMatch"
        if headers["x-acs-signature-nonce"] in self.nonces:
            return "SignatureNonceUsed"
        self.nonces.add(headers["x-acs-signature-nonce"])
        return None

    def _send(self, headers: Any, asked: dict[str, str]) -> str:
        if (headers["x-acs-action"], headers["x-acs-version"]) != ("SendSms", "2017-05-25"):
            return "InvalidAction.NotFound"
        if not re.fullmatch(r"1[3-9]\d{9}|[1-9]\d{6,14}", asked["PhoneNumbers"]):
            return "isv.MOBILE_NUMBER_ILLEGAL"
        if asked["SignName"] not in self.signs:
            return "isv.SMS_SIGNATURE_ILLEGAL"
        variables = self.templates.get(asked["TemplateCode"])
        if variables is None:
            return "isv.SMS_TEMPLATE_ILLEGAL"
        params = json.loads(asked["TemplateParam"])
        if set(params) != variables or not all(isinstance(each, str) and each for each in params.values()):
            return "isv.TEMPLATE_MISSING_PARAMETERS"
        if any(len(each) > 35 for each in params.values()):
            return "isv.PARAM_LENGTH_LIMIT"
        return "OK"


@dataclass
class Wecom(Stand):
    """gettoken and message/send; tokens end, and the same content to the same member is dropped for half an hour."""

    corp_id: str = "ww-test"
    secret: str = "a very secret app"
    agent_id: int = 1000002
    members: frozenset[str] = frozenset({"wangfang", "lina"})
    token: str = ""
    tokens: int = 0
    lasts: int = 7200
    dropped: int = 0
    said: set[str] = field(default_factory=set)

    def expire(self) -> None:
        """The token of now is over."""
        with self.lock:
            self.token = ""

    def judge(self, method: str, target: str, headers: Any, body: bytes) -> tuple[int, dict[str, Any]]:
        """One of the two calls."""
        parts = urlsplit(target)
        asked = dict(parse_qsl(parts.query))
        if method == "GET" and parts.path == "/cgi-bin/gettoken":
            return 200, self._hand_out(asked)
        if method == "POST" and parts.path == "/cgi-bin/message/send":
            return 200, self._send(asked, json.loads(body))
        return 404, {}

    def _hand_out(self, asked: dict[str, str]) -> dict[str, Any]:
        if asked.get("corpid") != self.corp_id:
            return {"errcode": 40013, "errmsg": "invalid corpid"}
        if asked.get("corpsecret") != self.secret:
            return {"errcode": 40001, "errmsg": "invalid credential"}
        self.tokens += 1
        self.token = f"token-{self.tokens}"
        return {"errcode": 0, "errmsg": "ok", "access_token": self.token, "expires_in": self.lasts}

    def _send(self, asked: dict[str, str], sent: dict[str, Any]) -> dict[str, Any]:
        if asked.get("access_token") != self.token:
            known = re.fullmatch(r"token-\d+", asked.get("access_token", ""))
            return {"errcode": 42001 if known else 40014, "errmsg": "access_token expired"}
        if sent.get("agentid") != self.agent_id:
            return {"errcode": 40056, "errmsg": "invalid agentid"}
        if sent["touser"] not in self.members:
            return {"errcode": 81013, "errmsg": "user & party & tag all invalid", "invaliduser": sent["touser"]}
        kind = sent["msgtype"]
        content = sent[kind]
        if kind == "textcard" and not (
            0 < len(content["title"]) <= 128
            and 0 < len(content["description"]) <= 512
            and content["url"].startswith("http")
            and len(content["url"].encode()) <= 2048
            and len(content["btntxt"]) <= 4
        ):
            return {"errcode": 40058, "errmsg": "invalid textcard"}
        if kind == "text" and not 0 < len(content["content"].encode()) <= 2048:
            return {"errcode": 40058, "errmsg": "invalid text"}
        whole = json.dumps([sent["touser"], content], sort_keys=True)
        if sent.get("enable_duplicate_check") == 1 and whole in self.said:
            self.dropped += 1
        else:
            self.said.add(whole)
            self.taken.append(sent)
        return {"errcode": 0, "errmsg": "ok", "msgid": f"msg-{self.seen}"}


@dataclass
class Gateway(Stand):
    """Takes a text once per id."""

    token: str = "gateway token"
    ids: set[str] = field(default_factory=set)

    def judge(self, method: str, target: str, headers: Any, body: bytes) -> tuple[int, dict[str, Any]]:
        """By token, method and id."""
        if headers.get("Authorization") != f"Bearer {self.token}":
            return 401, {"message": "who are you"}
        sent = json.loads(body)
        if method != "POST" or target != "/" or headers.get("Idempotency-Key") != sent["id"]:
            return 400, {"message": "not understood"}
        if sent["id"] not in self.ids:
            self.ids.add(sent["id"])
            self.taken.append(sent)
        return 202, {"id": f"g-{len(self.taken)}"}
