"""A route for what is asked most: a good request reaches its function without the framework's solving of dependencies.

The function takes parts of the path as they are, the body as `wanted`, the `request` and the `locale`. The description
of the interface is read from its signature as for every route, and a request that is not good takes the usual way,
which words its problems.
"""

from collections.abc import Callable, Coroutine
from typing import Any, get_type_hints

from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from helpwright.platform.problems import locale_of

_JSON = "application/json"


class DirectRoute(APIRoute):
    """As above. The function must return a response."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The shorter way, with the usual one beside it."""
        usual = super().get_route_handler()
        function = self.endpoint
        body = TypeAdapter[Any](get_type_hints(function)["wanted"])

        async def handle(request: Request) -> Response:
            if not request.headers.get("content-type", "").startswith(_JSON):
                return await usual(request)
            try:
                wanted = body.validate_json(await request.body())
            except ValidationError:
                return await usual(request)
            answer: Response = await function(
                **request.path_params, wanted=wanted, request=request, locale=locale_of(request)
            )
            return answer

        return handle
