"""A refusal in words: at the terminal with one line for each problem, and by language."""

import sys

from helpwright.kernel.errors import Refusal
from helpwright.platform.mail import MailUrlError
from helpwright.platform.sentences import Sentences
from helpwright.platform.terminal import LOCALES, sentence, terminal_locale


def complain_about(refusal: Refusal, sentences: Sentences) -> None:
    """Print it on standard error in the terminal's language."""
    locale = terminal_locale()
    sys.stderr.write(sentences(locale, refusal.code, {"count": len(refusal.errors), **refusal.data}) + "\n")
    for problem in refusal.errors:
        line, column = problem.data.get("line"), problem.data.get("column")
        place = f"{line}:{column} " if line else ""
        sys.stderr.write(f"  {place}{problem.field}: {sentences(locale, problem.code, problem.data)}\n")


def in_each_language(refusal: Refusal | MailUrlError) -> dict[str, str]:
    """The sentence of a refusal that speaks at the terminal by locale, then what a program said where it did.

    Raises KeyError for one without such a sentence.
    """
    said = refusal.data.get("output")
    return {locale: sentence(refusal.code, refusal.data, locale) + (f"\n{said}" if said else "") for locale in LOCALES}
