"""What the flow kernel says no to. A refused event leaves the state as it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Any

from helpwright.kernel.errors import FieldProblem, Invalid, Refusal


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a flow document; `path` leads from the flow to the place (keys and list positions)."""

    path: tuple[str | int, ...]
    code: str
    data: Mapping[str, Any] = field(default_factory=dict)


class FlowInvalid(Invalid):
    """The flow document cannot run. `problems` has the places; `errors` the same with dotted paths."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            [FieldProblem(".".join(map(str, each.path)), each.code, dict(each.data)) for each in self.problems],
            code="flow_invalid",
        )


class FlowRefusal(Refusal):
    """An event that is not possible now.

    `not_open` (data `activity`, or `status` of the instance; `not_started` before the start), `already_started`,
    `already_claimed` (data `by`: person id), `flow_value_refused` (data `field`: label of a field that refuses what the
    flow wants to write, `key`: its key), `not_possible_now`, `no_incident`, `already_begun` (what is to be taken back),
    `return_target_unknown` (data `target`, `known`), `cannot_complete`; those of a migration stand at `migrate.plan`.
    """


class NotPermitted(FlowRefusal):
    """`not_yours` (data `by`: person id or None) or `not_allowed` (data `verb`): this actor may not do this here."""

    status = 403


class Incomplete(FlowRefusal):
    """`reason_required` or `fields_required` (data `fields`); `errors` has one entry per missing input."""

    status = 422

    def __init__(self, code: str, missing: Sequence[str], **data: Any) -> None:
        super().__init__(code, **data)
        self.errors = tuple(FieldProblem(each, "required") for each in missing)

    def call(self, labels: Mapping[str, Any]) -> None:
        """Say how the fields are called: the kernel knows their keys alone."""
        if self.code == "fields_required" and all(each.field in labels for each in self.errors):
            called = {each.field: labels[each.field] for each in self.errors}
            self.errors = tuple(FieldProblem(key, "required", {"label": label}) for key, label in called.items())
            self.data |= {"labels": list(called.values())}


class UnknownOutcome(FlowRefusal):
    """`unknown_outcome`: data `outcome` as asked for and the `known` ones."""

    status = 422

    def __init__(self, outcome: str | None, known: Sequence[str]) -> None:
        super().__init__("unknown_outcome", outcome=outcome, known=list(known))
        self.errors = (FieldProblem("outcome", "unknown_outcome", {"outcome": outcome}),)


class UrgedRecently(FlowRefusal):
    """`urged_recently`: data `next` is the first instant (aware, UTC) at which urging is possible again."""

    status = 429

    def __init__(self, *, at: datetime, allowed_at: datetime) -> None:
        super().__init__("urged_recently", next=allowed_at)
        self.retry_after = max(1, ceil((allowed_at - at).total_seconds()))
