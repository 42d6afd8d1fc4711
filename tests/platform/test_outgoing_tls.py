"""Whoever we call over TLS proves who they are: by an authority that this machine trusts, and by their name."""

import os
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from helpwright.entry.certificate import Certificates, ensure_certificates
from helpwright.platform.file_store.model import FilesUnreachable
from helpwright.platform.file_store.one_put import put_file
from helpwright.platform.machine_roots import verified_by
from helpwright.platform.mail import Mailer, MailPostponed, SmtpServer
from helpwright.platform.outside_http import NotAnsweredError, OutsideHttp
from tests.platform.test_mail import mail
from tests.support.smtp import smtp_server


class _Gateway(BaseHTTPRequestHandler):
    """A gateway of the house that takes everything."""

    seen: list[str] = []  # noqa: RUF012 -- emptied by each test

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the standard library's name
        """Say nothing."""

    def do_POST(self) -> None:
        self.seen.append(self.path)
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def do_PUT(self) -> None:
        self.do_POST()


@pytest.fixture
def house(tmp_path: Path) -> Certificates:
    """An authority of the house, and what it signs for the name `localhost` alone."""
    return ensure_certificates(tmp_path / "house", ["localhost"], datetime.now(UTC))


def _spoken(house: Certificates) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(house.certificate, house.key)
    return context


@pytest.fixture
def port(house: Certificates) -> Iterator[int]:
    _Gateway.seen.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Gateway) as server:
        server.socket = _spoken(house).wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()


@pytest.fixture
def trusted(house: Certificates, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts the authority, as OpenSSL is told so."""
    monkeypatch.setenv("SSL_CERT_FILE", str(house.authority))


async def _call(url: str) -> int:
    http = OutsideHttp(url)
    try:
        return (await http.send("POST", "/sms", content=b"{}")).status
    finally:
        await http.close()


async def _put(url: str, tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.write_bytes(b"content")

    async def address() -> str:
        return url

    await put_file(content, content.stat().st_size, address)


async def test_an_authority_that_nobody_trusts_is_refused(port: int) -> None:
    with pytest.raises(NotAnsweredError, match="outside_untrusted"):
        await _call(f"https://localhost:{port}")
    assert _Gateway.seen == []


@pytest.mark.usefixtures("trusted")
async def test_an_authority_of_the_house_that_this_machine_trusts_counts(port: int, tmp_path: Path) -> None:
    assert await _call(f"https://localhost:{port}") == 200
    await _put(f"https://localhost:{port}/object", tmp_path)
    assert _Gateway.seen == ["/sms", "/object"]


@pytest.mark.usefixtures("trusted")
async def test_a_certificate_for_another_name_is_refused(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpwright.platform.file_store.one_put._PAUSES", ())
    with pytest.raises(NotAnsweredError, match="outside_untrusted"):
        await _call(f"https://127.0.0.1:{port}")
    with pytest.raises(FilesUnreachable):
        await _put(f"https://127.0.0.1:{port}/object", tmp_path)
    assert _Gateway.seen == []


@pytest.mark.parametrize(
    ("names", "loaded"),
    [
        (None, True),
        ((), True),
        (("README", "ca-bundle.crt", "java/", "0123abcd.r0", "89abcdef.0/"), True),
        (("README", "0123abcd.0"), False),
    ],
)
def test_a_folder_counts_as_authorities_by_the_names_that_are_looked_for_in_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    house: Certificates,
    names: tuple[str, ...] | None,
    loaded: bool,
) -> None:
    folder = _nothing_but(tmp_path, monkeypatch)
    if names is None:
        folder.rmdir()
    for name in names or ():
        path = folder / name
        path.mkdir() if name.endswith("/") else path.write_bytes(house.authority.read_bytes())
    assert _lists_somebody() is loaded


def test_one_of_several_folders_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, house: Certificates) -> None:
    folder = _nothing_but(tmp_path, monkeypatch)
    (folder / "0123abcd.0").write_bytes(house.authority.read_bytes())
    monkeypatch.setenv("SSL_CERT_DIR", f"{tmp_path / 'gone'}:{folder}")
    assert not _lists_somebody()


def test_a_folder_that_may_not_be_listed_holds_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = _nothing_but(tmp_path, monkeypatch)
    listed = os.listdir

    def refused(path: Any = ".") -> list[Any]:
        if str(path) == str(folder):
            raise PermissionError(path)
        return listed(path)

    monkeypatch.setattr(os, "listdir", refused)
    assert _lists_somebody()


def test_a_bundle_without_anybody_in_it_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _nothing_but(tmp_path, monkeypatch)
    (tmp_path / "bundle.pem").write_text("# emptied\n")
    assert _lists_somebody()


def _nothing_but(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that has an empty folder for its authorities, and no bundle."""
    folder = tmp_path / "authorities"
    folder.mkdir()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "bundle.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(folder))
    return folder


def _lists_somebody() -> bool:
    """Whether authorities are known before anybody is met: from a list, not from a folder."""
    return httpx.create_ssl_context(verified_by()).cert_store_stats()["x509_ca"] > 0


async def test_a_mail_server_that_cannot_prove_its_name_gets_no_mail(
    house: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    with smtp_server(tls_context=_spoken(house)) as (inbox, url):
        wanted = url.replace("127.0.0.1", "localhost") + "?tls=starttls"
        with pytest.raises(MailPostponed) as later:
            await Mailer(SmtpServer.parse(wanted)).send(mail())
        assert later.value.unreachable
        assert inbox.messages == []
        monkeypatch.setenv("SSL_CERT_FILE", str(house.authority))
        with pytest.raises(MailPostponed):
            await Mailer(SmtpServer.parse(url + "?tls=starttls")).send(mail())
        assert inbox.messages == []
        mailer = Mailer(SmtpServer.parse(wanted))
        await mailer.send(mail())
        await mailer.close()
        assert len(inbox.messages) == 1
