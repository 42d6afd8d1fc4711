"""A file that arrives in pieces: it survives what happens on the way, and is refused for what any file is refused."""

import asyncio
import os
from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from helpwright.platform.database import Statement
from helpwright.platform.file_store import open_file_store
from helpwright.platform.problems import install
from helpwright.records.files import pieces
from helpwright.records.files.allowance import require_room
from helpwright.records.files.desk import FileDesk
from helpwright.records.files.pieces_api import public_piece_routes
from helpwright.records.files.purge import Purged, purge_files
from tests.records.files.conftest import MIB, PNG, Desk
from tests.support.bucket import bucket_server

BEGIN = "public/forms/ticket/uploads"
FILE = PNG + os.urandom(MIB - len(PNG))
HOUR = timedelta(hours=1)


async def begun(browser: httpx.AsyncClient, size: int = MIB, at: str = BEGIN, **more: Any) -> dict[str, Any]:
    body = {"name": "proof.png", "size": size, "type": "image/png", "field": "proof", **more}
    answer = await browser.post(at, json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def send(browser: httpx.AsyncClient, upload: str, start: int, stop: int, **headers: str) -> httpx.Response:
    at = f"{'public/' if 'X-CSRF-Token' not in browser.headers else ''}uploads/{upload}"
    return await browser.patch(at, params={"offset": start}, content=FILE[start:stop], headers=headers)


async def finish(browser: httpx.AsyncClient, upload: str) -> httpx.Response:
    at = f"{'public/' if 'X-CSRF-Token' not in browser.headers else ''}uploads/{upload}"
    return await browser.post(f"{at}/finish")


async def parts(desk: Desk) -> int:
    return len(list((desk.store.root / "parts").glob("*/*")))


async def uploads(desk: Desk) -> int:
    return len(await desk.product.database.all(Statement("SELECT 1 FROM uploads", {})))


async def test_pieces_become_one_file_that_is_submitted(desk: Desk, customer: httpx.AsyncClient) -> None:
    upload = await begun(customer)
    assert (upload["offset"], upload["size"], upload["chunk"]) == (0, MIB, 5 * MIB)
    assert upload["expires_at"] == "2026-11-24T08:00:00.000Z"
    for start in range(0, MIB, 300_000):
        answer = await send(customer, upload["id"], start, start + 300_000)
        assert answer.status_code == 200, answer.text
        assert answer.json()["offset"] == min(MIB, start + 300_000)
    assert not desk.stored()
    done = await finish(customer, upload["id"])
    assert done.json() == {"id": upload["id"], "name": "proof.png", "size": MIB, "type": "image/png"}
    assert (await finish(customer, upload["id"])).json() == done.json(), "may be asked again"
    assert [path.read_bytes() for path in desk.stored()] == [FILE]
    assert (await parts(desk), await uploads(desk), desk.unfinished()) == (0, 0, [])
    await desk.submitted(upload["id"])
    assert [row["state"] for row in await desk.rows()] == ["linked"]


async def test_a_lost_network_costs_one_piece_at_most(desk: Desk, customer: httpx.AsyncClient) -> None:
    upload = (await begun(customer))["id"]
    await send(customer, upload, 0, 400_000)

    async def torn() -> AsyncIterator[bytes]:
        yield FILE[400_000:500_000]
        await asyncio.Event().wait()  # nothing more comes

    answer = await customer.patch(f"public/uploads/{upload}", params={"offset": 400_000}, content=torn())
    assert (answer.status_code, answer.json()["code"]) == (408, "upload_idle")
    assert not desk.unfinished()
    # The answer to the piece before was lost: it is sent again, and the way on is told.
    again = await send(customer, upload, 0, 400_000)
    assert (again.status_code, again.json()["code"], again.json()["offset"]) == (409, "upload_offset", 400_000)
    assert (await customer.get(f"public/uploads/{upload}")).json()["offset"] == 400_000
    early = await finish(customer, upload)
    assert (early.status_code, early.json()["code"], early.json()["offset"]) == (409, "upload_incomplete", 400_000)
    # Nothing of it is in a process: another one goes on.
    other = desk.browser("198.51.100.7")
    await send(other, upload, 400_000, MIB)
    assert (await finish(other, upload)).status_code == 200
    assert [path.read_bytes() for path in desk.stored()] == [FILE]


async def test_two_at_once_count_a_piece_once(desk: Desk, customer: httpx.AsyncClient) -> None:
    upload = (await begun(customer))["id"]
    answers = await asyncio.gather(*(send(customer, upload, 0, size) for size in (300_000, 400_000, 500_000)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    (won,) = (answer.json()["offset"] for answer in answers if answer.status_code == 200)
    assert {answer.json()["offset"] for answer in answers} == {won}
    assert await parts(desk) == 1
    await send(customer, upload, won, MIB)
    done = await asyncio.gather(*(finish(customer, upload) for _ in range(3)))
    assert 200 in {answer.status_code for answer in done}
    assert {answer.json().get("code") for answer in done} <= {None, "upload_finishing"}
    assert len(await desk.rows()) == len(desk.stored()) == 1


async def test_a_damaged_piece_is_not_taken(desk: Desk, customer: httpx.AsyncClient) -> None:
    upload = (await begun(customer))["id"]
    right = b64encode(sha256(FILE[:400_000]).digest()).decode()
    damaged = await send(customer, upload, 0, 399_999, **{"Content-Digest": f"sha-256=:{right}:"})
    assert (damaged.status_code, damaged.json()["code"]) == (422, "piece_damaged")
    assert await parts(desk) == 0
    good = await send(customer, upload, 0, 400_000, **{"Content-Digest": f"sha-512=:AA==:, sha-256=:{right}:"})
    assert good.status_code == 200


async def test_what_is_too_large_is_refused_before_a_byte_comes(desk: Desk, customer: httpx.AsyncClient) -> None:
    body = {"name": "film.mp4", "size": 2 * 1024 * MIB, "field": "proof"}
    answer = await customer.post(BEGIN, json=body)
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
    assert "1 MB" in answer.json()["detail"]
    for wrong, code in (({"size": 0}, "file_empty"), ({"name": "a.exe"}, "file_type_refused")):
        answer = await customer.post(BEGIN, json={**body, "size": 5, **wrong})
        assert answer.json()["code"] == code
    assert (await customer.post(BEGIN, json={**body, "field": "notes"})).status_code == 422
    assert await uploads(desk) == 0


async def test_pieces_have_their_sizes(desk: Desk, customer: httpx.AsyncClient) -> None:
    upload = (await begun(customer))["id"]
    small = await send(customer, upload, 0, 10)
    assert (small.status_code, small.json()["code"]) == (422, "piece_too_small")
    at = f"public/uploads/{upload}"
    large = await customer.patch(at, params={"offset": 0}, content=FILE + b"more")
    assert (large.status_code, large.json()["code"], large.json()["limit"]) == (413, "piece_too_large", MIB)
    assert (await customer.patch(at, params={"offset": -1}, content=b"x")).status_code == 422
    assert await parts(desk) == 0
    await send(customer, upload, 0, MIB - 10)
    assert (await send(customer, upload, MIB - 10, MIB)).status_code == 200, "the last one may be small"


async def test_a_lie_is_seen_in_the_first_piece(desk: Desk, customer: httpx.AsyncClient) -> None:
    upload = (await begun(customer))["id"]
    answer = await customer.patch(f"public/uploads/{upload}", params={"offset": 0}, content=b"no picture" * 30_000)
    assert (answer.status_code, answer.json()["code"]) == (415, "file_type_differs")
    assert (await uploads(desk), await parts(desk)) == (0, 0)
    # One that fits into a piece is seen at the end.
    upload = (await begun(customer, 10))["id"]
    await customer.patch(f"public/uploads/{upload}", params={"offset": 0}, content=b"no picture")
    answer = await finish(customer, upload)
    assert (answer.status_code, answer.json()["code"]) == (415, "file_type_differs")
    assert (await uploads(desk), await parts(desk), desk.stored(), desk.unfinished()) == (0, 0, [], [])


async def test_everybody_goes_on_with_their_own(desk: Desk, customer: httpx.AsyncClient) -> None:
    anna = await desk.person("anna", ["desk.agent"], ["desk.east"])
    ben = await desk.person("ben", ["desk.agent"], ["desk.east"])
    reader = await desk.person("ray", ["desk.reader"])
    body = {"name": "a.png", "size": MIB, "field": "notes"}
    assert (await reader.post("forms/ticket/uploads", json=body)).status_code == 403
    upload = (await begun(anna, at="forms/ticket/uploads", field="notes"))["id"]
    for other in (ben, customer):
        assert (await send(other, upload, 0, MIB)).status_code == 404
        assert (await finish(other, upload)).status_code == 404
    assert (await ben.delete(f"uploads/{upload}")).status_code == 404
    assert (await ben.get(f"uploads/{upload}")).status_code == 404
    theirs = (await begun(customer))["id"]
    assert (await anna.get(f"uploads/{theirs}")).status_code == 404
    assert (await send(anna, upload, 0, MIB)).status_code == 200
    assert (await finish(anna, upload)).status_code == 200
    assert (await ben.get(f"files/{upload}")).status_code == 404
    assert (await anna.get(f"files/{upload}")).content == FILE


async def test_one_for_a_comment(desk: Desk) -> None:
    record = await desk.submitted()
    anna = await desk.person("anna", ["desk.agent"], ["desk.east"])
    at = f"forms/ticket/records/{record}/uploads"
    answer = await anna.post(at, json={"name": "a.png", "size": MIB})
    if answer.status_code == 404:  # her team has not got it yet
        anna = await desk.person("cleo", ["desk.clerk"])
        answer = await anna.post(at, json={"name": "a.png", "size": MIB})
    assert answer.status_code == 201, answer.text
    upload = answer.json()["id"]
    await send(anna, upload, 0, MIB)
    assert (await finish(anna, upload)).status_code == 200
    assert (await anna.post(at, json={"name": "a.png", "size": 51 * MIB})).status_code == 413


async def test_what_is_begun_counts_as_if_it_had_come(
    desk: Desk, customer: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begun(customer)
    await desk.product.database.write([Statement("UPDATE uploads SET size = %(size)s", {"size": 300 * MIB})])
    body = {"name": "a.png", "size": MIB, "field": "proof"}
    answer = await customer.post(BEGIN, json=body)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_uploads")
    anna = await desk.person("anna", ["desk.agent"], ["desk.east"])
    monkeypatch.setattr(pieces, "MOST_BEGUN", 2)
    for _ in range(2):
        await begun(anna, at="forms/ticket/uploads")
    answer = await anna.post("forms/ticket/uploads", json=body)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_unfinished")
    assert answer.headers["Retry-After"]


async def test_what_the_field_allows_may_come_at_least_once() -> None:
    large = 1024 * MIB
    row = {"of_address": 0, "in_all": 0, "oldest": None}
    require_room(row, large, None, large)  # type: ignore[arg-type]  # no time is told when there is room


async def test_given_up_or_a_day_old_it_is_gone(desk: Desk, customer: httpx.AsyncClient) -> None:
    given_up, old = [(await begun(customer))["id"] for _ in range(2)]
    for upload in (given_up, old):
        await send(customer, upload, 0, 400_000)
    assert (await customer.delete(f"public/uploads/{given_up}")).status_code == 204
    assert (await customer.delete(f"public/uploads/{given_up}")).status_code == 404
    assert await parts(desk) == 1
    desk.clock.advance(23 * HOUR)
    young = (await begun(customer))["id"]
    await send(customer, young, 0, 400_000)
    desk.clock.advance(HOUR)
    expired = await send(customer, old, 400_000, MIB)
    assert (expired.status_code, expired.json()["code"]) == (410, "upload_expired")
    desk.clock.advance(HOUR)
    assert await purge_files(desk.product.database, desk.store, desk.clock.now()) == Purged(unfinished=1)
    assert (await parts(desk), await uploads(desk)) == (1, 1)
    await send(customer, young, 400_000, MIB)
    assert (await finish(customer, young)).status_code == 200


async def test_pieces_that_are_not_there_are_said_to_be_lost(desk: Desk, customer: httpx.AsyncClient) -> None:
    upload = (await begun(customer))["id"]
    await send(customer, upload, 0, MIB)
    for path in list((desk.store.root / "parts").glob("*/*")):
        path.unlink()
    answer = await finish(customer, upload)
    assert (answer.status_code, answer.json()["code"]) == (410, "upload_lost")
    assert await uploads(desk) == 0


async def test_they_wait_in_a_bucket_too(desk: Desk, customer: httpx.AsyncClient, tmp_path: Path) -> None:
    with bucket_server() as server:
        bucket = server.bucket()
        store = open_file_store(server.url(bucket), tmp_path / "machine")
        app = FastAPI()
        product = desk.product
        files = FileDesk(product.records, product.rights_of, store, product.sentences, product.links.key)
        install(app, product.sentences)
        app.include_router(public_piece_routes(files), prefix="/api/v1")
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk.example.com/api/v1") as browser:
            upload = (await begun(browser))["id"]
            for start in range(0, MIB, 400_000):
                assert (await send(browser, upload, start, start + 400_000)).status_code == 200
            assert [key.partition(upload.replace("-", ""))[0] for key in server.keys(bucket)] == [
                "desk/files/parts/"
            ] * 3
            assert (await finish(browser, upload)).status_code == 200
        name = sha256(FILE).hexdigest()
        assert server.keys(bucket) == [f"desk/files/{name[:2]}/{name[2:4]}/{name}"]
        assert b"".join([piece async for piece in store.read(sha256(FILE).digest(), 0, MIB)]) == FILE
