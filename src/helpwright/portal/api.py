"""HTTP of the portal: in and out, no decisions."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, Literal
from uuid import UUID

import segno
from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field
from starlette.requests import HTTPConnection

from helpwright.cases.clocks import asked, lock_case, read_cases
from helpwright.cases.surveys import about
from helpwright.definitions.model import DefinitionSet
from helpwright.flows.engine import FlowEngine
from helpwright.flows.errors import FlowRefusal
from helpwright.flows.history import instances_of_record, tasks_of_record
from helpwright.flows.model import EventKind
from helpwright.flows.perform import Command, perform
from helpwright.forms.form import Form
from helpwright.kernel.errors import Conflict, FieldProblem, Gone, Invalid, Missing
from helpwright.kernel.events import CUSTOMER
from helpwright.kernel.template import render
from helpwright.kernel.text import LOCALES, choose_locale, localize
from helpwright.platform.database import Row, Statement, to_json
from helpwright.platform.direct_route import add_direct
from helpwright.platform.problems import read_locale
from helpwright.platform.routes import Router
from helpwright.platform.sentences import Sentences
from helpwright.portal.answers import ProgressAnswer, PublicFormAnswer, SubmissionAnswer
from helpwright.portal.links import Follower, Links
from helpwright.portal.progress import MOMENTS, Facts, answer_outcomes, files_in, open_task, progress_answer, verbs
from helpwright.portal.replies import write_reply
from helpwright.portal.submit import submit
from helpwright.records.activity import select_public_events
from helpwright.records.comments import Following, clean_comment, comment_id_of
from helpwright.records.read import read_related, related
from helpwright.records.rows import get, to_record

Locale = Annotated[str, Depends(read_locale)]
_LANGUAGE_NAMES = {"zh-CN": "中文", "en": "English"}
_MOST_EVENTS = 100
_ERROR_LEVEL = "m"


class Submission(BaseModel):
    """What a customer sends. The same `id` makes one ticket however often it is sent."""

    id: UUID
    values: dict[str, Any]
    language: Annotated[str | None, Field(max_length=20)] = None
    source: Literal["link", "qr"] = "link"


class RejectBody(BaseModel):
    """Why it is not solved."""

    reason: Annotated[str, Field(max_length=5_000)] = ""


class ReplyBody(BaseModel):
    """More about the problem. The same `id` is stored once however often it is sent."""

    id: UUID | None = None
    text: Annotated[str, Field(max_length=25_000)] = ""


@dataclass(frozen=True)
class PortalDesk:
    """What the routes need, handed in where all concepts meet."""

    engine: FlowEngine
    links: Links
    sentences: Sentences

    async def facts(self, token: str, asked: str) -> Facts:
        """Everything about the ticket of a link. Raises Missing for a forged one, Gone for a deleted one."""
        records = self.engine.records
        place = self.links.read_token(token)
        definitions = await records.definitions.current()
        form = records.forms(definitions).by_id(place[0]) if place is not None else None
        if place is None or form is None:
            raise Missing("link_invalid", form_url=self.only_form(definitions, asked))
        rows, instances, tasks, events, cases, standing = await records.database.read(
            (
                get(form, place[1], "TRUE", {}),
                instances_of_record(place[1]),
                tasks_of_record(place[1]),
                select_public_events(place[1], MOMENTS, _MOST_EVENTS),
                read_cases([place[1]]),
                about(place[1]),
            ),
        )
        if not rows:
            raise Gone("link_expired", form_url=self.links.form(definitions, form, asked))
        record = to_record(form, rows[0])
        instance = instances[0] if instances else None
        flow = await self.engine.versions.get(definitions, instance["flow"], instance["version"]) if instance else None
        found = await related(records.database, form, [record.values])
        form_url = self.links.form(definitions, form, asked)
        own = [row for row in tasks if instance is not None and row["instance_id"] == instance["id"]]
        case = cases[0] if cases else None
        beside = {each for row in events if row["visibility"] == "public" for each in row["files"] or ()}
        attached = (await read_related(records.database, (), beside)).files
        return Facts(
            definitions, form, record, flow, instance, own, events, case, standing[0], found, form_url, attached
        )

    def asking(self, facts: Facts) -> Following | None:
        """What a message of the customer does to the clocks; None where no next response is promised to the ticket."""
        if facts.case is None or facts.case["next_response_target"] is None:
            return None
        calendars = self.engine.calendars(facts.definitions)

        def begin(rows: Sequence[list[Row]], at: datetime) -> Sequence[Statement]:
            return asked(facts.form, rows[0], at, calendars)

        return Following((lock_case(facts.record.id),), begin)

    async def shown_files(self, token: str) -> tuple[UUID, frozenset[UUID]]:
        """The record of a link, and the files in those of its fields that colleagues fill in and its customer reads.

        Raises Missing for a forged one, Gone for a deleted one.
        """
        follower = await self.follower(token)
        records = self.engine.records
        form = records.forms(await records.definitions.current()).find(follower.form)
        row = await records.database.one(get(form, follower.record_id, "TRUE", {}))
        if row is None:
            raise Gone("link_expired")
        record = to_record(form, row)
        return record.id, frozenset(each for field in form.shown_fields for each in files_in(record, field))

    async def follower(self, token: str) -> Follower:
        """Who follows the ticket of a link. Raises Missing for a forged one."""
        place = self.links.read_token(token)
        definitions = await self.engine.records.definitions.likely()
        form = self.engine.records.forms(definitions).by_id(place[0]) if place is not None else None
        if place is None or form is None:
            raise Missing("link_invalid")
        return Follower(form.name, place[1])

    def only_form(self, definitions: DefinitionSet, asked: str) -> str | None:
        """Where to write again after a link that tells nothing: the public form, if there is just one."""
        public = [form for form in self.engine.records.forms(definitions) if form.document.public is not None]
        return self.links.form(definitions, public[0], asked) if len(public) == 1 else None


def _asked(request: Request) -> str:
    scope = request.scope
    host = next((value for name, value in scope["headers"] if name == b"host"), None)
    return _address(scope["scheme"], host, scope.get("server"), scope.get("root_path", ""))


@lru_cache(maxsize=256)
def _address(scheme: str, host: bytes | None, server: tuple[str, int] | None, root: str) -> str:
    """As the framework tells it from a request, which are many to few addresses."""
    headers = [] if host is None else [(b"host", host)]
    told = {"type": "http", "scheme": scheme, "server": server, "root_path": root, "path": "/", "headers": headers}
    return str(HTTPConnection(told).base_url).rstrip("/")


def _body(value: Any, status: int = 200) -> Response:
    return Response(to_json(value), status, media_type="application/json")


def _thanks(form: Form, number: str, locale: str) -> str:
    public = form.document.public
    text = localize(public.thanks, locale) if public is not None else ""
    return render(text, {"number": number})


def routes(desk: PortalDesk) -> APIRouter:
    """Routes below `/api/v1/public`."""
    router = Router(prefix="/public", tags=["portal"])
    records = desk.engine.records

    async def public_form(slug: str) -> tuple[DefinitionSet, Form]:
        definitions = await records.definitions.current()
        return definitions, records.forms(definitions).by_slug(slug)

    @router.get("/forms/{slug}", response_model=PublicFormAnswer)
    async def read_form(slug: str, locale: Locale) -> Response:
        definitions, form = await public_form(slug)
        return _body(
            {
                "form": form.name,
                "version": form.version,
                "name": localize(form.document.name, locale),
                "company": definitions.company or localize(definitions.apps[form.app].name, locale),
                "thanks": _thanks(form, "{{number}}", locale),
                "fields": [field.describe(locale) for field in form.public_layout],
                "layout": form.layout((field.key for field in form.public_layout), locale),
                "languages": [{"key": key, "label": _LANGUAGE_NAMES[key]} for key in LOCALES],
            },
        )

    async def take_submission(slug: str, wanted: Submission, request: Request, locale: Locale) -> Response:
        language = choose_locale(wanted.language) if wanted.language else locale
        receipt = await submit(records, slug, wanted.id, wanted.values, language, wanted.source)
        created = receipt.created
        answer = {
            "id": str(created.id),
            "number": created.number,
            "progress_url": desk.links.progress(receipt.definitions, receipt.form, created.id, _asked(request)),
            "thanks": _thanks(receipt.form, created.number, language),
        }
        return _body(answer, 200 if created.repeated else 201)

    add_direct(router, "POST", "/forms/{slug}/submissions", take_submission, SubmissionAnswer, 201)

    @router.get("/forms/{slug}/qr.svg", response_class=Response)
    async def qr_svg(slug: str, request: Request) -> Response:
        return await qr(slug, request, "svg")

    @router.get("/forms/{slug}/qr.png", response_class=Response)
    async def qr_png(slug: str, request: Request) -> Response:
        return await qr(slug, request, "png")

    async def qr(slug: str, request: Request, kind: Literal["svg", "png"]) -> Response:
        definitions, form = await public_form(slug)
        code = segno.make(
            f"{desk.links.form(definitions, form, _asked(request))}?from=qr", error=_ERROR_LEVEL, micro=False
        )
        out = io.BytesIO()
        if kind == "svg":
            code.save(out, kind="svg", scale=8, border=4, dark="#121a24", light="#ffffff")
            return Response(out.getvalue(), media_type="image/svg+xml")
        code.save(out, kind="png", scale=16, border=4)
        return Response(out.getvalue(), media_type="image/png")

    @router.get("/progress/{token}", response_model=ProgressAnswer)
    async def read_progress(token: str, request: Request, locale: Locale) -> Response:
        return _body(progress_answer(await desk.facts(token, _asked(request)), desk.sentences, locale))

    @router.post("/progress/{token}/confirm", response_model=ProgressAnswer)
    async def confirm(token: str, request: Request, locale: Locale) -> Response:
        return await answer(token, request, locale, "confirm", None)

    @router.post("/progress/{token}/reject", response_model=ProgressAnswer)
    async def reject(token: str, wanted: RejectBody, request: Request, locale: Locale) -> Response:
        if not wanted.reason.strip():
            raise Invalid([FieldProblem("reason", "required")], "reason_required")
        return await answer(token, request, locale, "reject", wanted.reason.strip())

    @router.post("/progress/{token}/urge", response_model=ProgressAnswer)
    async def urge(token: str, request: Request, locale: Locale) -> Response:
        facts = await desk.facts(token, _asked(request))
        task = open_task(facts.tasks)
        if task is None or "urge" not in verbs(facts):
            raise Conflict("not_possible_now")
        await perform(desk.engine, task, Command("urge", CUSTOMER))
        return await read_progress(token, request, locale)

    @router.post("/progress/{token}/reply", response_model=ProgressAnswer)
    async def reply(token: str, wanted: ReplyBody, request: Request, locale: Locale) -> Response:
        facts = await desk.facts(token, _asked(request))
        key = None if wanted.id is None else str(wanted.id)
        if key is not None and _told_before(facts, key, wanted.text):
            return _body(progress_answer(facts, desk.sentences, locale))
        if "reply" not in verbs(facts):
            raise Conflict("not_possible_now")
        await write_reply(records, facts.form, facts.record.id, wanted.text, key, desk.asking(facts))
        return await read_progress(token, request, locale)

    async def answer(token: str, request: Request, locale: str, verb: str, reason: str | None) -> Response:
        facts = await desk.facts(token, _asked(request))
        task = open_task(facts.tasks)
        outcome = answer_outcomes(facts).get(verb)
        if task is None or outcome is None:
            if _answered_before(facts, verb):
                return await read_progress(token, request, locale)
            raise Conflict("not_waiting_for_you")
        kind: EventKind = "complete"
        try:
            await perform(desk.engine, task, Command(kind, CUSTOMER, outcome=outcome, comment=reason))
        except FlowRefusal as refusal:
            if refusal.code != "not_open" or not _answered_before(await desk.facts(token, _asked(request)), verb):
                raise
        return await read_progress(token, request, locale)

    return router


def _told_before(facts: Facts, key: str, text: str) -> bool:
    """The reply is on the page already: its answer was lost, and things may have moved on since.

    Raises Conflict `key_reused` when it says something else.
    """
    comment = str(comment_id_of(facts.record.id, CUSTOMER, key))
    told = [row for row in facts.events if row["type"] == "comment" and row["data"].get("comment_id") == comment]
    if told and told[0]["text"] != clean_comment(text):
        raise Conflict("key_reused")
    return bool(told)


def _answered_before(facts: Facts, verb: str) -> bool:
    """A second press of the same button: the last answer was just this one."""
    answered: list[Row] = [row for row in facts.tasks if row["kind"] == "confirm" and row["state"] == "done"]
    if not answered or facts.flow is None:
        return False
    outcomes = getattr(facts.flow.document.nodes.get(answered[-1]["node"]), "outcomes", {}) or {}
    outcome = outcomes.get(answered[-1]["outcome"])
    return outcome is not None and (outcome.reason == "required") == (verb == "reject")
