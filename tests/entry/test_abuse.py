"""What ill-meaning or unlucky people send, over the real application: none of it reaches what is not theirs."""

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import httpx
import pytest
from python_calamine import CalamineWorkbook

from tests.support.office import TICKETS, Office, Person, Ticket, ticket_values

SECRET = "机密客户甲乙丙"
NUMBER_OF_FIELDS = 499  # with the choice 500, as many as a form may have
NUMBER_OF_OPTIONS = 1_000
# Names of parameters by what they hold; what is left is made up.
WRITES = {"post", "put", "patch", "delete"}
LEFT_OUT = re.compile(r"/(test|setup|session|public|trial|first-run|account)\b|/live$")


async def _things_of_others(office: Office) -> tuple[Ticket, dict[str, str]]:
    """A ticket of the team `tech`, claimed and with a file; ids of all that hangs on it, by name of parameter."""
    customer = office.browser()
    sent = await customer.post(
        "public/forms/ticket/files", params={"name": f"{SECRET}.txt", "field": "attachments"}, content=SECRET.encode()
    )
    ticket = await office.submit(customer_name=SECRET, description=SECRET, attachments=[sent.json()["id"]])
    owner = await office.agent()
    assert (await owner.work(ticket.id, "claim")).status_code == 200
    assert (await owner.post(f"{TICKETS}/{ticket.id}/comments", json={"text": SECRET})).status_code in {200, 201}
    task = await owner.task_of(ticket.id)
    (instance,) = await office.rows("SELECT id FROM instances WHERE record_id = %(id)s", id=UUID(ticket.id))
    comments = await office.rows("SELECT data->>'comment_id' AS id FROM events WHERE type = 'comment'")
    return ticket, {
        "record_id": ticket.id,
        "task_id": task["id"],
        "file_id": sent.json()["id"],
        "instance_id": str(instance["id"]),
        "comment_id": comments[0]["id"],
        "person_id": owner.id,
        "form": "ticket",
        "app": "service_desk",
        "kind": "form",
        "key": "cockpit",
        "dashboard": "cockpit",
        "flow": "ticket_flow",
        "rule": "critical",
        "way": "sms",
    }


def _body(json_body: dict[str, Any] | None) -> dict[str, Any]:
    return {} if json_body is None else {"json": json_body}


def _path(path: str, known: Mapping[str, str]) -> str:
    filled = re.sub(r"\{([^}]*)\}", lambda found: known.get(found[1], str(UUID(int=9))), path)
    return filled.removeprefix("/api/v1/")


async def test_ids_of_another_team_open_nothing_in_any_call(office: Office) -> None:
    ticket, known = await _things_of_others(office)
    stranger = await office.agent("外人", team="service")
    before = await office.rows("SELECT * FROM service_desk.ticket")
    tasks = await office.rows("SELECT * FROM tasks")
    people = await office.rows("SELECT id, name, password_hash, active FROM people ORDER BY id")
    described = office.app.openapi()["paths"]
    asked = 0
    for path, methods in described.items():
        if LEFT_OUT.search(path):
            continue
        for method in methods:
            body: dict[str, Any] = (
                {"json": {"version": 1, "values": {}, "outcome": "done", "text": "x"}} if method in WRITES else {}
            )
            answer = await stranger.request(method.upper(), _path(path, known), **body)
            assert SECRET not in answer.text, (method, path)
            assert ticket.number not in answer.text, (method, path)
            if any(f"{{{name}}}" in path for name in ("record_id", "task_id", "file_id", "instance_id", "comment_id")):
                assert answer.status_code in {403, 404, 405, 409, 422}, (method, path, answer.text[:200])
            asked += 1
    assert asked > 100
    assert await office.rows("SELECT * FROM service_desk.ticket") == before
    assert await office.rows("SELECT * FROM tasks") == tasks
    assert await office.rows("SELECT id, name, password_hash, active FROM people ORDER BY id") == people


