"""Sign in, who am I, sign out."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from helpwright.access import store
from helpwright.access.device import kept_words
from helpwright.access.gate import COOKIE, FoundEvenDue, FromOwnPages, InSessionEvenDue, TheGate, hash_of, require_csrf
from helpwright.access.model import Person, SystemRole, system_roles_of
from helpwright.access.operations.sign_in import NewSession, Try, Where, sign_in, sign_out
from helpwright.access.sign_in_policy import Due
from helpwright.platform.problems import named_locale
from helpwright.platform.routes import Router

router = Router(tags=["session"])


class SignIn(BaseModel):
    """`login`: mail address, phone in any writing, or staff number.

    `code` is the one that the authenticator app shows, or a recovery code, for who has a second step.
    """

    model_config = ConfigDict(extra="forbid")
    login: Annotated[str, StringConstraints(min_length=1, max_length=254)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=1024)]
    code: Annotated[str, StringConstraints(max_length=40)] | None = Field(default_factory=lambda: None)
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
    """An open session. `csrf_token` goes into `X-CSRF-Token` of every write.

    `due` is what must be done first: a password of one's own (`account/password`), or the second step of signing in
    (`account/second-factor`). Until then everything else is refused with 403 and that code.
    """

    person: PersonAnswer
    csrf_token: str
    due: Due | None = Field(default_factory=lambda: None)


def where_of(request: Request) -> Where:
    """From where a request comes, for the list of sessions."""
    address = request.client.host if request.client else None
    return Where(address, kept_words(request.headers.get("user-agent", "")), named_locale(request))


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
    """Sign in with mail address, phone or staff number; sets the session cookie.

    From then on the person is written to in the language of the request, where it names one.
    """
    tried = Try(body.login, body.password, body.code, body.remember)
    session = await sign_in(gate, tried, where_of(request))
    set_cookie(request, response, session)
    token_hash = hash_of(session.token)
    row = await gate.database.one(store.open_session(token_hash, gate.clock.now()))
    due = None if row is None else store.to_session(row, token_hash).due
    return SessionAnswer(person=PersonAnswer.of(session.person), csrf_token=session.csrf_token, due=due)


@router.get("/session")
async def get_session(response: Response, session: InSessionEvenDue) -> SessionAnswer:
    """Tell who is signed in with the present cookie."""
    response.headers["Cache-Control"] = "no-store"
    return SessionAnswer(person=PersonAnswer.of(session.person), csrf_token=session.csrf_token, due=session.due)


@router.delete("/session", status_code=204, dependencies=[FromOwnPages])
async def delete_session(request: Request, response: Response, found: FoundEvenDue, gate: TheGate) -> None:
    """Sign out; a session that has already ended is as good as signed out."""
    if found is not None:
        require_csrf(request, found)
        await sign_out(gate, found)
    response.delete_cookie(COOKIE, path="/", secure=request.url.scheme == "https", httponly=True, samesite="lax")
