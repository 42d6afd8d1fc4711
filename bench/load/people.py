"""The administrator of a measured server, signed in, and requests in their name."""

import json
import urllib.request
from dataclasses import dataclass
from typing import Any

import orjson

from load.client import request
from load.served import ADMIN, PASSWORD, Served


@dataclass(frozen=True, slots=True)
class Signed:
    """A session: its token, and the one that writes carry."""

    token: str
    csrf: str

    def get(self, path: str) -> bytes:
        """The bytes of a request that reads."""
        return request("GET", path, headers=f"Cookie: helpwright_session={self.token}\r\n")

    def patch(self, path: str, body: Any) -> bytes:
        """The bytes of a request that changes something."""
        head = f"Cookie: helpwright_session={self.token}\r\nX-CSRF-Token: {self.csrf}\r\n"
        return request("PATCH", path, orjson.dumps(body), head)


def sign_in(server: Served) -> Signed:
    """The administrator, with a password as a person would."""
    asked = urllib.request.Request(
        f"http://127.0.0.1:{server.port}/api/v1/session",
        json.dumps({"login": ADMIN, "password": PASSWORD}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310 -- our own server
        token = str(answer.headers["Set-Cookie"]).split(";", 1)[0].partition("=")[2]
        return Signed(token, str(json.loads(answer.read())["csrf_token"]))