async def test_nobody_signed_out_reads_anything_but_what_is_public(office: Office) -> None:
    _, known = await _things_of_others(office)
    passer = office.browser()
    described = r"openapi\.json$|blueprint\.schema\.json$"
    open_to_all = re.compile(rf"/api/v1/(public/|session$|setup$|health$|{described}|trial$|first-run|test/)")
    for path, methods in office.app.openapi()["paths"].items():
        if open_to_all.search(path) or path.endswith("/live"):
            continue
        for method in methods:
            answer = await passer.request(method.upper(), _path(path, known), **_body({} if method in WRITES else None))
            assert answer.status_code in {401, 405, 422, 415}, (method, path, answer.status_code, answer.text[:200])
            assert SECRET not in answer.text, (method, path)


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://evil")', "＝1+1"])
async def test_a_sheet_holds_texts_and_no_formulas(office: Office, value: str) -> None:
    boss = await office.person("老板", admin=True)
    rows = [[value, "no phone"]]
    answer = await boss.post("people/sheet/wrong", json={"columns": ["姓名", "手机"], "rows": rows})
    assert answer.status_code == 200, answer.text
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    assert value.strip() in str(book.get_sheet_by_index(0).to_python())
    assert b"<f>" not in _unzipped(answer.content)


def _unzipped(content: bytes) -> bytes:
    with ZipFile(BytesIO(content)) as parts:
        return b"".join(parts.read(name) for name in parts.namelist() if "/worksheets/" in name)


async def _huge(office: Office) -> httpx.Response:
    fields = "".join(f"      f{n}: {{type: text, label: 'Field {n}'}}\n" for n in range(NUMBER_OF_FIELDS))
    options = "".join(f"          o{n}: 'Option {n}'\n" for n in range(NUMBER_OF_OPTIONS))
    keys = ", ".join(f"f{n}" for n in range(NUMBER_OF_FIELDS))
    text = f"""format: 1
app: {{key: huge, name: Huge}}
roles:
  all:
    name: All
    grants: [{{form: wide, can: [read, create, update], scope: all}}]
forms:
  wide:
    name: Wide
    public: {{slug: wide, thanks: Thanks}}
    fields:
{fields}      choice:
        type: select
        label: Choice
        options:
{options}    layout:
      - {{section: All, fields: [choice, {keys}]}}
"""
    return await office.blueprint(text, app="huge")


async def test_a_form_of_500_fields_and_1000_options_works(office: Office) -> None:
    published = await _huge(office)
    assert published.status_code == 200, published.text[:500]
    customer = office.browser()
    shown = (await customer.get("public/forms/wide")).json()
    assert len(shown["fields"]) == NUMBER_OF_FIELDS + 1
    (choice,) = (field for field in shown["fields"] if field["key"] == "choice")
    assert len(choice["options"]) == NUMBER_OF_OPTIONS
    values = {f"f{n}": f"value {n}" for n in range(NUMBER_OF_FIELDS)} | {"choice": "o999"}
    sent = await customer.post("public/forms/wide/submissions", json={"id": str(uuid4()), "values": values})
    assert sent.status_code == 201, sent.text[:500]
    reader = await office.person("读者", roles=["huge.all"])
    found = (await reader.get(f"forms/huge.wide/records/{sent.json()['id']}")).json()
    assert found["values"]["f498"] == "value 498"
    listed = await reader.get("forms/huge.wide/records", params={"filter": json.dumps(
        {"field": "choice", "op": "in", "value": [f"o{n}" for n in range(NUMBER_OF_OPTIONS)]})})  # fmt: skip
    assert len(listed.json()["items"]) == 1
    changed = {"version": found["version"], "values": {f"f{n}": "new" for n in range(NUMBER_OF_FIELDS)}}
    answer = await reader.patch(f"forms/huge.wide/records/{found['id']}", json=changed)
    assert answer.status_code == 200, answer.text[:500]


