"""HTTP of rules that are being written: try one out, and see how often each runs. In and out, no decisions."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from helpwright.access.gate import ForDefinitions
from helpwright.kernel.errors import Missing
from helpwright.kernel.text import localize
from helpwright.platform.database import to_json
from helpwright.platform.problems import read_locale
from helpwright.platform.routes import Router
from helpwright.rules import trial_store as store
from helpwright.rules.document import rule_document
from helpwright.rules.trial_answers import ActivityAnswer, RuleTrialAnswer
from helpwright.rules.trial_desk import TrialDesk, form_is_live, read_draft

Locale = Annotated[str, Depends(read_locale)]
_EMPTY: dict[str, Any] = {
    "reason": None,
    "text": None,
    "record": None,
    "values": {},
    "when": None,
    "condition": None,
    "steps": [],
    "others": [],
    "past": None,
}


class TrialBody(BaseModel):
    """A rule as it is being written, and the record to try it on (None: one that the answer chooses)."""

    model_config = ConfigDict(extra="forbid")

    document: dict[str, Any]
    record: UUID | None = None
    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)] = "draft"
    days: Annotated[int, Field(ge=1, le=90)] = 30


def routes(desk: TrialDesk) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(tags=["rules"])
    engine = desk.records.engine
    model = rule_document(desk.actions)

    def answer(locale: str, reason: str | None = None, **more: Any) -> Response:
        text = None if reason is None else desk.sentences(locale, f"trial_{reason}", more.pop("data", None))
        return Response(to_json({**_EMPTY, "reason": reason, "text": text, **more}), media_type="application/json")

    @router.post("/apps/{app}/rules/try", response_model=RuleTrialAnswer)
    async def try_rule(app: str, wanted: TrialBody, caller: ForDefinitions, locale: Locale) -> Response:
        """Nothing is written or sent; the records are those that the caller may read."""
        live = await engine.definitions.current(caller.epoch)
        if app not in live.apps:
            raise Missing("app_missing")
        tried = read_draft(desk.actions, app, wanted.key, wanted.document, model)
        if tried is None:
            return answer(locale, "unfinished")
        if not form_is_live(desk, live, tried.rule.form):
            return answer(locale, "form_not_live")
        look = await desk.look(caller, tried, locale)
        if not look.view.rights.scopes("read", look.view.form.name):
            return answer(locale, "records_unreadable", data={"form": localize(look.view.form.document.name, locale)})
        unreadable = desk.unreadable(look)
        if unreadable:
            labels = [look.view.form.fields[key].label(locale) for key in unreadable]
            fields = desk.sentences(locale, "list_separator").join(labels)
            return answer(locale, "fields_unreadable", data={"fields": fields})
        found = await desk.try_on(look, wanted.record, wanted.days)
        return answer(locale, "no_records" if found["record"] is None else None, **found)

    @router.get("/apps/{app}/rules/activity", response_model=ActivityAnswer)
    async def read_activity(app: str, caller: ForDefinitions, days: Annotated[int, Query(ge=1, le=90)] = 7) -> Response:
        """How often each rule of the app ran lately."""
        live = await engine.definitions.current(caller.epoch)
        if app not in live.apps:
            raise Missing("app_missing")
        since = engine.clock.now() - timedelta(days=days)
        rows = await engine.database.all(store.activity(app, since))
        items = [{"rule": row["rule"], "runs": row["runs"], "failed": row["failed"]} for row in rows]
        return Response(to_json({"days": days, "items": items}), media_type="application/json")

    return router
