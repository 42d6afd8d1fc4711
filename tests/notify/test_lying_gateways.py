"""Providers of text messages and WeCom that hang, lie or talk rubbish: nobody is written to twice without a mark."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from uuid import uuid4

import pytest
from pydantic import SecretStr

from helpwright.notify.model import Envelope, Identity, Postponed, Refused
from helpwright.notify.providers.aliyun import AliyunDelivery, AliyunKeys
from helpwright.notify.providers.gateway import GatewayDelivery
from helpwright.notify.providers.group import RobotsDelivery
from helpwright.notify.providers.wecom import WecomApp, WecomDelivery
from helpwright.notify.robot_settings import Robot, RobotSettings
from helpwright.notify.sender import Delivery
from helpwright.platform.outside_http import NOT_UNDERSTOOD
from tests.notify.conftest import Desk
from tests.notify.test_sending import draft, jobs, one, put, send_all

WHO = Identity("示例公司", None)
_DRIPS = 5
TOKEN = b'{"errcode": 0, "access_token": "token", "expires_in": 7200}'


def _robot(webhook: str) -> Robot:
    settings = RobotSettings(name="客服群", kind="wecom", webhook=SecretStr(webhook), other_host=True)
    return Robot("13800138000", settings.name, settings.kind, None, settings)


OPEN: dict[str, Callable[[str], Delivery]] = {
    "aliyun": lambda url: AliyunDelivery(url, AliyunKeys("id", "secret"), "服匠", ("SMS_FREE", "text", 35)),
    "gateway": lambda url: GatewayDelivery(url, "token", "服匠"),
    "wecom": lambda url: WecomDelivery(url, WecomApp("ww-test", 1000002, "secret")),
    "group": lambda url: RobotsDelivery({"13800138000": _robot(f"{url}/send?key=k")}),
}
BAD: dict[str, tuple[int, bytes]] = {
    "a page of the network": (200, b"<!DOCTYPE html><title>Please sign in</title>"),
    "a proxy that lost the answer": (504, b"<html>Gateway time-out</html>"),
    "busy": (503, b""),
    "more than anybody reads": (503, b"x" * 200_000),
}


def _whole(status: int, body: bytes) -> bytes:
    return b"HTTP/1.1 %d X\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body)


class Patience:
    """The time that a whole request may take: it is over when we say so, on a busy machine as on an idle one."""

    def __init__(self) -> None:
        self._last: asyncio.Timeout | None = None

    def timeout(self, seconds: float) -> asyncio.Timeout:
        self._last = asyncio.timeout(seconds)
        return self._last

    def ends(self) -> None:
        assert self._last is not None, "there is such a limit"
        self._last.reschedule(asyncio.get_running_loop().time())


@dataclass
class Liar:
    """Speaks HTTP up to the place where it does not; a token of WeCom it hands out always."""

    stage: str
    patience: Patience = field(default_factory=Patience)
    asked: int = 0
    lines: list["asyncio.Task[None]"] = field(default_factory=list)

    def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.lines.append(asyncio.create_task(self._speak(reader, writer)))

    async def _speak(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while await self._answer(reader, writer):
                pass
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Whether the conversation goes on."""
        head = await reader.readuntil(b"\r\n\r\n")
        if head.startswith(b"GET /cgi-bin/gettoken") and self.stage != "gives no token":
            writer.write(_whole(200, TOKEN))
            return True
        self.asked += 1
        if self.stage in {"hangs", "gives no token"}:
            self.patience.ends()
            await reader.read()
            return False
        if self.stage == "drips":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            for number in itertools.count():
                if reader.at_eof():
                    break
                if number == _DRIPS:
                    self.patience.ends()
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.02)
            return False
        if self.stage == "drops":
            return False
        if self.stage == "rubbish":
            writer.write(b"\x00\xff yes, thank you\r\n\r\n")
            return False
        writer.write(_whole(*BAD[self.stage]) if self.stage in BAD else _whole(200, self.stage.encode()))
        await writer.drain()
        return False


