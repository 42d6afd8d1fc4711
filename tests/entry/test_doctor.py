"""The doctor: every check has its words, sees what is wrong, and the health page shows it to administrators alone."""

import json
import os
import re
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path

import aiosmtplib
import pytest
from cryptography import x509

from helpwright.entry.backup import store
from helpwright.entry.backup.make import STATE
from helpwright.entry.certificate import ensure_certificates, server_certificate
from helpwright.entry.cli import main
from helpwright.entry.data_dir import Connection, DataDir
from helpwright.entry.doctor.checks.disk import judge
from helpwright.entry.doctor.examine import CHECKS, examine, flat, told, worst
from helpwright.entry.doctor.kind import Finding, Result
from helpwright.entry.doctor.moving import SETTLING_SECONDS
from helpwright.entry.refusals import in_each_language
from helpwright.kernel.clock import iso
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Statement
from helpwright.platform.postgres.errors import ToolMissing
from helpwright.platform.settings import Environment
from tests.architecture.text_rules import locale_differences
from tests.support.bucket import bucket_server
from tests.support.office import Office, Person
from tests.support.product import free_port
from tests.support.scene import scene
from tests.support.smtp import smtp_server
from tests.support.until import until

GIB = 1024**3
TEXTS = {
    locale: json.loads((files("helpwright.entry.doctor") / "texts" / f"{locale}.json").read_text("utf-8"))
    for locale in ("zh-CN", "en")
}


@pytest.fixture
async def boss(office: Office) -> Person:
    return await office.person("老板", admin=True)


async def found(office: Office, check: str, **changes: object) -> str:
    finding = await CHECKS[check].look(scene(office, **changes))
    return f"{finding.level} {finding.code}"


def test_every_check_has_its_words() -> None:
    assert locale_differences(*TEXTS.values()) == []
    assert {*TEXTS["en"]} == {*CHECKS, "any"}
    words = flat(TEXTS["en"])
    for key in CHECKS:
        assert f"{key}.name" in words
        assert f"{key}.good" in words
        problems = [code for code in TEXTS["en"][key] if code not in {"name", "good"} and not code.endswith("_do")]
        assert [code for code in problems if f"{code}_do" not in TEXTS["en"][key]] == [], f"{key} gives no advice"


async def test_how_long_the_certificate_is_good(office: Office, tmp_path: Path) -> None:
    now = office.clock.now()
    environment = Environment(tmp_path, None, None, None, None, None)
    ensure_certificates(tmp_path, ["desk.example.com"], now)
    end = x509.load_pem_x509_certificate(server_certificate(tmp_path).read_bytes()).not_valid_after_utc
    told = []
    for left in (timedelta(days=30), timedelta(days=13, hours=1), -timedelta(hours=3), -timedelta(days=3, hours=5)):
        finding = await CHECKS["certificate"].look(scene(office, environment=environment, now=end - left))
        told.append((finding.level, finding.code, finding.data["days"]))
    assert told == [("good", "good", 30), ("warning", "soon", 13), ("bad", "over", 1), ("bad", "over", 3)]


async def test_a_check_that_fails_says_so_in_words() -> None:
    words = told(Result("disk", Finding("bad", "failed", {"reason": "why"}), 1.0), "zh-CN")
    assert "why" in words["text"]
    assert words["advice"]


async def test_a_sound_installation(office: Office) -> None:
    results = await examine(scene(office))
    assert {result.check for result in results} == {*CHECKS}
    assert [result for result in results if result.finding.code == "failed"] == []
    levels = {result.check: result.finding.level for result in results}
    for check in ("audit", "clock", "database", "migrations", "messages", "publishing", "worker"):
        expected = "bad" if check == "database" else "good"  # the tests' own server does not wait for the disk
        assert levels[check] == expected or os.environ.get("HELPWRIGHT_DATABASE_URL"), check
    for locale in ("zh-CN", "en"):
        assert all("{" not in told(result, locale)["text"] for result in results)


