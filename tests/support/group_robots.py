"""Local stand-ins for robots of groups; they check signatures, sizes and limits as the real ones do.

Written from the providers' documentation and independently of the product: nothing of it is imported.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.support.providers import Stand

_Answer = tuple[int, dict[str, Any]]


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Chat(Stand):
    """A group's chat: `taken` is what stands in it, `now` the time by which messages are counted."""

    now: Callable[[], datetime] = _now
    times: list[datetime] = field(default_factory=list)
    refused: int = 0
    per_minute: int = 20
    token: str = "693a91f6-7000-4bc4-97a0-0ec2sifa5aaa"

    @property
    def webhook(self) -> str:
        """As people copy it."""
        raise NotImplementedError

    def crowded(self) -> bool:
        """Whether this message is one too many; it counts all the same."""
        now = self.now()
        self.times = [each for each in self.times if now - each < timedelta(minutes=1)]
        self.times.append(now)
        return len(self.times) > self.per_minute

    def texts(self) -> list[str]:
        """What people read, message by message."""
        return [self.text_of(each) for each in self.taken]

    def text_of(self, sent: dict[str, Any]) -> str:
        """What people read of one."""
        raise NotImplementedError


@dataclass
class WecomChat(Chat):
    """Twenty a minute, 4,096 bytes of markdown or 2,048 of text."""

    @property
    def webhook(self) -> str:
        """As people copy it."""
        return f"{self.url}/cgi-bin/webhook/send?key={self.token}"

    def judge(self, method: str, target: str, headers: Any, body: bytes) -> _Answer:
        """One message."""
        parts, asked = urlsplit(target), dict(parse_qsl(urlsplit(target).query))
        if (method, parts.path) != ("POST", "/cgi-bin/webhook/send") or asked != {"key": self.token}:
            return 200, {"errcode": 93000, "errmsg": "invalid webhook url"}
        if not headers["Content-Type"].startswith("application/json"):
            return 200, {"errcode": 40063, "errmsg": "some parameters are empty"}
        if self.crowded():
            self.refused += 1
            return 200, {"errcode": 45009, "errmsg": "api freq out of limit"}
        sent = json.loads(body)
        kind = sent["msgtype"]
        most = {"markdown": 4096, "text": 2048}[kind]
        if not 0 < len(sent[kind]["content"].encode()) <= most:
            return 200, {"errcode": 40058, "errmsg": f"{kind}.content exceed max length {most}"}
        self.taken.append(sent)
        return 200, {"errcode": 0, "errmsg": "ok"}

    def text_of(self, sent: dict[str, Any]) -> str:
        """The content."""
        return str(sent[sent["msgtype"]]["content"])


@dataclass
class DingtalkChat(Chat):
    """Twenty a minute, else nothing for ten; signature or keyword."""

    secret: str = "SEC" + "0a" * 32
    keyword: str = ""
    banned_until: datetime | None = None

    @property
    def webhook(self) -> str:
        """As people copy it."""
        return f"{self.url}/robot/send?access_token={self.token}"

    def judge(self, method: str, target: str, headers: Any, body: bytes) -> _Answer:
        """One message."""
        parts = urlsplit(target)
        asked = dict(parse_qsl(parts.query, strict_parsing=True))
        if (method, parts.path, asked.get("access_token")) != ("POST", "/robot/send", self.token):
            return 200, {"errcode": 300005, "errmsg": "token is not exist"}
        if not headers["Content-Type"].startswith("application/json"):
            return 200, {"errcode": 43004, "errmsg": "invalid content-type"}
        sent = json.loads(body)
        if self.secret and not self._signed(asked):
            return 200, {"errcode": 310000, "errmsg": "sign not match"}
        if self.keyword and self.keyword not in sent["markdown"]["title"] + sent["markdown"]["text"]:
            return 200, {"errcode": 310000, "errmsg": "keywords not in content"}
        if (self.banned_until is not None and self.now() < self.banned_until) or self.crowded():
            self.refused += 1
            self.banned_until = self.now() + timedelta(minutes=10)
            return 200, {"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"}
        if len(body) > 20_000 or not sent["markdown"]["title"] or not sent["markdown"]["text"]:
            return 200, {"errcode": 40035, "errmsg": "invalid parameter"}
        for phone in sent["at"]["atMobiles"]:
            if f"@{phone}" not in sent["markdown"]["text"]:
                return 200, {"errcode": 40035, "errmsg": "nobody is called"}
        self.taken.append(sent)
        return 200, {"errcode": 0, "errmsg": "ok"}

    def _signed(self, asked: dict[str, str]) -> bool:
        at = int(asked.get("timestamp", "0"))
        if abs(datetime.now(UTC).timestamp() * 1000 - at) > 3_600_000:
            return False
        text = f"{asked['timestamp']}\n{self.secret}".encode()
        wanted = base64.b64encode(hmac.new(self.secret.encode(), text, hashlib.sha256).digest()).decode()
        return hmac.compare_digest(asked.get("sign", ""), wanted)

    def text_of(self, sent: dict[str, Any]) -> str:
        """The markdown."""
        return str(sent["markdown"]["text"])


@dataclass
class FeishuChat(Chat):
    """A hundred a minute, five a second, 20 KB."""

    secret: str = "a secret of feishu"
    keyword: str = ""
    per_minute: int = 100

    @property
    def webhook(self) -> str:
        """As people copy it."""
        return f"{self.url}/open-apis/bot/v2/hook/{self.token}"

    def judge(self, method: str, target: str, headers: Any, body: bytes) -> _Answer:
        """One message."""
        del headers
        if (method, target) != ("POST", f"/open-apis/bot/v2/hook/{self.token}"):
            return 200, {"code": 19001, "msg": "param invalid: incoming webhook access token invalid"}
        sent = json.loads(body)
        if self.secret and not self._signed(sent):
            return 200, {"code": 19021, "msg": "sign match fail or timestamp is not within one hour from current time"}
        if self.keyword and self.keyword not in body.decode():
            return 200, {"code": 19024, "msg": "Key Words Not Found"}
        many = self.crowded()
        if many or len([each for each in self.times if self.now() - each < timedelta(seconds=1)]) > 5:
            self.refused += 1
            return 200, {"code": 11232, "msg": "frequency limited psm[lark.oapi.app_platform_runtime]"}
        if len(body) > 20_480 or not sent["card"]["elements"]:
            return 200, {"code": 9499, "msg": "Bad Request", "data": {}}
        self.taken.append(sent)
        return 200, {"StatusCode": 0, "StatusMessage": "success", "code": 0, "data": {}, "msg": "success"}

    def _signed(self, sent: dict[str, Any]) -> bool:
        if abs(datetime.now(UTC).timestamp() - int(sent.get("timestamp", "0"))) > 3600:
            return False
        key = f"{sent['timestamp']}\n{self.secret}".encode()
        return hmac.compare_digest(
            str(sent.get("sign")), base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()
        )

    def text_of(self, sent: dict[str, Any]) -> str:
        """Title, texts and addresses of buttons."""
        lines = [sent["card"]["header"]["title"]["content"]]
        for each in sent["card"]["elements"]:
            if each["tag"] == "div":
                lines.append(each["text"]["content"])
            elif each["tag"] == "action":
                lines += [button["url"] for button in each["actions"]]
        return "\n".join(lines)
