"""HTTP of the first run: see what the answers make, and make it."""

import asyncio
import json
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from helpwright.access.gate import ForDefinitions, TheGate
from helpwright.access.logins import phone_or_none
from helpwright.access.operations.people import create_person
from helpwright.definitions.model import DefinitionSet
from helpwright.entry.first_run.answers import Answers, Founded, Founding, Member, Preview
from helpwright.entry.first_run.desk import blueprint, members_of, preview
from helpwright.entry.sample.make import Wish
from helpwright.entry.sample.plan import COUNT, SEED
from helpwright.entry.sample.worlds import Worlds
from helpwright.entry.wiring import Product
from helpwright.kernel.errors import Refusal
from helpwright.platform.database import to_json
from helpwright.platform.problems import read_locale
from helpwright.platform.routes import Router

Locale = Annotated[str, Depends(read_locale)]


def free_key(definitions: DefinitionSet, wanted: str = "service_desk") -> str:
    """The key for one more desk."""
    number = 1
    while (key := wanted if number == 1 else f"{wanted}_{number}") in definitions.apps:
        number += 1
    return key


def free_slug(product: Product, definitions: DefinitionSet, wanted: str = "ticket") -> str:
    """An address that no other public form has."""
    taken = {form.document.public.slug for form in product.records.forms(definitions) if form.document.public}
    number = 1
    while (slug := wanted if number == 1 else f"{wanted}-{number}") in taken:
        number += 1
    return slug


def routes(product: Product, worlds: Worlds) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(prefix="/first-run", tags=["first_run"])

    @router.post("/preview", response_model=Preview)
    async def look(answers: Answers, _caller: ForDefinitions, locale: Locale) -> Response:
        return Response(to_json(preview(answers, locale)), media_type="application/json")

    @router.post("", response_model=Founded, status_code=201)
    async def found(wanted: Founding, caller: ForDefinitions, gate: TheGate, locale: Locale) -> Response:
        definitions = await product.definitions.refresh()
        made = blueprint(wanted.answers, free_key(definitions))
        ticket = made["forms"]["ticket"]
        if "public" in ticket:
            ticket["public"]["slug"] = free_slug(product, definitions)
        text = await asyncio.to_thread(json.dumps, made, ensure_ascii=False)
        planned = await product.blueprints.bring_in(text, caller.person_id)
        app = planned.plan.app
        left_out: list[str] = []
        # Who builds apps and does not administer people adds nobody.
        everybody = members_of(wanted.answers) if caller.may("people") else {}
        for place, members in everybody.items():
            for member in members:
                try:
                    await create_person(gate, _person(app, place, member), caller)
                except Refusal as refusal:
                    left_out.append(f"{member.name}: {product.sentences(locale, refusal.code, refusal.data)}")
        if wanted.samples:
            await worlds.begin(app, Wish(COUNT, seed=SEED, trade=wanted.answers.trade), caller)
        answer = {"app": app, "samples": wanted.samples, "left_out": left_out}
        return Response(to_json(answer), 201, media_type="application/json")

    return router


def _person(app: str, place: str, member: Member) -> dict[str, object]:
    kind, _, key = place.partition(".")
    role = key if kind == "role" else "agent"
    given: dict[str, object] = {
        "name": member.name,
        "roles": [f"{app}.{role}"],
        "teams": [] if kind == "role" else [f"{app}.{key}"],
    }
    if member.login:
        given["phone" if phone_or_none(member.login) else "email"] = member.login
    return given
