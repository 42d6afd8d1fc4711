"""Whether an app holds together: documents against their models, references between them, what is stored. Pure.

Paths of problems lead from the root of the blueprint: section, key, then into the document.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from pydantic import ValidationError
from pydantic_core.core_schema import ErrorType

from helpwright.definitions.canonical import canonical
from helpwright.definitions.kind import AppDraft, DefinitionKind, DocumentProblem
from helpwright.definitions.model import DefinitionSet, Part, same_document
from helpwright.definitions.wanted import Documents, Wanted

Path = tuple[str | int, ...]

RESERVED_APPS = frozenset({"helpwright", "public", "information_schema", "report", "rollup"})
_CODES = {
    "extra_forbidden": "key_unknown",
    "missing": "key_missing",
    "union_tag_not_found": "type_missing",
    "literal_error": "value_not_one_of",
    "union_tag_invalid": "value_not_one_of",
    "string_type": "text_expected",
    "string_too_short": "text_empty",
    "int_type": "number_expected",
    "int_parsing": "number_expected",
    "int_from_float": "number_expected",
    "bool_type": "boolean_expected",
    "bool_parsing": "boolean_expected",
    "list_type": "list_expected",
    "dict_type": "map_expected",
    "model_type": "map_expected",
    "model_attributes_type": "map_expected",
    "too_short": "at_least_one",
    "too_long": "too_many",
    "string_too_long": "text_too_long",
}
_PYDANTICS_OWN = frozenset(get_args(ErrorType))


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one part. `notes` name what is kept but does not run yet."""

    kind: str
    section: str
    key: str
    change: Literal["added", "changed", "removed", "unchanged"]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found out about it. `documents` are in their one order; nothing may be published with problems."""

    wanted: Wanted
    typed: Documents = field(default_factory=dict)
    documents: Documents = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    problems: tuple[DocumentProblem, ...] = ()

    def drafts(self, kinds: Sequence[DefinitionKind], live: DefinitionSet) -> tuple[AppDraft, AppDraft]:
        """The app as it is and as it would be."""
        before = app_draft(self.wanted.app, {}, frozenset(), kinds, live)
        return before, app_draft(self.wanted.app, self.typed, self.wanted.removed, kinds, live)


def examine(
    wanted: Wanted,
    kinds: Sequence[DefinitionKind],
    live: DefinitionSet,
    more: Sequence[DocumentProblem] = (),
    *,
    all_at_once: bool = False,
) -> Examined:
    """Check what is wanted against what is live. `more` are problems of the text it came in.

    What is wrong between documents is told when each of them can be read; with `all_at_once` also before.
    """
    problems = list(more)
    typed = _read(wanted, kinds, problems)
    if all_at_once or not problems:
        draft = app_draft(wanted.app, typed, wanted.removed, kinds, live)
        problems.extend(_check(draft, typed, kinds))
        problems.extend(_broken(draft, typed, wanted.removed, kinds, live))
    documents = in_order(typed, wanted.documents, kinds)
    if not problems:
        problems.extend(_impossible(wanted.app, typed, documents, kinds, live))
    changes = tuple(_changes(wanted, documents, typed, kinds, live))
    return Examined(wanted, typed, documents, changes, tuple(problems))


def _read(
    wanted: Wanted,
    kinds: Sequence[DefinitionKind],
    problems: list[DocumentProblem],
) -> dict[str, dict[str, Any]]:
    typed: dict[str, dict[str, Any]] = {}
    for kind in kinds:
        for key, body in wanted.documents.get(kind.name, {}).items():
            path = (kind.section, key)
            if not good_key(key, kind.key_bytes):
                problems.append(DocumentProblem(path, "key_malformed", {"key": key, "most": kind.key_bytes}))
            try:
                typed.setdefault(kind.name, {})[key] = kind.model.model_validate(body, strict=True)
            except ValidationError as error:
                problems.extend(validation_problems(error, path, body))
    return typed


def good_key(key: str, most: int) -> bool:
    """Lower-case ASCII letters, digits and underscores, a letter first, at most so many bytes."""
    return (
        0 < len(key) <= most
        and key[0].isascii()
        and key[0].islower()
        and all(each.isascii() and (each.islower() or each.isdigit() or each == "_") for each in key)
    )


def app_draft(
    app: str,
    typed: Documents,
    removed: frozenset[tuple[str, str]],
    kinds: Sequence[DefinitionKind],
    live: DefinitionSet,
) -> AppDraft:
    """The live app with these documents in it and without what is removed."""
    merged: dict[str, dict[str, Any]] = {}
    for kind in kinds:
        known = {
            part.key: kind.model.model_validate(part.document)
            for part in live.of_kind(kind.name, app)
            if (kind.name, part.key) not in removed
        }
        merged[kind.name] = {**known, **typed.get(kind.name, {})}
    return AppDraft(app, merged, tuple(part for part in live.parts if part.app != app))


def in_order(typed: Documents, raws: Documents, kinds: Sequence[DefinitionKind]) -> dict[str, dict[str, Any]]:
    """The documents in their one order; those that their model does not read stay as they are."""
    return {
        kind.name: {
            key: canonical(body, typed.get(kind.name, {}).get(key), kind.elements)
            for key, body in raws[kind.name].items()
        }
        for kind in kinds
        if raws.get(kind.name)
    }


def live_document(kind: DefinitionKind, part: Part) -> Any:
    """What is live, in its one order."""
    try:
        typed = kind.model.model_validate(part.document)
    except ValidationError:
        typed = None
    return canonical(part.document, typed, kind.elements)


def _check(draft: AppDraft, typed: Documents, kinds: Sequence[DefinitionKind]) -> Iterable[DocumentProblem]:
    for kind in kinds:
        for key, body in typed.get(kind.name, {}).items():
            for problem in kind.check(draft, key, body):
                yield below((kind.section, key), problem)


def _broken(
    draft: AppDraft,
    typed: Documents,
    removed: frozenset[tuple[str, str]],
    kinds: Sequence[DefinitionKind],
    live: DefinitionSet,
) -> Iterable[DocumentProblem]:
    """Problems that arise for parts that are live and stay as they are."""
    before = app_draft(draft.key, {}, frozenset(), kinds, live)
    for kind in kinds:
        for key, body in before.of(kind.name).items():
            if key in typed.get(kind.name, {}) or (kind.name, key) in removed:
                continue
            known = list(kind.check(before, key, body))
            for problem in kind.check(draft, key, body):
                if problem not in known:
                    yield below((kind.section, key), problem)


def _impossible(
    app: str,
    typed: Documents,
    documents: Documents,
    kinds: Sequence[DefinitionKind],
    live: DefinitionSet,
) -> Iterable[DocumentProblem]:
    """Changes that cannot be made to what is stored."""
    for kind in kinds:
        for part in (*live.of_kind(kind.name, app), *live.retired_of(kind.name, app)):
            body = typed.get(kind.name, {}).get(part.key)
            if body is not None and not same_document(live_document(kind, part), documents[kind.name][part.key]):
                for problem in kind.materialize(part, app, part.key, part.id, body).problems:
                    yield below((kind.section, part.key), problem)


def below(root: Path, problem: DocumentProblem) -> DocumentProblem:
    """A problem inside a part, seen from the root of the blueprint."""
    return DocumentProblem((*root, *problem.path), problem.code, problem.data)


def _changes(
    wanted: Wanted,
    documents: Documents,
    typed: Documents,
    kinds: Sequence[DefinitionKind],
    live: DefinitionSet,
) -> Iterable[Change]:
    for kind in kinds:
        known = {part.key: part for part in live.of_kind(kind.name, wanted.app)}
        for key, body in documents.get(kind.name, {}).items():
            model = typed.get(kind.name, {}).get(key)
            notes = tuple(kind.not_yet_run(model)) if model is not None else ()
            yield Change(kind.name, kind.section, key, _compare(kind, known.get(key), body), notes)
        for key in known:
            if (kind.name, key) in wanted.removed:
                yield Change(kind.name, kind.section, key, "removed")


def _compare(kind: DefinitionKind, part: Part | None, body: Any) -> Literal["added", "changed", "unchanged"]:
    if part is None:
        return "added"
    return "unchanged" if same_document(live_document(kind, part), body) else "changed"


def validation_problems(error: ValidationError, root: Path, body: Any) -> Iterable[DocumentProblem]:
    """What a model found wrong with `body`, each place once."""
    found = [(each, path_in(body, each["loc"])) for each in error.errors(include_url=False)]
    told: set[Path] = set()
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
        key = str(each["loc"][-1]) if each["loc"] else ""
        if code == "too_many" and key == "options":
            code = "options_too_many"
        if each["type"] == "value_error":
            code = str(each.get("ctx", {}).get("error", "value_wrong"))
        elif each["type"] not in _PYDANTICS_OWN:
            code = each["type"]
        context = each.get("ctx", {})
        expected = str(context.get("expected_tags") or context.get("expected") or "")
        data = {
            "key": key,
            "detail": each["msg"],
            "expected": expected.replace("'", "").replace(" or ", ", "),
            **_amounts(each),
        }
        yield DocumentProblem((*root, *path), code, data)


def _amounts(found: Any) -> dict[str, int]:
    """How many there may be, and how many there are, where that is what is wrong."""
    context, given = found.get("ctx", {}), found["input"]
    if "max_length" not in context or not isinstance(given, str | list | dict):
        return {}
    most, count = int(context["max_length"]), len(given)
    return {"most": most, "length": count, "count": count, "over": count - most}


def _told_below(found: Sequence[tuple[Any, Path]], this: Any, path: Path) -> bool:
    """A map may stand where a text may, too: what is wrong inside of it says more."""
    return any(each is not this and where[: len(path)] == path for each, where in found)


def path_in(raw: Any, location: Sequence[str | int]) -> Path:
    """The part of a pydantic location that stands in the document: tags of unions are left out."""
    path: list[str | int] = []
    here: Any = raw
    for step in location:
        inside = isinstance(here, dict) and step in here
        if not inside and not (isinstance(here, list) and isinstance(step, int) and step < len(here)):
            continue
        here = here[step]
        path.append(step)
    return tuple(path)
