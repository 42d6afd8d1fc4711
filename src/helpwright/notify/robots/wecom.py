"""企业微信: robots of groups (developer.work.weixin.qq.com, document 91770 "群机器人配置说明").

Twenty messages a minute; markdown of at most 4,096 bytes, text of at most 2,048. Markdown calls members by their user
id, text by their phone number; whoever is known by neither is named in words.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from helpwright.notify.robot_kind import Call, Pace, Post, RobotKind, Verdict
from helpwright.notify.robot_text import bold, link_mark, names_of, printable, unmarked

_LONGEST_MARKDOWN = 4096
_LONGEST_TEXT = 2048
_CROWDED = frozenset({45009, 45033})
_LATER = frozenset({-1, 50001})
_NOBODY_GETS_THROUGH = frozenset({40001, 40014, 93000, 93004, 93008})
"""The webhook is none, or the robot was taken out of its group."""


def _markdown(post: Post) -> str:
    called = [f"<@{each.wecom_id}>" for each in post.mentions if each.wecom_id]
    named = names_of([each for each in post.mentions if not each.wecom_id])
    parts = [bold(post.head)]
    for item in post.items:
        lines = [bold(item.title), unmarked(item.text), link_mark(post.open, item.link)]
        parts.append("\n".join(line for line in lines if line))
    parts.append(" ".join((*called, named)).strip())
    return "\n\n".join(part for part in parts if part)


def _text(post: Post) -> str:
    parts = [printable(post.head)]
    for item in post.items:
        lines = [printable(item.title), printable(item.text), item.link or ""]
        parts.append("\n".join(line for line in lines if line))
    return "\n\n".join(part for part in parts if part)


def _by_phone(post: Post) -> list[str]:
    """Numbers, when they are all that is known: they call somebody in plain texts only."""
    if any(each.wecom_id for each in post.mentions):
        return []
    phones = [each.phone.removeprefix("+86") for each in post.mentions if each.phone]
    return phones if len(_text(post).encode()) <= _LONGEST_TEXT else []


def _call(post: Post, _secret: str, _at: datetime) -> Call:
    phones = _by_phone(post)
    if phones:
        text = {"content": _text(post), "mentioned_mobile_list": phones}
        return Call({"msgtype": "text", "text": text}, {})
    return Call({"msgtype": "markdown", "markdown": {"content": _markdown(post)}}, {})


def _fits(post: Post) -> bool:
    return len(_markdown(post).encode()) <= _LONGEST_MARKDOWN


def _judge(answer: Mapping[str, Any]) -> tuple[Verdict, str] | None:
    code = answer.get("errcode")
    if not isinstance(code, int):
        return None
    words = f"{code} {answer.get('errmsg') or ''}".strip()
    if code == 0:
        return "sent", words
    if code in _CROWDED:
        return "crowded", words
    if code in _NOBODY_GETS_THROUGH:
        return "closed", words
    return "later" if code in _LATER else "refused", words


robot = RobotKind(
    hosts=("qyapi.weixin.qq.com",),
    path=re.compile(r"/cgi-bin/webhook/send\?key=[A-Za-z0-9-]+"),
    example="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…",
    pace=Pace(per_minute=18),
    call=_call,
    fits=_fits,
    judge=_judge,
    rank=1,
)
