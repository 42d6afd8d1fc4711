"""What the doctor says is so, and what it advises helps: also where somebody else asks, or nobody answers."""

import asyncio
import json
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from helpwright.access.operations.audit import seal_waiting
from helpwright.entry.certificate import ensure_certificates
from helpwright.entry.cli import main
from helpwright.entry.data_dir import Connection, DataDir
from helpwright.entry.doctor import kind
from helpwright.entry.doctor.checks import mail
from helpwright.entry.doctor.checks.folder import judge
from helpwright.entry.doctor.examine import CHECKS, told
from helpwright.entry.doctor.kind import Check, Finding, Result, Scene, ask
from helpwright.kernel.clock import SystemClock
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Statement
from helpwright.platform.settings import Environment
from tests.support.office import Office
from tests.support.scene import scene

_NOBODY = 65534
_AUDIT = "INSERT INTO audit_log (at, act, result, data) VALUES (%(at)s, 'signed_in', 'done', '{}')"


def by_check(said: str) -> dict[str, dict[str, object]]:
    return {check["check"]: check for check in json.loads(said)["checks"]}


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of somebody who takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


async def test_a_rewritten_audit_is_told_from_where_it_was_rewritten(office: Office) -> None:
    database, folder = office.product.database, office.product.environment.data_dir
    await database.write([Statement(_AUDIT, {"at": office.clock.now()})] * 3)
    await seal_waiting(database, folder)
    anchored = json.loads((folder / "audit.anchor").read_text())["seq"]
    await database.write([Statement("UPDATE audit_log SET hash = '\\x00' WHERE seq = %(seq)s", {"seq": anchored})])
    more = "UPDATE audit_log SET seq = %(seq)s, hash = '\\x01' WHERE id = (SELECT max(id) FROM audit_log)"
    await database.write([Statement(_AUDIT, {"at": office.clock.now()}), Statement(more, {"seq": anchored + 1})])
    for thorough in (False, True):
        finding = await CHECKS["audit"].look(scene(office, thorough=thorough))
        assert (finding.code, finding.data) == ("broken", {"seq": anchored}), thorough


async def test_a_certificate_that_lies_about_says_nothing_of_a_server_that_does_not_use_it(
    office: Office, tmp_path: Path
) -> None:
    now = office.clock.now()
    ensure_certificates(tmp_path, ["desk.example.com"], now)
    environment = Environment(tmp_path, None, None, None, None, None)
    seen = [
        (await CHECKS["certificate"].look(scene(office, environment=environment, now=at, address=address))).code
        for at in (now, now + timedelta(days=500))
        for address in (None, "http://127.0.0.1:8000")
    ]
    assert seen == ["good", "plain", "over", "plain"]


async def test_a_clock_that_was_set_back_is_seen_though_somebody_has_written_since(office: Office) -> None:
    now = office.clock.now()
    ahead = [Statement(_AUDIT, {"at": now + later}) for later in (timedelta(hours=3), timedelta(seconds=1))]
    await office.product.database.write(ahead)
    finding = await CHECKS["clock"].look(scene(office))
    assert (finding.level, finding.code, finding.data) == ("bad", "back", {"seconds": 10800})


async def test_a_mail_server_that_says_nothing_is_told_as_that_on_the_page_too(
    office: Office, silent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "_HURRY_SECONDS", 0.1)
    environment = replace(office.product.environment, smtp_url=f"smtp://u:p@127.0.0.1:{silent}")
    asked = scene(office, environment=environment, thorough=False)
    result = await ask("mail", CHECKS["mail"], asked)
    assert (result.finding.level, result.finding.code) == ("bad", "silent")
    monkeypatch.setattr(mail, "_HURRY_SECONDS", 600)
    assert (await ask("mail", CHECKS["mail"], asked)).finding.code == "silent"  # and is not asked again at once


async def test_what_takes_too_long_for_a_page_is_told_in_words(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(_scene: Scene) -> Finding:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(kind, "_HURRY_SECONDS", 0.1)
    result = await ask("files", Check(hang), scene(office, thorough=False))
    assert (result.finding.level, result.finding.code) == ("bad", "slow")
    for locale in ("zh-CN", "en"):
        words = told(result, locale)
        assert "Timeout" not in words["text"]
        assert "helpwright doctor" in words["advice"]


async def test_what_is_not_published_has_its_name(office: Office) -> None:
    insert = """INSERT INTO publications (id, app, reason, state, step, wanted, accepted, started_at, updated_at)
        VALUES (%(id)s, 'service_desk', 'changes', %(state)s, 'expand', '{}', '{}', %(at)s, %(at)s)"""
    at = office.clock.now() - timedelta(hours=1)
    for state, code in (("failed", "not_published"), ("running", "stuck")):
        await office.product.database.write([Statement(insert, {"id": new_id(), "state": state, "at": at})])
        finding = await CHECKS["publishing"].look(scene(office))
        assert finding.code == code
        chinese, english = (told(Result("publishing", finding, 1.0), locale)["text"] for locale in ("zh-CN", "en"))
        assert "客户服务" in chinese
        assert "Service desk" in english
        assert "service_desk" not in chinese + english


def test_one_roll_up_is_one() -> None:
    for code in ("good", "building", "differing"):
        finding = Finding("note", code, {"count": 1, "day": "2026-11-23"})
        assert "1 roll-up " in told(Result("rollups", finding, 1.0), "en")["text"]


async def test_settings_of_the_database_are_named_with_their_file(office: Office) -> None:
    finding = await CHECKS["database"].look(scene(office))
    if finding.code == "unsafe":  # the tests' own server does not wait for the disk
        assert finding.data["settings"] == ["fsync", "full_page_writes", "synchronous_commit"]
        for locale in ("zh-CN", "en"):
            words = told(Result("database", finding, 1.0), locale)
            assert "fsync" in words["text"]
            assert str(office.product.environment.data_dir / "postgres" / "custom.conf") in words["advice"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute", "crowded"),
        ("FATAL:  sorry, too many clients already", "crowded"),
        ("connection timeout expired", "silent"),
        ("connection refused", "away"),
    ],
)
async def test_why_the_database_lets_nobody_in_is_said(office: Office, said: str, code: str) -> None:
    finding = await CHECKS["database"].look(scene(office, product=None, trouble={"zh-CN": said, "en": said}))
    assert (finding.level, finding.code) == ("bad", code)
    for locale in ("zh-CN", "en"):
        words = told(Result("database", finding, 1.0), locale)
        assert "{" not in words["text"] + words["advice"]


