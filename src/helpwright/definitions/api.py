"""HTTP of blueprints: a whole app in and out as YAML."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from helpwright.access.audit import entry
from helpwright.access.gate import ForDefinitions
from helpwright.access.model import Caller
from helpwright.definitions.answers import PlanAnswer
from helpwright.definitions.blueprint import Plan, plan_blueprint
from helpwright.definitions.export import export_blueprint
from helpwright.definitions.kind import DefinitionKind
from helpwright.definitions.live import Definitions
from helpwright.definitions.pins import PinCheck, nothing_pinned
from helpwright.definitions.publish import pinned_problems, publish
from helpwright.kernel.clock import Clock
from helpwright.kernel.errors import Invalid, Missing, TooLarge
from helpwright.platform.database import Database, to_json
from helpwright.platform.problems import locale_of
from helpwright.platform.sentences import Sentences

Locale = Annotated[str, Depends(locale_of)]
_MOST_BYTES = 2_000_000
MEDIA_TYPE = "application/yaml"
_TEXT: dict[str, Any] = {MEDIA_TYPE: {"schema": {"type": "string"}}}
_BODY: dict[str, Any] = {"requestBody": {"required": True, "content": _TEXT}}
_YAML: dict[int | str, dict[str, Any]] = {200: {"description": "The app as YAML", "content": _TEXT}}


@dataclass(frozen=True)
class BlueprintDesk:
    """What the routes and the command line need. `installed(app, person)` is called after a first import.

    `pinned` asks what is under way whether it can go on.
    """

    database: Database
    definitions: Definitions
    kinds: Sequence[DefinitionKind]
    clock: Clock
    sentences: Sentences
    installed: Callable[[str, UUID], Awaitable[None]]
    pinned: PinCheck = nothing_pinned

    async def plan(self, text: str, app: str | None = None) -> Plan:
        """Compare a blueprint with what is live."""
        live = await self.definitions.current()
        # Reading YAML takes about a millisecond a line: other requests go on meanwhile.
        plan = await asyncio.to_thread(plan_blueprint, text, self.kinds, live, app)
        if plan.problems:
            return plan
        async with self.database.session() as session:
            problems = await pinned_problems(plan, self.kinds, live, session, self.pinned)
        return replace(plan, problems=tuple(problems))

    async def bring_in(self, text: str, by: UUID | None, app: str | None = None, caller: Caller | None = None) -> Plan:
        """Plan and publish; a person who installs a new app joins its teams and roles. Raises Invalid, Conflict.

        `caller` is who asked over HTTP, for the audit.
        """
        before = await self.definitions.current()
        plan = await self.plan(text, app)
        told = entry(self.clock.now(), "published", caller or by, f"app:{plan.app}")
        await publish(plan, self.kinds, self.database, self.definitions, self.clock, by, self.pinned, told)
        if by is not None and plan.app not in before.apps:
            await self.installed(plan.app, by)
        return plan


def plan_json(plan: Plan, sentences: Sentences, locale: str) -> dict[str, Any]:
    """A plan as the interface gives it."""
    return {
        "app": plan.app,
        "changes": [
            {
                "part": each.section,
                "key": each.key,
                "change": each.change,
                "state": "not_yet_run" if each.notes else "runs",
                "detail": list(each.notes),
            }
            for each in plan.changes
        ],
        "problems": [
            {
                "path": each.path,
                "code": each.code,
                "line": each.line,
                "column": each.column,
                "message": sentences(locale, each.code, each.data),
            }
            for each in plan.problems
        ],
    }


async def read_text(request: Request) -> str:
    """The body as UTF-8 text. Raises TooLarge, Invalid."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > _MOST_BYTES:
            raise TooLarge("body_too_large", limit=_MOST_BYTES)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(code="body_unreadable") from error


def routes(desk: BlueprintDesk) -> APIRouter:
    """Routes below `/api/v1`."""
    router = APIRouter(tags=["apps"])

    @router.get("/apps/{app}/blueprint", response_class=Response, responses=_YAML)
    async def read_blueprint(app: str, caller: ForDefinitions) -> Response:
        definitions = await desk.definitions.current(caller.epoch)
        if app not in definitions.apps:
            raise Missing("app_missing")
        await desk.database.write([entry(desk.clock.now(), "exported", caller, f"app:{app}")])
        return Response(await asyncio.to_thread(export_blueprint, definitions, app, desk.kinds), media_type=MEDIA_TYPE)

    @router.put("/apps/{app}/blueprint", response_model=PlanAnswer, openapi_extra=_BODY)
    async def write_blueprint(
        app: str,
        request: Request,
        caller: ForDefinitions,
        locale: Locale,
        plan: Annotated[bool, Query(description="only compare, change nothing")] = False,  # noqa: FBT002 -- a query parameter
    ) -> Response:
        text = await read_text(request)
        if plan:
            found = await desk.plan(text, app)
        else:
            found = await desk.bring_in(text, caller.person_id, app, caller)
        return Response(to_json(plan_json(found, desk.sentences, locale)), media_type="application/json")

    return router
