"""Reasons in words."""

from helpwright.platform.outside_http import NOT_ANSWERED
from helpwright.platform.sentences import Sentences


def reason_in_words(sentences: Sentences, locale: str, via: str, reason: str | None) -> str | None:
    """A code as a sentence, in the words of the way where it has some; the other side's own words as they are."""
    if reason is None:
        return None
    particular = f"{reason}_{via}"
    if sentences.knows(particular):
        return sentences(locale, particular)
    return sentences(locale, reason) if sentences.knows(reason) else reason


def words_of_other_side(sentences: Sentences, locale: str, reason: str | None) -> str | None:
    """What the other side said, as it is; a sentence where it said nothing."""
    return sentences(locale, reason) if reason in NOT_ANSWERED else reason