async def test_a_replayed_request_changes_nothing(office: Office) -> None:
    customer, key = office.browser(), str(uuid4())
    body = {"id": key, "values": ticket_values()}
    first, again = [await customer.post("public/forms/ticket/submissions", json=body) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["number"] == again.json()["number"]
    other = {"id": key, "values": ticket_values(description="another")}
    assert (await customer.post("public/forms/ticket/submissions", json=other)).status_code == 409
    agent = await office.agent()
    task = await agent.task_of(first.json()["id"])
    headers = {"Idempotency-Key": str(uuid4())}
    taken = [await agent.post(f"tasks/{task['id']}/claim", json={}, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in taken] == [200, 200]
    assert len(await office.rows("SELECT 1 AS one FROM service_desk.ticket")) == 1


async def test_nobody_assigns_what_is_not_theirs_to_give(office: Office) -> None:
    """Members and fields that a call does not ask for are refused or left alone, whatever they are called."""
    agent, other = await office.agent(), await office.person("旁人")
    foreign = {
        "owner_id": other.id, "created_by": other.id, "team_id": str(UUID(int=5)), "number": "GD-1",
        "id": str(UUID(int=6)), "version": 99, "source": "mail",
        "created_at": "2020-01-01T00:00:00Z", "deleted_at": "2020-01-01T00:00:00Z",
    }  # fmt: skip
    made = await agent.post(TICKETS, json={"values": ticket_values(), **foreign})
    assert made.status_code in {201, 422}, made.text
    ticket = (await agent.post(TICKETS, json={"values": ticket_values()})).json()
    look = (
        "SELECT owner_id, created_by, team_id, number, version, source, created_at, deleted_at FROM service_desk.ticket"
    )
    before = await office.rows(f"{look} ORDER BY number")
    assert {(row["source"], row["version"], str(row["created_by"])) for row in before} == {("staff", 1, agent.id)}
    assert not {row["number"] for row in before} & {"GD-1"}
    for key, value in foreign.items():
        refused = await agent.patch(f"{TICKETS}/{ticket['id']}", json={"values": {key: value}})
        assert [each["code"] for each in refused.json()["errors"]] == ["field_not_accepted"], key
    del foreign["version"]
    ignored = await agent.patch(f"{TICKETS}/{ticket['id']}", json={"values": {}, **foreign})
    assert ignored.status_code in {200, 422}
    assert await office.rows(f"{look} ORDER BY number") == before
    for member in ("admin", "person", "second_factor", "due", "locale"):
        body = {"login": "a@example.com", "password": "x", member: True}
        assert (await office.browser().post("session", json=body)).status_code == 422, member
    for given in ({"admin": True}, {"system_roles": ["administrator"]}, {"roles": ["supervisor"]}, {"id": other.id}):
        refused = await agent.patch(f"people/{agent.id}", json=given)
        assert refused.status_code in {403, 422}, given


async def test_two_tabs_lose_nothing(office: Office) -> None:
    ticket = await office.submit()
    boss: Person = await office.supervisor()
    record = await boss.record(ticket.id)
    path = f"{TICKETS}/{ticket.id}"
    first = await boss.patch(path, json={"version": record["version"], "values": {"urgency": "normal"}})
    assert first.status_code == 200
    second = await boss.patch(path, json={"version": record["version"], "values": {"urgency": "urgent"}})
    assert (second.status_code, second.json()["code"]) == (409, "stale")
    assert second.json()["current"]["values"]["urgency"] == "normal"


@pytest.mark.parametrize("forge", ["flip", "cut", "swap", "empty", "long", "base64"])
async def test_a_forged_link_opens_nothing(office: Office, forge: str) -> None:
    ticket, other = await office.submit(customer_name=SECRET), await office.submit()
    token = ticket.token
    forged = {
        "flip": token[:9] + ("A" if token[9] != "A" else "B") + token[10:],
        "cut": token[:-2],
        "swap": other.token[:20] + token[20:],
        "empty": "%20",
        "long": token * 50,
        "base64": urlsafe_b64encode(b"\0" * 36).decode(),
    }[forge]
    for method, path in (("GET", ""), ("POST", "/confirm"), ("POST", "/urge")):
        answer = await office.browser().request(
            method, f"public/progress/{forged}{path}", **_body({} if path else None)
        )
        assert answer.status_code == 404, answer.text
        assert SECRET not in answer.text
