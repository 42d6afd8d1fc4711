"""A data folder or database that cannot be used: every command says so in a sentence, never the password."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from helpwright.platform.postgres import EmbeddedPostgres
from tests.entry.conftest import SECONDS

SECRET = "pa55-word-of-ours"
NOBODY_LISTENS = 1
COMMANDS = {
    "serve": ["serve", "--port", "0"],
    "setup": ["setup", "--admin", "boss@example.com", "--password-file", "PASSWORD_FILE"],
    "worker": ["worker"],
    "migrate": ["migrate"],
    "blueprint plan": ["blueprint", "plan", "service_desk"],
    "blueprint import": ["blueprint", "import", "service_desk"],
    "blueprint export": ["blueprint", "export", "service_desk"],
    "audit verify": ["audit", "verify"],
    "backup": ["backup"],
}
MALFORMED = {
    "no port": f"postgresql://boss:{SECRET}@127.0.0.1:eighty/desk",
    "no scheme": f"boss:{SECRET}@127.0.0.1/desk",
    "other scheme": f"mysql://boss:{SECRET}@127.0.0.1/desk",
    "open bracket": f"postgresql://boss:{SECRET}@[/desk",
    "unknown option": f"postgresql://boss:{SECRET}@127.0.0.1:1/desk?passwort={SECRET}",
    "bad escape": f"postgresql://boss:{SECRET}%zz@127.0.0.1:1/desk",
}
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command as a person does; by default on an empty data folder."""
    password = tmp_path / "password"
    password.write_text("correct-horse-9\n")

    def run(command: str, url: str = "", *, data_dir: Path | None = None) -> subprocess.CompletedProcess[str]:
        arguments = [str(password) if word == "PASSWORD_FILE" else word for word in COMMANDS[command]]
        return subprocess.run(
            [
                sys.executable,
                "-m",
                "helpwright.entry.cli",
                *arguments,
                "--data-dir",
                str(data_dir or tmp_path / "data"),
            ],
            env={**os.environ, "LC_ALL": "en_US.UTF-8", "HELPWRIGHT_DATABASE_URL": url},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )

    return run


@pytest.mark.parametrize("command", COMMANDS)
def test_an_unusable_folder(command: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = run(command, data_dir=tmp_path / "file" / "data")
    assert done.returncode == 1
    assert f"The data folder {tmp_path / 'file' / 'data'} cannot be created or written" in done.stderr
    assert "无法创建或写入数据文件夹" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_a_database_that_does_not_answer(command: str, run: Run) -> None:
    done = run(command, f"postgresql://boss:{SECRET}@127.0.0.1:{NOBODY_LISTENS}/desk")
    assert done.returncode == 1
    assert "The database at 127.0.0.1:1, named by HELPWRIGHT_DATABASE_URL, cannot be reached" in done.stderr
    assert "无法连接 HELPWRIGHT_DATABASE_URL 指定的数据库 127.0.0.1:1" in done.stderr
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stdout + done.stderr


@pytest.mark.parametrize("command", ["serve", "migrate", "worker"])
@pytest.mark.parametrize("url", MALFORMED.values(), ids=MALFORMED)
def test_an_address_that_is_none(command: str, url: str, run: Run) -> None:
    done = run(command, url)
    assert done.returncode == 1
    assert "HELPWRIGHT_DATABASE_URL cannot be used" in done.stderr
    assert "HELPWRIGHT_DATABASE_URL 不可用" in done.stderr
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stdout + done.stderr


def test_a_database_that_is_not_there(run: Run, data: Path) -> None:
    server = EmbeddedPostgres(data)
    try:
        url = server.start()
        done = run("blueprint plan", url.rpartition("/")[0] + "/no_such_database")
    finally:
        server.stop()
    assert done.returncode == 1
    assert "HELPWRIGHT_DATABASE_URL, cannot be reached" in done.stderr
    assert "no_such_database" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_password_file_that_is_no_text(run: Run, tmp_path: Path) -> None:
    (tmp_path / "password").write_bytes(b"\xff\xfe" + SECRET.encode("utf-16-le"))
    done = run("setup")
    assert done.returncode == 2
    assert f"The password file {tmp_path / 'password'} is not text in UTF-8." in done.stderr
    assert "不是 UTF-8 文本" in done.stderr
    assert "Traceback" not in done.stderr
