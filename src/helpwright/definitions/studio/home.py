"""All apps, and one app at a glance: how far its parts are, and numbers about what is stored and under way."""

from collections.abc import Mapping
from typing import Any

from helpwright.definitions.model import App
from helpwright.definitions.publications.model import Publication
from helpwright.definitions.studio.desk import ChangeSet, StudioDesk
from helpwright.kernel.clock import Clock, iso
from helpwright.kernel.text import localize


async def apps_json(desk: StudioDesk, locale: str) -> list[dict[str, Any]]:
    """Every app, in the order in which they were made."""
    live = await desk.definitions.with_removed()
    return [await _app_json(desk, app, locale) for app in live.apps.values()]


async def _app_json(desk: StudioDesk, app: App, locale: str) -> dict[str, Any]:
    changes = await desk.changes(app.key)
    parts: dict[str, int] = {}
    for part in changes.live.parts:
        if part.app == app.key:
            parts[part.kind] = parts.get(part.kind, 0) + 1
    for draft in changes.drafts:
        known = any(part.key == draft.key for part in changes.live.of_kind(draft.kind, app.key))
        parts[draft.kind] = parts.get(draft.kind, 0) + (0 if known else 1)
    return {
        "app": app.key,
        "name": app.name,
        "label": localize(app.name, locale),
        "parts": parts,
        "changed": count_changes(changes),
        "problems": sum(each.severity == "error" for each in changes.problems),
        **_published(await desk.publisher.last_of_app(app.key)),
    }


def count_changes(changes: ChangeSet) -> int:
    """How many changes there are, as people count them: each difference, each part that is new or goes."""
    return sum(0 if each.change.change == "unchanged" else max(1, len(each.differences)) for each in changes.previews)


def _published(last: Publication | None) -> Mapping[str, Any]:
    at = last.finished_at if last is not None else None
    return {
        "version": (last.version or 0) if last is not None else 0,
        "published_at": iso(at) if at is not None else None,
        "published_by": last.started_by if last is not None else None,
    }


async def overview_json(desk: StudioDesk, app: str, clock: Clock, locale: str) -> dict[str, Any]:
    """One app with numbers about its live parts. Raises Missing."""
    live = await desk.require_app(app)
    facts: dict[str, Any] = {}
    async with desk.database.session() as session:
        for kind in desk.kinds:
            parts = live.of_kind(kind.name, app)
            if parts:
                facts[kind.name] = await kind.facts(session, parts, clock.now())
    return {
        "app": app,
        "name": live.apps[app].name,
        "label": localize(live.apps[app].name, locale),
        "facts": facts,
        **_published(await desk.publisher.last_of_app(app)),
    }
