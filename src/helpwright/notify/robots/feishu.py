r"""飞书: custom robots of groups, and Lark's abroad (open.feishu.cn, "自定义机器人使用指南").

A hundred messages a minute, five a second, 20 KB each. Signature: HMAC-SHA256 over nothing with `timestamp\nsecret` as
key, base64, in the body beside the timestamp in seconds. Custom robots call members by ids of Feishu alone, which are
not known here: people are named in words.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from helpwright.notify.robot_kind import Call, Item, Pace, Post, RobotKind, Verdict
from helpwright.notify.robot_text import names_of, printable, with_keyword
from helpwright.platform.database import to_json

_LONGEST_BODY = 18_000
_LONGEST_TITLE = 100
_CROWDED = frozenset({11232, 99991400})
_LATER = frozenset({-1, 1500, 2200})
_NOBODY_GETS_THROUGH = frozenset({19001, 19002, 19021, 19022, 19024})
"""The webhook is none; signature, address or keyword not accepted."""


def signature(secret: str, seconds: int) -> str:
    """What stands in the body as `sign`."""
    return base64.b64encode(hmac.digest(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256)).decode()


def _plain(text: str) -> dict[str, Any]:
    return {"tag": "plain_text", "content": text}


def _elements(item: Item, word: str, *, titled: bool) -> list[dict[str, Any]]:
    lines = [printable(item.title) if titled else "", printable(item.text)]
    text = "\n".join(line for line in lines if line)
    found: list[dict[str, Any]] = [{"tag": "div", "text": _plain(text)}] if text else []
    if item.link is not None:
        button = {"tag": "button", "text": _plain(word), "url": item.link, "type": "default"}
        found.append({"tag": "action", "actions": [button]})
    return found


def _body(post: Post) -> dict[str, Any]:
    title = " ".join(printable(post.title).split())[:_LONGEST_TITLE] or post.open
    elements: list[dict[str, Any]] = []
    for place, item in enumerate(post.items):
        elements += [{"tag": "hr"}] if place else []
        elements += _elements(item, post.open, titled=bool(post.head))
    said = title + "".join(f"\n{item.title}\n{item.text}" for item in post.items)
    foot = with_keyword(said, post.keyword).removeprefix(said).strip()
    for line in (names_of(post.mentions), foot):
        elements += [{"tag": "div", "text": _plain(line)}] if line else []
    elements = elements or [{"tag": "div", "text": _plain(title)}]
    card = {"config": {"wide_screen_mode": True}, "header": {"title": _plain(title)}, "elements": elements}
    return {"msg_type": "interactive", "card": card}


def _call(post: Post, secret: str, at: datetime) -> Call:
    if not secret:
        return Call(_body(post), {})
    now = int(at.timestamp())
    return Call({"timestamp": str(now), "sign": signature(secret, now), **_body(post)}, {})


def _fits(post: Post) -> bool:
    return len(to_json(_body(post))) <= _LONGEST_BODY


def _judge(answer: Mapping[str, Any]) -> tuple[Verdict, str] | None:
    code = answer.get("code", answer.get("StatusCode"))
    if not isinstance(code, int):
        return None
    words = f"{code} {answer.get('msg') or answer.get('StatusMessage') or ''}".strip()
    if code == 0:
        return "sent", words
    if code in _CROWDED or "too many request" in words.lower() or "frequency limit" in words.lower():
        return "crowded", words
    if code in _NOBODY_GETS_THROUGH:
        return "closed", words
    return "later" if code in _LATER else "refused", words


robot = RobotKind(
    hosts=("open.feishu.cn", "open.larksuite.com"),
    path=re.compile(r"/open-apis/bot/v2/hook/[A-Za-z0-9-]+"),
    example="https://open.feishu.cn/open-apis/bot/v2/hook/…",
    pace=Pace(per_minute=95, per_second=4),
    call=_call,
    fits=_fits,
    judge=_judge,
    signs=True,
    keywords=True,
    rank=3,
)
