"""HTTP of migrations: try out, begin, look, cancel."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from helpwright.access.gate import ForDefinitions
from helpwright.definitions.drafts.operations import Artefact, Drafts
from helpwright.definitions.model import DefinitionSet
from helpwright.flows.engine import FlowEngine
from helpwright.flows.live import LiveFlow, flow_of
from helpwright.flows.migrations import store
from helpwright.flows.migrations.answers import MigrationAnswer, MigrationsAnswer, MigrationTrialAnswer
from helpwright.flows.migrations.carry import begin_in
from helpwright.flows.migrations.model import Migration
from helpwright.flows.migrations.trial import Report, try_out
from helpwright.flows.wording import node_name
from helpwright.kernel.clock import iso
from helpwright.kernel.errors import Conflict, FieldProblem, Invalid, Missing
from helpwright.platform.database import to_json
from helpwright.platform.problems import read_locale
from helpwright.platform.routes import Router
from helpwright.platform.sentences import Sentences

Locale = Annotated[str, Depends(read_locale)]
_Key = Annotated[str, Field(max_length=80)]
_MOST = 20


class NodesBody(BaseModel):
    """The node chosen for each that is gone in the new version."""

    model_config = ConfigDict(extra="forbid")

    nodes: Annotated[dict[_Key, _Key], Field(max_length=200)] = {}


@dataclass(frozen=True)
class MigrationDesk:
    """What the routes need, handed in where all concepts meet."""

    engine: FlowEngine
    drafts: Drafts
    sentences: Sentences

    async def find(self, app: str, key: str) -> tuple[DefinitionSet, Artefact]:
        """The flow with its draft. Raises Missing."""
        return await self.drafts.definitions.current(), await self.drafts.find("flow", f"{app}.{key}")

    async def target(self, definitions: DefinitionSet, artefact: Artefact) -> tuple[LiveFlow, bool]:
        """Where a migration leads: to what the draft becomes, else to what is live. Raises Missing, Invalid."""
        draft = artefact.draft.document if artefact.draft is not None else None
        version = artefact.base + (draft is not None)
        document = draft if draft is not None else artefact.live.document if artefact.live is not None else None
        if document is None:
            raise Missing("definition_missing", kind="flow", name=artefact.key)
        try:
            name = f"{artefact.app}.{artefact.key}"
            return flow_of(definitions, artefact.app, name, version, document), draft is not None
        except ValidationError as error:
            raise Invalid([FieldProblem("document", "flow_invalid")], "flow_invalid") from error


def _body(value: Any, status: int = 200) -> Response:
    return Response(to_json(value), status, media_type="application/json")


def migration_routes(desk: MigrationDesk) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(tags=["flows"])
    database = desk.engine.records.database

    @router.post("/apps/{app}/flows/{key}/migrations/trial", response_model=MigrationTrialAnswer)
    async def try_migration(app: str, key: str, wanted: NodesBody, _caller: ForDefinitions, locale: Locale) -> Response:
        """Which open instances could go on under the draft (without one: under what is live), and which not."""
        definitions, artefact = await desk.find(app, key)
        flow, draft = await desk.target(definitions, artefact)
        report = await try_out(desk.engine, definitions, flow.name, (flow.version, flow.definition), wanted.nodes)
        return _body(_trial_json(desk.sentences, flow, report, wanted.nodes, locale) | {"draft": draft})

    @router.post("/apps/{app}/flows/{key}/migrations", response_model=MigrationAnswer, status_code=201)
    async def begin_migration(
        app: str, key: str, wanted: NodesBody, caller: ForDefinitions, locale: Locale
    ) -> Response:
        """Let open instances go on under the version that is live; it is carried out in the background."""
        definitions, artefact = await desk.find(app, key)
        if artefact.live is None:
            raise Missing("definition_missing", kind="flow", name=key)
        name, version = f"{app}.{key}", artefact.live.version
        async with database.transaction() as session:
            if await session.one(store.running_of(name)) is not None:
                raise Conflict("migration_running")
            if not await session.all(store.open_before(name, version, None, 1)):
                raise Conflict("migration_nothing")
            at = desk.engine.records.clock.now()
            begun = await begin_in(session, name, version, wanted.nodes, caller.person_id, at)
        found = await _of_flow(desk, name)
        flow = await desk.engine.versions.get(definitions, name, version)
        return _body(_json(desk.sentences, flow, next(each for each in found if each.id == begun), locale), 201)

    @router.get("/apps/{app}/flows/{key}/migrations", response_model=MigrationsAnswer)
    async def list_migrations(app: str, key: str, _caller: ForDefinitions, locale: Locale) -> Response:
        definitions, _ = await desk.find(app, key)
        items = []
        for each in await _of_flow(desk, f"{app}.{key}"):
            flow = await desk.engine.versions.get(definitions, each.flow, each.to)
            items.append(_json(desk.sentences, flow, each, locale))
        return _body({"items": items})

    @router.post("/apps/{app}/flows/{key}/migrations/{migration}/cancel", response_model=MigrationsAnswer)
    async def cancel_migration(app: str, key: str, migration: UUID, caller: ForDefinitions, locale: Locale) -> Response:
        """Stop it. What has gone over stays on its new version."""
        at = desk.engine.records.clock.now()
        if not (await database.write([store.cancel(f"{app}.{key}", migration, at)]))[0]:
            raise Conflict("migration_over")
        return await list_migrations(app, key, caller, locale)

    return router


async def _of_flow(desk: MigrationDesk, flow: str) -> list[Migration]:
    return [store.to_migration(row) for row in await desk.engine.records.database.all(store.of_flow(flow, _MOST))]


def _message(sentences: Sentences, locale: str, code: str, node: str) -> str:
    return sentences(locale, f"migrate_{code}", {"node": node})


def _trial_json(
    sentences: Sentences, after: LiveFlow, report: Report, nodes: Mapping[str, str], locale: str
) -> dict[str, Any]:
    versions = sorted(report.flows.values(), key=lambda flow: -flow.version)

    def name(node: str | None) -> str:
        flow = next((each for each in versions if node in each.document.nodes), after)
        return node_name(sentences, flow, node or "", locale)

    def kind(node: str) -> str:
        return next((each.document.nodes[node].type for each in versions if node in each.document.nodes), "task")

    known = after.definition.nodes
    return {
        "to": after.version,
        "total": report.total,
        "ready": report.ready,
        "versions": [{"version": version, "open": count} for version, count in sorted(report.versions.items())],
        "nodes": [
            {
                "key": node,
                "name": name(node),
                "type": kind(node),
                "open": count,
                "to": nodes.get(node, node if node in known else None),
                "gone": node not in known,
            }
            for node, count in report.open.most_common()
        ],
        "targets": [
            {"key": key, "name": node_name(sentences, after, key, locale), "type": node.type}
            for key, node in known.items()
            if node.ins
        ],
        "reasons": [
            {"code": code, "node": node, "count": count, "message": _message(sentences, locale, code, name(node))}
            for (code, node), count in report.reasons.most_common()
        ],
        "refused": [
            {**_about(each), "message": _message(sentences, locale, each["code"], name(each["node"]))}
            for each in report.refused
        ],
    }


def _about(refusal: Mapping[str, Any]) -> dict[str, Any]:
    return {part: refusal[part] for part in ("record", "form", "number", "node", "code")}


def _json(sentences: Sentences, after: LiveFlow, found: Migration, locale: str) -> dict[str, Any]:
    return {
        "id": found.id,
        "flow": found.flow,
        "to": found.to,
        "state": found.state,
        "total": found.total,
        "moved": found.moved,
        "refused": found.refused,
        "refusals": [
            {
                **_about(each),
                "message": _message(
                    sentences, locale, each["code"], node_name(sentences, after, each["node"] or "", locale)
                ),
            }
            for each in found.refusals
        ],
        "started_at": iso(found.started_at),
        "started_by": found.started_by,
        "finished_at": None if found.finished_at is None else iso(found.finished_at),
    }
