"""Routes that are made when they are first asked for.

What the framework finds out about a route – its parameters, the checks of its body, the form of its answer – takes a
millisecond of processor time and stays in memory; it does so twice for the routes of a router that it includes, and
looks through those twice for every request. A process has 200 routes and is asked for some dozens.
"""

from collections.abc import Callable
from typing import Any, Self

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import compile_path

_OF_THE_PATH = frozenset({"path_regex", "path_format", "param_convertors"})


def _operation(route: APIRoute) -> str:
    """Name of a call in the interface description."""
    return "_".join((*map(str, route.tags[:1]), route.name))


class LateRoute(APIRoute):
    """Knows its path and methods; everything else is found out when somebody wants to know it."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:
        self._given = given
        self._made = False
        self.path = path
        self.endpoint = endpoint
        self.methods = {each.upper() for each in given.get("methods") or ("GET",)}

    def under(self, prefix: str) -> Self:
        """The same below a prefix."""
        return type(self)(f"{prefix}{self.path}", self.endpoint, **self._given)

    def __getattr__(self, name: str) -> Any:
        """What is not there yet; Python asks here for nothing else."""
        if name.startswith("__") or self.__dict__.get("_made", True):
            raise AttributeError(name)
        if name in _OF_THE_PATH:
            self.path_regex, self.path_format, self.param_convertors = compile_path(self.path)
        else:
            self._made = True
            super().__init__(self.path, self.endpoint, **self._given)
        return getattr(self, name)


class Router(APIRouter):
    """Collects late routes, which `take_in` puts where they are to be found."""

    def __init__(self, **given: Any) -> None:
        super().__init__(route_class=LateRoute, generate_unique_id_function=_operation, **given)


def take_in(holder: FastAPI | APIRouter, router: APIRouter, prefix: str = "") -> None:
    """Put the routes of a router behind those of an application or of another router.

    Raises TypeError for one that is no late route: it would have to be included, which costs what is told above.
    """
    routes = (holder.router if isinstance(holder, FastAPI) else holder).routes
    for route in router.routes:
        if not isinstance(route, LateRoute):
            message = f"{route} is not made by a Router of platform.routes"
            raise TypeError(message)
        routes.append(route.under(prefix))
