"""The audit: written with the act, sealed by a worker, and whoever touches it afterwards is found out."""

import json
from pathlib import Path
from typing import Any

import pytest

from helpwright.access.audit import ACTS
from helpwright.access.operations.audit import seal_waiting, verify
from helpwright.access.sealing import anchor_file
from helpwright.entry.commands import audit as command
from helpwright.platform.database import Statement
from helpwright.platform.sentences import Sentences
from tests.support.office import TICKETS, Office, Person


@pytest.fixture
async def boss(office: Office) -> Person:
    return await office.person("老板", admin=True)


async def acts(office: Office) -> list[str]:
    return [row["act"] for row in await office.rows("SELECT act FROM audit_log ORDER BY id")]


async def sealed(office: Office, tmp_path: Path, least: int = 6) -> int:
    """Some entries, sealed in two goes."""
    count = 0
    for number in range(least):
        await office.person(f"人 {number}")
        if number % 3 == 2:
            count += await seal_waiting(office.product.database, tmp_path)
    return count


def test_every_act_has_its_words() -> None:
    sentences = Sentences.load()
    assert [act for act in ACTS if not sentences.knows(f"act_{act}")] == []


async def test_what_is_done_is_written_down_without_the_secrets(office: Office, boss: Person) -> None:
    made = await boss.post(
        "people",
        json={"name": "孙丽", "email": "sun@example.com", "phone": "13900139000", "password": "correct horse 42"},
    )
    person = made.json()["id"]
    browser = office.browser()
    assert (await browser.post("session", json={"login": "13900139000", "password": "wrong one"})).status_code == 401
    session = await browser.post("session", json={"login": "13900139000", "password": "correct horse 42"})
    browser.headers["X-CSRF-Token"] = session.json()["csrf_token"]
    assert (await browser.post("people", json={"name": "x"})).status_code == 403
    assert (await browser.delete("session")).status_code == 204
    await boss.patch(f"people/{person}", json={"roles": ["agent"], "teams": ["tech"], "password": "another horse 43"})
    await boss.put("settings", json={"company": "服匠"})
    blueprint = (await boss.get("apps/service_desk/blueprint")).text.replace("紧急程度", "急不急")
    await boss.put(
        "apps/service_desk/blueprint", content=blueprint.encode(), headers={"Content-Type": "application/yaml"}
    )
    leader = await office.supervisor()
    ticket = await office.submit()
    await leader.delete(f"{TICKETS}/{ticket.id}")
    found = (await boss.get("audit", params={"limit": 500, "language": "en"})).json()["items"]
    told = [each["act"] for each in reversed(found)]
    assert told[2:] == [
        "person_created",
        "sign_in_failed",
        "signed_in",
        "refused",
        "signed_out",
        "person_changed",
        "settings_changed",
        "exported",
        "published",
        "person_created",
        "record_deleted",
    ]
    text = json.dumps(found, ensure_ascii=False)
    for secret in ("sun@example.com", "13900139000", "correct horse", "wrong one", "another horse"):
        assert secret not in text
    by_act = {each["act"]: each for each in found}
    assert by_act["sign_in_failed"]["person_id"] == person
    assert by_act["sign_in_failed"]["address"] == "127.0.0.1"
    assert (by_act["refused"]["result"], by_act["refused"]["what"]) == ("forbidden", "/api/v1/people")
    assert by_act["person_changed"]["data"] == {
        "fields": ["password", "roles", "teams"],
        "roles": ["agent"],
        "teams": ["tech"],
    }
    assert by_act["record_deleted"]["what"] == f"service_desk.ticket:{ticket.id}"
    assert by_act["record_deleted"]["label"] == "Record deleted"
    assert by_act["signed_in"]["person_name"] == "孙丽"
    created = next(each for each in reversed(found) if each["what"] == f"person:{person}")
    assert set(created["data"]["digests"]) == {"email", "phone"}
    assert (await acts(office))[-1] == "audit_read"


async def test_a_write_that_fails_leaves_no_entry(office: Office, boss: Person) -> None:
    before = await acts(office)
    await boss.post("people", json={"name": "孙丽", "email": "sun@example.com"})
    assert (await boss.post("people", json={"name": "孙丽", "email": "sun@example.com"})).status_code == 409
    assert len(await acts(office)) == len(before) + 1


async def test_auditors_look_by_act_person_object_and_time(office: Office, boss: Person) -> None:
    clerk = await office.person("店员")
    office.clock.advance(hours=1)
    await boss.patch(f"people/{clerk.id}", json={"name": "店长"})
    office.clock.advance(hours=1)
    await boss.patch(f"people/{clerk.id}", json={"locale": "en"})

    async def look(**params: Any) -> list[str]:
        answer = await boss.get("audit", params=params)
        assert answer.status_code == 200, answer.text
        return [",".join(each["data"].get("fields", [])) for each in answer.json()["items"]]

    assert await look(act="person_changed") == ["locale", "name"]
    assert await look(what=f"person:{clerk.id}", act="person_changed", person=boss.id) == ["locale", "name"]
    assert await look(person=clerk.id) == []
    assert await look(act="person_changed", since="2026-11-23T03:30:00Z") == ["locale"]
    assert await look(act="person_changed", until="2026-11-23T03:30:00Z") == ["name"]
    assert await look(act="person_changed", result="forbidden") == []
    assert (await clerk.post("people", json={"name": "x"})).status_code == 403
    for refused, told in ((True, {"forbidden"}), (False, {"ok"})):
        found = (await boss.get("audit", params={"refused": refused})).json()["items"]
        assert {each["result"] for each in found} == told
    assert await look(act="person_changed", refused=True) == []
    page = (await boss.get("audit", params={"act": "person_changed", "limit": 1})).json()
    assert len(page["items"]) == 1
    assert await look(act="person_changed", limit=1, cursor=page["next"]) == ["name"]
    for wrong in ({"act": "fly"}, {"since": "2026-11-23T03:30:00"}, {"cursor": "x"}, {"person": "x"}):
        assert (await boss.get("audit", params=wrong)).status_code == 422


