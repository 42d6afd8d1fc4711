"""Rubbish and malice at the public door: every refusal is a clear problem in both languages, nothing breaks."""

import json
import re
import select
import socket
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import psutil
import pytest

from helpwright.platform.secret_key import SecretKey
from tests.support.problem import problem_of, refused
from tests.support.product import Client, Product, submission

SUBMIT = "/public/forms/ticket/submissions"
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;{{7*7}}${7*7}<!--"
MEBIBYTE = 1024 * 1024


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("customer_phone", 13800138000, "mobile_malformed"),
        ("customer_phone", "1" * 5000, "mobile_malformed"),
        ("customer_phone", "+99999999999999", "mobile_malformed"),
        ("customer_phone", None, "required"),
        ("customer_phone", "  ", "required"),
        ("customer_name", ["张伟"], "text_expected"),
        ("customer_name", {"a": 1}, "text_expected"),
        ("customer_name", True, "text_expected"),
        ("customer_name", "a\nb", "text_one_line"),
        ("customer_name", "长" * 501, "text_too_long"),
        ("customer_name", "a\x00b", "text_control"),
        ("customer_name", "a\ud83d", "text_control"),
        ("customer_name", "a\x1b[31mb", "text_control"),
        ("customer_email", "张@", "email_malformed"),
        ("customer_email", "a@b.c\r\nBcc: x@y.z", "email_malformed"),
        ("customer_email", "\ud800@example.com", "email_malformed"),
        ("problem_type", "nothing", "option_unknown"),
        ("problem_type", 1e308, "option_expected"),
        ("problem_type", "\ud800", "option_unknown"),
        ("urgency", ["normal"], "option_expected"),
        ("description", "x" * 20_001, "text_too_long"),
        ("description", "a\x0bb", "text_control"),
        ("description", "a\ud83d", "text_control"),
        ("attachments", "file", "files_expected"),
        ("attachments", ["not-an-id"], "id_expected"),
        ("attachments", [str(UUID(int=5))], "file_missing"),
        ("attachments", [str(UUID(int=n)) for n in range(11)], "files_too_many"),
        ("status", "closed", "field_not_accepted"),
        ("solution", "x", "field_not_accepted"),
        ("nobody_knows", 1, "field_not_accepted"),
        ("\ud800", 1, "field_not_accepted"),
        ("__proto__", {}, "field_not_accepted"),
    ],
)
def test_each_wrong_value_is_named(customer: Client, field: str, value: Any, code: str) -> None:
    body = submission()
    body["values"][field] = value
    problem = refused(customer, "POST", SUBMIT, content=_json(body), headers={"Content-Type": "application/json"})
    assert (problem["status"], problem["code"]) == (422, "invalid")
    assert [each["code"] for each in problem["errors"]] == [code]
    assert problem["errors"][0]["field"] in {field, "?"}


def _json(value: Any) -> bytes:
    """JSON that keeps lone surrogates as escapes."""
    return json.dumps(value).encode()


def test_everything_wrong_is_said_at_once(customer: Client) -> None:
    problem = refused(customer, "POST", SUBMIT, json={"id": str(uuid4()), "values": {"customer_phone": "1", "no": 1}})
    assert {each["field"] for each in problem["errors"]} == {
        "customer_phone",
        "no",
        "customer_name",
        "problem_type",
        "description",
    }


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"null", 422),
        (b"[]", 422),
        (b"{", 422),
        (b"\xff\xfe", 422),
        (b'{"id": "1", "values": {}}', 422),
        (b'{"id": 5, "values": {}}', 422),
        (b'{"values": {}}', 422),
        (b'{"id": "%s", "values": []}', 422),
        (b'{"id": "%s", "values": "x"}', 422),
        (b'{"id": "%s", "values": {}, "language": 5}', 422),
        (b'{"id": "%s", "values": {}, "source": "mail"}', 422),
        (b'{"id": "%s", "values": {"customer_name": ' + b"9" * 5000 + b"}}", 422),
        (b'{"id": "%s", "values": {"customer_name": 1e999}}', 422),
        (b'{"id": "%s", "values": {"customer_name": NaN}}', 422),
        (b'{"id": "%s", "values": {"customer_name": ' + b"[" * 500 + b"]" * 500 + b"}}", 422),
        (b'{"id": "%s", "values": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}", 422),
        (b"[" * 1_000_000, 422),
        (b'{"id": "%s", "values": {' + b",".join(b'"k%d": 1' % n for n in range(50_000)) + b"}}", 422),
        (b'{"id": "%s", "values": {"description": "' + b"x" * (10 * MEBIBYTE) + b'"}}', 413),
    ],
    ids=range(20),
)
def test_each_unreadable_body_is_refused(customer: Client, content: bytes, status: int) -> None:
    filled = content.replace(b"%s", str(uuid4()).encode())
    problem = refused(customer, "POST", SUBMIT, content=filled, headers={"Content-Type": "application/json"})
    assert problem["status"] == status
    assert len(problem["errors"]) <= 100


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "nonsense"])
def test_another_content_type_is_no_submission(customer: Client, kind: str) -> None:
    problem = refused(customer, "POST", SUBMIT, content=_json(submission()), headers={"Content-Type": kind})
    assert problem["status"] in {415, 422}


