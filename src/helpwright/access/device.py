"""What a session's device is called, from the words with which its browser introduces itself. Pure."""

import re

_LONGEST = 300
_BROWSERS = (
    (r"wxwork/", "WeCom"),
    (r"MicroMessenger/", "WeChat"),
    (r"DingTalk/", "DingTalk"),
    (r"Lark/|Feishu/", "Feishu"),
    (r"Edg(?:e|A|iOS)?/", "Edge"),
    (r"OPR/", "Opera"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/", "Chrome"),
    (r"Safari/", "Safari"),
)
_SYSTEMS = (
    (r"HarmonyOS|OpenHarmony", "HarmonyOS"),
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"Macintosh|Mac OS X", "macOS"),
    (r"CrOS", "ChromeOS"),
    (r"Linux", "Linux"),
)


def kept_words(user_agent: str) -> str:
    """What is kept of a User-Agent header."""
    return "".join(sign for sign in user_agent if sign.isprintable())[:_LONGEST]


def browser_of(words: str) -> str | None:
    """The browser or the app that opens pages by itself; None when it is none known."""
    return _first(_BROWSERS, words)


def system_of(words: str) -> str | None:
    """The kind of machine."""
    return _first(_SYSTEMS, words)


def name_of(words: str) -> str:
    """Browser and kind of machine; "" where neither is known. The same device has the same name, others may have it."""
    return " · ".join(each for each in (browser_of(words), system_of(words)) if each is not None)


def is_phone(words: str) -> bool:
    """Whether it is held in a hand."""
    return bool(re.search(r"Mobile|iPhone|Android|HarmonyOS|iPad", words))


def _first(table: tuple[tuple[str, str], ...], words: str) -> str | None:
    return next((name for pattern, name in table if re.search(pattern, words)), None)
