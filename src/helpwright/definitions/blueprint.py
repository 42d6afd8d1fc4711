"""A whole app as one readable YAML document: read, check, plan. Pure; `publish` carries a plan out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError
from pydantic_core.core_schema import ErrorType

from helpwright.definitions.kind import AppDraft, DefinitionKind, DocumentProblem
from helpwright.definitions.model import DefinitionSet, Part, same_document
from helpwright.definitions.yaml import Document, Position, YamlProblem, read_yaml
from helpwright.kernel.text import LocalText

_KEY = r"^[a-z][a-z0-9_]*$"
_RESERVED_APPS = frozenset({"helpwright", "public", "information_schema", "report"})
_CODES = {
    "extra_forbidden": "key_unknown",
    "missing": "key_missing",
    "union_tag_not_found": "type_missing",
    "literal_error": "value_not_one_of",
    "union_tag_invalid": "value_not_one_of",
    "string_type": "text_expected",
    "int_type": "number_expected",
    "int_parsing": "number_expected",
    "int_from_float": "number_expected",
    "bool_type": "boolean_expected",
    "bool_parsing": "boolean_expected",
    "list_type": "list_expected",
    "dict_type": "map_expected",
    "model_type": "map_expected",
    "model_attributes_type": "map_expected",
}
_PYDANTICS_OWN = frozenset(get_args(ErrorType))


class AppHead(BaseModel):
    """The `app:` section."""

    model_config = ConfigDict(extra="forbid")
    key: Annotated[str, StringConstraints(pattern=_KEY, max_length=20)]
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
class Change:
    """What an import does to one part. `notes` name what is kept but does not run yet."""

    kind: str
    section: str
    key: str
    change: Literal["added", "changed", "unchanged"]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The effect of a blueprint on what is live. Nothing may be published while it has problems."""

    app: str
    name: Any
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    documents: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    typed: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    text: Document = field(default_factory=lambda: Document(None))

    def drafts(self, kinds: Sequence[DefinitionKind], live: DefinitionSet) -> tuple[AppDraft, AppDraft]:
        """The app as it is and as it would be."""
        elsewhere = tuple(part for part in live.parts if part.app != self.app)
        return (
            AppDraft(self.app, _merged(self.app, {}, kinds, live), elsewhere),
            AppDraft(self.app, _merged(self.app, self.typed, kinds, live), elsewhere),
        )


def plan_blueprint(text: str, kinds: Sequence[DefinitionKind], live: DefinitionSet, app: str | None = None) -> Plan:
    """Read the text and compare it with what is live. `app` is the key the caller expects, if any."""
    try:
        document = read_yaml(text)
    except YamlProblem as error:
        where = error.position
        return Plan(
            app or "", "", problems=(Problem("", error.code, where.line, where.column, {"detail": error.detail}),)
        )
    raw = document.value
    if not isinstance(raw, dict):
        return Plan(app or "", "", problems=(Problem("", "blueprint_not_a_map", 1, 1),))
    problems = list(_head_problems(raw, document, kinds))
    head = raw.get("app") if isinstance(raw.get("app"), dict) else {}
    key = str(head.get("key", "")) if isinstance(head, dict) else ""
    if app is not None and key != app:
        problems.append(_problem(document, ("app", "key"), "app_key_differs", {"expected": app, "found": key}))
    typed, raws = _read_sections(raw, document, kinds, problems)
    if not problems:
        elsewhere = tuple(part for part in live.parts if part.app != key)
        draft = AppDraft(key, _merged(key, typed, kinds, live), elsewhere)
        problems.extend(_check(draft, typed, document, kinds))
        problems.extend(_broken(draft, typed, document, kinds, live))
    if not problems:
        problems.extend(_impossible(key, typed, raws, document, kinds, live))
    name = head.get("name", key) if isinstance(head, dict) else key
    return Plan(key, name, tuple(_changes(key, raws, typed, kinds, live)), tuple(problems), raws, typed, document)


def _head_problems(raw: dict[str, Any], document: Document, kinds: Sequence[DefinitionKind]) -> Iterable[Problem]:
    known = {"format", "app", *(kind.section for kind in kinds)}
    for key in raw:
        if key not in known:
            yield _problem(document, (key,), "key_unknown", {"key": key})
    try:
        head = _Head.model_validate(raw)
    except ValidationError as error:
        yield from _validation_problems(error, (), document, raw)
        return
    if head.app.key in _RESERVED_APPS or head.app.key.startswith("pg_"):
        yield _problem(document, ("app", "key"), "key_reserved", {"key": head.app.key})


def _read_sections(
    raw: dict[str, Any],
    document: Document,
    kinds: Sequence[DefinitionKind],
    problems: list[Problem],
) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    typed: dict[str, dict[str, Any]] = {}
    raws: dict[str, dict[str, Any]] = {}
    for kind in kinds:
        section = raw.get(kind.section)
        if section is None:
            continue
        if not isinstance(section, dict):
            problems.append(_problem(document, (kind.section,), "map_expected"))
            continue
        for key, body in section.items():
            path = (kind.section, key)
            if not _good_key(key, kind.key_bytes):
                problems.append(_problem(document, path, "key_malformed", {"key": key, "most": kind.key_bytes}))
            try:
                typed.setdefault(kind.name, {})[key] = kind.model.model_validate(body, strict=True)
            except ValidationError as error:
                problems.extend(_validation_problems(error, path, document, raw))
            raws.setdefault(kind.name, {})[key] = body
    return typed, raws