@pytest.mark.parametrize(
    "text",
    [
        MARKUP,
        "😀👩‍👩‍👧‍👦🇨🇳 e\u0301 𠮷",
        "\u202eمرحبا\u202c שלום \u200f",
        "a\u200b\ufeff\u2028\u2029b",
        "'; DROP TABLE ticket; --",
        "%(name)s %s {0} {number} {{number}}",
        "\ufffe\uffff\U0010ffff",
    ],
)
def test_text_of_every_kind_comes_back_as_it_was(customer: Client, boss: Client, text: str) -> None:
    receipt = customer.submit(customer_name=text.replace("\u2028", ""), description=f"{text}\n{text}")
    record = boss.get(f"/forms/ticket/records/{receipt['id']}")
    assert record.headers["content-type"] == "application/json"
    assert record.headers["x-content-type-options"] == "nosniff"
    values = record.json()["values"]
    assert values["description"] == f"{text}\n{text}"
    assert values["customer_name"] == text.replace("\u2028", "")
    progress = customer.get(f"/public/progress/{receipt['token']}")
    assert progress.headers["content-type"] == "application/json"
    assert f"{text}\n{text}" in {each["value"] for each in progress.json()["submitted"]}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/public/forms/nothing", 404),
        ("/public/forms/%00", 404),
        ("/public/forms/..%2f..%2fetc%2fpasswd", 404),
        ("/public/forms/" + "x" * 5000, 404),
        ("/public/forms/%ff%fe", 404),
        ("/nothing/at/all", 404),
        ("/forms/ticket/records", 401),
        ("/files/" + str(UUID(int=5)), 401),
        ("/tasks", 401),
        ("/people", 401),
        ("/messages", 401),
        ("/dashboards/cockpit", 401),
        ("/apps/service_desk/blueprint", 401),
    ],
)
def test_what_is_not_there_or_not_theirs(customer: Client, path: str, status: int) -> None:
    assert refused(customer, "GET", path)["status"] == status


@pytest.mark.parametrize(
    "query",
    [
        {"filter": "{"},
        {"filter": "[" * 10_000},
        {"filter": '{"field": "nothing", "op": "eq", "value": 1}'},
        {"filter": '{"field": "customer_name", "op": "drop", "value": 1}'},
        {"filter": '{"field": "created_at", "op": "gt", "value": "yesterday"}'},
        {"filter": '{"field": "customer_name", "op": "eq", "value": {"a": 1}}'},
        {"sort": "nothing"},
        {"sort": "created_at; DROP TABLE ticket"},
        {"cursor": "rubbish"},
        {"cursor": "eyJhIjoxfQ"},
        {"limit": "0"},
        {"limit": "1e9"},
        {"search": "x" * 500},
        {"search": "\x00"},
        {"filter": '{"field": "customer_name", "op": "contains", "value": "\\u0000"}'},
        {"filter": '{"field": "customer_name", "op": "eq", "value": "\\ud800"}'},
    ],
)
def test_a_list_refuses_what_it_cannot_read(boss: Client, query: dict[str, str]) -> None:
    assert refused(boss, "GET", "/forms/ticket/records", params=query)["status"] == 422


def pour(running: Product, method: str, path: str) -> tuple[int, bytes]:
    """Send a body without end until it is answered; how many bytes went in, and the answer, a JSON object."""
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    with socket.create_connection(("127.0.0.1", running.port), timeout=20) as line:
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        line.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        sent = 0
        with suppress(ConnectionError):
            while sent < 200 * MEBIBYTE and not select.select([line], [], [], 0)[0]:
                line.sendall(chunk)
                sent += 0x10000
        answer = b""
        with suppress(ConnectionError):
            while not answer.endswith(b"}") and (piece := line.recv(65536)):
                answer += piece
    return sent, answer


def test_an_endless_body_is_ended_and_takes_no_memory(running: Product) -> None:
    (web,) = running.parts()["web"]
    before = psutil.Process(web).memory_info().rss
    sent, answer = pour(running, "POST", f"/api/v1{SUBMIT}")
    assert sent < 50 * MEBIBYTE
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"body_too_large" in answer
    assert psutil.Process(web).memory_info().rss - before < 30 * MEBIBYTE


