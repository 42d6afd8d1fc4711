"""Files beside replies and notes: who may attach, what colleagues see, and what the customer may open."""

from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from PIL import Image

from tests.support.office import TICKETS, Office, Person, Ticket

BLUEPRINT = Path(__file__).parents[2] / "blueprints" / "service_desk.yaml"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256))


async def upload(person: httpx.AsyncClient, ticket: Ticket, name: str = "接线图.png", content: bytes = PNG) -> Any:
    return await person.post(f"{TICKETS}/{ticket.id}/files", params={"name": name}, content=content)


async def attach(person: Person, ticket: Ticket, visibility: str = "public", text: str = "请看附件") -> str:
    """Id of a file that is beside a comment now."""
    answer = await upload(person, ticket)
    assert answer.status_code == 201, answer.text
    file_id: str = answer.json()["id"]
    body = {"text": text, "visibility": visibility, "files": [file_id]}
    said = await person.post(f"{TICKETS}/{ticket.id}/comments", json=body)
    assert said.status_code == 201, said.text
    return file_id


async def opened(office: Office, token: str, file_id: str, **params: str) -> httpx.Response:
    return await office.browser().get(f"public/progress/{token}/files/{file_id}", params=params)


async def test_the_customer_opens_what_a_reply_carries(office: Office) -> None:
    agent, ticket = await office.agent(), await office.submit()
    file_id = await attach(agent, ticket)
    (reply,) = [each for each in (await office.progress(ticket))["timeline"] if each["kind"] == "reply"]
    assert reply["files"] == [{"id": file_id, "name": "接线图.png", "size": len(PNG), "type": "image/png"}]
    answer = await opened(office, ticket.token, file_id)
    assert (answer.status_code, answer.content) == (200, PNG)
    assert answer.headers["content-security-policy"].endswith("; sandbox")
    saved = await opened(office, ticket.token, file_id, download="1")
    assert saved.headers["content-disposition"].startswith("attachment; ")
    part = await office.browser().get(f"public/progress/{ticket.token}/files/{file_id}", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, PNG[:4])


async def test_the_customer_sees_small_pictures_of_what_a_reply_carries(office: Office) -> None:
    agent, ticket, other = await office.agent(), await office.submit(), await office.submit()
    out = BytesIO()
    Image.new("RGB", (900, 600), "teal").save(out, "PNG")
    sent = await upload(agent, ticket, content=out.getvalue())
    body = {"text": "请看附件", "visibility": "public", "files": [sent.json()["id"]]}
    assert (await agent.post(f"{TICKETS}/{ticket.id}/comments", json=body)).status_code == 201
    small = await opened(office, ticket.token, f"{sent.json()['id']}/small")
    assert (small.status_code, small.headers["content-type"]) == (200, "image/webp")
    assert Image.open(BytesIO(small.content)).size == (320, 213)
    assert (await opened(office, other.token, f"{sent.json()['id']}/small")).status_code == 404
    hidden = await attach(agent, ticket, "internal")
    assert (await opened(office, ticket.token, f"{hidden}/small")).status_code == 404


def with_photos(public: str) -> str:
    """The running example with a field of photographs that colleagues take afterwards."""
    text = BLUEPRINT.read_text("utf-8")
    before = "      solution: {type: multiline"
    assert before in text
    return text.replace(before, f"      photos: {{type: files, label: 维修后照片{public}}}\n{before}", 1)


async def test_the_customer_sees_pictures_of_what_was_done_for_them(office: Office) -> None:
    assert (await office.blueprint(with_photos(", public: read"))).status_code == 200
    agent, ticket, other = await office.agent(), await office.submit(), await office.submit()
    out = BytesIO()
    Image.new("RGB", (900, 600), "teal").save(out, "PNG")
    sent = await agent.post("forms/ticket/files", params={"field": "photos", "name": "后.png"}, content=out.getvalue())
    assert sent.status_code == 201, sent.text
    photo = sent.json()["id"]
    assert (await opened(office, ticket.token, photo)).status_code == 404, "not yet in the record"
    set_it = await agent.patch(f"{TICKETS}/{ticket.id}", json={"values": {"photos": [photo]}})
    assert set_it.status_code == 200, set_it.text
    (entry,) = (await office.progress(ticket))["shown"]
    told = {"id": photo, "name": "后.png", "size": len(out.getvalue()), "type": "image/png"}
    assert entry == {"label": "维修后照片", "value": "后.png", "files": [told]}
    small = await opened(office, ticket.token, f"{photo}/small")
    assert (small.status_code, small.headers["content-type"]) == (200, "image/webp")
    assert (await opened(office, ticket.token, photo)).content == out.getvalue()
    assert (await opened(office, other.token, photo)).status_code == 404
    await agent.patch(f"{TICKETS}/{ticket.id}", json={"values": {"photos": []}})
    assert (await opened(office, ticket.token, photo)).status_code == 404, "taken out again"
    await agent.patch(f"{TICKETS}/{ticket.id}", json={"values": {"photos": [photo]}})
    assert (await office.blueprint(with_photos(", internal: true"))).status_code == 200
    assert (await office.progress(ticket))["shown"] == []
    assert (await opened(office, ticket.token, photo)).status_code == 404, "it is for colleagues now"


