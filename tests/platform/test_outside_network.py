"""Calls to other systems reach the internet and what the machine's owner allows, whatever a name server says."""

import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest

from helpwright.platform.outside_http import NotAnsweredError, OutsideHttp
from helpwright.platform.outside_network import GuardedBackend, may_reach, read_networks


class _House(BaseHTTPRequestHandler):
    """Something in the house that answers whoever comes; `/away` sends them on."""

    seen: list[str] = []  # noqa: RUF012 -- emptied by each test

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the standard library's name
        """Say nothing."""

    def do_GET(self) -> None:
        self.seen.append(self.path)
        self.send_response(302 if self.path == "/away" else 200)
        self.send_header("Location", "http://169.254.169.254/latest/meta-data")
        body = b'{"secret": "of the house"}'
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def port() -> Iterator[int]:
    _House.seen.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), _House) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()


class Names:
    """A name server that answers as it is told, the last answer again and again."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        del host, port
        self.asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


async def _call(url: str, names: Names, allowed: str | None = None, path: str = "/") -> int:
    http = OutsideHttp(url, GuardedBackend(read_networks(allowed), names))
    try:
        return (await http.send("GET", path)).status
    finally:
        await http.close()


INSIDE = [
    # IPv6 that carries an address of the house, or is of no use outside it, though Python takes it for the internet's.
    "::10.0.0.1",
    "::ffff:0:10.0.0.1",
    "64:ff9b:1::10.0.0.1",
    "64:ff9b:1:fffe::a9fe:a9fe",
    "fec0::1",
    "5f00::1",
    "127.0.0.1", "127.8.9.1", "::1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254",
    "100.100.100.200", "0.0.0.1", "::", "fe80::1", "fd00:ec2::254", "fc00::1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "224.0.0.1", "ff02::1",
    "255.255.255.255", "192.0.2.1", "198.18.0.1",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_that_are_not_of_the_internet(address: str) -> None:
    assert not may_reach(ip_address(address), "sms.example.com", None)


@pytest.mark.parametrize("address", ["1.1.1.1", "223.5.5.5", "2400:3200::1", "::ffff:223.5.5.5", "64:ff9b::df05:505"])
def test_addresses_of_the_internet(address: str) -> None:
    assert may_reach(ip_address(address), "sms.example.com", None)


def test_the_owner_opens_networks_and_closes_this_machine() -> None:
    house = read_networks("10.0.0.0/8, 192.168.7.12")
    assert may_reach(ip_address("10.9.9.9"), "gateway.house", house)
    assert may_reach(ip_address("::ffff:192.168.7.12"), "gateway.house", house)
    assert not may_reach(ip_address("192.168.7.13"), "gateway.house", house)
    assert may_reach(ip_address("127.0.0.1"), "localhost", None)
    assert not may_reach(ip_address("127.0.0.1"), "localhost", house)
    assert read_networks("  ") is None
    with pytest.raises(ValueError, match="nonsense"):
        read_networks("nonsense")


@pytest.mark.parametrize("address", ["127.0.0.1", "::ffff:127.0.0.1", "10.0.0.1", "169.254.169.254"])
async def test_a_name_that_leads_into_the_house_is_not_called(port: int, address: str) -> None:
    with pytest.raises(NotAnsweredError, match="address_not_allowed"):
        await _call(f"http://sms.example.com:{port}", Names([address]))
    assert _House.seen == []


async def test_one_bad_address_among_good_ones_is_enough_to_refuse(port: int) -> None:
    with pytest.raises(NotAnsweredError, match="address_not_allowed"):
        await _call(f"http://sms.example.com:{port}", Names(["1.1.1.1", "127.0.0.1"]))
    assert _House.seen == []


async def test_a_name_is_asked_once_and_a_later_answer_changes_nothing(port: int) -> None:
    names = Names(["127.0.0.1"], ["169.254.169.254"])
    assert await _call(f"http://sms.example.com:{port}", names, "127.0.0.0/8") == 200
    assert names.asked == 1
    assert _House.seen == ["/"]


@pytest.mark.parametrize("host", ["10.0.0.1", "169.254.169.254", "[fd00:ec2::254]", "[::ffff:169.254.169.254]"])
async def test_an_address_of_the_house_written_out_is_not_called(host: str) -> None:
    names = Names(["1.1.1.1"])
    with pytest.raises(NotAnsweredError, match="address_not_allowed"):
        await _call(f"http://{host}:1", names)
    assert names.asked == 0


@pytest.mark.parametrize("written", ["2130706433", "0x7f000001", "127.1", "017700000001"])
async def test_other_ways_to_write_an_address_are_names_that_are_resolved_and_judged(port: int, written: str) -> None:
    with pytest.raises(NotAnsweredError, match="address_not_allowed"):
        await _call(f"http://{written}:{port}", Names(["127.0.0.1"]))
    assert _House.seen == []


async def test_this_machine_is_called_where_it_is_named(port: int) -> None:
    assert await _call(f"http://127.0.0.1:{port}", Names(["1.1.1.1"])) == 200
    assert await _call(f"http://localhost:{port}", Names(["127.0.0.1"])) == 200


async def test_who_sends_us_on_is_not_followed(port: int) -> None:
    assert await _call(f"http://127.0.0.1:{port}", Names(["1.1.1.1"]), path="/away") == 302
    assert _House.seen == ["/away"]


async def test_the_environment_says_what_is_allowed(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for value, passes in (("10.0.0.0/8", False), ("127.0.0.1", True), ("not a network", False)):
        monkeypatch.setenv("HELPWRIGHT_OUTSIDE_NETWORKS", value)
        http = OutsideHttp(f"http://127.0.0.1:{port}")
        if passes:
            assert (await http.send("GET", "/")).status == 200
        else:
            with pytest.raises(NotAnsweredError, match="address_not_allowed"):
                await http.send("GET", "/")
        await http.close()
