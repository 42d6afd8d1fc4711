"""What publishing would change, in words, and what it would do to what is stored and under way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from helpwright.definitions.check import Change, Examined, live_document
from helpwright.definitions.diff import Difference, differences
from helpwright.definitions.kind import DefinitionKind, Effect
from helpwright.definitions.model import DefinitionSet, Part
from helpwright.definitions.wording import words
from helpwright.platform.database import Session
from helpwright.platform.sentences import Sentences


@dataclass(frozen=True, slots=True)
class PartPreview:
    """One part: what becomes of it, every difference, every effect."""

    change: Change
    differences: Sequence[Difference] = ()
    effects: Sequence[Effect] = ()

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
    if part is None or change.change != "changed":
        return PartPreview(change)
    document = examined.documents[kind.name][change.key]
    return PartPreview(change, differences(kind.elements, live_document(kind, part), document))


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
        found.append(PartPreview(change, preview.differences, effects))
    return found


def preview_json(preview: PartPreview, sentences: Sentences, locale: str) -> dict[str, Any]:
    """As the interface gives it."""
    change = preview.change
    return {
        "part": change.section,
        "kind": change.kind,
        "key": change.key,
        "change": change.change,
        "state": "not_yet_run" if change.notes else "runs",
        "detail": list(change.notes),
        "diff": [words(sentences, locale, each) for each in preview.differences],
        "effects": [_effect_json(preview, each, sentences, locale) for each in preview.effects],
    }


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
    return {"number": row["number"], "value": row["value"], "why": message}
