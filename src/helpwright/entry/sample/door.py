"""Leads the requests of sessions that try out being somebody into the world of samples, and no other request."""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from helpwright.access.gate import COOKIE, Gate, hash_of
from helpwright.access.trial import CUSTOMER, TRIAL_COOKIE, Trial, standing_trial
from helpwright.entry.sample import store
from helpwright.entry.sample.worlds import Worlds
from helpwright.kernel.errors import Missing
from helpwright.platform.problems import foreseen_response
from helpwright.platform.sentences import Sentences

ROOT: Final = "/api/v1/"
PUBLIC: Final = "/api/v1/public/"
HEADER: Final = "Helpwright-Trial"
SUBMITTED: Final = "submitted"
"""The milestone that somebody has submitted a ticket as a customer."""
_COOKIE: Final = TRIAL_COOKIE.encode() + b"="
_CREATED: Final = 201
_STAY: Final = ("trial", "setup", "test/", "openapi.json", "health", "first-run")
"""What is asked of the real installation whoever one tries out being."""


class TrialDoor:
    """Stands before the application; costs others a look at one header."""

    def __init__(self, app: ASGIApp, worlds: Worlds, gate: Gate, sentences: Sentences) -> None:
        self._app = app
        self._worlds = worlds
        self._gate = gate
        self._sentences = sentences

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on to the one or the other."""
        if not _concerned(scope):
            await self._app(scope, receive, send)
            return
        try:
            entered = await self._enter(scope)
        except Exception as error:
            # A database that is away is said here as everywhere: nobody behind this door would say it.
            response = foreseen_response(error, HTTPConnection(scope), self._sentences)
            if response is None:
                raise
            if scope["type"] != "http":
                await self._app(scope, receive, send)
                return
            await response(scope, receive, send)
            return
        if entered is None:
            await self._app(scope, receive, send)
            return
        trial, world = entered
        submits = scope["type"] == "http" and scope["method"] == "POST" and scope["path"].endswith("/submissions")
        await world(scope, receive, _marking(trial, self._noting(trial, send) if submits else send))

    async def _enter(self, scope: Scope) -> tuple[Trial, ASGIApp] | None:
        cookies = HTTPConnection(scope).cookies
        own, key = cookies.get(COOKIE), cookies.get(TRIAL_COOKIE)
        if not own or not key:
            return None
        row = await self._gate.database.one(standing_trial(hash_of(own), self._gate.clock.now()))
        trial = None if row is None else Trial.from_json(row["trial"])
        if row is None or trial is None or trial.token_hash != hash_of(key):
            return None
        if trial.role == CUSTOMER and not scope["path"].startswith(PUBLIC):
            return None
        try:
            world = await self._worlds.world(trial.app, row["epoch"])
        except Missing:
            return None
        return trial, world.app

    def _noting(self, trial: Trial, send: Send) -> Send:
        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == _CREATED:
                await self._gate.database.write([store.reach(trial.app, SUBMITTED, self._gate.clock.now())])
            await send(message)

        return noting


def _marking(trial: Trial, send: Send) -> Send:
    """Every answer from the samples says so."""

    async def marking(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)[HEADER] = trial.role
        await send(message)

    return marking


def _concerned(scope: Scope) -> bool:
    if scope["type"] not in {"http", "websocket"} or not scope["path"].startswith(ROOT):
        return False
    headers = scope["headers"]
    if not any(name == b"cookie" and _COOKIE in value for name, value in headers):
        return False
    rest: str = scope["path"][len(ROOT) :]
    if rest.startswith(_STAY) or _of_app(rest) or (rest == "session" and scope.get("method") != "GET"):
        return False
    return all(name != b"authorization" for name, _ in headers)


def _of_app(rest: str) -> bool:
    """Samples and the checklist of an app are what they are, whoever one tries out being."""
    return rest.startswith("apps/") and rest.endswith(("/samples", "/checklist"))
