"""Set-up through the browser, possible until the first person exists."""

from typing import Annotated, Literal
from urllib.parse import urlsplit

import structlog
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from helpwright.access.api.session import PersonAnswer, SessionAnswer, set_cookie, where_of
from helpwright.access.client_address import is_loopback
from helpwright.access.gate import FromOwnPages, TheGate
from helpwright.access.operations.people import chosen_language
from helpwright.access.setup import (
    Founding,
    InstallBlueprint,
    complete_setup,
    needed,
    own_addresses,
    suggest_urls,
)
from helpwright.kernel.country import Country
from helpwright.platform.problems import locale_of
from helpwright.platform.routes import Router

log = structlog.get_logger(__name__)

Short = Annotated[str, StringConstraints(max_length=400)]


class SetupState(BaseModel):
    """`public_urls`: suggestions, the likeliest first; empty when set-up is done.

    `language` is that of people who have none, once the organization has chosen it.
    `mail`: a forgotten password is renewed by mail.
    """

    needed: bool
    public_urls: list[str]
    language: str | None
    mail: bool


class Setup(BaseModel):
    """`token` is the last part of the one-time link."""

    model_config = ConfigDict(extra="forbid")
    token: Short
    company: Short
    name: Short
    login: Short
    password: Annotated[str, StringConstraints(max_length=1024)]
    public_url: Short | None = Field(default_factory=lambda: None)
    zone: Short | None = Field(default_factory=lambda: None)
    country: Country | None = Field(default_factory=lambda: None)
    blueprint: Literal["service_desk"] | None = Field(default_factory=lambda: None)


class SetupAnswer(SessionAnswer):
    """As a sign-in. `blueprint` tells what became of the app that was asked for."""

    blueprint: Literal["installed", "failed"] | None


def routes(install_blueprint: InstallBlueprint, public_url: str | None, address: str | None) -> APIRouter:
    """`install_blueprint(name, person_id)` publishes a shipped app and makes the person a member of all of it.

    Nobody else reaches a server whose `address` is a loopback one: then no other address is suggested.
    """
    router = Router(tags=["setup"])
    alone = address is not None and is_loopback(urlsplit(address).hostname or "")

    @router.get("/setup")
    async def get_setup(request: Request, gate: TheGate) -> SetupState:
        """Tell whether set-up is needed, and suggest public addresses."""
        if not await needed(gate.database):
            return SetupState(
                needed=False, public_urls=[], language=await chosen_language(gate), mail=await gate.mail_ready()
            )
        addresses = [] if alone else own_addresses()
        return SetupState(
            needed=True,
            public_urls=suggest_urls(str(request.base_url), public_url, addresses),
            language=None,
            mail=False,
        )

    @router.post("/setup", dependencies=[FromOwnPages])
    async def post_setup(request: Request, response: Response, body: Setup, gate: TheGate) -> SetupAnswer:
        """Create the administrator and the company, install the chosen app, and sign in."""
        founding = Founding(
            token=body.token,
            company=body.company,
            name=body.name,
            login=body.login,
            password=body.password,
            public_url=body.public_url,
            zone=body.zone,
            country=body.country,
            locale=locale_of(request),
            where=where_of(request),
        )
        session = await complete_setup(gate, founding)
        set_cookie(request, response, session)
        outcome: Literal["installed", "failed"] | None = None
        if body.blueprint is not None:
            outcome = "installed"
            try:
                await install_blueprint(body.blueprint, session.person.id)
            except Exception:
                # The account exists and the link is used up: let the founder in, they can install the app from there.
                log.exception("blueprint_not_installed", blueprint=body.blueprint)
                outcome = "failed"
        return SetupAnswer(
            person=PersonAnswer.of(session.person),
            csrf_token=session.csrf_token,
            blueprint=outcome,
        )

    return router
