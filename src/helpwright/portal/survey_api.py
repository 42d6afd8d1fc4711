"""HTTP of surveys: what customers read and answer without an account; in and out, no decisions."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from helpwright.cases.clocks import read_cases
from helpwright.cases.rating import checked
from helpwright.cases.surveys import about, rate, read_survey_token, request
from helpwright.kernel.errors import Conflict, Gone, Missing
from helpwright.platform.database import to_json
from helpwright.platform.problems import read_locale
from helpwright.platform.routes import Router
from helpwright.portal.answers import ProgressAnswer, SurveyAnswer
from helpwright.portal.api import PortalDesk
from helpwright.portal.progress import progress_answer
from helpwright.portal.ratings import SurveyFacts, may_rate, state_of, survey_json, survey_of
from helpwright.records.rows import get, to_record

Locale = Annotated[str, Depends(read_locale)]


class RatingBody(BaseModel):
    """A score of the survey's scale; what was good or bad about it, and a few words, if they like."""

    score: Annotated[int | None, Field(ge=-1000, le=1000)] = None
    tags: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=20)] = []
    comment: Annotated[str, Field(max_length=5_000)] = ""


async def read_facts(desk: PortalDesk, token: str, asked: str) -> SurveyFacts:
    """Raises Missing for a forged link, Gone for one of a deleted ticket."""
    records, database = desk.engine.records, desk.engine.records.database
    definitions = await records.definitions.current()
    request_id = read_survey_token(desk.links.key, token)
    row = None if request_id is None else await database.one(request(request_id))
    form = (
        None if row is None else next((each for each in records.forms(definitions) if each.name == row["form"]), None)
    )
    if row is None or form is None:
        raise Missing("link_invalid", form_url=desk.only_form(definitions, asked))
    found, standing, cases = await database.read(
        (get(form, row["record_id"], "TRUE", {}), about(row["record_id"]), read_cases([row["record_id"]])),
    )
    form_url = desk.links.form(definitions, form, asked)
    if not found:
        raise Gone("link_expired", form_url=form_url)
    case = cases[0] if cases else None
    closed = case is None or case["category"] == "closed"
    progress = desk.links.progress(definitions, form, row["record_id"], asked) if form_url else None
    return SurveyFacts(
        definitions, form, to_record(form, found[0]), row, standing[0], case, form_url if closed else progress,
    )  # fmt: skip


def routes(desk: PortalDesk) -> APIRouter:
    """Routes below `/api/v1/public`."""
    router = Router(prefix="/public", tags=["portal"])
    database, clock = desk.engine.records.database, desk.engine.records.clock

    def body(facts: SurveyFacts, locale: str) -> Response:
        return Response(to_json(survey_json(facts, clock.now(), locale)), media_type="application/json")

    def base(asked: Request) -> str:
        return str(asked.base_url).rstrip("/")

    @router.get("/surveys/{token}", response_model=SurveyAnswer)
    async def read_survey(token: str, asked: Request, locale: Locale) -> Response:
        return body(await read_facts(desk, token, base(asked)), locale)

    @router.post("/surveys/{token}", response_model=SurveyAnswer)
    async def answer_survey(token: str, wanted: RatingBody, asked: Request, locale: Locale) -> Response:
        facts = await read_facts(desk, token, base(asked))
        if state_of(facts, clock.now()) == "expired":
            raise Gone("survey_expired", form_url=facts.again_url)
        rating = checked(facts.request["scale"], wanted.score, wanted.tags, wanted.comment)
        await rate(database, facts.request, rating, "link", clock.now())
        return body(await read_facts(desk, token, base(asked)), locale)

    @router.post("/progress/{token}/rate", response_model=ProgressAnswer)
    async def rate_progress(token: str, wanted: RatingBody, asked: Request, locale: Locale) -> Response:
        facts = await desk.facts(token, base(asked))
        survey = survey_of(facts.definitions, facts.form, facts.about)
        rated = facts.about["score"] is not None
        if survey is None or not (rated or may_rate(facts.about, facts.case)):
            raise Conflict("not_possible_now")
        rating = checked(survey.scale, wanted.score, wanted.tags, wanted.comment)
        what = {
            "record_id": facts.record.id,
            "form": facts.form.name,
            "survey": survey.name,
            "scale": survey.scale,
        }
        await rate(database, what, rating, "progress", clock.now())
        again = await desk.facts(token, base(asked))
        return Response(to_json(progress_answer(again, desk.sentences, locale)), media_type="application/json")

    return router
