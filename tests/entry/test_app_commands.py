"""The command line on a database."""

import threading
from pathlib import Path

import psycopg
import pytest

from helpwright.entry.cli import main
from helpwright.platform.secret_key import SecretKey

SHIPPED = Path(__file__).parents[2] / "blueprints" / "service_desk.yaml"


@pytest.fixture
def environment(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HELPWRIGHT_DATABASE_URL", database)
    monkeypatch.setenv("HELPWRIGHT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    (tmp_path / "password").write_text("correct-horse-9\n")
    return tmp_path


def test_setup_and_blueprints(environment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    setup = [
        "setup",
        "--admin",
        "boss@example.com",
        "--password-file",
        str(environment / "password"),
        "--blueprint",
        "service_desk",
    ]
    assert main(setup) == 0
    assert main(setup) == 0
    capsys.readouterr()
    assert main(["blueprint", "plan", "service_desk"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all(line.startswith("= ") for line in lines)
    assert not any("not yet run" in line for line in lines)
    assert main(["blueprint", "export", "service_desk"]) == 0
    exported = capsys.readouterr().out
    (environment / "app.yaml").write_text(exported)
    assert main(["blueprint", "import", str(environment / "app.yaml")]) == 0
    assert all(line.startswith("= ") for line in capsys.readouterr().out.splitlines())
    changed = environment / "changed.yaml"
    changed.write_text(SHIPPED.read_text().replace("紧急程度", "急不急"))
    assert main(["blueprint", "plan", str(changed)]) == 0
    assert "~ forms.ticket" in capsys.readouterr().out
    assert main(["audit", "verify"]) == 0
    assert "The audit is whole" in capsys.readouterr().out


def test_refusals_name_the_place(environment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = environment / "wrong.yaml"
    wrong.write_text("format: 1\napp: {key: a, name: A}\nforms:\n  f: {name: F, fields: {x: {type: text, lable: X}}}\n")
    for act in ("plan", "import"):
        assert main(["blueprint", act, str(wrong)]) == 1
        told = capsys.readouterr().err
        assert "forms.f.fields.x.lable" in told
        assert "4:" in told
    assert main(["blueprint", "export", "nothing"]) == 1
    assert main(["blueprint", "plan", "no_such_name"]) == 2
    (environment / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    assert main(["blueprint", "plan", str(environment / "binary.yaml")]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("kind", "some"),
    [
        ("fields", {"text", "mobile", "status", "files", "member"}),
        ("controls", {"text"}),
        ("nodes", {"start", "task", "confirm", "end"}),
        ("triggers", {"record_created"}),
        ("actions", {"notify"}),
        ("charts", {"metric", "pie", "bar", "line"}),
        ("senders", {"mail"}),
        ("functions", set()),
        ("channels", set()),
        ("connectors", set()),
        ("measures", set()),
    ],
)
def test_catalogue(kind: str, some: set[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", kind]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert some <= set(lines)
    assert len(lines) == len(set(lines))


def test_help_and_unknown_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "serve" in capsys.readouterr().out
    assert main(["--help"]) == 0
    assert main(["nope"]) == 2


@pytest.mark.parametrize("port", ["99999", "65536", "-1", "eighty"])
def test_a_number_that_is_no_port_is_refused_in_both_languages(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["serve", f"--port={port}"])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert f"--port {port} is no port" in said
    assert "不是可用的端口" in said


def test_one_secret_key_for_all_who_start_at_once(tmp_path: Path) -> None:
    made: list[str] = []
    start = threading.Barrier(12)

    def load() -> None:
        start.wait()
        made.append(SecretKey.load(tmp_path / "data").sign("x", b"y"))

    threads = [threading.Thread(target=load) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 12
    assert len(set(made)) == 1
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret.key"]
    assert (tmp_path / "data" / "secret.key").stat().st_mode & 0o777 == 0o600
    key = SecretKey.load(tmp_path / "data")
    assert key.verify("x", made[0]) == b"y"
    assert key.verify("z", made[0]) is None


def test_tables_of_a_newer_program_are_left_alone(
    database: str, environment: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HELPWRIGHT_DATABASE_URL", database)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("UPDATE helpwright.alembic_version SET version_num = '9999'")
        assert main(["migrate", "--data-dir", str(environment)]) == 1
        assert connection.execute("SELECT version_num FROM helpwright.alembic_version").fetchall() == [("9999",)]
    said = capfd.readouterr().err
    assert "9999, newer than" in said
    assert "没有做任何改动" in said
    assert "Traceback" not in said
