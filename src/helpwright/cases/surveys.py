"""Surveys: ask a customer once, and take the first answer."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from helpwright.cases import store
from helpwright.cases import survey_store as surveys
from helpwright.cases.rating import Rating, when_to_ask
from helpwright.cases.survey import SurveyDocument
from helpwright.cases.targets import Calendars
from helpwright.definitions.model import DefinitionSet
from helpwright.jobs.events import append
from helpwright.jobs.timers import Timer, schedule
from helpwright.kernel.calendar import CalendarRefusal, deadline
from helpwright.kernel.clock import Clock, iso
from helpwright.kernel.errors import Conflict, Missing
from helpwright.kernel.events import CUSTOMER, Event
from helpwright.kernel.ids import new_id
from helpwright.kernel.text import localize
from helpwright.notify.model import Draft
from helpwright.notify.outbox import Outbox
from helpwright.platform.database import Database, Row, Session
from helpwright.platform.secret_key import SecretKey
from helpwright.platform.sentences import Sentences
from helpwright.records.engine import RecordEngine
from helpwright.records.rows import get, to_record

about = surveys.about
request = surveys.request

TIMER: Final = "survey"
_PURPOSE = "survey"


def survey_token(key: SecretKey, request_id: UUID) -> str:
    """The last part of the link; worthless when a single bit differs."""
    return key.sign(_PURPOSE, request_id.bytes)


def read_survey_token(key: SecretKey, token: str) -> UUID | None:
    """The request of a genuine token."""
    payload = key.verify(_PURPOSE, token)
    return UUID(bytes=payload) if payload is not None and len(payload) == len(UUID(int=0).bytes) else None


@dataclass(frozen=True)
class Asking:
    """What asking works with. `base` is where customers reach us, "" when nobody has said."""

    records: RecordEngine
    calendars: Callable[[DefinitionSet], Calendars]
    outbox: Outbox
    sentences: Sentences
    key: SecretKey
    base: Callable[[DefinitionSet], str]


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom to ask. `survey` is `app.key`; `recipient` is the address for the way `via`, None where there is none."""

    survey: str
    form: str
    record_id: UUID
    number: str
    via: str
    recipient: str | None
    language: str
    cause: tuple[int, ...] = ()
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of it: `code` is None when it is out, else why not, or not yet (`survey_put_off`, `send_at`)."""

    request_id: UUID | None
    code: str | None
    send_at: datetime | None = None


async def ask(session: Session, asking: Asking, wish: Wish, now: datetime) -> Asked:
    """Ask in the session's transaction, or put it off until the night is over; once a ticket.

    The record is locked by the caller. Raises Missing for a survey that does not exist.
    """
    definitions = await asking.records.definitions.likely()
    document = SurveyDocument.model_validate(definitions.find("survey", wish.survey).document)
    standing = await session.one(surveys.about(wish.record_id))
    if standing is not None and standing["score"] is not None:
        return Asked(None, "survey_rated")
    if standing is not None and standing["request_id"] is not None:
        return Asked(standing["request_id"], "survey_asked")
    if wish.recipient is None:
        await asking.outbox.put(session, [_draft(wish, new_id(), "", "")])
        return Asked(None, "no_address")
    request_id, send_at = new_id(), when_to_ask(now, definitions.zone)
    values = {
        "id": request_id,
        "record_id": wish.record_id,
        "form": wish.form,
        "survey": wish.survey,
        "scale": document.scale,
        "question": document.question,
        "via": wish.via,
        "recipient": wish.recipient,
        "created_at": now,
        "send_at": send_at,
        "cause": wish.cause,
        "rule": wish.rule,
    }
    if not await session.all(surveys.insert_request(values)):
        return Asked(None, "survey_asked")
    if send_at > now:
        await session.execute(schedule(TIMER, request_id, "send", send_at))
        return Asked(request_id, "survey_put_off", send_at)
    await _send(session, asking, wish, request_id, document, now)
    return Asked(request_id, None, now)


async def foresee_ask(
    session: Session, record_id: UUID, address: str | None, now: datetime, zone: ZoneInfo
) -> tuple[str | None, datetime]:
    """Why `ask` would not ask now (None: it would), and when the customer would get it."""
    standing = await session.one(surveys.about(record_id))
    if standing is not None and standing["score"] is not None:
        return "survey_rated", now
    if standing is not None and standing["request_id"] is not None:
        return "survey_asked", now
    return "no_address" if address is None else None, when_to_ask(now, zone)


async def send_put_off(session: Session, asking: Asking, request_id: UUID, now: datetime) -> bool:
    """Send what was put off, in the session's transaction; whether it went out.

    It does not when it is out already or has been answered, and it is withdrawn when the ticket was taken up again.
    """
    row = await session.one(surveys.lock_request(request_id))
    if row is None or row["sent_at"] is not None:
        return False
    standing, cases = await session.pipeline((surveys.about(row["record_id"]), store.read([row["record_id"]])))
    if standing[0]["score"] is not None:
        return False
    found = await _again(session, asking, row)
    if found is None or not cases or cases[0]["category"] not in {"solved", "closed"}:
        await session.execute(surveys.withdraw(request_id))
        return False
    await _send(session, asking, found[0], request_id, found[1], now)
    return True


def send_later(database: Database, asking: Asking, clock: Clock) -> Callable[[Timer], Awaitable[None]]:
    """The handler of the timers of surveys that were put off."""

    async def send(timer: Timer) -> None:
        async with database.transaction() as session:
            await send_put_off(session, asking, timer.owner, clock.now())

    return send


async def _again(session: Session, asking: Asking, row: Row) -> tuple[Wish, SurveyDocument] | None:
    """What was wished, from a row of the request; None when record or survey are gone."""
    definitions = await asking.records.definitions.likely()
    try:
        document = SurveyDocument.model_validate(definitions.find("survey", row["survey"]).document)
        form = asking.records.forms(definitions).find(row["form"])
    except Missing:
        return None
    found = await session.one(get(form, row["record_id"], "TRUE", {}))
    if found is None:
        return None
    record = to_record(form, found)
    wish = Wish(
        row["survey"],
        row["form"],
        row["record_id"],
        record.number,
        row["via"],
        row["recipient"],
        record.language or definitions.language,
        tuple(row["cause"]),
        row["rule"],
    )
    return wish, document


async def _send(
    session: Session, asking: Asking, wish: Wish, request_id: UUID, document: SurveyDocument, now: datetime
) -> None:
    definitions = await asking.records.definitions.likely()
    expires_at = _expires(document, asking.calendars(definitions), wish.survey.partition(".")[0], now)
    words: dict[str, Any] = {
        "number": wish.number,
        "question": localize(document.question, wish.language),
        "link": f"{asking.base(definitions)}/s/{survey_token(asking.key, request_id)}",
        "company": definitions.company or localize(definitions.apps[wish.form.partition(".")[0]].name, wish.language),
        "until": "" if expires_at is None else f"{expires_at.astimezone(definitions.zone):%Y-%m-%d %H:%M}",
    }
    say = asking.sentences
    lines = [say(wish.language, f"survey_text_{'sms' if wish.via == 'sms' else 'mail'}", words)]
    if expires_at is not None and wish.via != "sms":
        lines.append(say(wish.language, "survey_text_until", words))
    await asking.outbox.put(
        session, [_draft(wish, request_id, say(wish.language, "survey_subject", words), "\n".join(lines))]
    )
    await session.execute(surveys.sent(request_id, now, expires_at))


def _expires(document: SurveyDocument, calendars: Calendars, app: str, now: datetime) -> datetime | None:
    if document.expires is None:
        return None
    try:
        return deadline(now, document.expires, calendars.get(app, {}))
    except CalendarRefusal:
        return None


def _draft(wish: Wish, request_id: UUID, subject: str, text: str) -> Draft:
    return Draft(
        key=f"survey:{request_id}" if wish.recipient is not None else f"survey:{wish.record_id}:{wish.cause}",
        via=wish.via,
        recipient=wish.recipient,
        subject=subject,
        text=text,
        form=wish.form,
        record_id=wish.record_id,
        event_id=wish.cause[-1] if wish.cause else None,
        rule=wish.rule,
        cause=wish.cause,
        locale=wish.language,
    )


async def rate(
    database: Database, about_what: Mapping[str, Any], rating: Rating, via: str, at: datetime
) -> tuple[Row, bool]:
    """Take the answer; the row that stands and whether it is new. The same answer again changes nothing.

    `about_what` has record_id, form, survey and scale. Raises Conflict `survey_answered` with the first answer when
    another one stands.
    """
    names = (about_what["record_id"], about_what["form"], about_what["survey"], about_what["scale"])
    async with database.transaction() as session:
        rows = await session.all(surveys.insert_answer(*names, rating, via, at))
        if rows:
            data = {
                "survey": about_what["survey"],
                "scale": about_what["scale"],
                "score": rating.score,
                "tags": list(rating.tags),
                "comment": rating.comment,
                "via": via,
            }
            event = Event("survey_answered", about_what["form"], about_what["record_id"], CUSTOMER, at, data)
            await session.execute(append(event))
            return rows[0], True
        row = (await session.all(surveys.answers_of([about_what["record_id"]])))[0]
    if Rating(row["score"], tuple(row["tags"]), row["comment"]) != rating:
        raise Conflict("survey_answered", answer=answer_json(row))
    return row, False


def answer_json(row: Row) -> dict[str, Any]:
    """An answer as the interface gives it."""
    return {
        "scale": row["scale"],
        "score": row["score"],
        "tags": list(row["tags"]),
        "comment": row["comment"],
        "at": iso(row["answered_at"]),
    }
