"""What a new password must be: long enough, not one that everybody tries first, nothing of its owner's logins. Pure.

No wanted mixtures of letters, digits and signs: they make people write `Password1!` (NIST SP 800-63B, 5.1.1.2).
"""

import unicodedata
from collections.abc import Collection
from importlib.resources import files

from helpwright.access.passwords import LONGEST, SHORTEST
from helpwright.kernel.errors import FieldProblem

LONGEST_MINIMUM = 32
_ROWS = ("01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "1qaz2wsx3edc4rfv5tgb6yhn")
_SHORTEST_TELLING = 4
_DIFFERENT_SIGNS = 3
_OWN_SHARE = 0.5


def _load() -> frozenset[str]:
    text = (files("helpwright.access") / "known_passwords.txt").read_text("utf-8")
    return frozenset(text.split())


_KNOWN = _load()


def check_password(
    password: str | None, logins: Collection[str | None] = (), shortest: int = SHORTEST
) -> list[FieldProblem]:
    """What is wrong with a password to be set; None is not set. `logins` are its owner's, and their name."""
    wrong = check_length(password, shortest)
    if wrong or password is None:
        return wrong
    folded = unicodedata.normalize("NFKC", password).casefold()
    if _is_known(folded):
        return [FieldProblem("password", "password_known")]
    if _is_own(folded, logins):
        return [FieldProblem("password", "password_like_login")]
    return []


def check_length(password: str | None, shortest: int = SHORTEST) -> list[FieldProblem]:
    """The length alone: for whoever runs the machine."""
    if password is None:
        return []
    if len(password) < shortest:
        return [FieldProblem("password", "password_short", {"least": shortest})]
    if len(password) > LONGEST:
        return [FieldProblem("password", "password_long", {"most": LONGEST})]
    return []


def _is_known(folded: str) -> bool:
    """Listed, a few signs again and again, or a walk along a row of the keyboard."""
    if folded in _KNOWN or len(set(folded)) < _DIFFERENT_SIGNS:
        return True
    return any(folded in row * 2 or folded in row[::-1] * 2 for row in _ROWS)


def _is_own(folded: str, logins: Collection[str | None]) -> bool:
    """Whether half of it or more is a login, or the part of a mail address before the @."""
    words = {part for login in logins if login for part in (login.casefold(), login.casefold().partition("@")[0])}
    return any(
        len(word) >= _SHORTEST_TELLING and word in folded and len(word) >= _OWN_SHARE * len(folded) for word in words
    )
