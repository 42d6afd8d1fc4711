"""A refusal at the terminal: its sentence, and one line for each problem with its place."""

import sys

from helpwright.kernel.errors import Refusal
from helpwright.platform.sentences import Sentences
from helpwright.platform.terminal import terminal_locale


def complain_about(refusal: Refusal, sentences: Sentences) -> None:
    """Print it on standard error in the terminal's language."""
    locale = terminal_locale()
    sys.stderr.write(sentences(locale, refusal.code, {"count": len(refusal.errors), **refusal.data}) + "\n")
    for problem in refusal.errors:
        line, column = problem.data.get("line"), problem.data.get("column")
        place = f"{line}:{column} " if line else ""
        sys.stderr.write(f"  {place}{problem.field}: {sentences(locale, problem.code, problem.data)}\n")
