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
from helpwright.definitions.blueprint import Plan, Problem, plan_blueprint
from helpwright.definitions.check import app_draft
from helpwright.definitions.element import label_of
from helpwright.definitions.export import export_blueprint
from helpwright.definitions.kind import DefinitionKind, DocumentProblem
from helpwright.definitions.live import Definitions
from helpwright.definitions.model import DefinitionSet
from helpwright.definitions.notices import NoticeCheck, no_notices
from helpwright.definitions.pins import PinCheck, nothing_pinned
from helpwright.definitions.preview import PartPreview, compare, documents_of, previews_json, with_effects
from helpwright.definitions.publications.pieces import changes_nothing
from helpwright.definitions.publications.publisher import Publisher, refusal_of
from helpwright.definitions.removal import AppRemoval
from helpwright.kernel.clock import Clock
from helpwright.kernel.errors import FieldProblem, Invalid, Missing
from helpwright.platform.bodies import read_body
from helpwright.platform.database import Database, to_json
from helpwright.platform.problems import locale_of
from helpwright.platform.routes import Router
from helpwright.platform.sentences import Sentences

Locale = Annotated[str, Depends(locale_of)]
_MOST_BYTES = 2_000_000
MEDIA_TYPE = "application/yaml"
_TEXT: dict[str, Any] = {MEDIA_TYPE: {"schema": {"type": "string"}}}
_BODY: dict[str, Any] = {"requestBody": {"required": True, "content": _TEXT}}
_YAML: dict[int | str, dict[str, Any]] = {200: {"description": "The app as YAML", "content": _TEXT}}
OnlyPlan = Annotated[bool, Query(description="only compare, change nothing")]
Accepted = Annotated[Sequence[str], Query(description="effects that the plan asks to accept")]


@dataclass(frozen=True)
class Planned:
    """A plan with what it would change, in detail; `live` is what it was compared with.

    `notices` are what is to be done beside, such as connecting what an app names and this installation does not have.
    """

    plan: Plan
    previews: Sequence[PartPreview]
    live: DefinitionSet
    notices: Sequence[DocumentProblem] = ()


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
    publisher: Publisher
    removal: AppRemoval
    pinned: PinCheck = nothing_pinned
    notices: NoticeCheck = no_notices

    async def plan(self, text: str, app: str | None = None) -> Planned:
        """Compare a blueprint with what is live."""
        live = await self.definitions.with_removed()
        # Reading YAML takes about a millisecond a line: other requests go on meanwhile.
        plan = await asyncio.to_thread(plan_blueprint, text, self.kinds, live, app)
        previews = compare(plan.examined, self.kinds, live) if not plan.examined.problems else _bare(plan)
        if plan.problems:
            return Planned(plan, previews, live)
        async with self.database.session() as session:
            found = await self.pinned(session, *plan.examined.drafts(self.kinds, live))
            previews = await with_effects(session, plan.examined, previews, self.kinds, live)
            whole = app_draft(plan.app, plan.examined.typed, plan.examined.wanted.removed, self.kinds, live)
            notices = await self.notices(session, whole)
        return Planned(replace(plan, problems=tuple(plan.in_text(each) for each in found)), previews, live, notices)

    async def bring_in(
        self, text: str, by: UUID | None, app: str | None = None, accepted: frozenset[str] = frozenset()
    ) -> Planned:
        """Plan and publish; a person who installs a new app joins its teams and roles.

        Raises Invalid, Conflict: also while a publication of the app waits for its time.
        """
        before: DefinitionSet = await self.definitions.with_removed()
        planned = await self.plan(text, app)
        if planned.plan.problems:
            raise invalid(planned.plan.problems)
        examined = planned.plan.examined
        if not changes_nothing(examined, self.kinds, before):
            await self.publisher.require_unscheduled(planned.plan.app)
            publication = await self.publisher.begin(examined.wanted, "blueprint", by, accepted=accepted)
            ended = await self.publisher.finish(publication)
            if ended.state == "failed":
                raise refusal_of(ended)
            await self.definitions.refresh()
        if by is not None and planned.plan.app not in before.apps:
            await self.installed(planned.plan.app, by)
        return planned


def _bare(plan: Plan) -> list[PartPreview]:
    return [PartPreview(change) for change in plan.changes]


def invalid(problems: Sequence[Problem]) -> Invalid:
    """The problems of a plan as an answer to its sender."""
    return Invalid([FieldProblem(each.path, each.code, _data(each)) for each in problems], "blueprint_invalid")


def _data(problem: Problem) -> dict[str, Any]:
    return {**problem.data, "line": problem.line, "column": problem.column}


def plan_json(planned: Planned, sentences: Sentences, locale: str) -> dict[str, Any]:
    """A plan as the interface gives it."""
    documents = documents_of(planned.plan.examined, planned.live)
    known = planned.live.apps.get(planned.plan.app)
    name = planned.plan.examined.wanted.name or (known.name if known is not None else planned.plan.app)
    return {
        "app": planned.plan.app,
        "label": label_of({"name": name}, planned.plan.app, locale),
        "new": known is None,
        "changes": previews_json(planned.previews, sentences, locale, documents),
        "problems": [
            {
                "path": each.path,
                "code": each.code,
                "line": each.line,
                "column": each.column,
                "message": sentences(locale, each.code, each.data),
            }
            for each in planned.plan.problems
        ],
        "notices": [
            {
                "path": ".".join(map(str, each.path)),
                "code": each.code,
                "message": sentences(locale, each.code, each.data),
            }
            for each in planned.notices
        ],
    }


async def read_text(request: Request) -> str:
    """The body as UTF-8 text. Raises TooLarge, Invalid."""
    content = await read_body(request, _MOST_BYTES)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(code="body_unreadable") from error


def routes(desk: BlueprintDesk) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(tags=["apps"])

    async def answer(
        request: Request, caller: Caller, locale: str, app: str | None, accept: Sequence[str], *, only_plan: bool
    ) -> Response:
        text = await read_text(request)
        if only_plan:
            found = await desk.plan(text, app)
        else:
            found = await desk.bring_in(text, caller.person_id, app, frozenset(accept))
        return Response(to_json(plan_json(found, desk.sentences, locale)), media_type="application/json")

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
        plan: OnlyPlan = False,  # noqa: FBT002 -- a query parameter
        accept: Accepted = (),
    ) -> Response:
        return await answer(request, caller, locale, app, accept, only_plan=plan)

    @router.post("/blueprints", response_model=PlanAnswer, openapi_extra=_BODY)
    async def bring_in_blueprint(
        request: Request,
        caller: ForDefinitions,
        locale: Locale,
        plan: OnlyPlan = False,  # noqa: FBT002 -- a query parameter
        accept: Accepted = (),
    ) -> Response:
        """As `PUT apps/{app}/blueprint` for the app that the file itself names."""
        return await answer(request, caller, locale, None, accept, only_plan=plan)

    @router.delete("/apps/{app}", status_code=204, response_class=Response)
    async def remove_app(
        app: str,
        caller: ForDefinitions,
        confirm: Annotated[str, Query(description="the key of the app once more, so that nobody slips")],
    ) -> Response:
        await desk.removal.remove(app, confirm, caller)
        return Response(status_code=204)

    return router