async def test_colleagues_see_it_in_the_activity_and_open_it(office: Office) -> None:
    agent, near = await office.agent("李娜"), await office.agent("赵强")
    far = await office.agent("外人", team="service")
    ticket = await office.submit()
    file_id = await attach(agent, ticket, "internal")
    items = (await near.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"]
    (note,) = [each for each in items if each["type"] == "comment"]
    assert [each["name"] for each in note["data"]["files"]] == ["接线图.png"]
    assert (await near.get(f"files/{file_id}")).content == PNG
    assert (await far.get(f"files/{file_id}")).status_code == 404
    assert (await office.browser().get(f"files/{file_id}")).status_code == 401


async def test_notes_foreign_tickets_and_forged_links_open_nothing(office: Office) -> None:
    agent = await office.agent()
    ticket, other = await office.submit(), await office.submit()
    told, hidden = await attach(agent, ticket), await attach(agent, ticket, "internal")
    waiting = (await upload(agent, ticket)).json()["id"]
    sent = await office.browser().post(
        "public/forms/ticket/files", params={"field": "attachments", "name": "a.png"}, content=PNG
    )
    forged = ticket.token[:-1] + ("A" if ticket.token[-1] != "A" else "B")
    for token, file_id in (
        (ticket.token, hidden),
        (ticket.token, waiting),
        (ticket.token, sent.json()["id"]),
        (ticket.token, str(uuid4())),
        (other.token, told),
        (forged, told),
        ("x", told),
    ):
        assert (await opened(office, token, file_id)).status_code == 404, (token, file_id)
    boss = await office.supervisor()
    assert (await boss.delete(f"{TICKETS}/{ticket.id}")).status_code == 204
    assert (await opened(office, ticket.token, told)).status_code == 410
    assert (await agent.get(f"files/{told}")).status_code == 404


async def test_only_own_uploads_for_this_form_are_attached_and_once(office: Office) -> None:
    agent, near = await office.agent("李娜"), await office.agent("赵强")
    far = await office.agent("外人", team="service")
    ticket = await office.submit()
    assert (await upload(far, ticket)).status_code == 404
    assert (await upload(office.browser(), ticket)).status_code == 401
    path = f"{TICKETS}/{ticket.id}/comments"
    theirs = (await upload(near, ticket)).json()["id"]
    used = await attach(agent, ticket)
    of_field = (
        await agent.post("forms/ticket/files", params={"field": "attachments", "name": "a.png"}, content=PNG)
    ).json()
    for file_id in (theirs, used, of_field.get("id", str(uuid4())), str(uuid4())):
        answer = await agent.post(path, json={"text": "看", "files": [file_id]})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "file_missing")
    before = await office.rows("SELECT count(*) AS n FROM comments")
    assert before[0]["n"] == 1


async def test_the_same_key_attaches_once(office: Office) -> None:
    agent, ticket = await office.agent(), await office.submit()
    path, key = f"{TICKETS}/{ticket.id}/comments", {"Idempotency-Key": "k1"}
    file_id = (await upload(agent, ticket)).json()["id"]
    body = {"text": "", "visibility": "public", "files": [file_id]}
    first = await agent.post(path, json=body, headers=key)
    again = await agent.post(path, json=body, headers=key)
    assert (first.status_code, first.json()) == (again.status_code, again.json()) == (201, first.json())
    other = await agent.post(path, json={**body, "files": []} | {"text": "别的"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    assert (await office.rows("SELECT state FROM files"))[0]["state"] == "linked"


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("a.exe", PNG, 415, "file_type_refused"),
        ("a.png", b"hello", 415, "file_type_differs"),
        ("a.txt", b"", 422, "file_empty"),
    ],
)
async def test_what_is_refused_elsewhere_is_refused_here(
    office: Office, name: str, content: bytes, status: int, code: str
) -> None:
    agent, ticket = await office.agent(), await office.submit()
    answer = await upload(agent, ticket, name, content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    empty = await agent.post(f"{TICKETS}/{ticket.id}/comments", json={"text": " ", "files": []})
    assert (empty.status_code, empty.json()["errors"][0]["code"]) == (422, "required")