async def test_what_waits_for_its_time_is_not_stuck_nor_is_an_app_that_is_gone(office: Office) -> None:
    now = office.clock.now()
    insert = """INSERT INTO publications
        (id, app, reason, state, step, wanted, accepted, started_at, updated_at, due_at)
        VALUES (%(id)s, %(app)s, 'changes', %(state)s, 'check', '{}', '{}', %(at)s, %(at)s, %(due)s)"""

    async def put(app: str, state: str, due: datetime | None = None) -> None:
        values = {"id": new_id(), "app": app, "state": state, "at": now, "due": due}
        await office.product.database.write([Statement(insert, values)])

    await put("gone", "failed")
    assert await found(office, "publishing") == "good good"
    await put("service_desk", "waiting", now + timedelta(days=1))
    for later, level in ((0, "good good"), (23, "good good"), (24.4, "good good"), (24.6, "bad stuck")):
        assert await found(office, "publishing", now=now + timedelta(hours=later)) == level, later
    await put("new", "waiting")
    assert await found(office, "publishing", now=now + timedelta(hours=1)) == "bad stuck"


async def test_what_is_wrong_is_seen(office: Office, tmp_path: Path) -> None:
    database, now = office.product.database, office.clock.now()
    environment = office.product.environment

    async def write(sql: str, **values: object) -> None:
        await database.write([Statement(sql, values)])

    assert await found(office, "worker", address="http://127.0.0.1:1") == "bad nobody"
    assert await found(office, "backup") == "warning planned"
    assert await found(office, "clock", now=now - timedelta(days=1)) in {"bad back", "good good", "warning alone"}
    await write(
        """INSERT INTO messages (id, key, via, state, created_at) VALUES (%(id)s, 'x', 'mail', 'failed', %(at)s)""",
        id=new_id(),
        at=now,
    )
    assert await found(office, "messages") == "warning not_sent"
    await write(
        """INSERT INTO publications (id, app, reason, state, step, wanted, accepted, started_at, updated_at)
        VALUES (%(id)s, 'service_desk', 'changes', 'running', 'expand', '{}', '{}', %(at)s, %(at)s)""",
        id=new_id(),
        at=now - timedelta(hours=1),
    )
    assert await found(office, "publishing") == "bad stuck"
    await write("UPDATE alembic_version SET version_num = '9999'")
    assert await found(office, "migrations") == "bad newer"
    await write("UPDATE alembic_version SET version_num = '0001'")
    assert await found(office, "migrations") == "bad older"
    key = environment.data_dir / "secret.key"
    assert office.product.secret_key is not None
    assert await found(office, "secret_key") == "good good"
    key.chmod(0o640)
    assert await found(office, "secret_key") == "bad open"
    key.unlink()
    assert await found(office, "secret_key") == "bad missing"
    gone = replace(environment, data_dir=tmp_path / "gone")
    assert await found(office, "folder", environment=gone) == "bad missing"
    (environment.data_dir / "audit.anchor").write_text("nonsense")
    assert await found(office, "audit") == "bad anchor"
    assert await found(office, "audit", thorough=False) == "bad anchor"


async def test_what_waits_for_too_long_is_told_by_its_kind(office: Office) -> None:
    database, now = office.product.database, office.clock.now()
    await office.submit()
    at_once, after_a_while, long_after = now, now + timedelta(minutes=11), now + timedelta(days=30)
    begin = "INSERT INTO cursors (name, xid, id) VALUES ('rules', '0', 0)"
    await database.write([Statement(f"{begin} ON CONFLICT (name) DO UPDATE SET xid = '0', id = 0")])
    assert await found(office, "worker", now=at_once) == "good good"
    behind = await CHECKS["worker"].look(scene(office, now=after_a_while))
    assert (behind.level, behind.code, behind.data) == ("bad", "behind", {"seconds": 660})
    assert "11 分钟" in told(Result("worker", behind, 1.0), "zh-CN")["text"]
    read = "UPDATE cursors SET (xid, id) = (SELECT xid, id FROM events ORDER BY xid DESC, id DESC LIMIT 1)"
    await database.write([Statement(read)])
    assert await found(office, "worker", now=after_a_while) == "good good"
    stuck = await CHECKS["worker"].look(scene(office, now=long_after))
    assert stuck.code == "stuck"
    assert stuck.data["timers"] > 0


