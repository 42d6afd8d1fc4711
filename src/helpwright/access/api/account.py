"""One's own account: sessions, password, the second step of signing in."""

import io
from datetime import datetime
from typing import Annotated
from uuid import UUID

import segno
from fastapi import Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from helpwright.access import store
from helpwright.access.api.sessions import Ended, SessionEntry, Sessions
from helpwright.access.gate import COMPANY, InSession, InSessionEvenDue, TheGate
from helpwright.access.model import OpenSession
from helpwright.access.operations import second_factor
from helpwright.access.operations.people import update_person
from helpwright.access.operations.sessions import end_session, end_sessions, sessions_of
from helpwright.access.sign_in_policy import Due
from helpwright.kernel.errors import FieldProblem, Forbidden, Invalid
from helpwright.platform.routes import Router

router = Router(prefix="/account", tags=["account"])

_NAME = "Helpwright 服匠"
Secret = Annotated[str, StringConstraints(max_length=1024)]
Code = Annotated[str, StringConstraints(max_length=40)]


class SecondFactorAnswer(BaseModel):
    """How it is with the second step; `wanted`: one's roles need it, so that it cannot be switched off."""

    on: bool
    since: datetime | None
    recovery_codes_left: int
    wanted: bool


class Account(BaseModel):
    """How one signs in; `shortest` is the least length of a password."""

    second_factor: SecondFactorAnswer
    due: Due | None
    shortest: int


class NewPassword(BaseModel):
    """The present password and the one that replaces it."""

    model_config = ConfigDict(extra="forbid")
    current_password: Secret
    password: Secret


class PasswordProof(BaseModel):
    """The present password."""

    model_config = ConfigDict(extra="forbid")
    current_password: Secret


class CodeBody(BaseModel):
    """The code that the app shows."""

    model_config = ConfigDict(extra="forbid")
    code: Code


class EnrolmentAnswer(BaseModel):
    """What an app takes up: `secret` to type, `address` to open on this device, `qr` as SVG to scan."""

    secret: str
    address: str
    qr: str


class RecoveryCodes(BaseModel):
    """Codes that open in place of the app, each once. Shown this once and stored nowhere."""

    codes: list[str]


def _own(session: OpenSession) -> OpenSession:
    """Keys have no account to manage."""
    if session.caller.key is not None:
        raise Forbidden("key_not_enough")
    return session


@router.get("")
async def get_account(session: InSessionEvenDue, gate: TheGate, response: Response) -> Account:
    """Tell how one signs in."""
    response.headers["Cache-Control"] = "no-store"
    person_id = _own(session).person.id
    found = await second_factor.standing(gate, person_id)
    return Account(
        second_factor=SecondFactorAnswer(
            on=found.since is not None,
            since=found.since,
            recovery_codes_left=found.recovery_codes_left,
            wanted=await second_factor.wanted_of(gate, person_id),
        ),
        due=session.due,
        shortest=(await second_factor.policy_of(gate)).shortest,
    )


@router.get("/sessions")
async def get_sessions(session: InSession, gate: TheGate) -> Sessions:
    """List where one is signed in."""
    rows = await sessions_of(gate, _own(session).person.id)
    return Sessions(items=[SessionEntry.of(row, session.token_hash) for row in rows])


@router.delete("/sessions/{session_id}", status_code=204)
async def delete_session(session_id: UUID, session: InSession, gate: TheGate) -> None:
    """Sign out there."""
    await end_session(gate, _own(session).person.id, session_id, session.caller)


@router.delete("/sessions")
async def delete_sessions(session: InSession, gate: TheGate) -> Ended:
    """Sign out everywhere but here."""
    return Ended(ended=await end_sessions(gate, _own(session).person.id, session.caller, session.token_hash))


@router.post("/password", status_code=204)
async def post_password(body: NewPassword, session: InSessionEvenDue, gate: TheGate) -> None:
    """Change one's password; the other sessions end."""
    await second_factor.require_password(gate, _own(session), body.current_password)
    if body.password == body.current_password:
        raise Invalid([FieldProblem("password", "password_same")])
    given = {"password": body.password}
    await update_person(gate, session.person.id, given, session.token_hash, session.caller)


@router.post("/second-factor")
async def post_second_factor(
    body: PasswordProof, session: InSessionEvenDue, gate: TheGate, response: Response
) -> EnrolmentAnswer:
    """Begin the second step: a seed for an authenticator app. It counts once a code of it is confirmed."""
    response.headers["Cache-Control"] = "no-store"
    row = await gate.database.one(store.setting(COMPANY))
    company = str(row["value"]) if row is not None and row["value"] else _NAME
    made = await second_factor.begin(gate, _own(session), body.current_password, company)
    picture = io.BytesIO()
    segno.make(made.address, error="m", micro=False).save(
        picture, kind="svg", border=2, xmldecl=False, svgns=True, omitsize=True, dark="#000", light="#fff"
    )
    return EnrolmentAnswer(secret=made.seed, address=made.address, qr=picture.getvalue().decode())


@router.post("/second-factor/confirm")
async def confirm_second_factor(
    body: CodeBody, session: InSessionEvenDue, gate: TheGate, response: Response
) -> RecoveryCodes:
    """Switch the second step on with a first code of the app."""
    response.headers["Cache-Control"] = "no-store"
    return RecoveryCodes(codes=await second_factor.confirm(gate, _own(session), body.code))


@router.post("/second-factor/recovery-codes")
async def post_recovery_codes(
    body: PasswordProof, session: InSession, gate: TheGate, response: Response
) -> RecoveryCodes:
    """Make new recovery codes; those before open no more."""
    response.headers["Cache-Control"] = "no-store"
    return RecoveryCodes(codes=await second_factor.renew_recovery_codes(gate, _own(session), body.current_password))


@router.post("/second-factor/end", status_code=204)
async def end_second_factor(body: PasswordProof, session: InSession, gate: TheGate) -> None:
    """Sign in without the second step again."""
    await second_factor.end(gate, _own(session), body.current_password)
