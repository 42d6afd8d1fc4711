"""All apps, and one app at a glance: how far its parts are, and numbers about what is stored and under way."""

from collections.abc import Mapping
from typing import Any

from helpwright.definitions.model import App
from helpwright.definitions.publications.model import Live
from helpwright.definitions.studio.desk import ChangeSet, StudioDesk
from helpwright.kernel.clock import Clock, iso
from helpwright.kernel.text import localize


async def apps_json(desk: StudioDesk, locale: str) -> list[dict[str, Any]]:
    """Every app, in the order in which they were made."""
    published = await desk.publisher.last_of_each()
    every = await desk.of_every_app()
    return [_app_json(each.live.apps[app], each, published.get(app), locale) for app, each in every.items()]


def _app_json(app: App, changes: ChangeSet, published: Live | None, locale: str) -> dict[str, Any]:
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
        **_published(published),
    }


def count_changes(changes: ChangeSet) -> int:
    """How many changes there are, as people count them: each difference, each part that is new or goes."""
    return sum(0 if each.change.change == "unchanged" else max(1, len(each.differences)) for each in changes.previews)


def _published(last: Live | None) -> Mapping[str, Any]:
    if last is None:
        return {"version": 0, "published_at": None, "published_by": None}
    return {
        "version": last.version,
        "published_at": iso(last.at) if last.at is not None else None,
        "published_by": last.by,
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
        **_published((await desk.publisher.last_of_each()).get(app)),
    }