async def test_the_mail_server_is_greeted_and_nothing_is_sent(office: Office) -> None:
    environment = office.product.environment
    assert await found(office, "mail") == "note none"
    with smtp_server() as (inbox, url):
        assert await found(office, "mail", environment=replace(environment, smtp_url=url)) == "good good"
        assert list(inbox.ids) == []
    nobody = replace(environment, smtp_url=f"smtp://127.0.0.1:{free_port()}")
    assert await found(office, "mail", environment=nobody) == "bad refused"


@pytest.mark.parametrize(
    "url", ["mailto:x", "smtp://mail:port", "smtp://mail?tls=on", "smtp://mail?x=1", "smtp://m?from=x"]
)
async def test_why_the_address_of_the_mail_server_is_refused_is_told_in_one_language(office: Office, url: str) -> None:
    look = await CHECKS["mail"].look(scene(office, environment=replace(office.product.environment, smtp_url=url)))
    chinese, english = (told(Result("mail", look, 1.0), locale)["text"] for locale in ("zh-CN", "en"))
    assert look.code == "unusable"
    assert re.search("[\u4e00-\u9fff]", chinese.partition("：")[2])
    assert re.search("[\u4e00-\u9fff]", english) is None


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (aiosmtplib.SMTPAuthenticationError(535, "no"), "login"),
        (ssl.SSLError(1, "wrong version number"), "tls"),
        (socket.gaierror(-2, "Name or service not known"), "unknown"),
        (aiosmtplib.SMTPConnectTimeoutError("Timed out"), "silent"),
        (aiosmtplib.SMTPServerDisconnected("gone"), "away"),
    ],
)
async def test_why_a_mail_server_does_not_take_us_in_is_said(
    office: Office, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
) -> None:
    async def refuse(_client: object) -> None:
        raise error

    monkeypatch.setattr(aiosmtplib.SMTP, "connect", refuse)
    url = f"smtp://{code}.example.com"
    look = await CHECKS["mail"].look(scene(office, environment=replace(office.product.environment, smtp_url=url)))
    assert look.code == code
    for locale in ("zh-CN", "en"):
        words = told(Result("mail", look, 1.0), locale)
        assert "{" not in words["text"]
        assert words["advice"]


async def test_the_place_for_files_is_tried(office: Office, tmp_path: Path) -> None:
    environment = office.product.environment
    assert await found(office, "files") == "good good"
    with bucket_server() as server:
        bucket = server.bucket()
        in_bucket = replace(environment, files_url=server.url(bucket))
        assert await found(office, "files", environment=in_bucket) == "good good"
        assert server.keys(bucket) == []
        finding = await CHECKS["files"].look(
            scene(office, environment=replace(environment, files_url=server.url("gone")))
        )
    assert (finding.level, finding.code) == ("bad", "away")
    assert finding.data["reason"].startswith("NoSuchBucket")
    assert "hush" not in json.dumps([told(Result("files", finding, 1.0), locale) for locale in ("zh-CN", "en")])
    wrong = replace(environment, files_url="s3://id:hush@")
    assert await found(office, "files", environment=wrong) == "bad unusable"
    assert await found(office, "files", environment=replace(environment, data_dir=tmp_path / "no")) == "bad unusable"
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize("url", ["ftp://files.example.com", "s3://bucket?endpoint=x", "file:/dev/null/files"])
async def test_why_the_place_for_files_is_refused_is_told_in_one_language(office: Office, url: str) -> None:
    wrong = replace(office.product.environment, files_url=url)
    finding = await CHECKS["files"].look(scene(office, environment=wrong))
    chinese, english = (told(Result("files", finding, 1.0), locale)["text"] for locale in ("zh-CN", "en"))
    assert finding.code == "unusable"
    assert re.search("(请用|应)", chinese)
    assert re.search("(should be|Name another)", chinese) is None
    assert re.search("[\u4e00-\u9fff]", english) is None


