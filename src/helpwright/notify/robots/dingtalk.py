r"""钉钉: custom robots of groups (open.dingtalk.com, "自定义机器人接入" and "自定义机器人安全设置").

Twenty messages a minute; whoever sends more is not heard for ten minutes. A robot asks for a keyword, a signature, or
calls from known addresses. Signature: HMAC-SHA256 over `timestamp\nsecret` with the secret as key, base64, in the
query.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from helpwright.notify.robot_kind import Call, Pace, Post, RobotKind, Verdict
from helpwright.notify.robot_text import bold, link_mark, names_of, printable, unmarked, with_keyword
from helpwright.platform.database import to_json

_LONGEST_BODY = 18_000
"""The provider takes 20,000 bytes of a request."""
_LONGEST_TITLE = 60
_CROWDED = frozenset({130101, 410100, 90018})
_LATER = frozenset({-1})
_NOBODY_GETS_THROUGH = frozenset({310000, 300001, 300005, 40035, 400013, 400101, 400102, 400105})
"""Keyword, signature or address not accepted; the webhook is none; the group or its robot is gone."""


def signature(secret: str, milliseconds: int) -> str:
    """What stands in the query as `sign`, before it is percent-encoded."""
    digest = hmac.digest(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256)
    return base64.b64encode(digest).decode()


def _body(post: Post) -> dict[str, Any]:
    phones = [each.phone.removeprefix("+86") for each in post.mentions if each.phone]
    named = names_of([each for each in post.mentions if not each.phone])
    parts = [bold(post.head)]
    for item in post.items:
        lines = [bold(item.title), *unmarked(item.text).split("\n"), link_mark(post.open, item.link)]
        parts.append("  \n".join(line for line in lines if line))
    # The number must stand in the text for its owner to be called.
    parts.append(" ".join((*(f"@{phone}" for phone in phones), named)).strip())
    text = with_keyword("\n\n".join(part for part in parts if part), unmarked(post.keyword))
    title = " ".join(printable(post.title).split())[:_LONGEST_TITLE] or post.open
    return {
        "msgtype": "markdown",
        "markdown": {"title": title, "text": text},
        "at": {"atMobiles": phones, "isAtAll": False},
    }


def _call(post: Post, secret: str, at: datetime) -> Call:
    if not secret:
        return Call(_body(post), {})
    now = int(at.timestamp() * 1000)
    return Call(_body(post), {"timestamp": str(now), "sign": signature(secret, now)})


def _fits(post: Post) -> bool:
    return len(to_json(_body(post))) <= _LONGEST_BODY


def _judge(answer: Mapping[str, Any]) -> tuple[Verdict, str] | None:
    code = answer.get("errcode")
    if not isinstance(code, int):
        return None
    words = f"{code} {answer.get('errmsg') or ''}".strip()
    if code == 0:
        return "sent", words
    if code in _CROWDED or "too fast" in words:
        return "crowded", words
    if code in _NOBODY_GETS_THROUGH:
        return "closed", words
    return "later" if code in _LATER else "refused", words


robot = RobotKind(
    hosts=("oapi.dingtalk.com", "api.dingtalk.com"),
    path=re.compile(r"/robot/send\?access_token=[A-Za-z0-9_-]+"),
    example="https://oapi.dingtalk.com/robot/send?access_token=…",
    pace=Pace(per_minute=18, pause=timedelta(minutes=10)),
    call=_call,
    fits=_fits,
    judge=_judge,
    signs=True,
    keywords=True,
    rank=2,
)
