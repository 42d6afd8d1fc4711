"""Every call of the interface with made-up input, within and beyond its description: no server error, only problems.

`make soak` asks with ever new input, many times as much.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core import NOT_SET

from tests.support.laws import SOAK_FACTOR
from tests.support.problem import quoting_problem_of
from tests.support.product import Client, Product

EXAMPLES = 2
# What would end the one who asks, or what others stand on.
LEFT_OUT = {
    ("DELETE", "/api/v1/session"),
    ("DELETE", "/api/v1/account/sessions"),
    ("PUT", "/api/v1/sign-in-rules"),
    ("PUT", "/api/v1/request-limits"),
}
# Values that are at least of the right kind reach deeper than made-up ones.
KNOWN = {
    "form": ["ticket", "service_desk.ticket", "customer"],
    "app": ["service_desk"],
    "slug": ["ticket"],
    "kind": ["form", "flow", "rule", "dashboard", "role"],
    "key": ["ticket", "ticket_flow", "cockpit", "critical"],
    "dashboard": ["cockpit"],
    "way": ["sms", "wecom", "mail"],
}


@pytest.fixture(scope="module")
def administrator(spare: Product) -> Iterator[Client]:
    with Client(spare) as client:
        yield client.sign_in()


@pytest.fixture(scope="module")
def described(administrator: Client) -> Any:
    return schemathesis.openapi.from_dict(administrator.get("/openapi.json").json())


@pytest.fixture
def asking(spare: Product, administrator: Client) -> Iterator[httpx.Client]:
    """The administrator, whose cookies no answer changes."""
    cookies = "; ".join(f"{name}={value}" for name, value in administrator.cookies.items())
    headers = {**administrator.headers, "Cookie": cookies}
    with httpx.Client(base_url=spare.url, headers=headers, timeout=60, trust_env=False) as client:
        yield client


def _path(case: Any, known: dict[str, str]) -> str:
    made = case.path_parameters or {}
    return re.sub(
        r"\{([^}]*)\}", lambda name: quote(str(known.get(name[1], made.get(name[1], "x"))), safe=""), str(case.path)
    )


def _send(client: httpx.Client, case: Any, path: str) -> httpx.Response | None:
    media, body = case.media_type or "application/json", case.body
    query = {str(name): value for name, value in (case.query or {}).items()}
    sent: dict[str, Any] = {"params": query, "headers": {"Content-Type": media}}
    if media == "multipart/form-data":
        sent = {"params": query, "files": {"file": ("a.txt", str(body).encode(errors="replace"), "text/plain")}}
    elif isinstance(body, bytes | str):
        sent["content"] = body.encode(errors="surrogatepass") if isinstance(body, str) else body
    elif not isinstance(body, type(NOT_SET)):
        sent["content"] = json.dumps(body, default=str).encode()
    try:
        return client.request(case.method, path, **sent)
    except (httpx.InvalidURL, httpx.LocalProtocolError, UnicodeEncodeError):
        return None  # what no client can send


def test_no_call_ends_in_a_server_error(described: Any, asking: httpx.Client, spare: Product) -> None:
    failed: list[str] = []
    asked = 0
    for result in described.get_all_operations():
        operation = result.ok()
        method = operation.method.upper()
        if (method, operation.path) in LEFT_OUT or operation.path.startswith("/api/v1/test/"):
            continue
        names = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in KNOWN.items()})

        @settings(
            max_examples=EXAMPLES * SOAK_FACTOR,
            derandomize=SOAK_FACTOR == 1,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(), known=names)
        def ask(case: Any, known: dict[str, str]) -> None:
            nonlocal asked
            path = _path(case, known)
            answer = _send(asking, case, path)
            asked += 1
            if answer is None:
                return
            if answer.status_code >= 500 and answer.status_code != 503:
                failed.append(f"{case.method} {path} {case.query} {case.body!r}"[:600] + f"\n  {answer.text[:300]}")
            elif answer.status_code >= 400:
                try:
                    quoting_problem_of(answer)
                except (AssertionError, KeyError, ValueError) as error:
                    failed.append(f"{case.method} {path} {case.query} {case.body!r}"[:600] + f"\n  {error}")

        ask()
    assert not failed, "\n".join(failed)
    assert asked > 150
    assert spare.healthy()
