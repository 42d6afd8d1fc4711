"""Set a password with a link: for who was invited, and for who has forgotten theirs. Nobody is signed in here.

Links come in the body, so that no log of addresses holds them.
"""

from datetime import datetime
from typing import Annotated

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from helpwright.access.account_links import Kind
from helpwright.access.gate import FromOwnPages, TheGate
from helpwright.access.operations.account_links import forgotten, open_link, set_password
from helpwright.platform.routes import Router

router = Router(prefix="/account", tags=["account"], dependencies=[FromOwnPages])

Token = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class ForgottenBody(BaseModel):
    """What one signs in with: mail address, phone in any writing, or staff number."""

    model_config = ConfigDict(extra="forbid")
    login: Annotated[str, StringConstraints(min_length=1, max_length=254)]


class AccountLinkBody(BaseModel):
    """`token` is the last part of the link."""

    model_config = ConfigDict(extra="forbid")
    token: Token


class AccountLinkAnswer(BaseModel):
    """What a link is for: whose password it sets, where, how long it must be, and until when."""

    kind: Kind
    name: str
    login: str
    organization: str
    shortest: int
    locale: str
    expires_at: datetime


class AccountLinkPassword(BaseModel):
    """The password to set."""

    model_config = ConfigDict(extra="forbid")
    token: Token
    password: Annotated[str, StringConstraints(max_length=1024)]


@router.post("/forgotten", status_code=204)
async def post_forgotten(body: ForgottenBody, request: Request, gate: TheGate) -> None:
    """Ask for a link by mail. The answer is the same whether anybody has this login."""
    await forgotten(gate, body.login, request.client.host if request.client else "")


@router.post("/link")
async def post_link(body: AccountLinkBody, response: Response, gate: TheGate) -> AccountLinkAnswer:
    """Tell what a link is for; it stays as it is. 410 `account_link_over` when it opens nothing."""
    response.headers["Cache-Control"] = "no-store"
    link = await open_link(gate, body.token)
    return AccountLinkAnswer(
        kind=link.kind,
        name=link.person["name"],
        login=link.login,
        organization=link.company,
        shortest=link.policy.shortest,
        locale=link.person["locale"],
        expires_at=link.expires_at,
    )


@router.post("/link/password", status_code=204)
async def post_link_password(body: AccountLinkPassword, request: Request, gate: TheGate) -> None:
    """Set the password with a link, which opens once; every session of the person ends."""
    await set_password(gate, body.token, body.password, request.client.host if request.client else None)
