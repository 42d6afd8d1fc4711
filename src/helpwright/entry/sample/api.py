"""HTTP of samples, of trying out being somebody, and of the checklist for going live; in and out, no decisions."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response

from helpwright.access.gate import ForDefinitions, TheGate
from helpwright.access.trial import TRIAL_COOKIE, Own, Trial, end_trial, standing_trial
from helpwright.entry.sample.answers import (
    Checklist,
    SamplesRemoved,
    SampleState,
    SampleWish,
    TrialState,
    TrialWish,
)
from helpwright.entry.sample.checklist import checklist
from helpwright.entry.sample.make import Wish
from helpwright.entry.sample.plan import SEED
from helpwright.entry.sample.trial import roles_to_try, step_in, trial_json
from helpwright.entry.sample.worlds import Worlds, standing_json
from helpwright.entry.wiring import Product
from helpwright.kernel.errors import Missing
from helpwright.platform.database import to_json
from helpwright.platform.problems import read_locale
from helpwright.platform.routes import Router

Locale = Annotated[str, Depends(read_locale)]
HINT: Final = "helpwright_trial_as"
"""A cookie that tells pages without an account whom one tries out being; it opens nothing."""


def _body(value: Any, status: int = 200) -> Response:
    return Response(to_json(value), status, media_type="application/json", headers={"Cache-Control": "no-store"})


def routes(product: Product, worlds: Worlds) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(tags=["samples"])
    sentences = product.sentences

    async def state(app: str, locale: str, status: int = 200) -> Response:
        standing = standing_json(await worlds.standing(app))
        roles = roles_to_try(await product.definitions.current(), app, sentences, locale)
        message = sentences(locale, standing["error"], {}) if standing["error"] else None
        return _body({**standing, "message": message, "roles": roles}, status)

    @router.get("/apps/{app}/samples", response_model=SampleState)
    async def read_samples(app: str, _caller: ForDefinitions, locale: Locale) -> Response:
        return await state(app, locale)

    @router.post("/apps/{app}/samples", response_model=SampleState, status_code=202)
    async def make_samples(app: str, wanted: SampleWish, caller: ForDefinitions, locale: Locale) -> Response:
        seed = SEED if wanted.seed is None else wanted.seed
        await worlds.begin(app, Wish(wanted.count, wanted.days, seed, wanted.trade), caller)
        return await state(app, locale, 202)

    @router.delete("/apps/{app}/samples", response_model=SamplesRemoved)
    async def remove_samples(app: str, caller: ForDefinitions) -> Response:
        standing = await worlds.standing(app)
        if standing is not None and standing["state"] == "making":
            await worlds.cancel(app)
            return _body({"removed": 0})
        return _body({"removed": await worlds.remove(app, caller)})

    @router.get("/apps/{app}/checklist", response_model=Checklist)
    async def read_checklist(app: str, caller: ForDefinitions, locale: Locale) -> Response:
        definitions = await product.definitions.current(caller.epoch)
        if app not in definitions.apps:
            raise Missing("app_missing")
        return _body(await checklist(product, definitions, app, locale))

    async def answer(trial: Trial | None, csrf_token: str, locale: str) -> Response:
        shown = None
        if trial is not None:
            try:
                shown = await trial_json(await worlds.world(trial.app), trial, sentences, locale)
            except Missing:
                # The samples were removed: whoever tried them out is themselves again.
                shown = None
        return _body({"trial": shown, "csrf_token": csrf_token})

    @router.get("/trial", response_model=TrialState)
    async def read_trial(own: Own, locale: Locale) -> Response:
        token = own.session.csrf_token if own.trial is None else own.trial.csrf_token
        return await answer(own.trial, token, locale)

    @router.post("/trial", response_model=TrialState)
    async def begin(wanted: TrialWish, own: Own, gate: TheGate, request: Request, locale: Locale) -> Response:
        token = await step_in(worlds, gate, own, wanted.app, wanted.role)
        row = await gate.database.one(standing_trial(own.session.token_hash, gate.clock.now()))
        trial = None if row is None else Trial.from_json(row["trial"])
        response = await answer(trial, own.session.csrf_token if trial is None else trial.csrf_token, locale)
        response.set_cookie(
            TRIAL_COOKIE, token, path="/", secure=request.url.scheme == "https", httponly=True, samesite="lax"
        )
        response.set_cookie(
            HINT, f"{wanted.app}.{wanted.role}", path="/", secure=request.url.scheme == "https", samesite="lax"
        )
        return response

    @router.delete("/trial", response_model=TrialState)
    async def end(own: Own, gate: TheGate, request: Request, locale: Locale) -> Response:
        await end_trial(gate, own)
        response = await answer(None, own.session.csrf_token, locale)
        for cookie, hidden in ((TRIAL_COOKIE, True), (HINT, False)):
            response.delete_cookie(
                cookie, path="/", secure=request.url.scheme == "https", httponly=hidden, samesite="lax"
            )
        return response

    return router