@pytest.mark.parametrize(
    ("free", "level"), [(GIB - 1, "bad"), (5 * GIB, "warning"), (20 * GIB, "good"), (90 * GIB, "good")]
)
def test_room_on_the_disk(free: int, level: str) -> None:
    assert judge("/data", free, 100 * GIB).level == level


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[DataDir]:
    """The data folder of a server."""
    data_dir = DataDir(tmp_path)
    data_dir.take()
    data_dir.announce(Connection(os.getpid(), "", "http://127.0.0.1:8000"))
    yield data_dir
    data_dir.give_back()


async def test_a_part_nobody_has_heard_of_yet_is_starting_just_after_a_start(office: Office, serving: DataDir) -> None:
    at = {"environment": replace(office.product.environment, data_dir=serving.path), "address": "http://127.0.0.1:8000"}
    now = time.monotonic()
    seen = []
    for settled in (None, now, now - SETTLING_SECONDS - 1):
        serving.beat(settled)
        seen.append([await found(office, check, **at) for check in ("web", "worker")])
    assert seen == [["note starting"] * 2, ["note starting"] * 2, ["bad nobody"] * 2]
    assert await found(office, "worker", **{**at, "environment": office.product.environment}) == "bad nobody"


async def test_the_one_that_keeps_the_others_alive_must_move_itself(
    office: Office, serving: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = {"environment": replace(office.product.environment, data_dir=serving.path)}
    assert await found(office, "supervisor", **at) == "note none"  # one of a version that did not tell
    serving.beat(time.monotonic())
    assert await found(office, "supervisor", **at) == "good good"
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 16)
    finding = await CHECKS["supervisor"].look(scene(office, **at))
    assert (finding.level, finding.code) == ("bad", "frozen")
    assert finding.data["pid"] == os.getpid()
    assert f"kill -9 {os.getpid()}" in told(Result("supervisor", finding, 1.0), "zh-CN")["advice"]
    monkeypatch.undo()
    serving.give_back()
    assert await found(office, "supervisor", **at) == "note none"


def test_the_worst_counts() -> None:
    results = [Result("x", Finding(level, "good"), 0.0) for level in ("good", "warning", "note")]
    assert worst(results) == "warning"
    assert worst([]) == "good"


async def test_the_health_page(office: Office, boss: Person) -> None:
    answer = await boss.get("admin/health")
    assert answer.status_code == 200, answer.text
    health = answer.json()
    assert {check["check"] for check in health["checks"]} == {*CHECKS}
    assert health["database"]["bytes"] > 0
    assert health["disks"][0]["free"] > 0
    assert health["backups"]["plan"] == {"daily": True, "at": "03:00", "keep": 7, "files": True, "folder": None}
    assert health["backups"]["next_at"] == "2026-11-23T19:00:00Z"
    assert health["backups"]["archives"] == []
    names = {check["check"]: check["name"] for check in health["checks"]}
    assert names["disk"] == "磁盘空间"
    english = (await boss.get("admin/health", headers={"Accept-Language": "en"})).json()
    assert {check["check"]: check["name"] for check in english["checks"]}["disk"] == "Disk"
    agent = await office.person("客服", roles=["agent"])
    assert (await agent.get("admin/health")).status_code == 403
    assert (await agent.put("admin/backup_plan", json={})).status_code == 403
    assert (await agent.post("admin/backups")).status_code == 403


async def test_why_a_backup_failed_is_told_in_the_readers_language(office: Office, boss: Person) -> None:
    failure = {"at": iso(office.clock.now()), "reason": in_each_language(ToolMissing(tool="pg_dump", major=18))}
    await office.product.database.write([store.note(STATE, "failure", failure)])
    for locale, word in (("zh-CN", "本机"), ("en", "machine")):
        health = (await boss.get("admin/health", headers={"Accept-Language": locale})).json()
        said = [health["backups"]["failure"]["reason"]]
        said += [check["text"] for check in health["checks"] if check["check"] == "backup"]
        assert all(word in each for each in said)


