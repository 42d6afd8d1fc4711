"""Pure ASGI: leads requests for direct routes to their function before the framework looks for a route.

Looking through all routes, and the framework's own layers around the one that is found, cost as much as what a short
request does. The ways are known when the application is made, by method and by the parts of the path; a request that is
not good goes on to the framework, which finds the same route and words its problems.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.convertors import StringConvertor
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from helpwright.platform.direct_route import Direct, DirectRoute
from helpwright.platform.problems import foreseen_response
from helpwright.platform.sentences import Sentences


@dataclass(frozen=True, slots=True)
class _Way:
    """`fixed` are the words of the path by their place, `named` the names of the other places."""

    fixed: tuple[tuple[int, str], ...]
    named: tuple[tuple[int, str], ...]
    direct: Direct


class Ways:
    """The direct routes of an application."""

    def __init__(self) -> None:
        self._ways: dict[tuple[str, int], list[_Way]] = {}

    def take(self, routers: Iterable[APIRouter], prefix: str) -> None:
        """Know the direct routes of these routers below `prefix`. Raises TypeError for a path with a typed part."""
        for router in routers:
            for route in router.routes:
                if isinstance(route, DirectRoute):
                    self._add(route, prefix)

    def find(self, scope: Scope) -> tuple[Direct, Mapping[str, str]] | None:
        """Who answers, and the parts of the path; None where that is for the framework to find out."""
        path: str = scope["path"]
        parts = path.split("/")
        for way in self._ways.get((scope["method"], len(parts)), ()):
            if all(parts[place] == word for place, word in way.fixed):
                named = {name: parts[place] for place, name in way.named}
                return (way.direct, named) if all(named.values()) else None
        return None

    def _add(self, route: DirectRoute, prefix: str) -> None:
        if any(not isinstance(each, StringConvertor) for each in route.param_convertors.values()):
            message = f"a direct route cannot have a path with typed parts: {route.path}"
            raise TypeError(message)
        parts = list(enumerate(f"{prefix}{route.path}".split("/")))
        fixed = tuple((place, part) for place, part in parts if not part.startswith("{"))
        named = tuple((place, part[1:-1]) for place, part in parts if part.startswith("{"))
        for method in route.methods or ():
            self._ways.setdefault((method, len(parts)), []).append(_Way(fixed, named, route.direct()))


class ShortWay:
    """The innermost guard: what stands around the application stands around its direct routes as well."""

    def __init__(self, app: ASGIApp, ways: Ways, sentences: Sentences) -> None:
        self._app = app
        self._ways = ways
        self._sentences = sentences

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        found = self._ways.find(scope) if scope["type"] == "http" and not scope.get("root_path") else None
        if found is None:
            await self._app(scope, receive, send)
            return
        direct, scope["path_params"] = found
        request = Request(scope, receive)
        body = b""
        try:
            response = await direct(request)
            if response is None:
                body = await request.body()
        except Exception as error:
            response = foreseen_response(error, request, self._sentences)
            if response is None:
                raise
        if response is None:
            await self._app(scope, _again(body, receive), send)
        else:
            await response(scope, receive, send)


def _again(body: bytes, receive: Receive) -> Receive:
    """What has been read, for somebody who has not read it yet."""
    given = False

    async def give() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return give
