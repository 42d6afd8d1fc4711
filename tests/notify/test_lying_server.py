"""A mail server that hangs or lies, in every place where it can: tried again, told why, and never doubled unmarked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from helpwright.notify.jobs import Sending
from helpwright.notify.model import Draft, Envelope, Identity, Postponed
from helpwright.notify.outbox import Outbox
from helpwright.notify.sender import Delivery
from helpwright.notify.silence import PAUSE, Silence
from helpwright.platform.database import Statement
from tests.notify.conftest import Desk
from tests.notify.test_sending import draft, jobs, put, send_all, ways
from tests.support.desk_worker import CLOCK, identity

HURRIED = 0.6


@dataclass
class Liar:
    """Speaks SMTP up to the place where it does not. `stage` is one of the words below."""

    stage: str
    taken: list[str] = field(default_factory=list)
    connections: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            await self._speak(reader, writer)
        except ConnectionError:
            return
        finally:
            writer.close()

    async def _speak(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.stage == "says nothing":
            await reader.read()
        elif self.stage == "greets for ever":
            while not reader.at_eof():
                writer.write(b"220-still here\r\n")
                await asyncio.sleep(0.05)
        else:
            writer.write(b"220 here\r\n")
            while line := (await reader.readline()).decode().strip():
                if line.upper().startswith("DATA"):
                    writer.write(b"354 go on\r\n")
                    if not await self._content(reader, writer):
                        return
                else:
                    writer.write(self._answer(line).encode() + b"\r\n")

    def _answer(self, line: str) -> str:
        verb = line[:4].upper()
        if verb == "EHLO" and self.stage == "talks rubbish for TLS":
            return "250-here\r\n250 STARTTLS"
        if verb == "STAR":
            return "220 go ahead\r\n" + "this is no TLS" * 50
        if verb == "RCPT" and self.stage == "refuses one" and "wang@" in line:
            return "550 5.1.1 no such person"
        return "250 ok"

    async def _content(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Whether the conversation goes on."""
        content = (await reader.readuntil(b"\r\n.\r\n")).decode()
        if self.stage == "hangs after the content":
            await reader.read()
        if self.stage.endswith("after the content"):
            return False
        answer = {
            "is busy": "451 4.3.0 come back later",
            "refuses": "554 5.7.1 we do not like this",
            "answers rubbish": "yes, thank you",
        }.get(self.stage, "250 taken")
        if answer.startswith("250"):
            self.taken.append(content)
        writer.write(answer.encode() + b"\r\n")
        return self.stage != "says yes and drops"


@asynccontextmanager
async def lying(stage: str, query: str = "") -> AsyncIterator[tuple[Liar, dict[str, Delivery]]]:
    liar = Liar(stage)
    server = await asyncio.start_server(liar.serve, "127.0.0.1", 0)
    opened = ways(f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}{query}")
    try:
        yield liar, opened
    finally:
        await opened["mail"].close()
        server.close()


