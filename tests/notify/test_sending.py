"""Storing and sending in one process, against a mail server that misbehaves."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from time import monotonic
from typing import Any
from uuid import UUID

import pytest

from helpwright.jobs.queue import defer
from helpwright.jobs.rush import Rush
from helpwright.kernel.ids import new_id
from helpwright.notify.catalogue import open_ways
from helpwright.notify.jobs import RETRY_DELAYS, Sending
from helpwright.notify.model import Draft, Envelope, Identity, Postponed
from helpwright.notify.outbox import SEND, Outbox
from helpwright.notify.sender import Delivery
from helpwright.notify.store import begin
from helpwright.platform.database import Row, Statement
from helpwright.platform.settings import Environment
from tests.notify.conftest import Desk
from tests.support.desk_worker import CLOCK, FORM, identity
from tests.support.until import until


def draft(number: int = 1, recipient: str | None = "zhang@customer.example", **more: Any) -> Draft:
    values: dict[str, Any] = {"form": FORM, "record_id": new_id(), "event_id": 7, "rule": "service_desk.confirmation"}
    return Draft(f"7:rule:{number}:mail:{recipient}", "mail", recipient, "已受理", "您好", **{**values, **more})


def ways(smtp_url: str | None) -> dict[str, Delivery]:
    environment = replace(Environment.read(), smtp_url=smtp_url)
    return open_ways(environment, CLOCK)


@pytest.fixture
async def mail(desk: Desk) -> AsyncIterator[dict[str, Delivery]]:
    opened = ways(desk.smtp_url)
    yield opened
    await opened["mail"].close()


async def put(desk: Desk, opened: dict[str, Delivery], *drafts: Draft) -> None:
    async with desk.database.transaction() as session:
        await Outbox(opened, identity, CLOCK).put(session, drafts)


async def jobs(desk: Desk) -> list[Row]:
    return await desk.database.all(
        Statement(
            """SELECT task_name, args, extract(epoch FROM scheduled_at - clock_timestamp())::int AS seconds
            FROM procrastinate_jobs ORDER BY id""",
        ),
    )


async def send_all(desk: Desk, opened: dict[str, Delivery]) -> Sending:
    """Run the waiting jobs once, whenever they are due."""
    waiting = await jobs(desk)
    await desk.database.write([Statement("DELETE FROM procrastinate_jobs")])
    sending = Sending(desk.database, opened, identity, CLOCK)
    for job in waiting:
        assert job["task_name"] == SEND
        await sending.send([UUID(each) for each in job["args"]["messages"]])
    return sending


async def one(desk: Desk) -> Row:
    rows = await desk.messages()
    assert len(rows) == 1
    return rows[0]


async def test_a_message_is_stored_queued_sent_and_told(desk: Desk, mail: dict[str, Delivery]) -> None:
    wanted = draft()
    await put(desk, mail, wanted)
    stored = await one(desk)
    assert (stored["state"], stored["recipient"], stored["attempts"]) == ("queued", "zhang@customer.example", 0)
    await send_all(desk, mail)
    sent = await one(desk)
    assert sent["state"] == "sent"
    assert sent["sent_at"] is not None
    assert desk.inbox.ids == [stored["message_id"]]
    told = await desk.events("message_sent")
    assert told[0]["record_id"] == wanted.record_id
    assert told[0]["dataset"] == FORM
    assert told[0]["cause"] == [7]
    assert told[0]["data"] == {
        "message": str(stored["id"]),
        "via": "mail",
        "to": "zhang@customer.example",
        "state": "sent",
        "subject": "已受理",
        "reason": None,
        "rule": "service_desk.confirmation",
    }


async def test_a_message_is_taken_with_its_claim_and_asking_twice_is_asking_once(
    desk: Desk, mail: dict[str, Delivery]
) -> None:
    await put(desk, mail, draft(1), draft(2))
    first, second = [each["id"] for each in await desk.messages()]
    commits: list[int] = []
    desk.database.on_commit(lambda: commits.append(1))
    await Sending(desk.database, mail, identity, CLOCK).send([first])
    assert len(commits) == 2, "one with the claim, one with what came of it"
    run = new_id()
    for attempts in (1, 2):
        row = (await desk.database.write(begin([second], CLOCK.now(), run)))[-1][0]
        assert (row["state"], row["attempts"], row["extra"].get("uncertain")) == ("sending", attempts, None)
    row = (await desk.database.write(begin([second], CLOCK.now(), new_id())))[-1][0]
    assert row["extra"]["uncertain"], "another run was sending it and never said how that ended"
    assert (await desk.database.write(begin([first], CLOCK.now(), run)))[-1] == []


async def test_in_a_rush_it_rests_between_messages_when_the_last_is_recorded(
    desk: Desk, mail: dict[str, Delivery]
) -> None:
    await put(desk, mail, *(draft(number) for number in range(3)))
    sending = Sending(desk.database, mail, identity, CLOCK, rush=Rush(-1.0, lambda: monotonic() + 60.0))
    began = monotonic()
    going = asyncio.create_task(sending.send([each["id"] for each in await desk.messages()]))
    await until(lambda: desk.reached(sent=1, queued=2))
    assert not going.done()
    await going
    assert monotonic() - began >= 0.799
    assert await desk.states() == {"sent": 3}


async def test_the_same_key_is_stored_once(desk: Desk, mail: dict[str, Delivery]) -> None:
    await put(desk, mail, draft(1), draft(1), draft(2))
    await put(desk, mail, draft(1), draft(2))
    await send_all(desk, mail)
    assert len(desk.inbox.ids) == 2


@pytest.mark.parametrize(
    ("recipient", "reason"),
    [
        (None, "no_address"),
        ("13800000000", "address_invalid"),
        ("a@x.example\r\nBcc: all@customer.example", "address_invalid"),
        ("a@x.example, b@x.example", "address_invalid"),
    ],
)
async def test_without_a_usable_address_it_is_skipped_and_says_so(
    desk: Desk,
    mail: dict[str, Delivery],
    recipient: str | None,
    reason: str,
) -> None:
    await put(desk, mail, draft(recipient=recipient))
    stored = await one(desk)
    assert (stored["state"], stored["reason"], stored["recipient"]) == ("skipped", reason, recipient)
    assert [each["data"]["reason"] for each in await desk.events("message_skipped")] == [reason]
    assert await jobs(desk) == []


async def test_without_a_mail_server_it_rests_in_the_trial_outbox(desk: Desk) -> None:
    assert ways(None) == {}
    await put(desk, {}, draft())
    assert (await one(desk))["state"] == "trial"
    assert len(await desk.events("message_trial")) == 1
    assert await jobs(desk) == []


async def test_a_mail_server_that_was_taken_away_leaves_it_in_the_trial_outbox(
    desk: Desk, mail: dict[str, Delivery]
) -> None:
    await put(desk, mail, draft())
    await send_all(desk, {})
    assert (await one(desk))["state"] == "trial"


async def test_a_refusal_is_final_and_in_the_servers_words(desk: Desk, mail: dict[str, Delivery]) -> None:
    desk.inbox.rcpt = "550 5.1.1 no such person"
    await put(desk, mail, draft())
    await send_all(desk, mail)
    failed = await one(desk)
    assert (failed["state"], failed["reason"]) == ("failed", "550 5.1.1 no such person")
    assert [each["data"]["reason"] for each in await desk.events("message_failed")] == ["550 5.1.1 no such person"]
    assert await jobs(desk) == []


async def test_a_temporary_answer_is_tried_again_with_growing_pauses_and_the_same_id(
    desk: Desk,
    mail: dict[str, Delivery],
) -> None:
    desk.inbox.data = "451 4.7.1 greylisted"
    await put(desk, mail, draft())
    reference = (await one(desk))["message_id"]
    await send_all(desk, mail)
    for delay in RETRY_DELAYS[:2]:
        waiting = await one(desk)
        assert (waiting["state"], waiting["reason"]) == ("queued", "451 4.7.1 greylisted")
        assert (await jobs(desk))[0]["seconds"] == pytest.approx(delay.total_seconds(), abs=5)
        await send_all(desk, mail)
    desk.inbox.data = None
    await send_all(desk, mail)
    assert (await one(desk))["state"] == "sent"
    assert desk.inbox.ids == [reference]


async def test_after_the_last_try_it_has_failed(desk: Desk, mail: dict[str, Delivery]) -> None:
    desk.inbox.rcpt = "451 later"
    await put(desk, mail, draft())
    for _ in range(len(RETRY_DELAYS) + 1):
        assert (await one(desk))["state"] == "queued"
        await send_all(desk, mail)
    assert (await one(desk))["state"] == "failed"
    assert await jobs(desk) == []


async def test_when_the_server_is_away_one_try_stands_for_all(desk: Desk) -> None:
    away = ways("smtp://127.0.0.1:1")
    await put(desk, away, *(draft(number) for number in range(45)))
    assert len(await jobs(desk)) == 3
    for _ in range(len(RETRY_DELAYS)):
        await send_all(desk, away)
        assert await desk.states() == {"queued": 45}
        assert sum(len(job["args"]["messages"]) for job in await jobs(desk)) == 45
    await send_all(desk, away)
    assert await desk.states() == {"failed": 45}
    assert len(await desk.events("message_failed")) == 45


async def test_a_server_that_drops_the_line_gets_it_later(desk: Desk, mail: dict[str, Delivery]) -> None:
    desk.inbox.drop = True
    await put(desk, mail, draft(1), draft(2))
    await send_all(desk, mail)
    assert await desk.states() == {"queued": 2}
    desk.inbox.drop = False
    await send_all(desk, mail)
    assert await desk.states() == {"sent": 2}


async def test_a_server_that_hangs_gets_it_later(
    desk: Desk,
    mail: dict[str, Delivery],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("helpwright.platform.mail._MESSAGE_SECONDS", 0.2)
    desk.inbox.hang_seconds = 30
    await put(desk, mail, draft(1), draft(2))
    await send_all(desk, mail)
    assert await desk.states() == {"queued": 2}
    monkeypatch.undo()
    desk.inbox.hang_seconds = 0
    await send_all(desk, mail)
    assert await desk.states() == {"sent": 2}


async def test_what_a_dead_worker_left_sending_goes_out_with_the_same_id(desk: Desk, mail: dict[str, Delivery]) -> None:
    await put(desk, mail, draft())
    await desk.database.write([Statement("UPDATE messages SET state = 'sending', attempts = 1")])
    reference = (await one(desk))["message_id"]
    await send_all(desk, mail)
    assert desk.inbox.ids == [reference]
    assert (await one(desk))["state"] == "sent"


async def test_what_is_sent_is_not_sent_again(desk: Desk, mail: dict[str, Delivery]) -> None:
    await put(desk, mail, draft())
    again = await jobs(desk)
    await send_all(desk, mail)
    await desk.database.write([defer(SEND, [job["args"] for job in again])])
    await send_all(desk, mail)
    assert len(desk.inbox.ids) == 1


async def test_told_to_stop_it_leaves_the_rest_to_a_new_job(desk: Desk, mail: dict[str, Delivery]) -> None:
    class StopsAfterOne:
        def __init__(self, inner: Delivery) -> None:
            self.inner = inner

        def reference(self, key: str, of: Identity) -> str:
            return self.inner.reference(key, of)

        async def deliver(self, envelope: Envelope, of: Identity) -> None:
            await self.inner.deliver(envelope, of)
            sending.stop()

        async def close(self) -> None:
            await self.inner.close()

    await put(desk, mail, draft(1), draft(2), draft(3))
    waiting = await jobs(desk)
    await desk.database.write([Statement("DELETE FROM procrastinate_jobs")])
    sending = Sending(desk.database, {"mail": StopsAfterOne(mail["mail"])}, identity, CLOCK)
    await sending.send([UUID(each) for each in waiting[0]["args"]["messages"]])
    assert await desk.states() == {"sent": 1, "queued": 2}
    assert [job["args"]["messages"] for job in await jobs(desk)] == [waiting[0]["args"]["messages"][1:]]
    await send_all(desk, mail)
    assert await desk.states() == {"sent": 3}


async def test_a_fault_of_our_own_is_tried_again_and_loses_nothing(desk: Desk, mail: dict[str, Delivery]) -> None:
    class Broken:
        def reference(self, key: str, of: Identity) -> str:
            return "<x@y>"

        async def deliver(self, envelope: Envelope, of: Identity) -> None:
            raise ZeroDivisionError

        async def close(self) -> None:
            pass

    await put(desk, mail, draft(1), draft(2))
    await send_all(desk, {"mail": Broken()})
    assert await desk.states() == {"queued": 2}
    assert {each["reason"] for each in await desk.messages()} == {"ZeroDivisionError"}
    await send_all(desk, mail)
    assert await desk.states() == {"sent": 2}


async def test_hostile_texts_are_stored_and_sent_as_text(desk: Desk, mail: dict[str, Delivery]) -> None:
    hostile = "x\r\nBcc: all@customer.example\x00 =?utf-8?q?=0ABcc:_b=40c.example?="
    await put(desk, mail, replace(draft(), subject=hostile, text=hostile))
    await send_all(desk, mail)
    assert desk.inbox.recipients == ["zhang@customer.example"]
    assert desk.inbox.messages[0]["Bcc"] is None


async def test_events_belong_to_the_record_or_else_to_the_messages(desk: Desk, mail: dict[str, Delivery]) -> None:
    await put(desk, mail, draft(1), draft(2, None), draft(3, form=None, record_id=None, event_id=None))
    await send_all(desk, mail)
    found = await desk.database.all(Statement("SELECT type, dataset FROM events ORDER BY type, dataset"))
    assert [(each["type"], each["dataset"]) for each in found] == [
        ("message_sent", "messages"),
        ("message_sent", FORM),
        ("message_skipped", FORM),
    ]


async def test_an_unreachable_way_keeps_no_other_waiting(desk: Desk, mail: dict[str, Delivery]) -> None:
    class Away:
        def reference(self, key: str, of: Identity) -> str:
            return key

        async def deliver(self, envelope: Envelope, of: Identity) -> None:
            raise Postponed("nobody there", unreachable=True)

        async def close(self) -> None:
            pass

    both = {**mail, "wecom": Away()}
    await put(desk, both, *(replace(draft(n, "x"), via="wecom", recipient="wangfang") for n in range(3)), draft(9))
    assert len(await jobs(desk)) == 2, "each way has a job of its own"
    together = [message for job in await jobs(desk) for message in job["args"]["messages"]]
    await desk.database.write([Statement("DELETE FROM procrastinate_jobs")])
    await Sending(desk.database, both, identity, CLOCK).send([UUID(each) for each in together])
    found = {row["via"]: row["state"] for row in await desk.messages()}
    assert found == {"wecom": "queued", "mail": "sent"}
    assert [row["attempts"] for row in await desk.messages()] == [1, 1, 1, 1]
    assert sum(len(job["args"]["messages"]) for job in await jobs(desk)) == 3


class Slow:
    """Mail that waits for a word before the first message arrives."""

    def __init__(self, mail: Delivery) -> None:
        self._mail = mail
        self.under_way, self.go_on = asyncio.Event(), asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._mail, name)

    async def deliver(self, envelope: Envelope, identity: Identity) -> str | None:
        self.under_way.set()
        await self.go_on.wait()
        return await self._mail.deliver(envelope, identity)


async def test_a_job_that_runs_again_takes_its_messages_from_the_run_before(
    desk: Desk, mail: dict[str, Delivery]
) -> None:
    await put(desk, mail, *(draft(number) for number in range(1, 11)))
    (job,) = await jobs(desk)
    messages = [UUID(each) for each in job["args"]["messages"]]
    slow = Slow(mail["mail"])
    thought_dead = Sending(desk.database, {"mail": slow}, identity, CLOCK)
    before = asyncio.create_task(thought_dead.send(messages))
    await slow.under_way.wait()
    await Sending(desk.database, mail, identity, CLOCK).send(messages)
    slow.go_on.set()
    await before
    assert {each["state"] for each in await desk.messages()} == {"sent"}
    assert len(set(desk.inbox.ids)) == 10
    assert len(desk.inbox.ids) == 11, "only the one in hand is sent twice"
