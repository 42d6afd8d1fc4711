"""Invite people who have no password yet, for those who administer people."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from helpwright.access.gate import ForPeople, TheGate
from helpwright.access.operations.account_links import address_of, invitation_of, invite, link_of, withdraw
from helpwright.platform.problems import locale_of
from helpwright.platform.routes import Router
from helpwright.platform.sentences import Sentences


class InvitationAnswer(BaseModel):
    """An invitation that nobody has accepted yet. `mail` is null while none was written, or for want of an address.

    `mail`: `queued`, `sending`, `sent`, `failed`, `skipped`, or `trial` where no mail server is set up.
    """

    sent_at: datetime
    expires_at: datetime
    mail: str | None
    reason: str | None


class InvitationLink(BaseModel):
    """To be handed over by hand; whoever has it sets the password."""

    link: str
    expires_at: datetime


def invitation_routes(sentences: Sentences) -> APIRouter:
    """Routes below `/api/v1`."""
    router = Router(prefix="/people/{person_id}/invitation", tags=["people"])

    @router.get("")
    async def get_invitation(
        person_id: UUID, caller: ForPeople, gate: TheGate, request: Request, response: Response
    ) -> InvitationAnswer:
        """Tell of the invitation of somebody who has not come in yet, and what became of its mail."""
        response.headers["Cache-Control"] = "no-store"
        row, mail = await invitation_of(gate, person_id, caller)
        reason = None if mail is None else mail.reason
        if reason is not None and sentences.knows(reason):
            reason = sentences(locale_of(request), reason)
        return InvitationAnswer(
            sent_at=row["created_at"],
            expires_at=row["expires_at"],
            mail=None if mail is None else mail.state,
            reason=reason,
        )

    @router.post("", status_code=204)
    async def post_invitation(person_id: UUID, request: Request, caller: ForPeople, gate: TheGate) -> None:
        """Invite, or invite again: the link before opens no more. It goes by mail to who has an address."""
        await invite(gate, person_id, caller, await address_of(gate, str(request.base_url)))

    @router.delete("", status_code=204)
    async def delete_invitation(person_id: UUID, caller: ForPeople, gate: TheGate) -> None:
        """Take the invitation back."""
        await withdraw(gate, person_id, caller)

    @router.post("/link")
    async def post_invitation_link(
        person_id: UUID, request: Request, response: Response, caller: ForPeople, gate: TheGate
    ) -> InvitationLink:
        """Tell the link of an invitation, for whom no mail reaches; the audit knows of it."""
        response.headers["Cache-Control"] = "no-store"
        base = await address_of(gate, str(request.base_url))
        link, until = await link_of(gate, person_id, caller, base)
        return InvitationLink(link=link, expires_at=until)

    return router