def _good_key(key: str, most: int) -> bool:
    return (
        0 < len(key) <= most
        and key[0].isascii()
        and key[0].islower()
        and all(each.isascii() and (each.islower() or each.isdigit() or each == "_") for each in key)
    )


def _merged(
    app: str,
    typed: Mapping[str, Mapping[str, Any]],
    kinds: Sequence[DefinitionKind],
    live: DefinitionSet,
) -> dict[str, dict[str, Any]]:
    merged: dict[str, dict[str, Any]] = {}
    for kind in kinds:
        known = {part.key: kind.model.model_validate(part.document) for part in live.of_kind(kind.name, app)}
        merged[kind.name] = {**known, **typed.get(kind.name, {})}
    return merged


def _check(
    draft: AppDraft,
    typed: Mapping[str, Mapping[str, Any]],
    document: Document,
    kinds: Sequence[DefinitionKind],
) -> Iterable[Problem]:
    for kind in kinds:
        for key, body in typed.get(kind.name, {}).items():
            for problem in kind.check(draft, key, body):
                yield from_document(problem, (kind.section, key), document)


def _broken(
    draft: AppDraft,
    typed: Mapping[str, Mapping[str, Any]],
    document: Document,
    kinds: Sequence[DefinitionKind],
    live: DefinitionSet,
) -> Iterable[Problem]:
    """Problems that the import makes for parts that are live and not in the text."""
    before = AppDraft(draft.key, _merged(draft.key, {}, kinds, live), draft.elsewhere)
    for kind in kinds:
        for key, body in before.of(kind.name).items():
            if key in typed.get(kind.name, {}):
                continue
            known = list(kind.check(before, key, body))
            for problem in kind.check(draft, key, body):
                if problem not in known:
                    yield from_document(problem, (kind.section, key), document)


def _impossible(
    app: str,
    typed: Mapping[str, Mapping[str, Any]],
    raws: Mapping[str, Mapping[str, Any]],
    document: Document,
    kinds: Sequence[DefinitionKind],
    live: DefinitionSet,
) -> Iterable[Problem]:
    """Changes that cannot be made to what is stored."""
    for kind in kinds:
        for part in live.of_kind(kind.name, app):
            body = typed.get(kind.name, {}).get(part.key)
            if body is not None and not same_document(part.document, raws[kind.name][part.key]):
                for problem in kind.materialize(part, app, part.key, part.id, body).problems:
                    yield from_document(problem, (kind.section, part.key), document)


def from_document(problem: DocumentProblem, root: tuple[str | int, ...], document: Document) -> Problem:
    """Give a problem inside a part its place in the text."""
    return _problem(document, (*root, *problem.path), problem.code, problem.data)


def _changes(
    app: str,
    raws: Mapping[str, Mapping[str, Any]],
    typed: Mapping[str, Mapping[str, Any]],
    kinds: Sequence[DefinitionKind],
    live: DefinitionSet,
) -> Iterable[Change]:
    for kind in kinds:
        known = {part.key: part for part in live.of_kind(kind.name, app)}
        for key, body in raws.get(kind.name, {}).items():
            part = known.get(key)
            model = typed.get(kind.name, {}).get(key)
            notes = tuple(kind.not_yet_run(model)) if model is not None else ()
            yield Change(kind.name, kind.section, key, _compare(part, body), notes)


def _compare(part: Part | None, body: Any) -> Literal["added", "changed", "unchanged"]:
    if part is None:
        return "added"
    return "unchanged" if same_document(part.document, body) else "changed"


def _validation_problems(
    error: ValidationError,
    root: tuple[str | int, ...],
    document: Document,
    raw: Any,
) -> Iterable[Problem]:
    found = [(each, _path_in(raw, (*root, *each["loc"]))) for each in error.errors(include_url=False)]
    told: set[tuple[str | int, ...]] = set()
    for each, where in found:
        path = where
        if each["type"] == "string_type" and isinstance(each["input"], dict) and _told_below(found, each, path):
            continue
        if each["type"] == "missing":
            path = (*path, each["loc"][-1])
        if path in told:
            continue
        told.add(path)
        code = _CODES.get(each["type"], "value_wrong")
        if each["type"] == "value_error":
            code = str(each.get("ctx", {}).get("error", "value_wrong"))
        elif each["type"] not in _PYDANTICS_OWN:
            code = each["type"]
        context = each.get("ctx", {})
        expected = str(context.get("expected_tags") or context.get("expected") or "")
        data = {
            "key": str(each["loc"][-1]) if each["loc"] else "",
            "detail": each["msg"],
            "expected": expected.replace("'", "").replace(" or ", ", "),
        }
        yield _problem(document, path, code, data)


def _told_below(found: Sequence[tuple[Any, tuple[str | int, ...]]], this: Any, path: tuple[str | int, ...]) -> bool:
    """A map may stand where a text may, too: what is wrong inside of it says more."""
    return any(each is not this and where[: len(path)] == path for each, where in found)


def _path_in(raw: Any, location: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The part of a pydantic location that stands in the text: tags of unions are left out."""
    path: list[str | int] = []
    here: Any = raw
    for step in location:
        inside = isinstance(here, dict) and step in here
        if not inside and not (isinstance(here, list) and isinstance(step, int) and step < len(here)):
            continue
        here = here[step]
        path.append(step)
    return tuple(path)


def _problem(
    document: Document,
    path: tuple[str | int, ...],
    code: str,
    data: Mapping[str, Any] | None = None,
) -> Problem:
    where: Position = document.position(path)
    return Problem(".".join(map(str, path)), code, where.line, where.column, data or {})
