"""Messages as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from helpwright.kernel.text import DEFAULT_LOCALE
from helpwright.notify.robot_kind import Mention
from helpwright.platform.letter import Letter

MessageState = Literal["queued", "sending", "sent", "failed", "trial", "skipped", "held"]


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody shall be told. `key` is stable: the same key is stored once, whoever repeats.

    `recipient` is the address in the way's own form, None when there is none; `form` and `template` are `app.key`.
    `person_id` and `name` say who of the organization it is for, `field` which field of the record the address came
    from. `filled` is the provider's template with its variables. `reason` is the code why nothing can be sent, found
    while writing. `due_at` is the end of quiet hours. `fallback` takes over when this message fails or has no address.
    `letter` is what a mail shows instead of the text; it is kept until the mail is sent.
    `secret_link` is the id of a link of an account that the text shows masked; it is filled in as the message goes out.
    `locale` is the language it is written in: what a way adds of its own speaks it, too. `app` is whose message it is
    where no form says so, `path` what it leads to where it is no record's, below the installation's address.
    `mentions` are whom a group's chat shall call.
    """

    key: str
    via: str
    recipient: str | None
    subject: str
    text: str
    form: str | None = None
    record_id: UUID | None = None
    event_id: int | None = None
    rule: str | None = None
    cause: tuple[int, ...] = ()
    person_id: UUID | None = None
    template: str | None = None
    name: str | None = None
    field: str | None = None
    filled: Mapping[str, Any] | None = None
    reason: str | None = None
    due_at: datetime | None = None
    fallback: "Draft | None" = None
    letter: Letter | None = default(default=None, repr=False)
    secret_link: str | None = None
    app: str | None = None
    path: str | None = None
    mentions: Sequence[Mention] = ()
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message on its way out. `message_id` stays the same however often it is sent.

    `filled` is the provider's template with its variables, `link` the full address of the record. `locale` is the
    language of the message, None where nobody said: then it is that of the identity. `beside` are other messages to
    the same group that go out as one with it.
    """

    id: UUID
    key: str
    recipient: str
    subject: str
    text: str
    message_id: str
    filled: Mapping[str, Any] | None = None
    link: str | None = None
    letter: Letter | None = None
    mentions: Sequence[Mention] = ()
    beside: "Sequence[Envelope]" = ()
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """In whose name messages go out: the organization, its public address and its language.

    `opens` are the words that open a message's record, by language, for ways that show its link as a button.
    """

    company: str = ""
    public_url: str | None = None
    language: str = DEFAULT_LOCALE
    opens: Mapping[str, str] = default(default_factory=dict)

    def opening(self, locale: str | None) -> str | None:
        """The words on the button of a message in this language; None where there are none."""
        return self.opens.get(locale or self.language) or self.opens.get(self.language)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended. `reason` is a stable code, or the other side's own words."""

    state: MessageState
    reason: str | None = None
    data: Mapping[str, Any] = default(default_factory=dict)


def readable(words: str) -> str:
    """What the other side says, on one line: without what nobody can store, and what steers terminals and screens."""
    return " ".join("".join(mark if mark.isprintable() else " " for mark in words).split())


class Refused(Exception):  # noqa: N818 -- the other side's answer
    """The message cannot be delivered, now or later; the text says why in the other side's words."""

    def __init__(self, reason: str) -> None:
        super().__init__(readable(reason))


class Postponed(Exception):  # noqa: N818 -- the other side's answer
    """Not now; `unreachable` when nobody answered at all, so that others need not be tried in the same moment.

    `uncertain` when the other side may have taken it without saying so: sent again, it may arrive twice. `doubles` when
    it would then surely be a second message, because the other side looks for none: a person decides.
    """

    def __init__(
        self, reason: str, *, unreachable: bool = False, uncertain: bool = False, doubles: bool = False
    ) -> None:
        super().__init__(readable(reason))
        self.unreachable = unreachable
        self.uncertain = uncertain
        self.doubles = doubles


class Crowded(Postponed):
    """Too much at once; the other side wants to hear nothing for as long as `pause`."""

    def __init__(self, reason: str, pause: timedelta) -> None:
        super().__init__(reason)
        self.pause = pause


class Ended(Exception):  # noqa: N818 -- no error
    """There is nothing to send: as what the message rests, and the code why."""

    def __init__(self, state: MessageState, reason: str | None) -> None:
        super().__init__(reason)
        self.state = state
        self.reason = reason
