"""Taking files in through HTTP: limits, names, types, form data, and what stays of a refused upload."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from typing import Any
from unittest.mock import ANY

import httpx
import pytest

from tests.records.files.conftest import MIB, PNG, PROOF, PUBLIC, TICKET, Desk


async def test_a_customer_uploads_the_bytes_of_a_picture(desk: Desk, customer: httpx.AsyncClient) -> None:
    answer = await customer.post(PUBLIC, params={**PROOF, "name": "门店 照片.png"}, content=PNG)
    assert answer.status_code == 201
    assert answer.json() == {"id": ANY, "name": "门店 照片.png", "size": len(PNG), "type": "image/png"}
    (row,) = await desk.rows()
    digest = hashlib.sha256(PNG)
    assert row["state"] == "pending"
    assert row["sha256"] == digest.digest()
    assert (row["form"], row["field"], row["created_by"]) == ("desk.ticket", "proof", None)
    name = digest.hexdigest()
    path = desk.store.root / name[:2] / name[2:4] / name
    assert path.read_bytes() == PNG
    assert path.stat().st_mode & 0o777 == 0o600
    assert not desk.unfinished()


async def test_form_data_gives_the_same_as_raw_bytes(desk: Desk, customer: httpx.AsyncClient) -> None:
    answer = await customer.post(
        PUBLIC,
        params=PROOF,
        data={"comment": "ignored"},
        files={"file": ("收据 “1”.png", PNG, "image/png")},
    )
    assert answer.status_code == 201, answer.text
    assert answer.json() == {"id": ANY, "name": "收据 “1”.png", "size": len(PNG), "type": "image/png"}
    assert desk.stored()[0].read_bytes() == PNG


async def test_form_data_is_read_whatever_the_pieces_it_arrives_in(desk: Desk, customer: httpx.AsyncClient) -> None:
    content = PNG + b"\r\n--edge\r\n-" * 50
    body = (
        b'--edge-\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
        + content
        + b"\r\n--edge---\r\n"
    )

    async def bytewise() -> AsyncIterator[bytes]:
        for at in range(0, len(body), 3):
            yield body[at : at + 3]

    answer = await customer.post(
        PUBLIC,
        params=PROOF,
        content=bytewise(),
        headers={"Content-Type": 'multipart/form-data; boundary="edge-"'},
    )
    assert answer.status_code == 201, answer.text
    assert desk.stored()[0].read_bytes() == content


@pytest.mark.parametrize(
    ("content_type", "body", "code"),
    [
        ("multipart/form-data", b"--x\r\n", "multipart_malformed"),
        (f"multipart/form-data; boundary={'x' * 300}", b"--x\r\n", "multipart_malformed"),
        ("multipart/form-data; boundary=x", b"nonsense", "multipart_malformed"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n' + PNG,
            "multipart_malformed",
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\nhello\r\n--x--\r\n',
            "file_part_missing",
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nhello\r\n' * 2 + b"--x--\r\n",
            "one_file_only",
        ),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"A: b\r\n" * 5000 + b"\r\n--x--\r\n", "multipart_malformed"),
    ],
)
async def test_broken_form_data_is_refused(
    desk: Desk, customer: httpx.AsyncClient, content_type: str, body: bytes, code: str
) -> None:
    answer = await customer.post(PUBLIC, params=PROOF, content=body, headers={"Content-Type": content_type})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await desk.nothing_stays()


@pytest.mark.parametrize("multipart", [False, True])
async def test_a_file_of_exactly_the_limit_is_taken(desk: Desk, customer: httpx.AsyncClient, multipart: bool) -> None:
    content = PNG.ljust(MIB, b"\x00")
    sent: dict[str, Any] = {"files": {"file": ("a.png", content)}} if multipart else {"content": content}
    answer = await customer.post(PUBLIC, params={**PROOF, "name": "a.png"}, **sent)
    assert (answer.status_code, answer.json()["size"]) == (201, MIB)
    assert desk.stored()[0].read_bytes() == content


@pytest.mark.parametrize("multipart", [False, True])
async def test_one_byte_more_is_refused(desk: Desk, customer: httpx.AsyncClient, multipart: bool) -> None:
    content = PNG.ljust(MIB + 1, b"\x00")
    sent: dict[str, Any] = {"files": {"file": ("a.png", content)}} if multipart else {"content": content}
    answer = await customer.post(PUBLIC, params={**PROOF, "name": "a.png"}, **sent)
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["limit"]) == (413, "file_too_large", MIB)
    assert problem["detail"] == "The file is too large; at most 1 MB are accepted."
    assert await desk.nothing_stays()


async def test_a_length_over_the_limit_is_refused_before_anything_is_read(desk: Desk) -> None:
    sent: list[dict[str, Any]] = []
    received = 0

    async def receive() -> dict[str, Any]:
        nonlocal received
        assert sent, "read before answering"
        received += 1
        return {"type": "http.request", "body": b"\x00" * 65536, "more_body": received < 20}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    await desk.app(_scope([(b"content-length", b"9999999999")]), receive, send)
    assert sent[0]["status"] == 413
    assert (b"connection", b"close") in sent[0]["headers"]
    assert [message["more_body"] for message in sent[1:]] == [True, False]
    assert received == 20, "the rest was not read, the client would not see the answer"


@pytest.mark.parametrize("multipart", [False, True])
async def test_an_endless_body_is_ended_at_the_limit(desk: Desk, customer: httpx.AsyncClient, multipart: bool) -> None:
    sent = 0
    start = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n' if multipart else b""

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield start + PNG
        while sent < 200 * MIB:
            sent += 65536
            yield b"\x00" * 65536

    headers = {"Content-Type": "multipart/form-data; boundary=x" if multipart else "image/png"}
    answer = await customer.post(PUBLIC, params={**PROOF, "name": "a.png"}, content=endless(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
    assert sent < 20 * MIB
    assert await desk.nothing_stays()


async def test_endless_parts_beside_the_file_are_ended_too(desk: Desk, customer: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(10_000):
            yield b'--x\r\nContent-Disposition: form-data; name="noise"\r\n\r\n' + b"n" * 4096 + b"\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = await customer.post(PUBLIC, params=PROOF, content=endless(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
    assert await desk.nothing_stays()


async def test_an_upload_that_stands_still_is_ended(desk: Desk, customer: httpx.AsyncClient) -> None:
    async def stuck() -> AsyncIterator[bytes]:
        yield PNG
        await asyncio.Event().wait()

    answer = await customer.post(PUBLIC, params={**PROOF, "name": "a.png"}, content=stuck())
    assert (answer.status_code, answer.json()["code"]) == (408, "upload_idle")
    assert answer.headers["connection"] == "close"
    assert await desk.nothing_stays()


async def test_a_client_that_goes_away_leaves_nothing(desk: Desk) -> None:
    arriving = iter(
        [
            {"type": "http.request", "body": PNG.ljust(3 * 65536, b"\x00"), "more_body": True},
            {"type": "http.disconnect"},
        ],
    )
    sent: list[Any] = []

    async def receive() -> Any:
        return next(arriving)

    async def send(message: Any) -> None:
        sent.append(message)

    await desk.app(_scope([]), receive, send)
    assert not sent
    assert await desk.nothing_stays()


async def test_an_upload_that_is_canceled_leaves_nothing(desk: Desk) -> None:
    begun = asyncio.Event()

    async def receive() -> Any:
        if begun.is_set():
            await asyncio.Event().wait()
        begun.set()
        return {"type": "http.request", "body": PNG.ljust(MIB // 2, b"\x00"), "more_body": True}

    async def send(_message: Any) -> None:
        raise AssertionError

    task = asyncio.create_task(desk.app(_scope([]), receive, send))
    await begun.wait()
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await desk.nothing_stays()


async def test_a_full_disk_is_said_clearly(desk: Desk, customer: httpx.AsyncClient) -> None:
    desk.store.spool.floor = 2**60
    answer = await customer.post(PUBLIC, params={**PROOF, "name": "a.png"}, content=PNG)
    assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")
    assert answer.json()["title"] == "Storage full"
    assert await desk.nothing_stays()


async def test_an_empty_file_is_refused(desk: Desk, customer: httpx.AsyncClient) -> None:
    answer = await customer.post(PUBLIC, params={**PROOF, "name": "a.png"}, content=b"")
    assert (answer.status_code, answer.json()["code"]) == (422, "file_empty")
    answer = await customer.post(PUBLIC, params=PROOF, files={"file": ("a.png", b"")})
    assert (answer.status_code, answer.json()["code"]) == (422, "file_empty")
    assert await desk.nothing_stays()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("photo.jpg", b"just text", "file_type_differs"),
        ("setup.exe. .", b"MZ\x90\x00\x03\x00\x00\x00", "file_type_refused"),
    ],
)
async def test_what_lies_or_runs_is_refused(
    desk: Desk, customer: httpx.AsyncClient, name: str, content: bytes, code: str
) -> None:
    answer = await customer.post(PUBLIC, params={**PROOF, "name": name}, content=content)
    assert (answer.status_code, answer.json()["code"]) == (415, code)
    assert await desk.nothing_stays()


async def test_a_type_announced_for_the_body_must_be_true(desk: Desk, customer: httpx.AsyncClient) -> None:
    answer = await customer.post(
        PUBLIC, params={**PROOF, "name": "a"}, content=b"text", headers={"Content-Type": "image/png"}
    )
    assert (answer.status_code, answer.json()["code"]) == (415, "file_type_differs")
    answer = await customer.post(PUBLIC, params=PROOF, files={"file": ("a.bin", b"text", "application/pdf")})
    assert (answer.status_code, answer.json()["code"]) == (415, "file_type_differs")
    assert await desk.nothing_stays()


async def test_a_large_lie_is_refused_before_it_has_arrived(desk: Desk, customer: httpx.AsyncClient) -> None:
    sent = 0

    async def film() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(15):
            sent += 1
            yield b"MZ\x90\x00" + b"\x00" * 65536
        await asyncio.Event().wait()

    answer = await customer.post(PUBLIC, params={**PROOF, "name": "a.mp4"}, content=film())
    assert (answer.status_code, answer.json()["code"]) == (415, "file_type_differs")
    assert await desk.nothing_stays()


async def test_the_real_type_counts_among_pictures(customer: httpx.AsyncClient) -> None:
    answer = await customer.post(PUBLIC, params={**PROOF, "name": "微信图片.jpg"}, content=PNG)
    assert answer.json()["type"] == "image/png"
    assert answer.json()["name"] == "微信图片.jpg"


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\照片\u202e.png", "照片.png"),
    ],
)
async def test_names_are_cleaned(desk: Desk, customer: httpx.AsyncClient, raw: str, name: str) -> None:
    answer = await customer.post(PUBLIC, params={**PROOF, "name": raw}, content=PNG)
    assert answer.status_code == 201, answer.text
    assert answer.json()["name"] == name
    assert [path.parts[-1] for path in desk.stored()] == [hashlib.sha256(PNG).hexdigest()]


async def test_the_same_content_is_stored_once_even_when_many_send_it_at_once(
    desk: Desk, customer: httpx.AsyncClient
) -> None:
    content = PNG.ljust(300_000, b"\x07")
    answers = await asyncio.gather(
        *(customer.post(PUBLIC, params={**PROOF, "name": f"{n}.png"}, content=content) for n in range(12)),
    )
    assert [answer.status_code for answer in answers] == [201] * 12
    assert len({answer.json()["id"] for answer in answers}) == 12
    assert len(desk.stored()) == 1
    assert not desk.unfinished()


@pytest.mark.parametrize(
    ("path", "params", "status", "code"),
    [
        ("public/forms/secret/files", {"field": "proof"}, 404, "public_form_missing"),
        ("public/forms/none/files", {"field": "proof"}, 404, "public_form_missing"),
        (PUBLIC, {"field": "nothing"}, 422, "invalid"),
        (PUBLIC, {"field": "subject"}, 422, "invalid"),
        (PUBLIC, {"field": "notes"}, 422, "invalid"),
        (PUBLIC, {}, 422, "invalid"),
        (TICKET, {"field": "proof"}, 401, "sign_in_required"),
    ],
)
async def test_customers_reach_public_fields_alone(
    desk: Desk, customer: httpx.AsyncClient, path: str, params: dict[str, str], status: int, code: str
) -> None:
    answer = await customer.post(path, params={**params, "name": "a.png"}, content=PNG)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await desk.nothing_stays()


async def test_a_form_that_is_not_public_looks_like_none_at_all(customer: httpx.AsyncClient) -> None:
    hidden, none = [
        (await customer.post(f"public/forms/{slug}/files", params=PROOF, content=PNG)).json()
        for slug in ("secret", "no_such")
    ]
    assert {**hidden, "slug": "", "detail": ""} == {**none, "slug": "", "detail": ""}
    internal, unknown = [
        (await customer.post(PUBLIC, params={"field": key}, content=PNG)).json() for key in ("notes", "nowhere")
    ]
    assert internal["errors"][0]["code"] == unknown["errors"][0]["code"] == "field_unknown"


async def test_staff_upload_with_the_right_to_write(desk: Desk) -> None:
    agent = await desk.person("agent", ["desk.agent"], ["desk.west"])
    answer = await agent.post(TICKET, params={"field": "notes", "name": "a.txt"}, content="你好".encode())
    assert (answer.status_code, answer.json()["type"]) == (201, "text/plain")
    (row,) = await desk.rows()
    assert row["created_by"] is not None
    without_token = await agent.post(TICKET, params=PROOF, content=PNG, headers={"X-CSRF-Token": "wrong"})
    assert without_token.json()["code"] == "csrf_missing"


async def test_staff_without_the_right_do_not(desk: Desk) -> None:
    reader = await desk.person("reader", ["desk.reader"])
    clerk = await desk.person("clerk", ["desk.clerk"])
    stranger = await desk.person("stranger", ["desk.nobody"])

    async def tried(who: httpx.AsyncClient, field: str) -> tuple[int, str]:
        answer = await who.post(TICKET, params={"field": field, "name": "a.png"}, content=PNG)
        return answer.status_code, answer.json()["code"]

    assert await tried(reader, "proof") == (403, "forbidden")
    assert await tried(clerk, "proof") == (422, "invalid")
    assert await tried(clerk, "notes") == (403, "forbidden")
    assert await tried(stranger, "proof") == (404, "form_missing")
    assert await desk.nothing_stays()


async def test_an_open_task_lets_its_team_upload(desk: Desk) -> None:
    helper = await desk.person("helper", [], ["desk.east"])
    answer = await helper.post(TICKET, params={**PROOF, "name": "a.png"}, content=PNG)
    assert (answer.status_code, answer.json()["code"]) == (404, "form_missing")
    await desk.submitted()
    answer = await helper.post(TICKET, params={**PROOF, "name": "a.png"}, content=PNG)
    assert answer.status_code == 201, answer.text


def _scope(headers: list[tuple[bytes, bytes]]) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": f"/api/v1/{PUBLIC}",
        "raw_path": f"/api/v1/{PUBLIC}".encode(),
        "query_string": b"field=proof&name=a.png",
        "root_path": "",
        "headers": [(b"host", b"desk.example.com"), *headers],
        "client": ("198.51.100.7", 4321),
        "server": ("desk.example.com", 80),
    }
