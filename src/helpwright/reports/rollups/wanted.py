"""Which roll-ups the published dashboards need."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from helpwright.access.model import Caller, RoleDocument
from helpwright.access.rights import Grant, Rights, read_grants
from helpwright.access.row_scope import columns_of_scope
from helpwright.definitions.model import DefinitionSet, Part
from helpwright.kernel.errors import Invalid
from helpwright.platform.sentences import Sentences
from helpwright.query.rollup import ALWAYS, Need, Rollup, need_of
from helpwright.query.source import Origin
from helpwright.records.engine import RecordEngine
from helpwright.reports.kind import DashboardDocument, widget_runs
from helpwright.reports.reader import Reader
from helpwright.reports.rollups import store

_ANYBODY = UUID(int=0)
_MANY = frozenset({"owner_id", "created_by"})
"""There are as many groups as people."""


async def wanted(
    engine: RecordEngine, sentences: Sentences, definitions: DefinitionSet, large: frozenset[int]
) -> list[Rollup]:
    """One for each widget, form with many records, and scope of the roles that read its dashboard; ids are 0."""
    forms = engine.forms(definitions)
    grants = [Grant("form", form.name, frozenset({"read"})) for form in forms]
    everything = Reader(engine, sentences, _nobody(), definitions, Rights(grants), "en")
    found: list[Rollup] = []
    for part in definitions.of_kind("dashboard"):
        inside = Reader(engine, sentences, everything.caller, definitions, everything.rights, "en", part.app)
        for origin, need in await _needs(inside, DashboardDocument.model_validate(part.document)):
            if origin.form_id not in large:
                continue
            form = forms.by_id(origin.form_id)
            scopes = set() if form is None else _scopes(definitions, part, form.name)
            for each in sorted(scopes, key=sorted):
                rollup = _rollup(origin, need, each, definitions.zone.key)
                if not any(store.same(rollup, other) for other in found):
                    found.append(rollup)
    return [each for each in found if not any(_more(other, each) for other in found)]


def _more(one: Rollup, other: Rollup) -> bool:
    """Whether one tells all that the other does and is parted by a single thing more of which there are few."""
    mine, others = frozenset((*one.dims, *one.scopes)), frozenset((*other.dims, *other.scopes))
    return (
        store.same(_bare(one), _bare(other))
        and len(mine - others) == 1
        and mine > others
        and not mine - others & _MANY
        and one.parts.keys() >= other.parts.keys()
    )


def _bare(rollup: Rollup) -> Rollup:
    return replace(rollup, columns={}, dims=(), parts={}, scopes=())


def _nobody() -> Caller:
    return Caller(
        _ANYBODY, "", admin=False, locale="en", teams=frozenset(), team_names=frozenset(), roles=frozenset(), epoch=0
    )


async def _needs(reader: Reader, document: DashboardDocument) -> list[tuple[Origin, Need]]:
    found: list[tuple[Origin, Need]] = []
    for widget in document.widgets.values():
        if not widget_runs(widget) or widget.query.lists_records:
            continue
        try:
            source = await reader.source(widget.query)
            need = need_of(widget.query, source, reader.moment())
        except Invalid:
            continue
        if need is not None:
            found += [(origin, need) for origin in source.origins]
    return found


def _rollup(origin: Origin, need: Need, scopes: frozenset[str], zone: str) -> Rollup:
    dims = need.dims | ({ALWAYS} if "created_at" in origin.columns else frozenset())
    whole = Need(dims, need.parts)
    columns = {key: origin.columns[key] for key in whole.keys}
    parts = store.parts_in_columns(each.sql for each in need.parts)
    return Rollup(
        0, origin.form_id, origin.dataset, zone, origin.tables, origin.condition, columns, sorted(dims), parts,
        sorted(scopes),
    )  # fmt: skip


def _scopes(definitions: DefinitionSet, dashboard: Part, form: str) -> set[frozenset[str]]:
    """The columns that tell the rows of each role which reads the dashboard; of some roles columns alone do not."""
    found: set[frozenset[str]] = set()
    for part in definitions.of_kind("role", dashboard.app):
        grants = read_grants(part.app, RoleDocument.model_validate(part.document), part.key)
        reads = any(each.kind == "dashboard" and each.name == dashboard.name and "read" in each.can for each in grants)
        rows = [each.scope for each in grants if each.kind == "form" and each.name == form and "read" in each.can]
        if reads and rows:
            found.add(frozenset() if "all" in rows else _columns(rows))
    return found


def _columns(scopes: Iterable[str]) -> frozenset[str]:
    return frozenset(column for scope in scopes for column in columns_of_scope(scope))