async def test_what_is_sealed_is_whole(office: Office, tmp_path: Path) -> None:
    assert await sealed(office, tmp_path) == 7
    assert await seal_waiting(office.product.database, tmp_path) == 0
    await office.person("未封存")
    check, waiting = await verify(office.product.database, tmp_path)
    assert (check.problem, check.last.seq, waiting) == (None, 7, 1)
    assert check.anchor == check.last


@pytest.mark.parametrize(
    ("tampering", "problem", "seq"),
    [
        ("UPDATE audit_log SET act = 'signed_in' WHERE seq = 3", "audit_changed", 3),
        ("UPDATE audit_log SET at = at + interval '1 second' WHERE seq = 2", "audit_changed", 2),
        ("UPDATE audit_log SET data = data || '{\"x\": 1}' WHERE seq = 6", "audit_changed", 6),
        ("UPDATE audit_log SET hash = decode(repeat('00', 32), 'hex') WHERE seq = 4", "audit_changed", 4),
        ("DELETE FROM audit_log WHERE seq = 4", "audit_missing", 4),
        ("DELETE FROM audit_log WHERE seq = 1", "audit_missing", 1),
        ("DELETE FROM audit_log WHERE seq = 4; UPDATE audit_log SET seq = seq - 1 WHERE seq > 4", "audit_changed", 4),
        (
            """UPDATE audit_log SET seq = seq + 100 WHERE seq >= 3;
            UPDATE audit_log SET seq = seq - 99 WHERE seq > 100;
            INSERT INTO audit_log (at, act, result, data, seq, hash)
            SELECT at, act, result, data, 3, hash FROM audit_log WHERE seq = 2""",
            "audit_changed",
            3,
        ),
        ("DELETE FROM audit_log WHERE seq >= 5", "audit_truncated", 5),
        ("DELETE FROM audit_log", "audit_truncated", 1),
        ("UPDATE audit_log SET seq = NULL, hash = NULL WHERE seq >= 5", "audit_truncated", 5),
    ],
)
async def test_whoever_touches_it_is_found_out(
    office: Office, tmp_path: Path, tampering: str, problem: str, seq: int
) -> None:
    await sealed(office, tmp_path)
    await office.product.database.write([Statement(each) for each in tampering.split(";")])
    check, _ = await verify(office.product.database, tmp_path)
    assert (check.problem, check.seq) == (problem, seq)


async def test_a_chain_written_anew_is_not_the_one_that_was_anchored(office: Office, tmp_path: Path) -> None:
    await sealed(office, tmp_path)
    kept = anchor_file(tmp_path).read_bytes()
    await office.product.database.write(
        [Statement("UPDATE audit_log SET act = 'signed_in', seq = NULL, hash = NULL WHERE id > 1")]
    )
    await office.product.database.write([Statement("DELETE FROM audit_log WHERE id = 1")])
    await office.person("会封存")
    await seal_waiting(office.product.database, tmp_path)
    anchor_file(tmp_path).write_bytes(kept)
    check, _ = await verify(office.product.database, tmp_path)
    assert (check.problem, check.seq) == ("audit_rewritten", 7)


async def test_two_workers_make_one_chain(office: Office, tmp_path: Path) -> None:
    await office.person("甲")
    async with office.product.database.transaction() as session:
        row = await session.one(Statement("SELECT pg_try_advisory_xact_lock(4759, 3) AS mine"))
        assert row is not None
        assert await seal_waiting(office.product.database, tmp_path) == 0
    assert await seal_waiting(office.product.database, tmp_path) == 2, "the app of the template, and the person"


@pytest.mark.parametrize(("language", "words"), [("zh_CN.UTF-8", "审计日志完整"), ("C", "The audit is whole")])
async def test_the_command_says_what_is_wrong(
    office: Office,
    desk_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
    words: str,
) -> None:
    monkeypatch.setenv("LC_ALL", language)
    await sealed(office, tmp_path)
    assert await command.examine(desk_url, tmp_path) == 0
    assert words in capsys.readouterr().out
    await office.product.database.write([Statement("DELETE FROM audit_log WHERE seq = 2")])
    assert await command.examine(desk_url, tmp_path) == 1
    complaint = capsys.readouterr().err
    assert "entry 2 is missing" in complaint
    assert "缺少第 2 条" in complaint
    anchor_file(tmp_path).write_text("[]")
    assert await command.examine(desk_url, tmp_path) == 2
    anchor_file(tmp_path).unlink()
    await office.product.database.write([Statement("DELETE FROM audit_log WHERE seq > 1")])
    assert await command.examine(desk_url, tmp_path) == 0
    assert str(anchor_file(tmp_path)) in capsys.readouterr().out
