"""What of messages stands in a chat: one as it is, several as one digest, as much as the provider takes. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from helpwright.kernel.text import shortened
from helpwright.notify.model import Envelope
from helpwright.notify.robot_kind import Item, Mention, Post, RobotKind
from helpwright.notify.robot_text import brief

MOST_TOGETHER = 40
"""Messages of one digest: more is read by nobody."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a robot speaks: the word of its links, the line above `n` messages, the word it must say."""

    open: str
    head: Callable[[int], str]
    keyword: str = ""


def post_of(kind: RobotKind, envelopes: Sequence[Envelope], manner: Manner) -> Post:
    """The post of these messages; a single one that is too long gives up the end of its text."""
    if len(envelopes) > 1:
        return _digest(envelopes, manner)
    (envelope,) = envelopes
    item = _item(envelope)
    post = Post([item], manner.open, mentions=mentions_of(envelopes), keyword=manner.keyword)
    low, high = 0, len(item.text)
    if kind.fits(post):
        return post
    while low < high:
        middle = (low + high + 1) // 2
        if kind.fits(replace(post, items=[replace(item, text=shortened(item.text, middle))])):
            low = middle
        else:
            high = middle - 1
    return replace(post, items=[replace(item, text=shortened(item.text, low) if low else "")])


def how_many_fit(kind: RobotKind, envelopes: Sequence[Envelope], manner: Manner) -> int:
    """How many of them, from the first on, one post can hold; at least 1."""
    count = 1
    for more in range(2, min(len(envelopes), MOST_TOGETHER) + 1):
        if not kind.fits(_digest(envelopes[:more], manner)):
            break
        count = more
    return count


def mentions_of(envelopes: Sequence[Envelope]) -> list[Mention]:
    """Whom these messages call, each once."""
    return list(dict.fromkeys(each for envelope in envelopes for each in envelope.mentions))


def _digest(envelopes: Sequence[Envelope], manner: Manner) -> Post:
    items = [brief(_item(each)) for each in envelopes]
    head = manner.head(len(items))
    return Post(items, manner.open, head, mentions_of(envelopes), manner.keyword)


def _item(envelope: Envelope) -> Item:
    return Item(envelope.subject, envelope.text, envelope.link)
