"""按钮: somebody who may presses a button on the record."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from helpwright.definitions.kind import DocumentProblem
from helpwright.kernel.text import LocalText
from helpwright.rules.events import BUTTON_PRESSED
from helpwright.rules.kind import Key, Surroundings, Trigger, When


class Button(When):
    """`{event: button, form: ticket, label: {zh-CN: 催备件, en: Hurry}, roles: [supervisor]}`.

    Without `roles` everybody who may change the record has the button.
    """

    label: LocalText
    roles: Annotated[list[Key], Field(min_length=1)] | None = None


def _check(when: Button, surroundings: Surroundings) -> Iterable[DocumentProblem]:
    for index, role in enumerate(when.roles or ()):
        if role not in surroundings.roles:
            yield DocumentProblem(("roles", index), "role_unknown", {"role": role})


trigger = Trigger(settings=Button, matches=lambda _when, event: event.type == BUTTON_PRESSED, check=_check)
