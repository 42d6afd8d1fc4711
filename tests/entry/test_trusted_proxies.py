"""A reverse proxy that is named may say for whom it asks; everybody else speaks for himself."""

from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from helpwright.entry.cli import main
from helpwright.entry.commands.web import server_settings
from helpwright.entry.serve_errors import MISCONFIGURED
from helpwright.entry.trusted_proxies import read_proxies
from tests.support.office import Office

CUSTOMER = "203.0.113.7"
NAMED = "10.0.0.5, 192.168.7.0/24,2001:db8::/32"
TOO_MANY = 429


async def asked_from(app: ASGIApp, peer: str, customer: str, proxies: str | None) -> httpx.Response:
    """One failing sign-in through the web server's own settings; `customer` is whom the peer claims to ask for."""
    settings = server_settings(app, read_proxies(proxies))
    settings.load()
    transport = httpx.ASGITransport(settings.loaded_app, client=(peer, 5000))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as client:
        return await client.post(
            "/api/v1/session",
            json={"login": f"nobody{customer}@example.com", "password": "wrong-wrong-wrong"},
            headers={"X-Forwarded-For": customer, "Origin": "http://desk.test"},
        )


async def counted_together(office: Office, peer: str, proxies: str | None) -> bool:
    """Whether customers of whom `peer` speaks share one count: 60 wrong sign-ins, each for somebody else."""
    answers = [await asked_from(office.app, peer, f"203.0.113.{number}", proxies) for number in range(60)]
    assert {answer.status_code for answer in answers} <= {401, TOO_MANY}
    return any(answer.status_code == TOO_MANY for answer in answers)


@pytest.mark.parametrize(
    ("peer", "proxies", "believed"),
    [
        ("10.0.0.5", NAMED, True),
        ("::ffff:10.0.0.5", NAMED, True),
        ("192.168.7.200", NAMED, True),
        ("::ffff:192.168.7.200", NAMED, True),
        ("2001:db8::9", NAMED, True),
        ("10.0.0.6", NAMED, False),
        ("192.168.8.1", NAMED, False),
        ("127.0.0.1", NAMED, False),
        ("127.0.0.1", None, True),
        ("::1", None, True),
        ("10.0.0.5", None, False),
    ],
)
async def test_a_forwarded_address_counts_only_from_a_trusted_proxy(
    peer: str, proxies: str | None, believed: bool
) -> None:
    seen: list[str] = []

    async def look(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["client"][0])
        await PlainTextResponse("")(scope, receive, send)

    await asked_from(look, peer, CUSTOMER, proxies)
    assert seen == [CUSTOMER if believed else peer]


async def test_customers_behind_a_trusted_proxy_are_counted_apart(office: Office) -> None:
    assert not await counted_together(office, "10.0.0.5", NAMED)
    assert await counted_together(office, "10.0.0.6", NAMED)


@pytest.mark.parametrize("given", ["*", "proxy.example.com", "10.0.0.0/33", "10.0.0.5/24", "10.0.0.5;10.0.0.6"])
def test_what_is_no_address_is_said_at_the_start(
    given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HELPWRIGHT_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    monkeypatch.setenv("HELPWRIGHT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HELPWRIGHT_TRUSTED_PROXIES", f"10.0.0.1, {given}")
    assert main(["_web", "--fd", "0"]) == MISCONFIGURED
    said = capsys.readouterr().err
    assert f"HELPWRIGHT_TRUSTED_PROXIES: {given} is neither an address nor a network" in said
    assert "既不是地址也不是网段" in said