@asynccontextmanager
async def lying(provider: str, stage: str) -> AsyncIterator[tuple[Liar, Delivery]]:
    liar = Liar(stage)
    server = await asyncio.start_server(liar.serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    if stage == "nobody there":
        server.close()
    way = OPEN[provider](url)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("helpwright.platform.outside_http.asyncio", SimpleNamespace(timeout=liar.patience.timeout))
            yield liar, way
    finally:
        await way.close()
        server.close()
        await asyncio.gather(*liar.lines)


def envelope(way: Delivery) -> Envelope:
    return Envelope(uuid4(), "key", "13800138000", "", "您好", way.reference("key", WHO))


@pytest.mark.parametrize("provider", OPEN)
@pytest.mark.parametrize(
    ("stage", "uncertain"),
    [
        ("nobody there", False),
        ("busy", False),
        ("more than anybody reads", False),
        ("hangs", True),
        ("drips", True),
        ("drops", True),
        ("rubbish", True),
        ("a page of the network", True),
        ("a proxy that lost the answer", True),
    ],
)
async def test_what_may_have_been_taken_is_told_apart(provider: str, stage: str, uncertain: bool) -> None:
    async with lying(provider, stage) as (_, way):
        with pytest.raises(Postponed) as caught:
            await way.deliver(envelope(way), WHO)
    assert caught.value.uncertain is uncertain
    assert not uncertain or caught.value.doubles is (provider in {"aliyun", "group"})
    assert str(caught.value), "the outbox tells why"
    assert stage != "a page of the network" or str(caught.value) == NOT_UNDERSTOOD, "as a sentence in every language"


async def test_a_token_that_is_not_answered_has_sent_nothing() -> None:
    async with lying("wecom", "gives no token") as (liar, way):
        with pytest.raises(Postponed) as caught:
            await way.deliver(envelope(way), WHO)
        assert liar.asked == 1
    assert not caught.value.uncertain


@pytest.mark.parametrize(
    ("provider", "said", "why"),
    [
        ("gateway", '{"success": false, "message": "no credit"}', "no credit"),
        ("gateway", '{"error": "template unknown"}', "template unknown"),
        ("gateway", '{"ok": false}', "200"),
        ("aliyun", '{"Code": "isv.SMS_TEMPLATE_ILLEGAL", "Message": "no"}', "isv.SMS_TEMPLATE_ILLEGAL"),
        ("wecom", '{"errcode": 40058, "errmsg": "invalid card"}', "40058"),
    ],
)
async def test_a_status_of_success_around_a_failure_is_a_failure(provider: str, said: str, why: str) -> None:
    async with lying(provider, said) as (_, way):
        with pytest.raises(Refused, match=why):
            await way.deliver(envelope(way), WHO)


@pytest.mark.parametrize(
    ("provider", "stage", "state"),
    [("aliyun", "hangs", "failed"), ("aliyun", "nobody there", "queued"), ("gateway", "hangs", "queued")],
)
async def test_a_text_message_is_not_sent_twice_by_itself(provider: str, stage: str, state: str, desk: Desk) -> None:
    async with lying(provider, stage) as (liar, way):
        opened = {"sms": way}
        await put(desk, opened, replace(draft(), via="sms", recipient="13800138000", subject=""))
        await send_all(desk, opened)
        row = await one(desk)
        assert (row["state"], row["extra"].get("uncertain", False)) == (state, stage == "hangs")
        assert len(await jobs(desk)) == (state == "queued")
        assert liar.asked == (stage == "hangs")


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"errcode": 40058, "errmsg": "invalid\x00 card\x1b[31m\u202e\n  \ud83d\ude00"}, "failed"),
        ({"errcode": 45009, "errmsg": "too\x00 fast"}, "queued"),
        ({"errcode": 48002, "errmsg": "api\x00 forbidden"}, "queued"),
    ],
)
async def test_words_of_the_other_side_that_nobody_can_store_or_read_end_a_message_all_the_same(
    said: dict[str, object], state: str, desk: Desk
) -> None:
    async with lying("wecom", json.dumps(said)) as (liar, way):
        opened = {"wecom": way}
        for number in range(2):
            await put(desk, opened, replace(draft(number), via="wecom", recipient="lina"))
        await send_all(desk, opened)
        rows = await desk.messages()
        assert {row["state"] for row in rows} == {state}
        assert all(row["reason"].isprintable() for row in rows)
        assert rows[0]["reason"].startswith(str(said["errcode"]))
        assert liar.asked


async def test_what_takes_over_goes_out_when_nobody_knows_whether_it_arrived(desk: Desk) -> None:
    async with lying("aliyun", "drops") as (_, way):
        opened = {"sms": way}
        instead = draft(2)
        await put(desk, opened, replace(draft(), via="sms", recipient="13800138000", fallback=instead))
        await send_all(desk, opened)
        rows = await desk.messages()
        assert {row["via"]: row["state"] for row in rows} == {"sms": "failed", "mail": "trial"}
