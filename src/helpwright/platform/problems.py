"""Every failure of a request as RFC 9457 `application/problem+json`, in the caller's language.

One map: refusals keep their code and status; malformed input is 422; what nobody foresaw is 500 with an incident id
that also stands in the log. A client never sees a traceback or a message of the database.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast, get_args
from uuid import uuid4

import psycopg
import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic_core.core_schema import ErrorType
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, HTTPExceptionHandler, Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketState

from helpwright.kernel.clock import iso
from helpwright.kernel.errors import FieldProblem, Refusal
from helpwright.kernel.text import choose_locale
from helpwright.platform.database import STALE_DEFINITIONS
from helpwright.platform.problem_schema import describe_problems
from helpwright.platform.sentences import Sentences

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
_RESERVED = frozenset({"type", "title", "status", "code", "detail", "errors", "instance"})
_SOON = {"Retry-After": "1"}
_GUARD_FAILED = "HW002"
_FORESEEN = (Refusal, HTTPException, psycopg.Error, UnicodeEncodeError, RequestValidationError)
_CODE = re.compile(r"[a-z][a-z0-9_]{0,60}")
_POLICY_VIOLATION = 1008
_INTERNAL = 500

_OF_PYDANTIC = {
    "missing": "required",
    "extra_forbidden": "key_unknown",
    "string_too_short": "too_short",
    "string_too_long": "too_long",
    "too_long": "too_many_items",
    "too_short": "too_few_items",
    "json_invalid": "json_malformed",
}
# A type of error beyond these is a code of our own, raised by a model as PydanticCustomError.
_STANDARD = frozenset(map(str, get_args(ErrorType)))
_OF_STATUS = {
    400: (422, "body_unreadable"),
    404: (404, "not_found"),
    405: (405, "method_not_allowed"),
    408: (408, "body_too_slow"),
    413: (413, "body_too_large"),
}
_OF_SQLSTATE = {
    STALE_DEFINITIONS: (503, "definitions_changed"),
    "23505": (409, "already_exists"),
    "23503": (409, "reference_missing"),
    "40001": (503, "try_again"),
    "40P01": (503, "try_again"),
    "55P03": (503, "try_again"),
    "57014": (503, "try_again"),
    "53100": (503, "storage_full"),
}
_OF_SQLSTATE_CLASS = {"08": (503, "database_unavailable"), "22": (422, "value_unstorable"), "53": (503, "try_again")}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a failure means to the client, before it is put into words."""

    status: int
    code: str
    data: Mapping[str, Any] = field(default_factory=dict)
    errors: Sequence[FieldProblem] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def locale_of(connection: HTTPConnection) -> str:
    """The language to answer in: `?language=`, then Accept-Language, else Chinese."""
    asked = connection.query_params.get("language") if connection.scope.get("query_string") else None
    return choose_locale(asked, connection.headers.get("accept-language"))


def named_locale(connection: HTTPConnection) -> str | None:
    """`locale_of` where the request names a language at all."""
    named = connection.query_params.get("language") or connection.headers.get("accept-language")
    return locale_of(connection) if named else None


async def read_locale(connection: HTTPConnection) -> str:
    """`locale_of` as a dependency of routes: a plain function would cost every request a trip to another thread."""
    return locale_of(connection)


def outcome_of(error: Exception) -> Outcome:
    """The one map from failures to outcomes. Unforeseen errors are logged here with their incident id."""
    match error:
        case Refusal():
            return _refusal(error)
        case RequestValidationError():
            found = [_input_problem(each) for each in error.errors()]
            return Outcome(422, "invalid", {"count": len(found)}, found)
        case HTTPException():
            status, code = _OF_STATUS.get(error.status_code, (error.status_code, f"status_{error.status_code}"))
            return Outcome(status, code, headers=dict(error.headers or {}))
        case psycopg.Error():
            return _database(error)
        case UnicodeEncodeError() if "surrogates" in error.reason:
            return Outcome(422, "value_unstorable")
        case _:
            return _incident(error)


def _refusal(error: Refusal) -> Outcome:
    headers: Mapping[str, str] = {}
    data = {"count": len(error.errors), **error.data} if error.errors else error.data
    retry_after = getattr(error, "retry_after", None)
    if retry_after is not None:
        headers, data = {"Retry-After": str(retry_after)}, {"retry_after": retry_after, **data}
    elif error.status == 503:  # noqa: PLR2004 -- the status of Unavailable
        headers = _SOON
    return Outcome(error.status, error.code, data, error.errors, headers)


def _database(error: psycopg.Error) -> Outcome:
    state = error.sqlstate
    if state == _GUARD_FAILED:
        code = error.diag.message_primary or ""
        return Outcome(409, code if _CODE.fullmatch(code) else "conflict")
    found = _OF_SQLSTATE.get(state or "") or _OF_SQLSTATE_CLASS.get((state or "")[:2])
    if found is None and state is None:
        if isinstance(error, psycopg.DataError):
            found = (422, "value_unstorable")
        elif isinstance(error, psycopg.OperationalError):
            found = (503, "database_unavailable")
    if found is None:
        return _incident(error)
    status, code = found
    log.warning("database_refused", code=code, sqlstate=state, error=str(error))
    return Outcome(status, code, headers=_SOON if status == 503 else {})  # noqa: PLR2004 -- Unavailable


