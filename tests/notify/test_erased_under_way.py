"""A record is erased while a message about it is under way: nothing that comes of the attempt brings words back."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from helpwright.jobs.events import append
from helpwright.kernel.ids import new_id
from helpwright.notify.catalogue import open_ways
from helpwright.notify.events import message_event
from helpwright.notify.forget import empty_messages, forget_app
from helpwright.notify.jobs import Sending
from helpwright.notify.model import Draft, Envelope, Identity, Postponed, Refused
from helpwright.notify.outbox import Outbox
from helpwright.notify.sender import Delivery
from helpwright.notify.store import begin, finish
from helpwright.platform.database import Statement
from helpwright.platform.settings import Environment
from tests.notify.conftest import Desk
from tests.support.desk_worker import CLOCK, FORM, identity
from tests.support.until import until

NAME, MAIL, PHONE, STREET = "诸葛清风", "kongming@example.org", "13900000007", "卧龙岗三顾路八号"


class Erasing:
    """Mail during whose sending the record is erased; then it `ends` in this way."""

    def __init__(self, mail: Delivery, desk: Desk, record: UUID, ends: Exception | None, *more: Statement) -> None:
        self._mail = mail
        self._desk = desk
        self._statements = [*empty_messages(record), *more]
        self._ends = ends
        self.taken: list[Envelope] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._mail, name)

    async def deliver(self, envelope: Envelope, _identity: Identity) -> str | None:
        self.taken.append(envelope)
        await self._desk.database.write(self._statements)
        if self._ends is not None:
            raise self._ends
        return "250 OK"


@pytest.fixture
async def mail(desk: Desk) -> AsyncIterator[dict[str, Delivery]]:
    opened = open_ways(replace(Environment.read(), smtp_url=desk.smtp_url), CLOCK)
    yield opened
    await opened["mail"].close()


async def stored(desk: Desk) -> str:
    """Everything that messages, events and jobs hold."""
    tables = ("messages", "events", "notifications", "procrastinate_jobs")
    rows = [await desk.database.all(Statement(f"SELECT to_jsonb(t) AS row FROM {name} t")) for name in tables]  # noqa: S608 -- names of ours
    return json.dumps([each["row"] for table in rows for each in table], ensure_ascii=False)


async def about(desk: Desk, mail: dict[str, Delivery]) -> tuple[UUID, UUID]:
    """A message about a record, whose fallback waits in it: the message, the record."""
    record = new_id()
    instead = Draft("1:sms", "sms", PHONE, "", f"{NAME}，{STREET}", form=FORM, record_id=record, event_id=7)
    draft = Draft(
        "1:mail", "mail", MAIL, f"致 {NAME}", STREET, form=FORM, record_id=record, event_id=7, fallback=instead
    )
    async with desk.database.transaction() as session:
        await Outbox(mail, identity, CLOCK).put(session, [draft])
    await desk.database.write([Statement("DELETE FROM procrastinate_jobs")])
    (row,) = await desk.messages()
    return row["id"], record


@pytest.mark.parametrize(
    ("ends", "state", "reason"),
    [
        (None, "sent", None),
        (Refused(f"550 <{MAIL}> user unknown"), "failed", "erased"),
        (Postponed(f"451 <{MAIL}> try later"), "skipped", "erased"),
        (Postponed(f"451 <{MAIL}> try later", uncertain=True, doubles=True), "failed", "erased"),
        (ValueError("a fault of ours"), "skipped", "erased"),
    ],
)
async def test_however_it_ends_no_word_of_it_comes_back(
    ends: Exception | None, state: str, reason: str | None, desk: Desk, mail: dict[str, Delivery]
) -> None:
    message, record = await about(desk, mail)
    assert NAME in await stored(desk)
    way = Erasing(mail["mail"], desk, record, ends)
    await Sending(desk.database, {"mail": way}, identity, CLOCK).send([message])
    assert [each.recipient for each in way.taken] == [MAIL], "it had left when the record was erased"
    rows = await desk.messages()
    assert [(row["state"], row["reason"], row["recipient"]) for row in rows] == [(state, reason, None)]
    kept = await stored(desk)
    assert [each for each in (NAME, MAIL, PHONE, STREET) if each in kept] == []
    told = await desk.events(f"message_{state}")
    assert [each["data"]["message"] for each in told] == ([] if state == "skipped" else [str(message)])


async def test_of_an_app_that_is_removed_meanwhile_nothing_comes_back(desk: Desk, mail: dict[str, Delivery]) -> None:
    message, _ = await about(desk, mail)
    refusing = Erasing(
        mail["mail"], desk, new_id(), Refused(f"550 <{MAIL}> user unknown"), *forget_app("service_desk", [FORM])
    )
    await Sending(desk.database, {"mail": refusing}, identity, CLOCK).send([message])
    assert await desk.messages() == []
    kept = await stored(desk)
    assert [each for each in (NAME, MAIL, PHONE, STREET) if each in kept] == []


async def test_what_a_dead_worker_was_sending_goes_out_no_more(desk: Desk, mail: dict[str, Delivery]) -> None:
    message, record = await about(desk, mail)
    await desk.database.write(begin([message], CLOCK.now(), new_id()))
    await desk.database.write(empty_messages(record))
    await Sending(desk.database, mail, identity, CLOCK).send([message])
    (row,) = await desk.messages()
    assert (row["state"], row["reason"]) == ("skipped", "erased")
    assert desk.inbox.ids == []


async def test_what_had_failed_before_says_no_more_to_whom(desk: Desk, mail: dict[str, Delivery]) -> None:
    message, record = await about(desk, mail)
    refusing = Erasing(mail["mail"], desk, new_id(), Refused(f"550 <{MAIL}> user unknown"))
    await Sending(desk.database, {"mail": refusing}, identity, CLOCK).send([message])
    assert f"550 <{MAIL}>" in await stored(desk)
    await desk.database.write(empty_messages(record))
    kept = await stored(desk)
    assert [each for each in (NAME, MAIL, PHONE, STREET) if each in kept] == []


async def test_erasing_waits_for_what_is_being_recorded(desk: Desk, mail: dict[str, Delivery]) -> None:
    message, record = await about(desk, mail)
    row = (await desk.database.write(begin([message], CLOCK.now(), new_id())))[-1][0]
    blocked = Statement(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with desk.database.transaction() as session:
        told = message_event(row, "sent", None, CLOCK.now())
        await session.pipeline([finish(message, "sent", None, CLOCK.now()), append(told)])
        erasing = asyncio.create_task(desk.database.write(empty_messages(record)))

        async def waits() -> bool:
            return bool(await desk.database.all(blocked))

        await until(waits)
    await erasing
    kept = await stored(desk)
    assert [each for each in (NAME, MAIL, PHONE, STREET) if each in kept] == []