@pytest.mark.parametrize(
    ("stage", "state", "said", "uncertain"),
    [
        ("says nothing", "queued", "no answer in time", False),
        ("greets for ever", "queued", "no answer in time", False),
        ("talks rubbish for TLS", "queued", "", False),
        ("hangs after the content", "queued", "no answer in time", True),
        ("drops after the content", "queued", "", True),
        ("answers rubbish", "queued", "", True),
        ("is busy", "queued", "451 4.3.0 come back later", False),
        ("refuses", "failed", "554 5.7.1 we do not like this", False),
    ],
)
async def test_each_lie(
    stage: str, state: str, said: str, uncertain: bool, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpwright.platform.mail._MESSAGE_SECONDS", HURRIED)
    async with lying(stage, "?tls=starttls" if "TLS" in stage else "") as (liar, opened):
        await put(desk, opened, draft())
        await send_all(desk, opened)
        (row,) = await desk.messages()
        assert (row["state"], row["extra"].get("uncertain", False)) == (state, uncertain)
        assert row["reason"], "the outbox tells why"
        assert said in row["reason"]
        assert [round(each["seconds"] / 60) for each in await jobs(desk)] == ([1] if state == "queued" else [])
        if state == "queued":
            liar.stage = "well"
            monkeypatch.undo()
            again = ways(f"smtp://127.0.0.1:{opened['mail']._server.port}")  # type: ignore[attr-defined]
            await send_all(desk, again)
            await again["mail"].close()
            (row,) = await desk.messages()
            assert (row["state"], row["extra"].get("uncertain", False)) == ("sent", uncertain), "the mark stays"
            assert len(liar.taken) == 1


async def test_a_yes_counts_though_the_line_drops_at_once(desk: Desk) -> None:
    async with lying("says yes and drops") as (liar, opened):
        await put(desk, opened, draft(1), draft(2), draft(3))
        await send_all(desk, opened)
        assert await desk.states() == {"sent": 3}
        assert not any(row["extra"].get("uncertain") for row in await desk.messages())
        assert len(liar.taken) == 3


async def test_one_who_is_refused_keeps_nobody_from_their_mail(desk: Desk) -> None:
    async with lying("refuses one") as (liar, opened):
        await put(desk, opened, draft(1), draft(2, "wang@customer.example"), draft(3))
        await send_all(desk, opened)
        assert await desk.states() == {"sent": 2, "failed": 1}
        assert len(liar.taken) == 2


async def test_what_a_dead_worker_was_sending_is_marked(desk: Desk) -> None:
    async with lying("well") as (_, opened):
        await put(desk, opened, draft(1), draft(2))
        (first, _) = await desk.messages()
        await desk.database.write([
            Statement("UPDATE messages SET state = 'sending' WHERE id = %(id)s", {"id": first["id"]})
        ])  # fmt: skip
        await send_all(desk, opened)
        marks = {row["id"] == first["id"]: row["extra"].get("uncertain", False) for row in await desk.messages()}
        assert marks == {True: True, False: False}


class Hanging:
    """A way whose other side does not answer; how often it was tried, and how often at once."""

    def __init__(self) -> None:
        self.tries = self.now = self.most = 0

    def reference(self, key: str, of: Identity) -> str:
        return f"{key}:{of.company}"

    async def deliver(self, envelope: Envelope, of: Identity) -> None:
        self.tries += 1
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0.05)
        self.now -= 1
        raise Postponed(f"no answer for {envelope.id} of {of.company}", unreachable=True)

    async def close(self) -> None:
        pass


async def test_jobs_of_a_silent_way_do_not_each_wait_for_it(desk: Desk) -> None:
    hanging = Hanging()
    opened: dict[str, Delivery] = {"mail": hanging}
    drafts: list[Draft] = [draft(number) for number in range(30)]
    for each in drafts:
        async with desk.database.transaction() as session:
            await Outbox(opened, identity, CLOCK).put(session, [each])
    assert len(await jobs(desk)) == 30, "one job each, as rules make them"
    rows = await desk.messages()
    sending = Sending(desk.database, opened, identity, CLOCK)
    for row in rows:
        await sending.send([row["id"]])
    assert hanging.tries == 1
    assert {row["state"] for row in await desk.messages()} == {"queued"}
    assert {row["attempts"] for row in await desk.messages()} == {1}
    assert all("no answer" in row["reason"] for row in await desk.messages())


def test_of_a_silent_way_one_at_a_time_finds_out() -> None:
    silence, now = Silence(), CLOCK.now()
    assert silence.reason("mail", now) is None
    silence.silent("mail", "nobody there", now)
    assert silence.reason("mail", now) == "nobody there"
    assert silence.reason("sms", now) is None
    later = now + PAUSE
    assert silence.reason("mail", later) is None
    with silence.asking("mail"):
        assert silence.reason("mail", later + timedelta(hours=1)) == "nobody there"
    silence.heard("mail")
    assert silence.reason("mail", now) is None


def test_a_clock_that_was_set_back_makes_no_way_silent() -> None:
    """What was put off without an attempt would in the end have failed without one."""
    silence, now = Silence(), CLOCK.now()
    silence.silent("mail", "no answer", now)
    assert silence.reason("mail", now) == "no answer"
    assert silence.reason("mail", now - timedelta(hours=1)) is None
