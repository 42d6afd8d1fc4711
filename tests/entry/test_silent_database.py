"""A database that says nothing, or lets nobody in: commands end with a sentence in both languages."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpwright.entry import usable_database
from helpwright.entry.cli import main
from helpwright.entry.data_dir import Connection, DataDir
from helpwright.kernel.errors import Unavailable
from helpwright.platform.database import Database

COMMANDS = {
    "audit": ["audit", "verify"],
    "backup": ["backup"],
    "blueprint": ["blueprint", "export", "service_desk"],
    "migrate": ["migrate"],
    "restore": ["restore", "--drill"],
    "rotate-key": ["rotate-key"],
    "sample": ["sample", "state", "service_desk"],
    "setup": ["setup", "--admin", "boss@example.com", "--password-file", "PASSWORD_FILE"],
}


@pytest.fixture
def silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The database of a server that runs takes connections and says nothing."""
    monkeypatch.delenv("HELPWRIGHT_DATABASE_URL", raising=False)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    data_dir = DataDir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"postgresql://desk:geheim@127.0.0.1:{server.getsockname()[1]}/x"
        data_dir.take()
        data_dir.announce(Connection(os.getpid(), url, "http://127.0.0.1:1"))
        try:
            yield
        finally:
            data_dir.give_back()


def command(name: str, folder: Path) -> list[str]:
    password = folder / "password"
    password.write_text("correct-horse-9\n")
    words = [str(password) if word == "PASSWORD_FILE" else word for word in COMMANDS[name]]
    return [*words, "--data-dir", str(folder)]


def of_silence(said: str) -> bool:
    return said.startswith("The database does not answer") and "\n数据库没有响应" in said and "geheim" not in said


@pytest.mark.usefixtures("silent")
@pytest.mark.parametrize("name", COMMANDS)
def test_what_says_nothing_is_told_in_a_sentence(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(usable_database, "PATIENCE_SECONDS", 2)
    monkeypatch.setattr("helpwright.platform.database._OPEN_SECONDS", 0.01)
    assert main(command(name, tmp_path)) == 1
    assert of_silence(capfd.readouterr().err)


@pytest.mark.usefixtures("silent")
@pytest.mark.parametrize("name", ["audit", "backup"])
def test_what_falls_silent_afterwards_is_told_in_a_sentence(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(usable_database, "why_unreachable", lambda _url, *, patience: None if patience else "")
    monkeypatch.setattr("helpwright.platform.database._OPEN_SECONDS", 0.01)
    assert main(command(name, tmp_path)) == 1
    assert of_silence(capfd.readouterr().err)


def test_what_goes_away_in_the_middle_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def away(_url: str, _data_dir: Path) -> int:
        raise Unavailable("database_unavailable")

    monkeypatch.setenv("HELPWRIGHT_DATABASE_URL", "postgresql://127.0.0.1:1/x")
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.setattr(usable_database, "check_reachable", lambda _url: None)
    monkeypatch.setattr("helpwright.entry.commands.audit.examine", away)
    assert main(command("audit", tmp_path)) == 1
    assert of_silence(capfd.readouterr().err)


async def test_a_pool_that_gets_no_connection_is_a_database_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpwright.platform.database._OPEN_SECONDS", 0.01)
    database = Database("postgresql://127.0.0.1:1/x", size=1)
    with pytest.raises(Unavailable) as caught:
        await database.open()
    await database.close()
    assert caught.value.code == "database_unavailable"
