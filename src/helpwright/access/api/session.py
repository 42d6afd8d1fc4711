"""Sign in, who am I, sign out."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from helpwright.access.gate import COOKIE, FoundSession, FromOwnPages, InSession, TheGate, require_csrf
from helpwright.access.model import Person, SystemRole, system_roles_of
from helpwright.access.operations.sign_in import NewSession, sign_in, sign_out

router = APIRouter(tags=["session"])


class SignIn(BaseModel):
    """`login`: mail address, phone in any writing, or staff number."""

    model_config = ConfigDict(extra="forbid")
    login: Annotated[str, StringConstraints(min_length=1, max_length=254)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=1024)]
    remember: bool = Field(default_factory=bool)


class PersonAnswer(BaseModel):
    """Who is signed in."""

    id: UUID
    name: str
    email: str | None
    phone: str | None
    staff_number: str | None
    admin: bool
    locale: str
    system_roles: list[SystemRole]

    @classmethod
    def of(cls, person: Person) -> "PersonAnswer":
        """The person as the client sees them."""
        return cls(**{**asdict(person), "system_roles": system_roles_of(asdict(person))})


class SessionAnswer(BaseModel):
    """An open session. `csrf_token` goes into `X-CSRF-Token` of every write."""

    person: PersonAnswer
    csrf_token: str


def set_cookie(request: Request, response: Response, session: NewSession) -> None:
    """Hand the session to the browser; only over TLS when it came over TLS."""
    response.set_cookie(
        COOKIE,
        session.token,
        max_age=None if session.lasts is None else int(session.lasts.total_seconds()),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    response.headers["Cache-Control"] = "no-store"


@router.post("/session", dependencies=[FromOwnPages])
async def post_session(request: Request, response: Response, body: SignIn, gate: TheGate) -> SessionAnswer:
    """Sign in with mail address, phone or staff number; sets the session cookie."""
    address = request.client.host if request.client else ""
    session = await sign_in(gate, body.login, body.password, address, remember=body.remember)
    set_cookie(request, response, session)
    return SessionAnswer(person=PersonAnswer.of(session.person), csrf_token=session.csrf_token)


@router.get("/session")
async def get_session(response: Response, session: InSession) -> SessionAnswer:
    """Tell who is signed in with the present cookie."""
    response.headers["Cache-Control"] = "no-store"
    return SessionAnswer(person=PersonAnswer.of(session.person), csrf_token=session.csrf_token)


@router.delete("/session", status_code=204, dependencies=[FromOwnPages])
async def delete_session(request: Request, response: Response, found: FoundSession, gate: TheGate) -> None:
    """Sign out; a session that has already ended is as good as signed out."""
    if found is not None:
        require_csrf(request, found)
        await sign_out(gate, found)
    response.delete_cookie(COOKIE, path="/", secure=request.url.scheme == "https", httponly=True, samesite="lax")
