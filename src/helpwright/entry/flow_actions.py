"""Actions inside flows are checked by the library that runs them, which flows do not know: here both meet."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from helpwright.definitions.kind import AppDraft, DocumentProblem
from helpwright.flows.document import FlowDocument
from helpwright.flows.lists import action_lists
from helpwright.flows.tell import says_something
from helpwright.rules.document import check_rule, not_yet_run, rule_document
from helpwright.rules.kind import AnyAction

_CODES = {"missing": "key_missing", "extra_forbidden": "key_unknown"}


class FlowActions:
    """A list of actions in a flow obeys what the steps of a rule obey, so it is read as those of one."""

    def __init__(self, actions: Mapping[str, AnyAction]) -> None:
        self._actions = actions
        self._rule = rule_document(actions)

    def check(self, draft: AppDraft, flow: FlowDocument) -> Iterable[DocumentProblem]:
        """Unknown actions, wrong settings, references that do not exist; paths inside the flow."""
        for path, lines in action_lists(flow):
            try:
                rule = self._rule.model_validate(_disguised(flow, path, lines))
            except ValidationError as error:
                yield from _problems(path, error)
                continue
            for problem in check_rule(self._actions, draft, rule):
                if problem.path[:1] == ("then",):
                    yield DocumentProblem((*path, *problem.path[1:]), problem.code, problem.data)

    def not_yet_run(self, flow: FlowDocument) -> tuple[str, ...]:
        """What the library keeps and does not carry out yet; each once. What cannot be read is told by `check`."""
        notes: dict[str, None] = {}
        for path, lines in action_lists(flow):
            try:
                rule = self._rule.model_validate(_disguised(flow, path, lines))
            except ValidationError:
                continue
            notes |= dict.fromkeys(not_yet_run(self._actions, rule))
        return tuple(notes)


def _disguised(flow: FlowDocument, path: tuple[str | int, ...], lines: list[dict[str, Any]]) -> dict[str, Any]:
    """As a rule; words that the flow itself has for a due time stand in for those the builder left out."""
    if "due" in path:
        lines = [each if says_something(each) else {**each, "text": "…"} for each in lines]
    return {"name": "flow", "when": {"event": "record_created", "form": flow.form}, "then": lines}


def _problems(path: tuple[str | int, ...], error: ValidationError) -> Iterator[DocumentProblem]:
    for each in error.errors(include_url=False):
        where = each["loc"][1:] if each["loc"][:1] == ("then",) else each["loc"]
        code = _CODES.get(each["type"], "value_wrong")
        if each["type"] == "value_error":
            code = str(each.get("ctx", {}).get("error", code))
        yield DocumentProblem((*path, *where), code, {"key": str(where[-1]) if where else "", "detail": each["msg"]})
