"""Giving files out through HTTP: to whom, in which part, and with which headers."""

import hashlib
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from helpwright.platform.database import Statement
from helpwright.records.file_store import link_files
from helpwright.records.files.download import RangeUnsatisfiableError, Span, span_of
from tests.records.files.conftest import PNG, PROOF, TICKET, Desk

TAG = f'"{hashlib.sha256(PNG).hexdigest()}"'


async def status(browser: httpx.AsyncClient, file_id: str) -> int:
    return (await browser.get(f"files/{file_id}")).status_code


async def test_who_reads_the_record_reads_its_file(desk: Desk) -> None:
    file_id = await desk.uploaded(name="门店 照片.png")
    await desk.submitted(file_id)
    reader = await desk.person("reader", ["desk.reader"])
    answer = await reader.get(f"files/{file_id}")
    assert (answer.status_code, answer.content) == (200, PNG)
    headers = answer.headers
    assert headers["content-type"] == "image/png"
    assert headers["content-length"] == str(len(PNG))
    assert headers["etag"] == TAG
    assert headers["content-disposition"].startswith("inline; ")
    assert headers["content-disposition"].endswith("filename*=UTF-8''%E9%97%A8%E5%BA%97%20%E7%85%A7%E7%89%87.png")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].endswith("; sandbox")
    assert headers["cache-control"] == "private, no-cache"
    saved = await reader.get(f"files/{file_id}", params={"download": 1})
    assert saved.headers["content-disposition"].startswith("attachment; ")
    head = await reader.head(f"files/{file_id}")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(PNG)))
    again = await reader.get(f"files/{file_id}", headers={"If-None-Match": f'"other", W/{TAG}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", TAG)


async def test_people_of_another_team_do_not(desk: Desk) -> None:
    file_id = await desk.uploaded()
    await desk.submitted(file_id)
    assert await status(await desk.person("east", ["desk.agent"], ["desk.east"]), file_id) == 200
    assert await status(await desk.person("west", ["desk.agent"], ["desk.west"]), file_id) == 404
    assert await status(await desk.person("helper", [], ["desk.east"]), file_id) == 200
    assert await status(await desk.person("stranger", ["desk.nobody"]), file_id) == 404
    assert await status(desk.browser(), file_id) == 401
    boss = await desk.person("boss")
    await desk.product.database.write([Statement("UPDATE people SET admin = true WHERE name = 'boss'")])
    assert await status(boss, file_id) == 404


async def test_a_hidden_field_hides_its_files(desk: Desk) -> None:
    file_id = await desk.uploaded()
    await desk.submitted(file_id)
    clerk = await desk.person("clerk", ["desk.clerk"])
    assert (await clerk.get("forms/ticket/records")).json()["items"], "the record itself may be read"
    assert await status(clerk, file_id) == 404


async def test_a_pending_file_is_for_its_uploader_alone(desk: Desk) -> None:
    agent = await desk.person("agent", ["desk.agent"], ["desk.east"])
    other = await desk.person("other", ["desk.agent", "desk.reader"], ["desk.east"])
    own = (await agent.post(TICKET, params={**PROOF, "name": "a.png"}, content=PNG)).json()["id"]
    assert await status(agent, own) == 200
    assert await status(other, own) == 404
    assert await status(other, await desk.uploaded()) == 404
    assert await status(other, str(uuid4())) == 404
    assert (await other.get("files/nonsense")).status_code == 422


async def test_a_file_that_left_its_record_is_gone_and_may_come_back(desk: Desk) -> None:
    first, second = await desk.uploaded(), await desk.uploaded(b"two", "two.txt")
    record = await desk.submitted(first, second)
    agent = await desk.person("agent", ["desk.agent"], ["desk.east"])
    path = f"forms/ticket/records/{record}"

    async def states() -> list[str]:
        return [row["state"] for row in await desk.rows()]

    await agent.patch(path, json={"values": {"proof": [second]}})
    assert await states() == ["orphaned", "linked"]
    assert [await status(agent, each) for each in (first, second)] == [404, 200]
    await agent.patch(path, json={"values": {"proof": [first, second]}})
    assert await states() == ["linked", "linked"]
    await agent.patch(path, json={"values": {"proof": []}})
    assert await states() == ["orphaned", "orphaned"]
    await agent.patch(path, json={"values": {"proof": [first]}})
    assert [await status(agent, each) for each in (first, second)] == [200, 404]


async def test_linking_a_field_anew_lets_go_of_what_it_had(desk: Desk) -> None:
    first, second = await desk.uploaded(), await desk.uploaded(b"two", "two.txt")
    record = await desk.submitted(first)
    await desk.product.database.write([link_files("desk.ticket", "proof", record, [UUID(second)])])
    assert [row["state"] for row in await desk.rows()] == ["orphaned", "linked"]


async def test_a_file_belongs_to_one_record_and_its_field(desk: Desk) -> None:
    file_id = await desk.uploaded()
    await desk.submitted(file_id)
    body = {"id": str(uuid4()), "values": {"subject": "Mine too", "proof": [file_id]}}
    answer = await desk.browser().post("public/forms/ticket/submissions", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0] == {
        "field": "proof",
        "code": "file_missing",
        "message": "The file does not exist or is used elsewhere. Upload it again.",
    }


async def test_a_deleted_record_takes_its_files_along(desk: Desk) -> None:
    file_id = await desk.uploaded()
    record = await desk.submitted(file_id)
    reader = await desk.person("reader", ["desk.reader"])
    assert await status(reader, file_id) == 200
    sql = "UPDATE desk.ticket SET deleted_at = created_at WHERE id = %(id)s"
    await desk.product.database.write([Statement(sql, {"id": record})])
    assert await status(reader, file_id) == 404


async def test_bytes_that_are_missing_or_cut_are_not_given_out(desk: Desk) -> None:
    file_id = await desk.uploaded()
    await desk.submitted(file_id)
    reader = await desk.person("reader", ["desk.reader"])
    (path,) = desk.stored()
    path.write_bytes(PNG[:-1])
    assert await status(reader, file_id) == 404
    path.unlink()
    assert await status(reader, file_id) == 404
    await desk.uploaded()
    assert await status(reader, file_id) == 200


@pytest.mark.parametrize(
    ("content", "name", "content_type", "kind", "sandbox"),
    [
        ("你好".encode("gb18030"), "a.txt", "text/plain; charset=gb18030", "inline", "sandbox"),
        ("你好".encode("utf-8-sig"), "a.csv", "text/csv; charset=utf-8", "inline", "sandbox"),
        (b"%PDF-1.7\n", "a.pdf", "application/pdf", "inline", "frame-ancestors 'self'"),
        (b"#!AMR\n\x3c\x00", "a.amr", "audio/amr", "inline", "sandbox allow-same-origin"),
        (b"<html> pasted", "a.txt", "text/plain; charset=utf-8", "inline", "sandbox"),
        (b"PK\x05\x06" + bytes(18), "a.zip", "application/zip", "attachment", "sandbox"),
        (b"\x00\x07\x01\x02\x99\xff\xfe", "a.bin", "application/octet-stream", "attachment", "sandbox"),
    ],
)
async def test_files_are_shown_or_saved(
    desk: Desk, content: bytes, name: str, content_type: str, kind: str, sandbox: str
) -> None:
    file_id = await desk.uploaded(content, name)
    await desk.submitted(file_id)
    reader = await desk.person("reader", ["desk.reader"])
    answer = await reader.get(f"files/{file_id}")
    assert answer.content == content
    assert answer.headers["content-type"] == content_type
    assert answer.headers["content-disposition"].split(";")[0] == kind
    policy = answer.headers["content-security-policy"].split("; ")
    assert (policy[0], policy[-1]) == ("default-src 'none'", sandbox)


async def test_players_ask_for_ranges(desk: Desk) -> None:
    content = PNG + bytes(range(256)) * 2000
    file_id = await desk.uploaded(content)
    await desk.submitted(file_id)
    reader = await desk.person("reader", ["desk.reader"])

    async def part(**headers: str) -> tuple[int, bytes, str | None]:
        answer = await reader.get(f"files/{file_id}", headers=headers)
        assert answer.headers["content-length"] == str(len(answer.content))
        return answer.status_code, answer.content, answer.headers.get("content-range")

    size = len(content)
    tag = f'"{hashlib.sha256(content).hexdigest()}"'
    assert await part(Range="bytes=0-9") == (206, content[:10], f"bytes 0-9/{size}")
    assert await part(Range="bytes=300000-") == (206, content[300000:], f"bytes 300000-{size - 1}/{size}")
    assert await part(Range="bytes=-7") == (206, content[-7:], f"bytes {size - 7}-{size - 1}/{size}")
    assert await part(Range="bytes=5-99999999") == (206, content[5:], f"bytes 5-{size - 1}/{size}")
    assert await part(**{"Range": "bytes=0-9", "If-Range": tag}) == (206, content[:10], f"bytes 0-9/{size}")
    assert await part(**{"Range": "bytes=0-9", "If-Range": '"old"'}) == (200, content, None)
    assert await part(Range="bytes=0-1,5-6") == (200, content, None)
    answer = await reader.get(f"files/{file_id}", headers={"Range": f"bytes={size}-"})
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{size}")
    assert answer.json()["code"] == "range_unsatisfiable"


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("", None),
        ("bytes=-", None),
        ("bytes=9-3", None),
        ("lines=0-3", None),
        ("bytes=0-0", Span(0, 1)),
        ("bytes=-500", Span(0, 100)),
        ("bytes=99-", Span(99, 100)),
        ("bytes=99999999999999999999-", None),
    ],
)
def test_ranges_are_read(header: str, span: Any) -> None:
    assert span_of({"range": header}, '"t"', 100) == span


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_ranges_behind_the_end(header: str) -> None:
    with pytest.raises(RangeUnsatisfiableError):
        span_of({"range": header}, '"t"', 100)
