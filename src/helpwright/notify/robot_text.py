"""Texts of strangers in the markdown of chats. Pure."""

from collections.abc import Sequence

from helpwright.kernel.text import shortened
from helpwright.notify.robot_kind import Item, Mention

_UNSEEN = "\u200c\u200d\u2068\u2069"
"""Join letters and emoji, and keep what reads right to left to itself."""
_WIDE = str.maketrans(
    {"<": "＜", ">": "＞", "[": "［", "]": "］", "*": "＊", "`": "｀", "#": "＃", "~": "～", "|": "｜"}
)
_SHORT_TITLE = 60
_SHORT_TEXT = 80


def printable(text: str) -> str:
    """Without what steers terminals and programs."""
    return "".join(mark for mark in text if mark == "\n" or mark.isprintable() or mark in _UNSEEN).strip()


def unmarked(text: str) -> str:
    """Marks of markdown and of mentions lose their meaning; they look nearly the same."""
    return printable(text).translate(_WIDE)


def link_mark(word: str, link: str | None) -> str:
    """`[word](link)`; nothing without a link. What would end the link early is encoded."""
    if link is None:
        return ""
    safe = printable(link).replace("(", "%28").replace(")", "%29").replace(" ", "%20").replace("<", "%3C")
    return f"[{unmarked(word)}]({safe.replace('>', '%3E')})"


def bold(text: str) -> str:
    """On one line; nothing for nothing."""
    line = " ".join(unmarked(text).split())
    return f"**{line}**" if line else ""


def brief(item: Item) -> Item:
    """A message among others: its title and the beginning of its text, on one line."""
    title = shortened(" ".join(item.title.split()), _SHORT_TITLE)
    return Item(title, shortened(" ".join(item.text.split()), _SHORT_TEXT), item.link)


def names_of(mentions: Sequence[Mention]) -> str:
    """`@Li Na @Wang Fang`, as words."""
    return " ".join(f"@{unmarked(each.name)}" for each in mentions if each.name)


def with_keyword(text: str, keyword: str) -> str:
    """The text, with the word that the robot asks for where it does not say it itself."""
    return text if not keyword or keyword in text else f"{text}\n{keyword}"
