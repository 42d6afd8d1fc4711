"""等待: for a time, until the date in a field, or until a signal; what comes first ends it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal, Self

from pydantic import ConfigDict, Field, model_validator

from helpwright.flows.definition import Node
from helpwright.flows.effects import Announce
from helpwright.flows.errors import NotPermitted, Problem
from helpwright.flows.model import Activity, TimerSpec, Why
from helpwright.flows.node_type import Compiled, Exit, NodeType, Surroundings
from helpwright.flows.outcome import check_calendar
from helpwright.flows.parts import Duration, Key, NodeSettings, Part
from helpwright.flows.run import Run

EXIT = "to"
LENGTH, FIELD = "wait", "field"
_WHY = Why("waits")
_AT_ONCE = TimerSpec(0, "minutes")


class Moment(Part):
    """`{field: visit_at, before: {hours: 2}}`: the date or instant in a field, or so long before or after it."""

    field: Key
    before: Duration | None = None
    after: Duration | None = None

    @model_validator(mode="after")
    def _at_most_one(self) -> Self:
        if self.before is not None and self.after is not None:
            raise ValueError("moment_before_or_after")
        return self

    def spec(self) -> TimerSpec:
        """As the kernel hands it out."""
        if self.after is not None:
            return replace(self.after.spec(), of=self.field)
        return replace(_AT_ONCE, of=self.field, back=None if self.before is None else self.before.spec())


class WaitSettings(NodeSettings):
    """`{type: wait, for: {days: 1}, until: paid, to: archive}`; at least one of `for`, `until_field`, `until`."""

    model_config = ConfigDict(serialize_by_alias=True)

    type: Literal["wait"]
    for_: Duration | None = Field(default=None, alias="for")
    until_field: Key | Moment | None = None
    until: Key | None = None
    to: Key

    @model_validator(mode="after")
    def _for_something(self) -> Self:
        if self.for_ is None and self.until_field is None and self.until is None:
            raise ValueError("wait_needs_end")
        return self

    def moment(self) -> Moment | None:
        """The field to wait for, however it is written."""
        found = self.until_field
        return Moment(field=found) if isinstance(found, str) else found


def _compile(settings: WaitSettings) -> Compiled[None]:
    timers = [] if settings.for_ is None else [(LENGTH, settings.for_.spec())]
    moment = settings.moment()
    if moment is not None:
        timers.append((FIELD, moment.spec()))
    return Compiled(
        None,
        (Exit(EXIT, settings.to, ("to",)),),
        frozenset() if moment is None else frozenset((moment.field,)),
        tuple(timers),
        frozenset() if settings.until is None else frozenset((settings.until,)),
    )


def _check(settings: WaitSettings, surroundings: Surroundings | None) -> Iterable[Problem]:
    if settings.for_ is not None:
        yield from check_calendar(settings.for_, ("for",), surroundings)
    moment = settings.moment()
    if moment is None or surroundings is None:
        return
    if moment.field not in surroundings.fields:
        yield Problem(("until_field",), "field_unknown", {"field": moment.field})
    for part, length in (("before", moment.before), ("after", moment.after)):
        if length is not None:
            yield from check_calendar(length, ("until_field", part), surroundings)


def _enter(run: Run, node: Node[None], held: tuple[str, ...]) -> None:
    run.open(node, held, None, _WHY)


def _handle(run: Run, node: Node[None], key: str, activity: Activity) -> None:
    match run.event.kind:
        case "timer" if run.event.data.get("level") == FIELD and not run.has_come():
            run.schedule(key, FIELD, dict(node.timers)[FIELD])
        case "timer" | "signal" as by:
            run.close(key, "done", by)
            run.emit(Announce("wait_ended", {"activity": key, "node": node.key, "by": by}))
            run.leave(node, activity.held, EXIT)
        case verb:
            raise NotPermitted("not_allowed", verb=verb)


node_type = NodeType(settings=WaitSettings, compile=_compile, check=_check, enter=_enter, handle=_handle, pauses=True)
