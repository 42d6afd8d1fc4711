"""A route for what is asked most: a good request reaches its function without the framework's solving of dependencies.

What the function takes is read from its signature when the application is made: parts of the path, the body as
`wanted`, headers, the query, the request, and what dependencies give that take nothing else. A request that is not good
takes the usual way, which words its problems; the description of the interface is the same as for every route.
`short_way` leads requests there before the framework looks for a route.
"""

import inspect
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from fastapi import APIRouter
from fastapi.params import Depends, Header, Query
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from helpwright.platform.routes import LateRoute

_JSON = "application/json"
_BODY = "wanted"

Given = dict[Any, Any]
"""What dependencies have given to a request so far, so that none is asked twice."""
Dependency = Callable[[Request, Given], Awaitable[Any]]


Direct = Callable[[Request], Coroutine[Any, Any, Response | None]]
"""Answers a good request, None to one that is not."""


class DirectRoute(LateRoute):
    """As above. The function, and all that it depends on, must be coroutines; it must return a response."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The shorter way, with the usual one beside it. Raises TypeError for a parameter that it cannot give."""
        usual, direct = super().get_route_handler(), self.direct()

        async def handle(request: Request) -> Response:
            return await direct(request) or await usual(request)

        return handle

    def direct(self) -> Direct:
        """The shorter way alone. Raises TypeError for a parameter that it cannot give."""
        function = self.endpoint
        hints = get_type_hints(function, include_extras=True)
        wanted = TypeAdapter[Any](hints[_BODY]) if _BODY in hints else None
        plain, dependent = _parameters(function, hints, self.param_convertors)

        async def answered(request: Request) -> Response | None:
            try:
                arguments = {name: read(request) for name, read in plain.items()}
                if wanted is not None:
                    if not request.headers.get("content-type", "").startswith(_JSON):
                        return None
                    arguments[_BODY] = wanted.validate_json(await request.body())
            except ValidationError:
                return None
            given: Given = {}
            for name, ask in dependent.items():
                arguments[name] = await ask(request, given)
            answer: Response = await function(**arguments)
            return answer

        return answered


def add_direct(
    router: APIRouter, method: str, path: str, function: Callable[..., Any], answer: Any, status: int = 200
) -> None:
    """Let the function be asked directly; `answer` is the model that describes what it returns."""
    router.add_api_route(
        path, function, methods=[method], response_model=answer, status_code=status, route_class_override=DirectRoute
    )


def _parameters(
    function: Callable[..., Any], hints: Mapping[str, Any], path: Mapping[str, Any]
) -> tuple[dict[str, Callable[[Request], Any]], dict[str, Dependency]]:
    """How to read the parameters from the request: at once, or by asking dependencies."""
    plain: dict[str, Callable[[Request], Any]] = {}
    dependent: dict[str, Dependency] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        hint = hints[name]
        if name == _BODY:
            continue
        if name in path:
            plain[name] = _part_of_path(name, hint)
        elif isinstance(hint, type) and issubclass(Request, hint):
            plain[name] = _request
        elif (found := _marked(hint, Header)) is not None:
            plain[name] = _header(found, hint, name, parameter.default)
        elif (asked := _marked(hint, Query)) is not None and parameter.default is not inspect.Parameter.empty:
            plain[name] = _queried(asked, hint, name, parameter.default)
        elif (depends := _marked(hint, Depends)) is not None and depends.dependency is not None:
            dependent[name] = _dependency(depends.dependency)
        else:
            message = f"a direct route cannot give {name} to {function.__name__}"
            raise TypeError(message)
    return plain, dependent


def _request(request: Request) -> Request:
    return request


def _part_of_path(name: str, hint: Any) -> Callable[[Request], Any]:
    read = TypeAdapter[Any](hint).validate_python
    return lambda request: read(request.path_params[name])


def _header(header: Header, hint: Any, name: str, default: Any) -> Callable[[Request], Any]:
    read = TypeAdapter[Any](hint).validate_python
    alias = header.alias or name.replace("_", "-")

    def found(request: Request) -> Any:
        value = request.headers.get(alias)
        return default if value is None else read(value)

    return found


def _queried(query: Query, hint: Any, name: str, default: Any) -> Callable[[Request], Any]:
    read = TypeAdapter[Any](hint).validate_python
    alias = query.alias or name

    def found(request: Request) -> Any:
        value = request.query_params.get(alias)
        return default if value is None else read(value)

    return found


def _dependency(function: Callable[..., Any]) -> Dependency:
    """A dependency that takes the connection, and what others give that are of this kind."""
    if not inspect.iscoroutinefunction(function):
        message = f"a direct route cannot ask {function.__name__}, which is no coroutine"
        raise TypeError(message)
    hints = get_type_hints(function, include_extras=True)
    plain, dependent = _parameters(function, {name: hints[name] for name in hints if name != "return"}, {})

    async def ask(request: Request, given: Given) -> Any:
        if function not in given:
            arguments = {name: read(request) for name, read in plain.items()}
            for name, other in dependent.items():
                arguments[name] = await other(request, given)
            given[function] = await function(**arguments)
        return given[function]

    return ask


def _marked(hint: Any, kind: type[Any]) -> Any:
    """The first mark of this kind in an annotation."""
    if get_origin(hint) is not Annotated:
        return None
    return next((each for each in get_args(hint)[1:] if isinstance(each, kind)), None)
