"""喇叭: a loudspeaker in the hall, which says what it is sent."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from helpwright.notify.robot_kind import Call, Pace, Post, RobotKind, Verdict


def _call(post: Post, _secret: str, _at: datetime) -> Call:
    return Call({"say": "\n".join(f"{item.title} {item.text}".strip() for item in post.items)}, {})


def _judge(answer: Mapping[str, Any]) -> tuple[Verdict, str] | None:
    return ("sent", "heard") if answer.get("heard") else None


robot = RobotKind(
    hosts=("hall.example",),
    path=re.compile(r"/say"),
    example="https://hall.example/say",
    pace=Pace(per_minute=5),
    call=_call,
    fits=lambda post: len(post.items) == 1,
    judge=_judge,
)
