"""The kind "robot": who carries messages into a group's chat by a webhook, one file in `robots/` each."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

Verdict = Literal["sent", "later", "crowded", "closed", "refused"]
"""What an answer means: taken · not now · too much at once · nothing gets through until somebody mends it · never."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody whom the group's chat shall call, by what is known of them; "" for what is not."""

    name: str
    phone: str = ""
    wecom_id: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One message; `link` is the full address of what it is about."""

    title: str
    text: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """What stands in the chat at once: one message, or several below a `head`. `open` is the word of links."""

    items: Sequence[Item]
    open: str
    head: str = ""
    mentions: Sequence[Mention] = ()
    keyword: str = ""

    @property
    def title(self) -> str:
        """What lists of chats and notifications show of it."""
        return self.head or self.items[0].title or self.items[0].text.partition("\n")[0]


@dataclass(frozen=True, slots=True)
class Pace:
    """What the provider bears: messages of one robot a minute and a second; `pause` is how long it then wants none."""

    per_minute: int
    per_second: int | None = None
    pause: timedelta = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Call:
    """A POST: `query` is added to that of the webhook, `body` is JSON."""

    body: Mapping[str, Any]
    query: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RobotKind:
    """One provider.

    `hosts` are where its webhooks lie, `path` how path and query look there, `example` an address as people copy it.
    `call` makes the request of a post (secret, real time), `fits` says whether the provider takes so much, `judge`
    reads the answer: the verdict and the provider's words. `signs` and `keywords`: whether its robots may ask for a
    signature, for a word in every message.
    """

    hosts: Sequence[str]
    path: re.Pattern[str]
    example: str
    pace: Pace
    call: Callable[[Post, str, datetime], Call]
    fits: Callable[[Post], bool]
    judge: Callable[[Mapping[str, Any]], tuple[Verdict, str] | None]
    signs: bool = False
    keywords: bool = False
    rank: int = 9