def test_so_it_is_in_every_call_that_takes_a_body_whatever_its_path_ends_with(running: Product, boss: Client) -> None:
    """Uploads and blueprints stream; a record, a person or a slug of that name does not."""
    (web,) = running.parts()["web"]
    before = psutil.Process(web).memory_info().rss
    calls = [
        (method.upper(), path)
        for path, methods in boss.get("/openapi.json").json()["paths"].items()
        for method, call in methods.items()
        if "requestBody" in call
    ]
    assert len(calls) > 15
    for method, path in calls:
        for name in ("files", "blueprint"):
            sent, _ = pour(running, method, re.sub(r"\{[^}]*\}", name, path))
            assert sent < 50 * MEBIBYTE, (method, path)
    assert psutil.Process(web).memory_info().rss - before < 60 * MEBIBYTE


@pytest.mark.parametrize("path", ["/forms/ticket/imports", "/sheets/guess"])
def test_a_sheet_of_several_mebibytes_is_read(boss: Client, path: str) -> None:
    sheet = "称呼,说明\n" + f"甲,{'长' * 300}\n" * 4_000
    assert len(sheet.encode()) > 3 * MEBIBYTE
    answer = boss.post(path, content=sheet.encode(), headers={"Content-Type": "text/csv"})
    assert answer.status_code in {200, 201}, answer.text[:500]


def test_two_gibibytes_are_refused_before_they_come(running: Product, boss: Client) -> None:
    """Every call with a body, as somebody who may: answered by the announced length alone, uploads as well."""
    cookie = "; ".join(f"{name}={value}" for name, value in boss.cookies.items())
    token = boss.headers["X-CSRF-Token"]
    described = boss.get("/openapi.json").json()["paths"]
    form = {"form": "service_desk.ticket", "slug": "ticket", "app": "service_desk"}
    waited = []
    for path, methods in described.items():
        for method in (each for each, call in methods.items() if each in {"post", "put", "patch"}):
            filled = re.sub(r"\{([^}]*)\}", lambda found: form.get(found[1], str(uuid4())), path)
            if "files" in filled:
                filled += "?name=a.bin&field=attachments"
            head = (
                f"{method.upper()} {filled} HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\nX-CSRF-Token: {token}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {2048 * MEBIBYTE}\r\n\r\n"
            )
            with socket.create_connection(("127.0.0.1", running.port), timeout=5) as line:
                line.sendall(head.encode() + b"x" * 1000)
                if not select.select([line], [], [], 5)[0]:
                    waited.append((method, path))
                    continue
                status = int(line.recv(65536).split(b" ", 2)[1])
                assert 400 <= status < 500 or status == 507, (method, path, status)
    assert waited == []


def test_forged_links_open_nothing(customer: Client) -> None:
    token = customer.submit()["token"]
    flipped = [token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :] for at in range(0, len(token), 5)]
    for wrong in [*flipped, token[:-1], token + "A", token[::-1], "x", "%00", "a" * 3000, str(uuid4())]:
        problem = refused(customer, "GET", f"/public/progress/{wrong}")
        assert (problem["status"], problem["code"]) == (404, "link_invalid")
    problem = refused(customer, "POST", f"/public/progress/{flipped[3]}/confirm")
    assert (problem["status"], problem["code"]) == (404, "link_invalid")


def test_a_link_of_another_installation_opens_nothing(customer: Client) -> None:
    foreign = SecretKey(b"another installation's secret...").sign("progress", b"\0" * 20)
    assert len(foreign) == len(customer.submit()["token"])
    assert refused(customer, "GET", f"/public/progress/{foreign}")["code"] == "link_invalid"


def test_a_head_that_is_too_long_is_refused_and_others_go_on(running: Product, customer: Client) -> None:
    with socket.create_connection(("127.0.0.1", running.port), timeout=20) as line:
        with suppress(ConnectionError):
            line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * (4 * MEBIBYTE))
        assert customer.get("/health").status_code == 200


def test_no_answer_says_what_it_is_made_with(running: Product) -> None:
    for request in (
        "GET / HTTP/1.1",
        "GET /api/v1/health HTTP/1.1",
        "GET /nothing HTTP/1.1",
        "POST /x HTTP/1.1",
        "rubbish",
    ):
        with socket.create_connection(("127.0.0.1", running.port), timeout=10) as line:
            line.sendall(f"{request}\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".encode())
            head = line.recv(65536).decode("latin-1").lower().partition("\r\n\r\n")[0]
        assert head.startswith("http/1.1 "), request
        for word in ("server:", "x-powered-by:", "uvicorn", "python", "starlette", "fastapi"):
            assert word not in head, (request, word)


def test_a_hostile_login_is_refused(customer: Client) -> None:
    for login in ("\x00", "a" * 10_000, "' OR 1=1 --", "\ud800"):
        answer = customer.post("/session", content=_json({"login": login, "password": "x"}))
        assert answer.status_code in {401, 422, 429}
        problem_of(answer)
