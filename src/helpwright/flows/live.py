"""The live flows at one epoch, and pinned versions of earlier ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from helpwright.definitions.live import Definitions
from helpwright.definitions.model import DefinitionSet
from helpwright.definitions.teams import team_ids
from helpwright.flows.compile import compile_flow
from helpwright.flows.definition import Definition
from helpwright.flows.document import FlowDocument
from helpwright.flows.model import Assign
from helpwright.kernel.errors import Missing


@dataclass(frozen=True, slots=True)
class LiveFlow:
    """One published version of a flow. `form` is `app.key`; `teams` are ids by team key of the app.

    `leaders` are the keys of the roles that hand out the work of this form.
    """

    app: str
    name: str
    version: int
    form: str
    document: FlowDocument
    definition: Definition
    teams: Mapping[str, UUID]
    starts_on_creation: bool
    leaders: Sequence[str] = ()


def offered_to(flow: LiveFlow, assign: Assign | None) -> dict[str, Any]:
    """Whom work is offered to, as columns of its task."""
    if assign is None:
        return {"team_id": None, "role": None, "person_id": None}
    return {
        "team_id": flow.teams.get(assign.team) if assign.team else None,
        "role": f"{flow.app}.{assign.role}" if assign.role else None,
        "person_id": person_id(assign.person),
    }


def person_id(text: str | None) -> UUID | None:
    """The id in a document; None for what is none, which is nobody."""
    try:
        return None if text is None else UUID(text)
    except ValueError:
        return None


def compile_flows(definitions: DefinitionSet) -> Mapping[str, LiveFlow]:
    """Live flows by name."""
    found: dict[str, LiveFlow] = {}
    for part in definitions.of_kind("flow"):
        found[part.name] = flow_of(definitions, part.app, part.name, part.version, part.document)
    return found


def flow_of(definitions: DefinitionSet, app: str, name: str, version: int, raw: Mapping[str, object]) -> LiveFlow:
    """A document as a flow. Raises pydantic's ValidationError, FlowInvalid."""
    return _at_home(definitions, app, name, version, _read(raw))


_Read = tuple[FlowDocument, Definition]
"""What a version says, whatever else is live."""


def _at_home(definitions: DefinitionSet, app: str, name: str, version: int, read: _Read) -> LiveFlow:
    document, definition = read
    start = document.nodes[definition.start]
    trigger = getattr(start, "trigger", None)
    return LiveFlow(
        app,
        name,
        version,
        f"{app}.{document.form}",
        document,
        definition,
        team_ids(definitions, app),
        trigger == "record_created",
        _leaders(definitions, app, document.form),
    )


def _leaders(definitions: DefinitionSet, app: str, form: str) -> Sequence[str]:
    """Roles that may assign records of the form."""
    return tuple(
        part.key
        for part in definitions.of_kind("role", app)
        if any(
            grant.get("form") in {form, f"{app}.{form}"} and "assign" in grant.get("can", ())
            for grant in part.document.get("grants") or ()
        )
    )


class FlowVersions:
    """Any published version of a flow, live or pinned by a running instance.

    A version never changes, so it is compiled once per process; the teams and roles around it, and which part bears its
    name, are those of the definitions that are asked for.
    """

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._read: dict[tuple[int, int], _Read] = {}
        self._known: dict[tuple[str, int], LiveFlow] = {}
        self._epoch = -1

    async def get(self, definitions: DefinitionSet, name: str, version: int) -> LiveFlow:
        """The version an instance runs on. Raises Missing."""
        if definitions.epoch > self._epoch:
            self._epoch, self._known = definitions.epoch, {}
        known = self._known.get((name, version)) if definitions.epoch == self._epoch else None
        if known is None:
            app = name.partition(".")[0]
            known = _at_home(definitions, app, name, version, await self._compiled(definitions, name, version))
            if definitions.epoch == self._epoch:
                self._known[name, version] = known
        return known

    async def _compiled(self, definitions: DefinitionSet, name: str, version: int) -> _Read:
        """Of a flow that was removed it is looked up anew under each epoch: its name may be another one's by now."""
        try:
            live = definitions.find("flow", name)
        except Missing:
            return _read(await self._definitions.version_by_name(name, "flow", version))
        found = self._read.get((live.id, version))
        if found is None:
            at_hand = live.version == version
            raw = live.document if at_hand else await self._definitions.version_by_name(name, "flow", version)
            found = self._read[live.id, version] = _read(raw)
        return found


def _read(raw: Mapping[str, object]) -> _Read:
    document = FlowDocument.model_validate(raw)
    return document, compile_flow(document)
