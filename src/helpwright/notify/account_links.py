"""Mails with links that set the password of an account. The stored text masks it: see `Draft.secret_link`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from helpwright.access import account_link_store
from helpwright.access.account_links import LinkMail, MailState, ReadMailState, masked
from helpwright.jobs.timers import Timer, schedule
from helpwright.kernel.clock import Clock
from helpwright.notify.model import Draft, Identity
from helpwright.notify.outbox import Outbox, ReadIdentity
from helpwright.notify.people import name_of
from helpwright.platform.database import Database, Row
from helpwright.platform.sentences import Sentences
from helpwright.platform.statement import Statement

TIMER: Final = "account_link"
_LOGINS = ("email", "phone", "staff_number")


def later(mail: LinkMail) -> Sequence[Statement]:
    """A worker writes the mail, as soon as the transaction that makes the link has committed."""
    data = {"base": mail.base, "by": None if mail.by is None else str(mail.by)}
    return [schedule(TIMER, mail.person, str(mail.id), mail.at, data)]


def mail_state(database: Database) -> ReadMailState:
    """What became of the mail with a link, for who administers people: account mails are in nobody's outbox."""

    async def read(link: UUID) -> MailState | None:
        row = await database.one(
            Statement("SELECT state, reason FROM messages WHERE key = %(key)s", {"key": f"account_link:{link}"})
        )
        return None if row is None else MailState(row["state"], row["reason"])

    return read


def link_handler(
    database: Database,
    outbox: Outbox,
    identity: ReadIdentity,
    sentences: Sentences,
    clock: Clock,
    zone: Callable[[], Awaitable[ZoneInfo]],
) -> Callable[[Timer], Awaitable[None]]:
    """The handler of these timers. Nothing is written for a link that opens no more, nor for who has no address."""

    async def write(timer: Timer) -> None:
        async with database.transaction() as session:
            row = await session.one(account_link_store.open_link(UUID(timer.key), clock.now()))
            if row is None or not row["email"]:
                return
            by = await name_of(session, timer.data.get("by"))
            words = _words(sentences, row, timer.data, by, await zone(), await identity())
            await outbox.put(session, [_draft(row, timer, *words)])

    return write


def _words(
    sentences: Sentences, row: Row, data: Mapping[str, Any], by: str, zone: ZoneInfo, identity: Identity
) -> tuple[str, str, str | None]:
    """Subject and text in the language of the person, and why it cannot be sent."""
    locale, kind = str(row["locale"]), row["kind"]
    base = str(data.get("base") or identity.public_url or "").rstrip("/")
    until: datetime = row["expires_at"].astimezone(zone)
    told = {
        "place": _place(sentences, locale, identity.company),
        "name": row["name"],
        "by": by or sentences(locale, "account_link_somebody"),
        "until": f"{until:%Y-%m-%d %H:%M}",
        "login": next((str(row[key]) for key in _LOGINS if row[key]), ""),
        "link": masked(base, kind),
    }
    subject = sentences(locale, f"account_link_{kind}_subject", told)
    return subject, sentences(locale, f"account_link_{kind}_text", told), None if base else "no_public_url"


def _place(sentences: Sentences, locale: str, company: str) -> str:
    """What one is invited to; who has no name yet is not called by a word in its place."""
    if not company:
        return sentences(locale, "account_link_place_nameless")
    return sentences(locale, "account_link_place", {"company": company})


def _draft(row: Row, timer: Timer, subject: str, text: str, reason: str | None) -> Draft:
    return Draft(
        f"account_link:{timer.key}",
        "mail",
        row["email"],
        subject,
        text,
        person_id=row["person_id"],
        name=row["name"],
        reason=reason,
        secret_link=timer.key,
    )
