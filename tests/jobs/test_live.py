import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
import uvicorn
from fastapi import FastAPI, WebSocket
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from helpwright.entry.patience import PatientSocket
from helpwright.jobs.api import Admission, live_routes
from helpwright.jobs.events import BEGINNING, Position, Recorded, append, append_all, waiting_after
from helpwright.jobs.live import LOST, Changed, Hub, Subscriber, changes
from helpwright.kernel.errors import Forbidden, Unauthenticated, Unavailable
from helpwright.kernel.events import SYSTEM, Event
from helpwright.platform.database import Statement
from tests.jobs.conftest import Stream
from tests.support.until import until

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
FORM = "service_desk.ticket"
HIDDEN = uuid4()


def event(record: UUID | None = None, kind: str = "record_updated", **data: Any) -> Event:
    return Event(kind, FORM, record or uuid4(), SYSTEM, AT, data)


class Desk:
    """A web process with live messages; names in `signed_in` may connect."""

    def __init__(self, stream: Stream) -> None:
        self.signed_in = {"wang", "li"}
        self.hub: Hub[str] = Hub(stream.database, stream.listener, self.visible)
        self.asked = 0
        self.port = 0

    async def visible(self, caller: str, dataset: str, ids: Sequence[UUID]) -> Iterable[UUID]:
        self.asked += 1
        return [each for each in ids if each != HIDDEN or caller == "li"]

    async def authenticate(self, websocket: WebSocket) -> Admission[str]:
        if websocket.headers.get("origin") == "https://evil.example":
            raise Forbidden("origin_foreign")
        name = websocket.query_params.get("name", "")
        if name not in self.signed_in:
            raise Unauthenticated
        return Admission(name, name)

    def open(self, name: str, **more: Any) -> connect:
        return connect(f"ws://127.0.0.1:{self.port}/api/v1/live?name={name}", proxy=None, **more)


@asynccontextmanager
async def served(desk: Desk, **settings: Any) -> AsyncIterator[Desk]:
    app = FastAPI()
    app.include_router(live_routes(desk.hub, desk.authenticate), prefix="/api/v1")
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    desk.port = listening.getsockname()[1]
    config = uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1, **settings)
    server = uvicorn.Server(config)
    tasks = [asyncio.create_task(server.serve([listening])), asyncio.create_task(desk.hub.run())]
    yield desk
    server.should_exit = True
    await tasks[0]
    tasks[1].cancel()
    with suppress(asyncio.CancelledError):
        await tasks[1]


@pytest.fixture
async def desk(stream: Stream) -> AsyncIterator[Desk]:
    async with served(Desk(stream)) as running:
        yield running


async def heard(client: ClientConnection, seconds: float = 30) -> dict[str, Any]:
    async with asyncio.timeout(seconds):
        found: dict[str, Any] = json.loads(await client.recv())
        return found


async def settled(stream: Stream) -> None:
    """No transaction of the server, in any database, is older than the last event."""

    async def nothing_waits() -> bool:
        return await stream.database.one(waiting_after(BEGINNING)) is None

    await until(nothing_waits)


async def test_a_commit_reaches_the_screen_at_once(stream: Stream, desk: Desk) -> None:
    record = uuid4()
    await stream.database.write([append(event())])
    await settled(stream)
    async with desk.open("wang") as client:
        await stream.database.write([append(event(record, version=3))])
        message = await heard(client)
        assert message == {"type": "changed", "dataset": FORM, "ids": [str(record)], "version": 3}


async def test_each_hears_only_of_what_they_may_read(stream: Stream, desk: Desk) -> None:
    shown = uuid4()
    async with desk.open("wang") as wang, desk.open("li") as li:
        await stream.database.write([append(event(HIDDEN), event(shown))])
        assert (await heard(wang))["ids"] == [str(shown)]
        assert (await heard(li))["ids"] == [str(HIDDEN), str(shown)]
        await stream.database.write([append(event(HIDDEN))])
        assert (await heard(li))["ids"] == [str(HIDDEN)]
        with pytest.raises(TimeoutError):
            await heard(wang, 0.3)


async def test_tasks_and_messages_are_datasets_of_their_own(stream: Stream, desk: Desk) -> None:
    record, message = uuid4(), uuid4()
    async with desk.open("wang") as client:
        await stream.database.write(
            [
                append(
                    event(record, "task_offered", task=str(uuid4()), instance=str(uuid4())),
                    event(record, "message_sent", message=str(message)),
                )
            ],
        )
        found = {each["dataset"]: each["ids"] for each in [await heard(client) for _ in range(3)]}
    assert found == {FORM: [str(record)], "tasks": [str(record)], "messages": [str(message)]}


