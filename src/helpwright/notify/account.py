"""Tells people what happened to their account: by bell and mail, whatever they have switched off, at any hour."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from helpwright.access.notices import Notice
from helpwright.jobs.timers import Timer, schedule
from helpwright.kernel.ids import new_id
from helpwright.notify import people_store
from helpwright.notify.model import Draft
from helpwright.notify.outbox import Outbox
from helpwright.notify.people import name_of
from helpwright.platform.database import Database, Row
from helpwright.platform.sentences import Sentences
from helpwright.platform.statement import Statement

TIMER: Final = "account_notice"


def later(notice: Notice) -> Sequence[Statement]:
    """A worker tells the person, as soon as the transaction of the act has committed."""
    data = {
        **notice.data,
        "act": notice.act,
        "by": None if notice.by is None else str(notice.by),
        "at": notice.at.isoformat(),
    }
    return [schedule(TIMER, notice.person, str(new_id()), notice.at, data)]


def account_handler(
    database: Database, outbox: Outbox, sentences: Sentences, zone: Callable[[], Awaitable[ZoneInfo]]
) -> Callable[[Timer], Awaitable[None]]:
    """The handler of these timers. Delivered twice it tells once: a message has the key of its timer."""

    async def tell(timer: Timer) -> None:
        async with database.transaction() as session:
            row = await session.one(people_store.by_ids([timer.owner]))
            if row is not None:
                words = _words(sentences, row, timer.data, await name_of(session, timer.data.get("by")), await zone())
                await outbox.put(session, _drafts(row, timer, *words))

    return tell


def _words(sentences: Sentences, row: Row, data: Mapping[str, Any], by: str, zone: ZoneInfo) -> tuple[str, str]:
    """Subject and text in the language of the person."""
    locale, act = str(row["locale"]), str(data["act"])
    at = datetime.fromisoformat(str(data["at"])).astimezone(zone)
    told = {
        "at": f"{at:%Y-%m-%d %H:%M}",
        "device": data.get("device") or sentences(locale, "notice_device_unknown"),
        "address": data.get("address") or "–",
        "count": data.get("count", 0),
        "left": data.get("left", 0),
    }
    who = sentences(locale, "notice_by", {"name": by}) if by else ""
    lines = [sentences(locale, f"notice_{act}_text", told) + who, "", sentences(locale, "notice_not_you")]
    return sentences(locale, f"notice_{act}", told), "\n".join(lines)


def _drafts(row: Row, timer: Timer, subject: str, text: str) -> list[Draft]:
    person, about = row["id"], f"account:{timer.owner}:{timer.key}"
    mails = dict.fromkeys(each for each in (row["email"], timer.data.get("before")) if each)
    return [
        Draft(f"{about}:inapp", "inapp", str(person), subject, text, person_id=person, name=row["name"]),
        *(
            Draft(f"{about}:mail:{place}", "mail", mail, subject, text, person_id=person, name=row["name"])
            for place, mail in enumerate(mails)
        ),
    ]
