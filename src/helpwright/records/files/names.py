"""Names of files as people see them: what could lead astray is taken out, the extension is kept. Pure."""

import re
import unicodedata
from urllib.parse import quote

MOST_CHARACTERS = 200
_LONGEST_EXTENSION = 16
_JOINERS = "\u200c\u200d"  # needed by Persian and by emoji
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_RESERVED = re.compile(r'[<>:"|?*]')
_SPACES = re.compile(r"\s+")
_EXTENSION = re.compile(r"\.[0-9a-z_+-]{1,16}", re.ASCII)
_NAMELESS = "file"


def clean_name(raw: str) -> str:
    """The last part of a path without control, invisible and direction-changing characters; at most 200 characters.

    Never empty, never starts or ends with a dot or space, so that no system hides it or cuts its extension.
    """
    text = unicodedata.normalize("NFC", raw)
    text = "".join(each for each in text if _harmless(each))
    text = _SPACES.sub(" ", re.split(r"[/\\]", text)[-1])
    text = _RESERVED.sub("_", text).strip(". ")
    if len(text) > MOST_CHARACTERS:
        stem, dot, extension = text.rpartition(".")
        kept = dot + extension if stem and len(extension) <= _LONGEST_EXTENSION else ""
        text = text[: MOST_CHARACTERS - len(kept)].rstrip(". ") + kept
    return text or _NAMELESS


def extension_of(name: str) -> str:
    """`.png` for `Photo.PNG`; empty for a name without a usual extension."""
    _, dot, end = name.rpartition(".")
    found = f".{end}".lower() if dot else ""
    return found if _EXTENSION.fullmatch(found) else ""


def disposition(name: str, *, inline: bool) -> str:
    """Content-Disposition (RFC 6266) with the name in UTF-8 (RFC 8187) and an ASCII likeness for old clients."""
    plain = "".join(each if " " <= each <= "~" and each not in '"\\%' else "_" for each in name)
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='', encoding='utf-8', errors='replace')}"


def _harmless(character: str) -> bool:
    return character in _JOINERS or character in "\t\r\n" or unicodedata.category(character) not in _UNSAFE_CATEGORIES
