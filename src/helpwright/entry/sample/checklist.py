"""上线清单: what stands between an app and its first real customer, as facts of the server."""

from typing import Any
from urllib.parse import urlsplit

from helpwright.access.client_address import is_loopback
from helpwright.definitions.model import DefinitionSet
from helpwright.entry.sample import store
from helpwright.entry.sample.door import SUBMITTED
from helpwright.entry.wiring import Product
from helpwright.kernel.text import localize
from helpwright.platform.database import Statement

_FROM_OUTSIDE = """SELECT 1 AS yes FROM events WHERE dataset = ANY(%(forms)s) AND type = 'record_created'
    AND data->>'source' IN ('link', 'qr') LIMIT 1"""
_EMPTY = """SELECT t.key FROM teams t WHERE t.app = %(app)s AND NOT EXISTS (
    SELECT 1 FROM team_members m JOIN people p ON p.id = m.person_id WHERE m.team_id = t.id AND p.active)"""
_HELD = """SELECT DISTINCT m.role FROM role_members m JOIN people p ON p.id = m.person_id AND p.active
WHERE m.app = %(app)s"""


async def checklist(product: Product, definitions: DefinitionSet, app: str, locale: str) -> dict[str, Any]:
    """Every thing to do with whether it is done; what the app does not use is not asked for."""
    forms = [form for form in product.records.forms(definitions) if form.app == app]
    public = [form.name for form in forms if form.document.public is not None]
    outside, reached, empty, held, samples = await product.database.read(
        (
            Statement(_FROM_OUTSIDE, {"forms": public}),
            store.reached(app),
            Statement(_EMPTY, {"app": app}),
            Statement(_HELD, {"app": app}),
            store.of_app(app),
        ),
    )
    ways = await product.ways.current()
    used = ways_used(definitions, app)
    items = []
    if public:
        tried = bool(outside) or any(row["name"] == SUBMITTED for row in reached)
        items.append(_item("submitted", done=tried))
    lacking = _lacking(definitions, app, {row["key"] for row in empty}, {row["role"] for row in held}, locale)
    items.append(_item("members", done=not lacking, go=f"/studio/{app}/teams", names=lacking))
    items += [_item(way, done=way in ways, go="/admin/ways") for way in ("mail", "sms") if way in used]
    if public:
        items.append(_item("address", done=reachable(product.links.base(definitions)), go="/admin/settings"))
    there = bool(samples) and samples[0]["state"] in {"making", "ready"}
    items.append(_item("samples", done=not there))
    return {"items": items, "done": sum(each["done"] for each in items)}


def _item(key: str, *, done: bool, go: str | None = None, names: list[str] | None = None) -> dict[str, Any]:
    return {"key": key, "done": done, "go": None if done else go, "names": names or []}


def _lacking(definitions: DefinitionSet, app: str, empty: set[str], held: set[str], locale: str) -> list[str]:
    """Names of teams and roles that nobody belongs to, and on whom work waits."""
    found = [
        localize(part.document.get("name"), locale) for part in definitions.of_kind("team", app) if part.key in empty
    ]
    wanted = roles_with_work(definitions, app)
    return found + [
        localize(part.document.get("name"), locale)
        for part in definitions.of_kind("role", app)
        if part.key in wanted and part.key not in held
    ]


def roles_with_work(definitions: DefinitionSet, app: str) -> set[str]:
    """Roles that flows give tasks to, or that somebody is told of something through."""
    return {
        str(value)
        for kind in ("flow", "rule")
        for part in definitions.of_kind(kind, app)
        for key, value in _pairs(part.document)
        if key == "role" and isinstance(value, str)
    }


def ways_used(definitions: DefinitionSet, app: str) -> set[str]:
    """By which ways the rules and flows of the app tell people; surveys go by mail unless they say otherwise."""
    used: set[str] = set()
    for kind in ("flow", "rule"):
        for part in definitions.of_kind(kind, app):
            for key, value in _pairs(part.document):
                if key == "via":
                    used.update(value if isinstance(value, list) else [str(value)])
                elif key == "action" and value == "send_survey":
                    used.add("mail")
    return used


def _pairs(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [pair for key, each in value.items() for pair in ((key, each), *_pairs(each))]
    if isinstance(value, list):
        return [pair for each in value for pair in _pairs(each)]
    return []


def reachable(address: str) -> bool:
    """Whether others than this machine may reach us there."""
    host = urlsplit(address).hostname
    return host is not None and not is_loopback(host)
