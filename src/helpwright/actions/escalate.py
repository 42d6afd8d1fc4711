"""升级: priority one up, over to the next manager, once per stay."""

from collections.abc import Iterable, Sequence

from helpwright.definitions.kind import DocumentProblem
from helpwright.rules.kind import Action, Key, Part, Step, Surroundings


class Copy(Part):
    """Who gets a copy."""

    role: Key


class Escalate(Step):
    """`{action: escalate, cc: {role: supervisor}}`."""

    cc: Copy | None = None


def _check(step: Escalate, surroundings: Surroundings) -> Iterable[DocumentProblem]:
    if step.cc is not None and step.cc.role not in surroundings.roles:
        yield DocumentProblem(("cc", "role"), "role_unknown", {"role": step.cc.role})


def _not_yet_run(_step: Escalate) -> Sequence[str]:
    return ()


action = Action(settings=Escalate, check=_check, not_yet_run=_not_yet_run)
