"""Actions that a flow has done by itself, without the builder writing them down. Pure.

The third urge or rejection is told to those who lead, a customer who does not answer is reminded. They are run as the
actions that a builder writes: as `actions_due` on the event stream.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from helpwright.flows.live import LiveFlow
from helpwright.forms.form import Form
from helpwright.kernel.text import LOCALES
from helpwright.platform.sentences import Sentences

Words = Callable[[str, Mapping[str, str]], Mapping[str, str]]
"""The sentence of a code in every language, its places filled."""

_TO_LEADERS: Mapping[str, str] = {"urged_repeatedly": "tell_urged", "rejected_repeatedly": "tell_rejected"}
_VARIABLES: Mapping[str, str] = {name: f"{{{{{name}}}}}" for name in ("number", "title", "company", "progress_url")}


def words_of(sentences: Sentences) -> Words:
    """Reads from the locale files."""
    return lambda code, data: {locale: sentences(locale, code, data) for locale in LOCALES}


def own_actions(flow: LiveFlow, form: Form, words: Words, code: str) -> Sequence[dict[str, Any]]:
    """Steps as a rule writes them; none for an announcement that nobody is to be told."""
    if code == "reminder":
        return _reminder(form, words)
    sentence = _TO_LEADERS.get(code)
    if sentence is None:
        return ()
    text = words(sentence, _VARIABLES)
    return [{"action": "notify", "to": {"role": role}, "via": ["inapp"], "text": text} for role in flow.leaders]


def says_something(line: Mapping[str, Any]) -> bool:
    """Whether a step that tells people has words of its own; steps that do something else need none."""
    return line.get("action") != "notify" or any(line.get(part) for part in ("subject", "text", "template"))


def in_words(lines: Sequence[Mapping[str, Any]], words: Words, why: str) -> Sequence[Mapping[str, Any]]:
    """The steps of a due time; who is told without a word of the builder hears what is the matter (`late`, `warn`)."""
    return [line if says_something(line) else {**line, "text": words(f"tell_{why}", _VARIABLES)} for line in lines]


def _reminder(form: Form, words: Words) -> Sequence[dict[str, Any]]:
    """By mail, to the first address that the customer gave."""
    address = next((key for key, each in form.fields.items() if each.type.key == "email"), None)
    if address is None:
        return ()
    return [
        {
            "action": "notify",
            "to": {"field": address},
            "via": ["mail"],
            "subject": words("remind_subject", _VARIABLES),
            "text": words("remind_text", _VARIABLES),
        },
    ]
