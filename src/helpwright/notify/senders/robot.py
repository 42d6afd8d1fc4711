"""群机器人: messages into the chats of groups, by the robots that administrators have connected."""

import re

from helpwright.notify.providers.group import RobotsDelivery
from helpwright.notify.sender import Delivery, Opening, Sender


def _clean(text: str) -> str | None:
    return text if re.fullmatch(r"[a-z][a-z0-9_]{0,39}", text) else None


def _open(opening: Opening) -> Delivery | None:
    return RobotsDelivery(opening.robots) if opening.robots else None


sender = Sender(clean=_clean, open=_open, rank=5, to_groups=True)
