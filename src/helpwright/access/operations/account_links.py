"""Invite somebody, take it back, ask for a link when the password is forgotten, set the password with a link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from helpwright.access import account_link_store as links
from helpwright.access import session_store, store
from helpwright.access.account_links import LASTS, PATHS, Kind, LinkMail, MailState, read_token, token_of
from helpwright.access.audit import Act, entry
from helpwright.access.client_address import is_loopback
from helpwright.access.gate import COMPANY, PUBLIC_URL, Gate, home_of
from helpwright.access.logins import phone_or_none
from helpwright.access.model import Caller
from helpwright.access.notices import Notice
from helpwright.access.operations.attempts import count_try, forgetting_of_address, forgetting_of_login, of_login
from helpwright.access.operations.second_factor import policy_of
from helpwright.access.operations.sessions import require_changeable
from helpwright.access.password_rules import check_password
from helpwright.access.sign_in_policy import SignInPolicy
from helpwright.kernel.errors import Conflict, Gone, Invalid, Missing
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Row, Statement

_LOGINS = ("email", "phone", "staff_number")


@dataclass(frozen=True, slots=True)
class OpenLink:
    """What a link that opens is for; `login` is what its person signs in with, `company` who they are at."""

    id: UUID
    kind: Kind
    person: Row
    login: str
    company: str
    policy: SignInPolicy
    expires_at: datetime


async def address_of(gate: Gate, asked: str) -> str:
    """Where people reach us: as configured, else where an administrator asks; no slash at the end.

    An address chosen while only this machine reached us gives way to one by which others do.
    """
    row = None if gate.own_url else await gate.database.one(store.setting(PUBLIC_URL))
    chosen = (gate.own_url or (str(row["value"]) if row is not None and row["value"] else "")).rstrip("/")
    asked = asked.rstrip("/")
    return asked if not chosen or (_only_here(chosen) and not _only_here(asked)) else chosen


def _only_here(address: str) -> bool:
    return is_loopback(urlsplit(address).hostname or "")


def invitation(gate: Gate, person_id: UUID, by: Caller, base: str) -> Sequence[Statement]:
    """What invites a person who has no password yet, for the transaction; an invitation before opens no more."""
    now, link = gate.clock.now(), uuid4()
    mail = LinkMail(link, "invitation", person_id, now, base, by.person_id)
    until = {"until": (now + LASTS["invitation"]).isoformat()}
    return [
        links.put(link, "invitation", person_id, now),
        *gate.send_link(mail),
        entry(now, "invited", by, f"person:{person_id}", until),
    ]


async def invite(gate: Gate, person_id: UUID, by: Caller, base: str) -> None:
    """Invite, or invite again. Raises Missing, Forbidden, Conflict `person_inactive` or `joined_already`."""
    await require_changeable(gate, person_id, by)
    async with gate.database.transaction() as session:
        first, *others = invitation(gate, person_id, by, base)
        if not await session.all(first):
            row = await session.one(store.person(person_id))
            raise Conflict("person_inactive" if row is None or not row["active"] else "joined_already")
        for statement in others:
            await session.execute(statement)


async def withdraw(gate: Gate, person_id: UUID, by: Caller) -> None:
    """Take an invitation back. Raises Missing, Forbidden."""
    await require_changeable(gate, person_id, by)
    async with gate.database.transaction() as session:
        if not await session.all(links.delete_of(person_id, "invitation")):
            raise Missing
        await session.execute(entry(gate.clock.now(), "invitation_withdrawn", by, f"person:{person_id}"))


async def invitation_of(gate: Gate, person_id: UUID, by: Caller) -> tuple[Row, MailState | None]:
    """The invitation of a person, and what became of its mail. Raises Missing, Forbidden."""
    await require_changeable(gate, person_id, by)
    row = await gate.database.one(links.invitation_of(person_id))
    if row is None:
        raise Missing
    return row, await gate.mail_state(row["id"])


async def link_of(gate: Gate, person_id: UUID, by: Caller, base: str) -> tuple[str, datetime]:
    """The link of an invitation, to be handed over by hand, and its end. Raises Missing, Forbidden, Gone."""
    await require_changeable(gate, person_id, by)
    row = await gate.database.one(links.invitation_of(person_id))
    if row is None:
        raise Missing
    if await gate.database.one(links.open_link(row["id"], gate.clock.now())) is None:
        raise Gone("account_link_over")
    await gate.database.write([entry(gate.clock.now(), "invitation_copied", by, f"person:{person_id}")])
    return f"{base}{PATHS['invitation']}{token_of(gate.key, row['id'])}", row["expires_at"]


async def forgotten(gate: Gate, login: str, address: str) -> None:
    """Send a link to whoever this login belongs to. Nobody is told whether there is such a person.

    The same statements are executed for a login that nobody has, so that time tells no more than the answer. Raises
    TooMany, Conflict `mail_not_ready`.
    """
    if not await gate.mail_ready():
        raise Conflict("mail_not_ready")
    login = login.strip()
    phone = phone_or_none(login, await home_of(gate))
    folded = (phone or login).casefold()
    await count_try(gate, (forgetting_of_address(address), forgetting_of_login(folded)))
    row = await gate.database.one(store.person_by_login(login, phone))
    now, link = gate.clock.now(), uuid4()
    person_id = new_id() if row is None else row["id"]
    asked = {"digests": {"login": gate.digest(folded)}}
    told = entry(
        now, "password_forgotten", None if row is None else person_id, None, asked, address=address,
    )  # fmt: skip
    mail = LinkMail(link, "reset", person_id, now)
    await gate.database.write([links.put(link, "reset", person_id, now), *gate.send_link(mail), told])


async def open_link(gate: Gate, token: str) -> OpenLink:
    """What a link is for. Raises Gone `account_link_over`: used, taken back, replaced, too old, or never ours."""
    link = read_token(gate.key, token)
    row = None if link is None else await gate.database.one(links.open_link(link, gate.clock.now()))
    if row is None:
        raise Gone("account_link_over")
    company = await gate.database.one(store.setting(COMPANY))
    login = next((str(row[key]) for key in _LOGINS if row[key]), "")
    named = str(company["value"]) if company is not None and company["value"] else ""
    return OpenLink(row["id"], row["kind"], row, login, named, await policy_of(gate), row["expires_at"])


async def set_password(gate: Gate, token: str, password: str, address: str | None) -> None:
    """Use a link up: the password is set, every session ends, every other link of the person is void.

    Who had to wait after failed sign-ins waits no more. Raises Gone, Invalid.
    """
    link = await open_link(gate, token)
    person_id: UUID = link.person["person_id"]
    logins = [link.person[key] for key in _LOGINS]
    if wrong := check_password(password, logins, link.policy.shortest):
        raise Invalid(wrong)
    hashed = await gate.passwords.hash(password)
    now = gate.clock.now()
    act: Act = "joined" if link.kind == "invitation" else "password_reset"
    async with gate.database.transaction() as session:
        if not await session.all(links.take(link.id, now)):
            raise Gone("account_link_over")
        await session.execute(store.update_person(person_id, {"password_hash": hashed, "password_due": False}))
        ended = len(await session.all(session_store.delete_sessions_of(person_id)))
        await session.execute(links.delete_of(person_id))
        for login in logins:
            if login:
                await session.execute(store.delete_failures(of_login(login)[0]))
        await session.execute(entry(now, act, person_id, f"person:{person_id}", {"sessions": ended}, address=address))
        if link.kind == "reset":
            for statement in gate.tell(Notice("password_reset", person_id, now, None, {"address": address})):
                await session.execute(statement)


async def token_for_mail(gate: Gate, link: UUID) -> str | None:
    """The end of a link as it goes out; None when it opens no more, so that no mail of it is needed."""
    if await gate.database.one(links.open_link(link, gate.clock.now())) is None:
        return None
    return token_of(gate.key, link)
