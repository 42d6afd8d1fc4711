"""The WebSocket of open screens."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any, Generic, TypeVar

import structlog
from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from helpwright.jobs.live import LOST, Hub, Subscriber, Told
from helpwright.jobs.presence import Presence
from helpwright.kernel.errors import Refusal, Unauthenticated, Unavailable
from helpwright.platform.database import to_json

log = structlog.get_logger(__name__)

CallerT = TypeVar("CallerT")

SIGNED_OUT = 4401
REFUSED = 1008
FAILED = 1011
"""Whoever is told so comes again; the session may be good."""
_LOOK_SECONDS = 20.0
_TRUST_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Admission(Generic[CallerT]):
    """Who is at the other end; `session` names the sign-in, to end all its screens together."""

    caller: CallerT
    session: Hashable


Authenticate = Callable[[WebSocket], Awaitable[Admission[CallerT]]]


def live_routes(
    hub: Hub[CallerT],
    authenticate: Authenticate[CallerT],
    path: str = "/live",
    presence: Presence[CallerT] | None = None,
) -> APIRouter:
    """`path` below `/api/v1`: messages as in `Changed.to_json` and `Present.to_json`.

    The client may say `{type: "at", dataset, id, typing}` and `{type: "away"}`, for `presence`; all else is ignored.

    `authenticate(socket)` raises Unauthenticated, or Forbidden for a page of another site. It is asked again before
    messages (at most every 5 s) and every 20 s: a session that is over is closed with code 4401, and a caller who is
    another now, such as a member of other teams, reads everything again. Protocol pings are the server's (uvicorn's
    `ws_ping_interval`).
    """
    router = APIRouter(tags=["live"])

    @router.websocket(path)
    async def live(socket: WebSocket) -> None:
        try:
            admission = await authenticate(socket)
        except Unauthenticated as refusal:
            await socket.accept()
            await socket.close(SIGNED_OUT, refusal.code)
            return
        except Refusal as refusal:
            await socket.close(REFUSED, refusal.code)
            return
        subscriber = await hub.subscribe(admission.caller, admission.session)
        try:
            await socket.accept()
            await _serve(socket, hub, subscriber, authenticate, presence)
        finally:
            if presence is not None:
                presence.leave(subscriber)
            hub.leave(subscriber)

    return router


async def _serve(
    socket: WebSocket,
    hub: Hub[CallerT],
    subscriber: Subscriber[CallerT],
    authenticate: Authenticate[CallerT],
    presence: Presence[CallerT] | None,
) -> None:
    gone = asyncio.create_task(_until_gone(socket, subscriber, presence))
    over = asyncio.create_task(subscriber.ended.wait())
    writing = asyncio.create_task(_write(socket, hub, subscriber, authenticate))
    tasks: list[asyncio.Task[Any]] = [gone, over, writing]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    failed = next((task.exception() for task in (gone, writing) if not task.cancelled() and task.exception()), None)
    if failed is not None and not isinstance(failed, WebSocketDisconnect):
        log.error("live_connection_failed", exc_info=failed)
    if gone.cancelled():
        code, reason = (SIGNED_OUT, Unauthenticated().code) if failed is None else (FAILED, "")
        with suppress(RuntimeError, WebSocketDisconnect):
            await socket.close(code, reason)


async def _until_gone(socket: WebSocket, subscriber: Subscriber[CallerT], presence: Presence[CallerT] | None) -> None:
    while (message := await socket.receive())["type"] != "websocket.disconnect":
        text = message.get("text")
        if presence is not None and text:
            await presence.hear(subscriber, text)


async def _write(
    socket: WebSocket,
    hub: Hub[CallerT],
    subscriber: Subscriber[CallerT],
    authenticate: Authenticate[CallerT],
) -> None:
    """Send until the session is over or the connection breaks.

    What was gathered for a caller who is another now gives way to the word to read everything again.
    """
    known = subscriber.caller
    looked = monotonic()
    while True:
        messages: list[Told] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_SECONDS):
                messages = await subscriber.next()
        if not messages or monotonic() - looked > _TRUST_SECONDS:
            try:
                caller = (await authenticate(socket)).caller
                hub.renew(subscriber.session, caller)
                if caller != known:
                    known, messages = caller, [LOST]
            except Unavailable:
                pass
            except Refusal:
                return
            looked = monotonic()
        for message in messages:
            await socket.send_text(to_json(message.to_json()).decode())