def _incident(error: Exception) -> Outcome:
    incident = uuid4().hex[:12]
    log.error("incident", incident=incident, exc_info=error)
    return Outcome(_INTERNAL, "internal", {"incident": incident})


def _input_problem(found: Mapping[str, Any]) -> FieldProblem:
    kind, context = str(found["type"]), found.get("ctx", {})
    where = [str(step) for step in found["loc"]]
    if kind == "json_invalid":
        return FieldProblem("body", "json_malformed")
    if where and where[0] in {"body", "query", "path", "header", "cookie"}:
        where = where[1:] or where
    code = _OF_PYDANTIC.get(kind, "value_wrong" if kind in _STANDARD else kind)
    if kind == "value_error" and _CODE.fullmatch(str(context.get("error", ""))):
        code = str(context["error"])
    limits = {name: value for name, value in context.items() if isinstance(value, int | float | str)}
    return FieldProblem(".".join(where), code, {"key": where[-1] if where else "", **limits})


def response_of(outcome: Outcome, locale: str, sentences: Sentences) -> Response:
    """The outcome in words. Data of the refusal become members of their own beside the standard ones."""
    members = {name: value for name, value in outcome.data.items() if name not in _RESERVED}
    title = f"status_{outcome.status}"
    body = {
        "type": f"urn:helpwright:problem:{outcome.code}",
        "title": sentences(locale, title if sentences.knows(title) else "generic"),
        "status": outcome.status,
        "code": outcome.code,
        "detail": sentence_of(outcome.code, outcome.data, locale, sentences),
        "errors": [_entry(each, locale, sentences) for each in outcome.errors],
        **members,
    }
    content = json.dumps(body, ensure_ascii=False, default=_plain).encode(errors="replace")
    headers = {"Content-Language": locale, "Cache-Control": "no-store", **outcome.headers}
    return Response(content, outcome.status, headers, MEDIA_TYPE)


def sentence_of(code: str, data: Mapping[str, Any], locale: str, sentences: Sentences) -> str:
    """The sentence of a code; the one that calls fields by their labels, where those are known."""
    called = f"{code}_of"
    knows = ("label" in data or "labels" in data) and sentences.knows(called)
    return sentences(locale, called if knows else code, data)


def foreseen_response(error: Exception, connection: HTTPConnection, sentences: Sentences) -> Response | None:
    """The answer to a failure of a kind that `install` maps; None: leave it to `LastResort`."""
    if not isinstance(error, _FORESEEN):
        return None
    return response_of(outcome_of(error), locale_of(connection), sentences)


def _plain(value: Any) -> str:
    return iso(value) if isinstance(value, datetime) else str(value)


def _message(problem: FieldProblem, locale: str, sentences: Sentences) -> str:
    return sentence_of(problem.code, problem.data, locale, sentences)


def _entry(problem: FieldProblem, locale: str, sentences: Sentences) -> dict[str, Any]:
    entry = {"field": problem.field, "code": problem.code, "message": _message(problem, locale, sentences)}
    return {**entry, "data": problem.data} if problem.data else entry


class LastResort:
    """Pure ASGI: an exception that nobody mapped becomes a 500 problem; the server itself never sees it."""

    def __init__(self, app: ASGIApp, sentences: Sentences) -> None:
        self._app = app
        self._sentences = sentences

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; answer when the application failed before it answered."""
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] in {"http.response.start", "websocket.accept"}
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except ClientDisconnect:
            return
        except Exception as error:
            if started or scope["type"] == "lifespan":
                raise
            response = response_of(outcome_of(error), locale_of(HTTPConnection(scope)), self._sentences)
            await response(scope, receive, send)


def install(app: FastAPI, sentences: Sentences) -> None:
    """Make the app answer every failure as a problem, and say so in its OpenAPI document.

    Call it before adding other middleware, so that these stay outside of `LastResort`.
    """

    async def answer(connection: HTTPConnection, error: Exception) -> Response | None:
        outcome = outcome_of(error)
        if isinstance(connection, WebSocket) and connection.application_state == WebSocketState.CONNECTED:
            await connection.close(_POLICY_VIOLATION, outcome.code)
            return None
        return response_of(outcome, locale_of(connection), sentences)

    async def answer_request(request: Request, error: Exception) -> Response:
        return response_of(outcome_of(error), locale_of(request), sentences)

    for kind in (Refusal, HTTPException, psycopg.Error, UnicodeEncodeError):
        app.add_exception_handler(kind, cast("HTTPExceptionHandler", answer))
    app.add_exception_handler(RequestValidationError, answer_request)
    app.add_middleware(LastResort, sentences=sentences)
    describe_problems(app)
