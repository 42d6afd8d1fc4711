"""A whole app as one readable YAML document: read, check, plan. Pure; `publications` carry a plan out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from helpwright.definitions.check import (
    RESERVED_APPS,
    Change,
    Examined,
    examine,
    good_key,
    validation_problems,
)
from helpwright.definitions.kind import DefinitionKind, DocumentProblem
from helpwright.definitions.model import DefinitionSet
from helpwright.definitions.wanted import Wanted
from helpwright.definitions.yaml import Document, Position, YamlProblem, read_yaml
from helpwright.kernel.text import LocalText

__all__ = ["AppHead", "Change", "Plan", "Problem", "plan_blueprint"]

_KEY = r"^[a-z][a-z0-9_]*$"
APP_BYTES = 20


class AppHead(BaseModel):
    """The `app:` section."""

    model_config = ConfigDict(extra="forbid")
    key: Annotated[str, StringConstraints(pattern=_KEY, max_length=APP_BYTES)]
    name: LocalText


def _whole(value: Any) -> Any:
    return value if type(value) is int else str(value)


class _Head(BaseModel):
    model_config = ConfigDict(extra="ignore")
    format: Annotated[Literal[1], BeforeValidator(_whole)]
    app: AppHead


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong, with its place in the text (1-based) and its path from the root."""

    path: str
    code: str
    line: int
    column: int
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """The effect of a blueprint on what is live. Nothing may be published while it has problems."""

    app: str
    examined: Examined
    problems: tuple[Problem, ...] = ()
    text: Document = field(default_factory=lambda: Document(None))

    @property
    def changes(self) -> tuple[Change, ...]:
        """What becomes of each part."""
        return self.examined.changes

    def in_text(self, problem: DocumentProblem) -> Problem:
        """A problem with its place in the text."""
        where: Position = self.text.position(problem.path)
        return Problem(".".join(map(str, problem.path)), problem.code, where.line, where.column, problem.data)


def plan_blueprint(text: str, kinds: Sequence[DefinitionKind], live: DefinitionSet, app: str | None = None) -> Plan:
    """Read the text and compare it with what is live. `app` is the key the caller expects, if any."""
    nothing = Examined(Wanted(app or "", {}))
    try:
        document = read_yaml(text)
    except YamlProblem as error:
        where = error.position
        problem = Problem("", error.code, where.line, where.column, {"detail": error.detail})
        return Plan(app or "", nothing, (problem,))
    raw = document.value
    if not isinstance(raw, dict):
        return Plan(app or "", nothing, (Problem("", "blueprint_not_a_map", 1, 1),))
    problems = list(_head_problems(raw, kinds))
    head = raw["app"] if isinstance(raw.get("app"), dict) else {}
    key = str(head.get("key", ""))
    if app is not None and key != app:
        problems.append(DocumentProblem(("app", "key"), "app_key_differs", {"expected": app, "found": key}))
    wanted = Wanted(key, _sections(raw, kinds, problems), name=head.get("name", key))
    examined = examine(wanted, kinds, live, problems)
    plan = Plan(key, examined, text=document)
    return replace(plan, problems=tuple(plan.in_text(each) for each in examined.problems))


def _head_problems(raw: dict[str, Any], kinds: Sequence[DefinitionKind]) -> Iterable[DocumentProblem]:
    known = {"format", "app", *(kind.section for kind in kinds)}
    for key in raw:
        if key not in known:
            yield DocumentProblem((key,), "key_unknown", {"key": key})
    try:
        head = _Head.model_validate(raw)
    except ValidationError as error:
        yield from validation_problems(error, (), raw)
        return
    yield from app_key_problems(head.app.key)


def app_key_problems(key: str) -> Iterable[DocumentProblem]:
    """Whether an app may have this key."""
    if not good_key(key, APP_BYTES):
        yield DocumentProblem(("app", "key"), "key_malformed", {"key": key, "most": APP_BYTES})
    elif key in RESERVED_APPS or key.startswith("pg_"):
        yield DocumentProblem(("app", "key"), "key_reserved", {"key": key})


def _sections(
    raw: dict[str, Any],
    kinds: Sequence[DefinitionKind],
    problems: list[DocumentProblem],
) -> dict[str, dict[str, Any]]:
    sections: dict[str, dict[str, Any]] = {}
    for kind in kinds:
        section = raw.get(kind.section)
        if section is None:
            continue
        if isinstance(section, dict):
            sections[kind.name] = section
        else:
            problems.append(DocumentProblem((kind.section,), "map_expected"))
    return sections
