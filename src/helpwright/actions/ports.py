"""What actions work with beside their scene: the engines of the other concepts, put together once per process."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from helpwright.definitions.live import Definitions
from helpwright.definitions.model import DefinitionSet
from helpwright.flows.engine import FlowEngine
from helpwright.forms.form import Form
from helpwright.notify.outbox import Outbox
from helpwright.platform.secret_key import SecretKey
from helpwright.platform.sentences import Sentences
from helpwright.records.engine import RecordEngine
from helpwright.rules.kind import Scene


class Addresses(Protocol):
    """Links for customers."""

    @property
    def key(self) -> SecretKey:
        """Signs what customers bring back."""
        ...

    def base(self, definitions: DefinitionSet, asked: str | None = None) -> str:
        """Where people reach us, without a slash at the end; "" when nobody has said."""
        ...

    def progress(self, definitions: DefinitionSet, form: Form, record_id: UUID, asked: str | None = None) -> str:
        """Address of the progress page of a record."""
        ...


@dataclass(frozen=True)
class Ports:
    """Handed to every scene."""

    records: RecordEngine
    flows: FlowEngine
    outbox: Outbox
    definitions: Definitions
    links: Addresses
    sentences: Sentences


def ports_of(scene: Scene) -> Ports:
    """The scene's ports, typed."""
    ports = scene.ports
    if not isinstance(ports, Ports):
        message = "a scene of actions carries actions.ports.Ports"
        raise TypeError(message)
    return ports
