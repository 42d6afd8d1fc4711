"""What publishing would change, in words, and what it would do to what is stored and under way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from helpwright.definitions.check import Change, Examined, live_document
from helpwright.definitions.diff import Difference, differences, worth_telling
from helpwright.definitions.kind import DefinitionKind, Effect
from helpwright.definitions.model import DefinitionSet, Part
from helpwright.definitions.names import names_of, names_within
from helpwright.definitions.wanted import Documents
from helpwright.definitions.wording import Vocabulary, detail, part_label, words
from helpwright.platform.database import Session
from helpwright.platform.sentences import Sentences


@dataclass(frozen=True, slots=True)
class PartPreview:
    """One part: what becomes of it, every difference, every effect.

    `document` is the new one, or the last; `before` is what is live.
    """

    change: Change
    differences: Sequence[Difference] = ()
    effects: Sequence[Effect] = ()
    document: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)

    def accepts(self) -> list[str]:
        """What the publisher must accept, dotted from the root of the blueprint."""
        return [_dotted(self.change, each) for each in self.effects if each.accept]


def _dotted(change: Change, effect: Effect) -> str:
    return ".".join(map(str, (change.section, change.key, *effect.path)))


def compare(examined: Examined, kinds: Sequence[DefinitionKind], live: DefinitionSet) -> list[PartPreview]:
    """Every part that is named, without a look at what is stored."""
    by_name = {kind.name: kind for kind in kinds}
    return [_compared(examined, by_name[change.kind], live, change) for change in examined.changes]


def _compared(examined: Examined, kind: DefinitionKind, live: DefinitionSet, change: Change) -> PartPreview:
    part = find_part(live, examined.wanted.app, change)
    last = part.document if part is not None else {}
    document = examined.documents.get(kind.name, {}).get(change.key, last)
    if part is None or change.change != "changed":
        return PartPreview(change, document=document)
    found = worth_telling(differences(kind.elements, live_document(kind, part), document))
    return PartPreview(change, found, document=document, before=last)


def find_part(live: DefinitionSet, app: str, change: Change) -> Part | None:
    """The live part that changes."""
    return next((part for part in live.of_kind(change.kind, app) if part.key == change.key), None)


async def with_effects(
    session: Session,
    examined: Examined,
    previews: Sequence[PartPreview],
    kinds: Sequence[DefinitionKind],
    live: DefinitionSet,
) -> list[PartPreview]:
    """The same with effects; reads what is stored."""
    by_name = {kind.name: kind for kind in kinds}
    found: list[PartPreview] = []
    for preview in previews:
        change = preview.change
        part = find_part(live, examined.wanted.app, change)
        if part is None or change.change not in {"changed", "removed"}:
            found.append(preview)
            continue
        typed = examined.typed.get(change.kind, {}).get(change.key) if change.change == "changed" else None
        effects = await by_name[change.kind].effects(session, part, typed)
        found.append(replace(preview, effects=effects))
    return found


def documents_of_app(live: DefinitionSet, app: str) -> dict[str, dict[str, Any]]:
    """The live documents of an app by kind and key."""
    found: dict[str, dict[str, Any]] = {}
    for part in live.parts:
        if part.app == app:
            found.setdefault(part.kind, {})[part.key] = part.document
    return found


def documents_of(examined: Examined, live: DefinitionSet) -> Documents:
    """The documents of the app as it would be, without a look whether they are right; removed ones stay."""
    found = documents_of_app(live, examined.wanted.app)
    for kind, documents in examined.documents.items():
        found.setdefault(kind, {}).update(documents)
    return found


def vocabulary_of(sentences: Sentences, locale: str, documents: Documents) -> Vocabulary:
    """A reader's words for the parts of an app."""
    names = names_of(documents, locale)
    for key, each in documents.get("calendar", {}).items():
        names["calendar", key] = part_label(sentences, "calendar", each, key, locale)
    return Vocabulary(sentences, locale, names)


def previews_json(
    previews: Sequence[PartPreview], sentences: Sentences, locale: str, documents: Documents
) -> list[dict[str, Any]]:
    """As the interface gives them."""
    vocabulary = vocabulary_of(sentences, locale, documents)
    return [_preview_json(each, vocabulary, documents) for each in previews]


def _preview_json(preview: PartPreview, known: Vocabulary, documents: Documents) -> dict[str, Any]:
    change, sentences, locale = preview.change, known.sentences, known.locale
    # What is removed is still called by its name.
    gone, there = (names_within(each, documents, locale) for each in (preview.before, preview.document))
    vocabulary = known.named({**gone, **there})
    return {
        "part": change.section,
        "kind": change.kind,
        "key": change.key,
        "label": part_label(sentences, change.kind, preview.document, change.key, locale),
        "change": change.change,
        "state": "not_yet_run" if change.notes else "runs",
        "detail": list(change.notes),
        "diff": [words(vocabulary, each) for each in preview.differences],
        "details": [detail_json(vocabulary, each) for each in preview.differences],
        "effects": [_effect_json(preview, each, sentences, locale) for each in preview.effects],
    }


def detail_json(vocabulary: Vocabulary, difference: Difference) -> dict[str, Any]:
    """A difference in its parts."""
    found = detail(vocabulary, difference)
    at = [each.key for each in difference.chain]
    return {"how": found.how, "what": found.what, "before": found.before, "after": found.after, "at": at}


def _effect_json(preview: PartPreview, effect: Effect, sentences: Sentences, locale: str) -> dict[str, Any]:
    path = _dotted(preview.change, effect)
    return {
        "path": path,
        "code": effect.code,
        "message": sentences(locale, effect.code, effect.data),
        "accept": path if effect.accept else None,
        "sample": [_sample_json(each, sentences, locale) for each in effect.sample],
    }


def _sample_json(row: Mapping[str, Any], sentences: Sentences, locale: str) -> dict[str, Any]:
    why = row.get("why")
    message = sentences(locale, why["code"], why["data"]) if why is not None else None
    return {"record": str(row["id"]), "number": row["number"], "value": row["value"], "why": message}
