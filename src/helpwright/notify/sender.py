"""The kind "sender": one way of telling people, one file in `senders/` each, with the constant `sender`."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal, Protocol, runtime_checkable
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationInfo

from helpwright.kernel.clock import Clock
from helpwright.notify.model import Draft, Envelope, Identity, MessageState
from helpwright.notify.robot_kind import Pace
from helpwright.notify.robot_settings import Robot
from helpwright.platform.outside_http import OutsideUrlError, read_base_url
from helpwright.platform.settings import Environment
from helpwright.platform.statement import Statement


class Delivery(Protocol):
    """An open way, ready to deliver."""

    def reference(self, key: str, identity: Identity) -> str:
        """The id under which the other side will know the message; the same for the same key and identity."""
        ...

    async def deliver(self, envelope: Envelope, identity: Identity) -> str | None:
        """Hand the message over; the other side's receipt if it gives one.

        Raises Refused or Postponed; ends within a minute.
        """
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


@runtime_checkable
class Particular(Protocol):
    """A delivery that does not carry every text."""

    def lacks(self, filled: Mapping[str, Any] | None) -> str | None:
        """The code of what is missing to send a message with this filled template, None when nothing is."""
        ...


@runtime_checkable
class Grouped(Delivery, Protocol):
    """A delivery to groups: each recipient is set for itself, bears so many messages, and takes several as one."""

    def hindrance(self, recipient: str, app: str | None) -> tuple[MessageState, str | None] | None:
        """As what a message of this app rests, and the code why; None when it may go."""
        ...

    def pace(self, recipient: str) -> Pace:
        """How fast messages may follow each other."""
        ...

    def fit(self, envelopes: Sequence[Envelope]) -> int:
        """How many of these messages to one recipient, from the first on, can be one."""
        ...


def _usable(url: str, info: ValidationInfo) -> str:
    """As it is; ValueError with the code of a sentence. Where http may go, `plain_http` says, declared before it."""
    try:
        read_base_url(url, plain_allowed=bool(info.data.get("plain_http")))
    except OutsideUrlError as error:
        raise ValueError(error.code) from error
    return url


BaseUrl = Annotated[str, StringConstraints(max_length=500), AfterValidator(_usable)]


class WaySettings(BaseModel):
    """What an administrator sets for a way. Members of type SecretStr are kept sealed and never shown again."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    def used_secrets(self) -> Collection[str] | None:
        """The secret members that these settings make use of; None: all."""
        return None


@dataclass(frozen=True, slots=True)
class Opening:
    """What a way is opened with; `settings` is None until an administrator has set the way."""

    environment: Environment
    clock: Clock
    settings: WaySettings | None = None
    robots: Mapping[str, Robot] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sender:
    """One way. `clean` answers an address in the way's own form, None when it is none.

    `open` answers None when the way is not configured: its messages then rest in the trial outbox. It raises
    ValueError when the configuration cannot be understood. `settings` is the model of what administrators set on
    screen. A way with `inside` needs no sending: its statements deliver in the transaction of the messages themselves.
    `rank` is its place where ways are offered, `address` what of a person's account is their address; without it only
    fields of records name addresses. With `to_groups` it reaches groups, which are connected one by one, and no people.
    """

    clean: Callable[[str], str | None]
    open: Callable[[Opening], Delivery | None]
    settings: type[WaySettings] | None = None
    inside: Callable[[Sequence[tuple[UUID, Draft]], datetime], Sequence[Statement]] | None = None
    rank: int = 9
    address: Literal["id", "email", "phone", "wecom_id"] | None = None
    to_groups: bool = False

    @property
    def rings(self) -> bool:
        """Whether it disturbs, so that quiet hours hold; what is told inside the product waits there anyway."""
        return self.inside is None
