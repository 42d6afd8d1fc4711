"""A certificate of our own, looked at by a client that trusts nobody but our authority."""

import errno
import hashlib
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509

from helpwright.entry.certificate import Certificates, ensure_certificates, names_of_machine
from helpwright.entry.redirect import answer
from helpwright.platform.processes import wait_until
from tests.support.product import environment, free_port, scratch_folder

NOW = datetime.now(UTC)
NAMES = ("localhost", "desk.local", "127.0.0.1", "192.168.7.20", "::1")


@pytest.fixture
def made(tmp_path: Path) -> Certificates:
    return ensure_certificates(tmp_path, NAMES, NOW)


def handshake(made: Certificates, name: str, authority: Path | None = None) -> None:
    """Speak TLS with a server of that certificate, as a client that wants `name`."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(made.certificate, made.key)
    client = ssl.create_default_context(cafile=str(authority or made.authority))
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    there = server.wrap_bio(to_server, to_client, server_side=True)
    here = client.wrap_bio(to_client, to_server, server_hostname=name)
    for _ in range(5):
        for side in (here, there):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue


def test_a_client_that_trusts_the_authority_lets_all_names_pass(made: Certificates) -> None:
    for name in NAMES:
        handshake(made, name)
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(made, "other.example.com")


def test_the_fingerprint_is_that_of_the_file(made: Certificates) -> None:
    der = ssl.PEM_cert_to_DER_cert(made.authority.read_text())
    assert made.fingerprint.replace(":", "") == hashlib.sha256(der).hexdigest().upper()


def test_keys_are_ours_alone(made: Certificates) -> None:
    for file in (made.key, made.authority.with_name("ca.key")):
        assert file.stat().st_mode & 0o777 == 0o600


def test_it_is_kept_and_renewed_in_time(made: Certificates, tmp_path: Path) -> None:
    first, authority = made.certificate.read_bytes(), made.authority.read_bytes()
    ensure_certificates(tmp_path, NAMES, NOW + timedelta(days=300))
    assert made.certificate.read_bytes() == first
    ensure_certificates(tmp_path, NAMES, NOW + timedelta(days=340))
    assert made.certificate.read_bytes() != first
    assert made.authority.read_bytes() == authority, "who trusts it need not do so again"
    second = made.certificate.read_bytes()
    ensure_certificates(tmp_path, (*NAMES, "10.0.0.9"), NOW)
    assert made.certificate.read_bytes() != second
    handshake(made, "10.0.0.9")


def test_another_authority_is_not_trusted(made: Certificates, tmp_path: Path) -> None:
    other = ensure_certificates(tmp_path / "other", NAMES, NOW)
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(made, "localhost", other.authority)
    (tmp_path / "tls" / "server.crt").write_bytes(other.certificate.read_bytes())
    ensure_certificates(tmp_path, NAMES, NOW)
    handshake(made, "localhost")


def test_names_may_stand_in_a_certificate() -> None:
    names = names_of_machine("192.0.2.7")
    assert {"localhost", "127.0.0.1", "::1", "192.0.2.7"} <= {*names}
    assert f"{socket.gethostname().partition('.')[0].lower()}.local" in names


def test_a_machine_without_ipv6_has_names(monkeypatch: pytest.MonkeyPatch) -> None:
    made = socket.socket

    def refusing(family: int, kind: int) -> socket.socket:
        if family == socket.AF_INET6:
            raise OSError(errno.EAFNOSUPPORT, os.strerror(errno.EAFNOSUPPORT))
        return made(family, kind)

    monkeypatch.setattr(socket, "socket", refusing)
    assert "localhost" in names_of_machine("127.0.0.1")


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("GET /f/ticket?a=1 HTTP/1.1\r\nHost: desk.local:8080", "Location: https://desk.local:8443/f/ticket?a=1\r\n"),
        ("GET / HTTP/1.1\r\nhost: [::1]:80", "Location: https://[::1]:8443/\r\n"),
        ("GET / HTTP/1.1", "Location: https://10.0.0.2:8443/\r\n"),
        ("GET / HTTP/1.1\r\nHost: evil.com/\r\nX: y", "Location: https://10.0.0.2:8443/\r\n"),
        ("GET //evil.com HTTP/1.1\r\nHost: desk.local", "400"),
        ("GET http://evil.com/ HTTP/1.1\r\nHost: desk.local", "400"),
        ("nonsense", "400"),
    ],
)
def test_where_plain_http_is_sent(head: str, told: str) -> None:
    said = answer(head.encode() + b"\r\n\r\n", 8443, "10.0.0.2", None).decode()
    assert told in said
    assert said.count("\r\n\r\n") == 1


@pytest.fixture
def served() -> Iterator[tuple[int, int, Path, str]]:
    """A server with `--tls-generate`: ports of HTTPS and HTTP, its data folder, what it said."""
    with scratch_folder("hw-tls-") as folder:
        folder.chmod(0o711)
        port, plain, data, log = free_port(), free_port(), folder / "data", folder / "log"
        options = ["--tls-generate", "--port", str(port), "--redirect-http", str(plain), "--data-dir", str(data)]
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "helpwright.entry.cli", "serve", *options],
                env=environment(),
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            assert wait_until(lambda: b"/setup/" in log.read_bytes() or process.poll() is not None, 90), log.read_text()
            yield port, plain, data, log.read_text()
        finally:
            os.kill(process.pid, signal.SIGTERM)
            process.wait(20)


def test_the_whole_server_speaks_it(served: tuple[int, int, Path, str]) -> None:
    port, plain, data, said = served
    fetched = httpx.get(f"http://127.0.0.1:{plain}/helpwright-ca.crt", trust_env=False)
    assert fetched.headers["content-type"] == "application/x-x509-ca-cert"
    assert fetched.content == (data / "tls" / "ca.crt").read_bytes()
    authority = x509.load_pem_x509_certificate(fetched.content)
    told = re.search(r"([0-9A-F]{2}:){31}[0-9A-F]{2}", said)
    assert told is not None
    assert told[0].replace(":", "").lower() == hashlib.sha256(ssl.PEM_cert_to_DER_cert(fetched.text)).hexdigest()
    assert authority.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    trusting = ssl.create_default_context(cadata=fetched.text)
    link = re.search(r"https://\S+(/setup/\S+)", said)
    assert link is not None
    with httpx.Client(verify=trusting, trust_env=False, follow_redirects=True) as client:
        page = client.get(f"http://localhost:{plain}{link[1]}")
        assert str(page.url) == f"https://localhost:{port}{link[1]}"
        assert client.get(f"https://127.0.0.1:{port}/api/v1/health").json()["status"] == "ok"
        token = link[1].rpartition("/")[2]
        body = {
            "token": token,
            "login": "boss@example.com",
            "password": "correct-horse-9",
            "name": "老板",
            "company": "服匠",
        }
        made = client.post(f"https://localhost:{port}/api/v1/setup", json=body)
        assert made.status_code in {200, 201}, made.text
        signed_in = client.post(
            f"https://localhost:{port}/api/v1/session",
            json={"login": "boss@example.com", "password": "correct-horse-9"},
        )
        cookie = signed_in.headers["set-cookie"].lower()
        assert "secure" in cookie
        assert "httponly" in cookie
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"https://localhost:{port}/api/v1/health", trust_env=False)
