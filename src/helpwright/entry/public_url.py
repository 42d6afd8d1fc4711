"""Whether the public address that the environment names can be one."""

from dataclasses import replace

from helpwright.access.logins import MalformedError
from helpwright.access.setup import read_public_url
from helpwright.entry.serve_errors import PublicUrlUnusable
from helpwright.platform.settings import Environment


def with_checked_url(environment: Environment) -> Environment:
    """The environment with its public address as `http(s)://host[:port]`. Raises PublicUrlUnusable."""
    given = environment.public_url
    if given is None:
        return environment
    try:
        return replace(environment, public_url=read_public_url(given))
    except MalformedError as error:
        raise PublicUrlUnusable(url=given) from error
