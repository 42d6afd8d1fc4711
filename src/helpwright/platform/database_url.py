"""The address of a database that is not ours: what is wrong with it, in a sentence that never tells the password.

Only the standard library, so that the small supervisor can use it.
"""

import re
from typing import ClassVar
from urllib.parse import urlsplit

from helpwright.kernel.errors import Unavailable
from helpwright.platform.terminal import sentences

_SCHEMES = frozenset({"postgresql", "postgres"})
_PLACE = re.compile(r"(\[[^\[\]]+\]|[^:\[\]]*)(:\d{1,5})?")


class DatabaseUnusable(Unavailable):
    """The database cannot be used. `str()` is a sentence in every locale."""

    fixed_code: ClassVar[str]

    def __init__(self, **data: object) -> None:
        super().__init__(self.fixed_code, **data)

    def __str__(self) -> str:
        return sentences(self.code, self.data)


class DatabaseUrlUnusable(DatabaseUnusable):
    """It is no address of a PostgreSQL. It is not repeated: what is malformed may hold the password anywhere."""

    fixed_code = "database_url_unusable"


class DatabaseUnreachable(DatabaseUnusable):
    """Nothing at `host` takes us in; `reason` is what the driver said."""

    fixed_code = "database_unreachable"


class DatabaseSilent(DatabaseUnusable):
    """The one of a running server, or one that has answered before, takes nobody in."""

    fixed_code = "database_unavailable"


class DatabaseWithoutEncoding(DatabaseUnusable):
    """Its `encoding` is none: texts are bytes."""

    fixed_code = "database_without_encoding"


def checked_database_url(url: str) -> str:
    """The address as it is. Raises DatabaseUrlUnusable when it cannot be one; the driver may still refuse others."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise DatabaseUrlUnusable from error
    places = parts.netloc.rpartition("@")[2].split(",")
    if parts.scheme not in _SCHEMES or "://" not in url or not all(_PLACE.fullmatch(place) for place in places):
        raise DatabaseUrlUnusable
    return url
