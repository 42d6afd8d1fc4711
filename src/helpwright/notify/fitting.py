"""How much of long values a message carries. Pure.

The words of the message itself and its short values stay; only what is long gives way, so that what stands behind a
story of 20,000 characters – who looks after it, the link – is not cut off with its end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from helpwright.kernel.template import places
from helpwright.kernel.text import shortened


@dataclass(frozen=True, slots=True)
class Room:
    """Characters that the title and the text of a message may have."""

    title: int
    text: int


_BRACES = 4
_MAIL = Room(200, 100_000)
"""Five of the longest usual texts; mail servers refuse for good what is much larger."""
_ROOMS: Mapping[str, Room] = {
    "sms": Room(200, 500),  # the longest text message that networks in China carry
    "wecom": Room(128, 480),  # a card carries 512, line breaks as `<br>` among them
    "robot": Room(128, 900),  # markdown of 4,096 bytes, three a character, beside the link
    "inapp": Room(200, 2_000),  # thirty of them come at once
}


def room_of(way: str) -> Room:
    """What a message by this way may carry."""
    return _ROOMS.get(way, _MAIL)


def fitted(template: str, texts: Mapping[str, str | None], most: int) -> Mapping[str, str | None]:
    """The values as they fit with the template's words into `most` characters: the longest are shortened alike.

    Words that fill the room alone leave one character for a value: `…`.
    """
    names = places(template)
    lengths = [len(texts.get(name) or "") for name in names]
    room = most - len(template) + sum(len(name) + _BRACES for name in names)
    if sum(lengths) <= room:
        return texts
    share = _share(lengths, room)
    return {**texts, **{name: shortened(value, share) for name in names if (value := texts.get(name))}}


def _share(lengths: Sequence[int], room: int) -> int:
    """The largest length to which all can be cut so that together they fit; at least 1."""
    for count, length in enumerate(sorted(lengths)):
        share = room // (len(lengths) - count)
        if length > share:
            return max(1, share)
        room -= length
    return max((1, *lengths))