async def test_the_plan_is_kept(boss: Person, tmp_path: Path) -> None:
    wanted = {"daily": True, "at": "01:30", "keep": 30, "files": False, "folder": str(tmp_path / "elsewhere")}
    assert (await boss.put("admin/backup_plan", json=wanted)).status_code == 200
    assert (await boss.get("admin/health")).json()["backups"]["plan"] == wanted
    (tmp_path / "file").touch()
    for wrong in ({"at": "25:00"}, {"keep": 0}, {"folder": "here"}, {"folder": str(tmp_path / "file" / "x")}):
        assert (await boss.put("admin/backup_plan", json=wrong)).status_code == 422, wrong


async def test_one_now(office: Office, boss: Person) -> None:
    assert (await boss.post("admin/backups")).status_code == 202
    assert (await boss.post("admin/backups")).json()["code"] == "backup_running"

    async def ended() -> bool:
        return not (await boss.get("admin/health")).json()["backups"]["running"]

    await until(ended, 60)
    backups = (await boss.get("admin/health")).json()["backups"]
    assert backups["failure"] is None
    assert backups["last"]["rows"] > 0
    assert [archive["bytes"] for archive in backups["archives"]] == [backups["last"]["size"]]
    assert await found(office, "backup") == "note not_rehearsed"


async def test_what_lies_in_the_present_folder_is_no_part_of_the_program(
    office: Office, boss: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "copy.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    assert (await boss.post("admin/backups")).status_code == 202

    async def ended() -> bool:
        return not (await boss.get("admin/health")).json()["backups"]["running"]

    await until(ended, 60)
    assert (await boss.get("admin/health")).json()["backups"]["last"]["rows"] > 0


def test_the_command_tells_people_and_programs(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HELPWRIGHT_DATABASE_URL", database)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["doctor", "--data-dir", str(tmp_path), "--json"]) == 2
    document = json.loads(capfd.readouterr().out)
    assert document["level"] == "bad"
    by_key = {check["check"]: check for check in document["checks"]}
    assert by_key["secret_key"]["zh-CN"]["advice"]
    assert by_key["secret_key"]["en"]["text"].startswith("The key")
    assert main(["doctor", "--data-dir", str(tmp_path)]) == 2
    told_people = capfd.readouterr().out
    assert "密钥" in told_people
    assert "Secret key" in told_people


def test_what_programs_read_holds_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HELPWRIGHT_SMTP_URL", f"smtp://127.0.0.1:{free_port()}")
    main(["doctor", "--data-dir", str(tmp_path), "--json"])
    said = capfd.readouterr()
    assert {check["check"]: check["code"] for check in json.loads(said.out)["checks"]}["mail"] == "refused"
    assert said.err == ""


def test_a_database_that_is_away_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HELPWRIGHT_DATABASE_URL", f"postgresql://nobody@127.0.0.1:{free_port()}/x")
    assert main(["doctor", "--data-dir", str(tmp_path), "--json"]) == 2
    by_key = {check["check"]: check for check in json.loads(capfd.readouterr().out)["checks"]}
    assert by_key["database"]["code"] == "away"
    assert "无法连接" in by_key["database"]["zh-CN"]["text"]
    assert re.search("[\u4e00-\u9fff]", by_key["database"]["en"]["text"]) is None
    assert "backup" not in by_key
    assert Environment.read(tmp_path).data_dir == tmp_path.resolve()


def test_a_folder_without_a_database_is_told_as_that(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--data-dir", str(tmp_path), "--json"]) == 2
    told_of = {check["check"]: check for check in json.loads(capfd.readouterr().out)["checks"]}["database"]
    assert told_of["code"] == "none"
    assert str(tmp_path) in told_of["en"]["text"]
    assert "--data-dir" in told_of["en"]["advice"]