def test_a_database_of_a_running_server_that_says_nothing_is_a_finding(
    tmp_path: Path, silent: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("HELPWRIGHT_DATABASE_URL", raising=False)
    monkeypatch.setattr("helpwright.entry.commands.doctor.PATIENCE_SECONDS", 2)
    (tmp_path / "postgres").mkdir()
    data_dir = DataDir(tmp_path)
    data_dir.take()
    data_dir.announce(Connection(os.getpid(), f"postgresql://desk:geheim@127.0.0.1:{silent}/x", "http://127.0.0.1:1"))
    try:
        assert main(["doctor", "--data-dir", str(tmp_path), "--json"]) == 2
    finally:
        data_dir.give_back()
    said = capfd.readouterr()
    assert by_check(said.out)["database"]["code"] == "silent"
    assert said.err == ""


def test_a_database_without_anything_in_it_is_told_as_that(
    tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("DROP SCHEMA helpwright CASCADE")
    monkeypatch.setenv("HELPWRIGHT_DATABASE_URL", database)
    assert main(["doctor", "--data-dir", str(tmp_path), "--json"]) == 2
    checks = by_check(capfd.readouterr().out)
    assert checks["database"]["code"] == "empty"
    assert [name for name, each in checks.items() if each["code"] == "failed"] == []


def test_a_database_of_another_encoding_is_refused_in_words(
    tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    made = "helpwright_of_bytes"
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {made}")
        connection.execute(f"CREATE DATABASE {made} ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    monkeypatch.setenv("HELPWRIGHT_DATABASE_URL", of_same_server(database, made))
    (tmp_path / "password").write_text("correct-horse-9")
    try:
        assert main(["doctor", "--data-dir", str(tmp_path), "--json"]) == 2
        doctor = by_check(capfd.readouterr().out)["database"]
        setup = ["setup", "--data-dir", str(tmp_path), "--admin", "a@example.com"]
        assert main([*setup, "--password-file", str(tmp_path / "password")]) == 1
        complained = capfd.readouterr().err
    finally:
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {made}")
    assert "SQL_ASCII" in json.dumps(doctor["en"])
    assert "SQL_ASCII" in complained
    assert "Traceback" not in complained


def of_same_server(url: str, database: str) -> str:
    """The same server, another database."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{database}"))


@contextmanager
def another_account(folder: Path) -> Iterator[None]:
    """Somebody who may not pass the folder."""
    mode = folder.stat().st_mode
    folder.chmod(0)
    root = os.geteuid() == 0
    if root:
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(mode)


def test_who_may_not_see_the_folder_is_told_so_and_nothing_false(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("HELPWRIGHT_DATABASE_URL", raising=False)
    folder = tmp_path / "private" / "helpwright"
    folder.mkdir(parents=True)
    main(["doctor", "--data-dir", str(folder), "--json"])  # what is loaded late is loaded
    capfd.readouterr()
    with another_account(folder.parent):
        assert main(["doctor", "--data-dir", str(folder), "--json"]) == 2
    checks = by_check(capfd.readouterr().out)
    assert [name for name, each in checks.items() if each["code"] == "failed"] == []
    assert {name: checks[name]["code"] for name in ("folder", "database", "secret_key", "certificate")} == {
        "folder": "not_writable",
        "database": "not_seen",
        "secret_key": "not_seen",
        "certificate": "plain",
    }
    assert re.search("root", json.dumps(checks["folder"]["zh-CN"]))


def test_a_file_system_that_can_only_be_read_is_no_question_of_accounts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = os.statvfs(tmp_path)

    class ReadOnly:
        f_flag = state.f_flag | os.ST_RDONLY

    monkeypatch.setattr(os, "statvfs", lambda _folder: ReadOnly())
    assert judge(tmp_path).code == "read_only"


async def test_without_a_database_of_an_environment_the_folder_is_asked(tmp_path: Path) -> None:
    environment = Environment(tmp_path / "gone", None, None, None, None, None)
    made = Scene(environment, SystemClock().now())
    assert (await CHECKS["database"].look(made)).code == "none"
    assert (await CHECKS["folder"].look(made)).code == "missing"