async def test_a_late_commit_is_told_too(stream: Stream, desk: Desk) -> None:
    early, late = uuid4(), uuid4()
    async with desk.open("wang") as client:
        async with stream.database.transaction() as session:
            await session.execute(append(event(early)))
            await stream.database.write([append(event(late))])
            with pytest.raises(TimeoutError):
                await heard(client, 0.3)
        ids: list[str] = []
        while len(ids) < 2:
            ids += (await heard(client))["ids"]
        assert ids == [str(early), str(late)]


async def test_without_a_session_the_connection_is_closed(desk: Desk) -> None:
    async with desk.open("nobody") as client:
        with pytest.raises(ConnectionClosed) as closed:
            await heard(client)
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4401, "sign_in_required")
    with pytest.raises(InvalidStatus):
        await desk.open("wang", origin="https://evil.example")


async def test_signing_out_closes_the_screen(stream: Stream, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpwright.jobs.api._TRUST_SECONDS", 0)
    async with desk.open("wang") as here, desk.open("li") as elsewhere:
        desk.hub.end("wang")
        with pytest.raises(ConnectionClosed) as closed:
            await heard(here)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4401
        desk.signed_in.clear()
        await stream.database.write([append(event())])
        with pytest.raises(ConnectionClosed):
            await heard(elsewhere)
    await until(lambda: _empty(desk))


async def _empty(desk: Desk) -> bool:
    return not desk.hub._subscribers


async def test_a_screen_whose_session_cannot_be_looked_up_is_not_signed_out(
    stream: Stream, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpwright.jobs.api._TRUST_SECONDS", 0)
    asked: list[str] = []

    async def authenticate(websocket: WebSocket) -> Admission[str]:
        asked.append(websocket.query_params["name"])
        if len(asked) > 1:
            raise psycopg.errors.DeadlockDetected
        return Admission("wang", "wang")

    other = Desk(stream)
    other.authenticate = authenticate  # type: ignore[method-assign]
    async with served(other), other.open("wang") as client:
        await stream.database.write([append(event())])
        with pytest.raises(ConnectionClosed) as closed:
            await heard(client)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1011  # the browser comes again, and asks nobody to sign in


class Rights:
    """Who may know of the hidden record is decided by what a person is at the moment."""

    def __init__(self, desk: Desk) -> None:
        self.of = {"wang": "wang"}
        self._desk = desk
        desk.authenticate = self.authenticate  # type: ignore[method-assign]

    async def authenticate(self, websocket: WebSocket) -> Admission[str]:
        name = websocket.query_params.get("name", "")
        return Admission(self.of[name], name)


async def test_rights_that_change_while_a_screen_is_open_count(stream: Stream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpwright.jobs.api._TRUST_SECONDS", 0)
    lost: dict[str, Any] = {"type": "changed", "dataset": "*", "ids": [], "version": None}
    desk = Desk(stream)
    rights = Rights(desk)
    async with served(desk), desk.open("wang") as one, desk.open("wang") as two:
        await stream.database.write([append(event())])
        for each in (one, two):
            assert (await heard(each))["ids"]
        rights.of["wang"] = "li"
        await stream.database.write([append(event())])
        for each in (one, two):
            while await heard(each) != lost:
                pass
        await stream.database.write([append(event(HIDDEN))])
        for each in (one, two):
            assert (await heard(each))["ids"] == [str(HIDDEN)]
        rights.of["wang"] = "wang"
        await stream.database.write([append(event(HIDDEN))])
        assert await heard(one) == lost
        await stream.database.write([append(event(HIDDEN))])
        with pytest.raises(TimeoutError):
            assert await heard(one, 0.3) == lost


async def test_nobody_is_asked_while_nobody_listens(stream: Stream, desk: Desk) -> None:
    async with desk.open("wang"):
        pass
    await until(lambda: _empty(desk))
    await stream.database.write([append(event())])
    await settled(stream)
    async with desk.open("li") as client:
        await stream.database.write([append(event())])
        await heard(client)
    assert desk.asked == 1


async def test_what_the_client_sends_is_ignored(stream: Stream, desk: Desk) -> None:
    async with desk.open("wang") as client:
        await client.send("x" * 10_000)
        await client.send(b"\x00")
        await stream.database.write([append(event())])
        await heard(client)


async def test_a_burst_becomes_few_messages(stream: Stream, desk: Desk) -> None:
    async with desk.open("wang") as client:
        for _ in range(30):
            await stream.database.write([append_all([event() for _ in range(20)])])
        count, messages = 0, 0
        while count < 600:
            count += len((await heard(client))["ids"])
            messages += 1
        assert messages <= 25


async def test_a_slow_reader_gets_one_message_to_read_everything() -> None:
    subscriber: Subscriber[str] = Subscriber("wang", "wang")
    for _ in range(1000):
        subscriber.put(Changed(FORM, (uuid4(),)))
    assert await subscriber.next() == [LOST]
    fresh = Changed(FORM, (uuid4(),))
    subscriber.put(fresh)
    assert await subscriber.next() == [fresh]
    assert LOST.to_json() == {"type": "changed", "dataset": "*", "ids": (), "version": None}


async def _alone(desk: Desk) -> bool:
    return len(desk.hub._subscribers) == 1


async def _hung_up(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()
    with suppress(ConnectionError):
        await writer.wait_closed()


async def raw(desk: Desk, name: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A screen that shook hands and whose line takes little: what is sent to it piles up with us."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.setblocking(False)  # noqa: FBT003 -- the standard library's
    await asyncio.get_running_loop().sock_connect(line, ("127.0.0.1", desk.port))
    reader, writer = await asyncio.open_connection(sock=line, limit=1024)
    writer.write(
        f"GET /api/v1/live?name={name} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
    return reader, writer


async def test_screens_that_never_read_hold_up_nobody_and_are_dropped(stream: Stream) -> None:
    burst = [Changed(FORM, tuple(uuid4() for _ in range(2000))) for _ in range(40)]
    async with served(Desk(stream), ws=PatientSocket, ws_ping_interval=0.5, ws_ping_timeout=5) as desk:
        deaf = [await raw(desk, "wang") for _ in range(10)]
        async with desk.open("li", max_size=None) as client:
            assert len(desk.hub._subscribers) == 11
            for each in desk.hub._subscribers:
                for message in burst if each.session == "wang" else ():
                    each.put(message)
            record = uuid4()
            await stream.database.write([append(event(record))])
            assert (await heard(client))["ids"] == [str(record)], "nobody waits for them"
            await until(lambda: _alone(desk))
        for _, writer in deaf:
            await _hung_up(writer)


async def test_a_thousand_screens_of_one_person_cost_one_question(stream: Stream, desk: Desk) -> None:
    screens = [await raw(desk, "wang") for _ in range(1000)]
    record = uuid4()
    desk.asked = 0
    await stream.database.write([append(event(record))])
    async with asyncio.timeout(60):
        for reader, _ in screens:
            await reader.readuntil(str(record).encode())
    assert desk.asked == 1
    for _, writer in screens:
        await _hung_up(writer)
    await until(lambda: _empty(desk))


async def test_nothing_is_missed_when_connections_are_lost(stream: Stream, desk: Desk) -> None:
    record = uuid4()
    async with desk.open("wang") as client:
        with psycopg.connect(stream.url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()",
            )
        await stream.database.all(Statement("SELECT 1"))
        await stream.database.write([append(event(record))])
        assert (await heard(client))["ids"] == [str(record)]


async def test_after_a_long_outage_everything_is_read_again(
    stream: Stream,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    noticed = asyncio.Event()

    async def gone(*_more: Any) -> None:
        noticed.set()
        raise Unavailable("database_unavailable")

    async with desk.open("wang") as client:
        with monkeypatch.context() as outage:
            outage.setattr(stream.database, "all", gone)
            await stream.database.write([append(event())])
            async with asyncio.timeout(60):
                await noticed.wait()
        assert await heard(client) == {"type": "changed", "dataset": "*", "ids": [], "version": None}
        record = uuid4()
        await stream.database.write([append(event(record))])
        assert (await heard(client))["ids"] == [str(record)]


@pytest.mark.parametrize(
    ("kind", "data", "told"),
    [
        ("task_claimed", {"instance": "i"}, True),
        ("confirm_waiting", {"instance": "i"}, True),
        ("confirm_answered", {"instance": "i"}, True),
        ("urged", {"instance": "i"}, True),
        ("cancelled", {"instance": "i"}, True),
        ("flow_ended", {"instance": "i"}, True),
        ("record_deleted", {}, True),
        ("record_updated", {"version": 2}, False),
        ("comment_added", {}, False),
    ],
)
def test_everything_that_moves_a_flow_changes_lists_of_tasks(kind: str, data: dict[str, Any], told: bool) -> None:
    record = uuid4()
    found = changes([Recorded(1, Position("5", 1), event(record, kind, **data))])
    assert [each.dataset for each in found] == [FORM, *(["tasks"] if told else [])]
    assert {each.ids for each in found} == {(record,)}


def test_changes_are_gathered_by_dataset() -> None:
    record = uuid4()
    stored = [
        Recorded(1, Position("5", 1), event(record, version=2)),
        Recorded(2, Position("5", 2), event(record, version=4)),
        Recorded(3, Position("6", 3), Event("message_sent", "messages", None, SYSTEM, AT, {"message": str(record)})),
        Recorded(4, Position("6", 4), Event("definition_published", "app", None, SYSTEM, AT)),
    ]
    assert changes(stored) == [Changed(FORM, (record,), 4), Changed("messages", (record,))]
