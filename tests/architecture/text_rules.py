"""Rules on any text of the repository, and on pairs of locale files."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path

from tests.architecture.checkout import Finding

# Written with [.] so that this file does not break its own rule.
REGISTRIES = re.compile(
    r"pypi[.]org|pythonhosted[.]org|npmjs[.](?:org|com)|npmmirror[.]com|yarnpkg[.]com|deb[.]debian[.]org"
    r"|(?:pypi|mirrors?)[.][a-z0-9.-]+[.](?:cn|com|edu)\b"
)
MACHINE_PATHS = re.compile(
    r"(?<![\w.])/(?:work/(?:main|shared|[.]library)\b|root/|home/[a-z][\w-]*/|Users/[A-Za-z][\w-]*/)"
)
BRITISH = re.compile(
    r"[Oo]rgani[s]|(?:[Bb]ehavi|[Cc]ol|[Ff]av|[Nn]eighb)ou[r]|(?:[Rr]ecogn|[Nn]ormal|[Ii]nitial|[Ss]ummar)i[s](?:e|ing|ation)"
    r"|\b[Gg]re[y]\b|\b[Ll]icenc[e]"
)
VAGUE_NAMES = frozenset(
    {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "service", "services"}
)
PLURALS = re.compile(r"_(?:zero|one|two|few|many|other)$")
PLACEHOLDERS = re.compile(r"\{\{?\s*([A-Za-z_][\w.]*)")


def registry_hosts(text: str) -> list[Finding]:
    """Where packages come from is the machine's business (pip and npm configuration), not the repository's."""
    return matches(REGISTRIES, text, "names a package registry")


def machine_paths(text: str) -> list[Finding]:
    """A path of somebody's machine means nothing on another."""
    return matches(MACHINE_PATHS, text, "names a path of one machine")


def british_spellings(text: str) -> list[Finding]:
    """One word is searched for and found in one spelling, the American."""
    return matches(BRITISH, text, "British spelling")


def matches(pattern: re.Pattern[str], text: str, reason: str) -> list[Finding]:
    """One finding for each line on which the pattern occurs."""
    return [
        Finding(number, f"{reason}: {found.group()}")
        for number, line in enumerate(text.splitlines(), start=1)
        if (found := pattern.search(line))
    ]


def vague_name(path: Path) -> bool:
    """Whether a module or folder of sources is named for nothing in particular."""
    stems = {part.split(".")[0].lower().replace("-", "_") for part in path.parts}
    return bool(stems & VAGUE_NAMES)


def flat(document: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    """Texts of a locale document by dotted key; plural forms of one key count as that key."""
    found: dict[str, str] = {}
    for key, value in document.items():
        name = f"{prefix}{PLURALS.sub('', key)}"
        if isinstance(value, Mapping):
            found |= flat(value, f"{name}.")
        else:
            found[name] = f"{found.get(name, '')} {value}".strip()
    return found


def each_text(document: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    """Texts of a locale document by dotted key, each plural form by itself."""
    found: dict[str, str] = {}
    for key, value in document.items():
        found |= each_text(value, f"{prefix}{key}.") if isinstance(value, Mapping) else {f"{prefix}{key}": str(value)}
    return found


def locale_differences(first: Mapping[str, object], second: Mapping[str, object]) -> list[str]:
    """Keys that only one of two locale documents has, that are empty, or whose placeholders differ."""
    one, other = flat(first), flat(second)
    found = [f"{key}: only in one of the two" for key in sorted(one.keys() ^ other.keys())]
    for key in sorted(one.keys() & other.keys()):
        if not one[key].strip() or not other[key].strip():
            found.append(f"{key}: empty")
        elif set(PLACEHOLDERS.findall(one[key])) != set(PLACEHOLDERS.findall(other[key])):
            found.append(f"{key}: different placeholders")
    return found


_NUMBER = re.compile(r"\{\{?(\w+)\}\}?\s+((?:[a-z-]+\s+){0,2}?)([a-z]+s)\b")
_NO_NOUN = frozenset(
    {
        "is",
        "was",
        "has",
        "does",
        "becomes",
        "contains",
        "ends",
        "starts",
        "goes",
        "waits",
        "changes",
        "says",
        "lets",
        "invites",
    }
    | {
        "names",
        "needs",
        "belongs",
        "sees",
        "takes",
        "this",
        "its",
        "as",
        "us",
        "works",
        "gets",
        "differs",
        "holds",
        "lacks",
    }
    | {"opens", "comes", "knows", "exists", "shares", "process", "ms"}
)
_AFTER_A_WORD = frozenset(
    {
        "is",
        "was",
        "are",
        "has",
        "have",
        "been",
        "to",
        "of",
        "in",
        "on",
        "at",
        "and",
        "or",
        "for",
        "from",
        "until",
        "by",
        "with",
        "does",
    }
    | {
        "already",
        "not",
        "could",
        "exists",
        "goes",
        "that",
        "made",
        "which",
        "ended",
        "said",
        "begins",
        "ends",
        "contains",
    }
)


def uncounted(key: str, text: str, keys: Collection[str]) -> list[str]:
    """Words of an English text that stay plural when the number before them is one.

    Right is `{n} {n:day|days}` on the server, `{{n}} {{n, plural(one: day; other: days)}}` in the console, and a second
    text under `…_one` in the forms that customers see.
    """
    if key.endswith("_one") or f"{key.removesuffix('_many')}_one" in keys:
        return []
    return [
        f"{key}: {found.group()}"
        for found in _NUMBER.finditer(text)
        if found[3] not in _NO_NOUN and not _AFTER_A_WORD & {*found[2].split()}
    ]
