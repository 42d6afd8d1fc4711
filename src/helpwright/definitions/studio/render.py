"""Artefacts, change sets and publications as the interface gives them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from helpwright.definitions.drafts.model import Draft
from helpwright.definitions.drafts.operations import Artefact
from helpwright.definitions.kind import DefinitionKind, DocumentProblem
from helpwright.definitions.model import Part
from helpwright.definitions.preview import documents_of, previews_json
from helpwright.definitions.publications.model import TAKES_BACK, Publication
from helpwright.definitions.studio.desk import ChangeSet, StudioDesk
from helpwright.definitions.studio.history import versions_json
from helpwright.definitions.studio.home import count_changes
from helpwright.definitions.wording import part_label
from helpwright.kernel.clock import iso
from helpwright.kernel.text import localize
from helpwright.platform.sentences import Sentences


def problems_json(
    desk: StudioDesk, problems: Iterable[DocumentProblem], locale: str, first: Artefact | None = None
) -> list[dict[str, Any]]:
    """Problems with their place; those of `first` come first, and warnings about others stay out."""
    kinds = {kind.section: kind for kind in desk.kinds}
    found = [_problem_json(kinds, each, desk.sentences, locale) for each in problems]
    if first is None:
        return found
    own = (first.kind.name, first.key)
    told = [each for each in found if each["severity"] == "error" or (each["kind"], each["key"]) == own]
    return sorted(told, key=lambda each: (each["kind"], each["key"]) != own)


def _problem_json(
    kinds: Mapping[str, DefinitionKind], problem: DocumentProblem, sentences: Sentences, locale: str
) -> dict[str, Any]:
    section, key = (*map(str, problem.path[:2]), "", "")[:2]
    since = {"since": problem.data["since"]} if problem.data.get("since") else {}
    return {
        "path": ".".join(map(str, problem.path)),
        "kind": kinds[section].name if section in kinds else section,
        "key": key,
        "at": list(problem.path[2:]),
        "code": problem.code,
        "message": sentences(locale, _said(sentences, section, problem), problem.data),
        "severity": problem.severity,
        **since,
    }


def _said(sentences: Sentences, section: str, problem: DocumentProblem) -> str:
    """The code of the sentence: a key that is missing is a word nobody sees here, so its usual meaning is told."""
    if problem.code == "key_missing":
        for code in (f"missing_{section}_{problem.path[-1]}", f"missing_{problem.path[-1]}"):
            if sentences.knows(code):
                return code
    return problem.code


def draft_json(draft: Draft, live: Part | None) -> dict[str, Any]:
    """A draft."""
    return {
        "version": draft.version,
        "base": draft.base,
        "removed": draft.document is None,
        "behind": draft.base != (live.version if live is not None else 0),
        "document": draft.document,
        "changed_at": iso(draft.changed_at),
        "changed_by": draft.changed_by,
    }


async def artefact_json(desk: StudioDesk, artefact: Artefact, locale: str) -> dict[str, Any]:
    """Everything a designer needs."""
    live, draft = artefact.live, artefact.draft
    problems = await desk.problems_of(artefact.app)
    return {
        "kind": artefact.kind.name,
        "app": artefact.app,
        "key": artefact.key,
        "name": f"{artefact.app}.{artefact.key}",
        "live": {"version": live.version, "document": live.document} if live is not None else None,
        "draft": draft_json(draft, live) if draft is not None else None,
        "problems": problems_json(desk, problems, locale, artefact),
        "versions": await versions_json(desk, artefact, locale),
        "used": [{"element": name, "at": at} for name, at in await desk.used_keys(artefact)],
    }


def parts_json(
    desk: StudioDesk, app: str, changes: ChangeSet, locale: str, *, documents: bool = False
) -> dict[str, Any]:
    """An app with its artefacts, with what is in them when asked for."""
    parts = [part for kind in desk.kinds for part in _parts(kind, app, changes, desk.sentences, locale)]
    if not documents:
        parts = [{key: value for key, value in part.items() if key != "document"} for part in parts]
    return {"app": app, "name": changes.live.apps[app].name, "parts": parts}


def _parts(
    kind: DefinitionKind, app: str, changes: ChangeSet, sentences: Sentences, locale: str
) -> Iterable[dict[str, Any]]:
    live = {part.key: part for part in changes.live.of_kind(kind.name, app)}
    drafts = {draft.key: draft for draft in changes.drafts if draft.kind == kind.name}
    removed = {part.key: part for part in changes.live.retired_of(kind.name, app)}
    for key in dict.fromkeys((*live, *drafts, *removed)):
        part, draft = live.get(key), drafts.get(key)
        document = _document(draft, part) or (removed[key].document if key in removed else {})
        wrong = [each for each in changes.problems if each.path[:2] == (kind.section, key)]
        yield {
            "kind": kind.name,
            "section": kind.section,
            "key": key,
            "label": part_label(sentences, kind.name, document, key, locale),
            "state": _state(part, draft),
            "live_version": part.version if part is not None else None,
            "draft_version": draft.version if draft is not None else None,
            "problems": sum(each.severity == "error" for each in wrong),
            "warnings": sum(each.severity == "warning" for each in wrong),
            "document": document,
        }


def _document(draft: Draft | None, part: Part | None) -> Mapping[str, Any] | None:
    if draft is not None and draft.document is not None:
        return draft.document
    return part.document if part is not None else None


def _state(part: Part | None, draft: Draft | None) -> str:
    if draft is None:
        return "removed" if part is None else "live"
    if draft.document is None:
        return "removing"
    return "new" if part is None else "changed"


def changes_json(
    desk: StudioDesk,
    app: str,
    changes: ChangeSet,
    publications: tuple[Publication | None, Publication | None, Publication | None],
    locale: str,
) -> dict[str, Any]:
    """What publishing would change; `publications`: the one that runs, one that waits for its time, the last one."""
    running, later, last = publications
    return {
        "app": app,
        "label": localize(changes.live.apps[app].name, locale),
        "version": (last.version or 0) if last is not None else 0,
        "count": count_changes(changes),
        "changes": previews_json(
            changes.previews, desk.sentences, locale, documents_of(changes.examined, changes.live)
        ),
        "problems": problems_json(desk, _of(changes, "error"), locale),
        "warnings": problems_json(desk, _of(changes, "warning"), locale),
        "accept": changes.accepts,
        "running": publication_json(running, desk.sentences, locale) if running is not None else None,
        "scheduled": publication_json(later, desk.sentences, locale) if later is not None else None,
    }


def _of(changes: ChangeSet, severity: str) -> list[DocumentProblem]:
    return [each for each in changes.problems if each.severity == severity]


def publication_json(publication: Publication, sentences: Sentences, locale: str) -> dict[str, Any]:
    """How far it is, how it ended."""
    error = publication.error if publication.over else None
    return {
        "id": publication.id,
        "app": publication.app,
        "reason": publication.reason,
        "state": publication.state,
        "step": publication.step,
        "version": publication.version,
        "note": publication.wish.note,
        "due_at": None if publication.wish.due_at is None else iso(publication.wish.due_at),
        "canceling": publication.error is not None and not publication.over,
        "progress": [
            {"part": part, "done": each["done"], "total": each["total"]} for part, each in publication.progress.items()
        ],
        "parts": _names(publication),
        "takes_back": publication.wish.sequel.get(TAKES_BACK),
        "started_at": iso(publication.started_at),
        "started_by": publication.started_by,
        "finished_at": iso(publication.finished_at) if publication.finished_at is not None else None,
        "error": _error_json(error, sentences, locale) if error is not None else None,
    }


def _names(publication: Publication) -> list[str]:
    wanted = publication.wanted
    named = [f"{kind}.{key}" for kind, each in wanted.documents.items() for key in each]
    return [*named, *(f"{kind}.{key}" for kind, key in sorted(wanted.removed))]


def _error_json(error: Mapping[str, Any], sentences: Sentences, locale: str) -> dict[str, Any]:
    errors: Sequence[Mapping[str, Any]] = error["errors"]
    return {
        "code": error["code"],
        "message": sentences(locale, error["code"], {"count": len(errors), **error["data"]}),
        "errors": [{**each, "message": sentences(locale, each["code"], each["data"])} for each in errors],
    }
