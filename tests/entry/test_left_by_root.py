"""A command that root runs on the folder of a service leaves nothing there that the service may not use."""

import os
from pathlib import Path

import pytest

from helpwright.entry.cli import main
from helpwright.platform.postgres import EmbeddedPostgres

SERVICE = 65534 if os.geteuid() == 0 else os.geteuid()


@pytest.fixture
def served(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a stopped server that ran as another account than root."""
    monkeypatch.delenv("HELPWRIGHT_DATABASE_URL", raising=False)
    server = EmbeddedPostgres(folder)
    server.start()
    server.stop()
    (folder / "serve.lock").touch(0o600)
    (folder / "apart").symlink_to("/etc/hostname")
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(Path(parent, name), SERVICE, -1, follow_symlinks=False)
    os.chown(folder, SERVICE, -1)
    return folder


def of_others(folder: Path) -> list[str]:
    return [str(path) for path in folder.rglob("*") if path.lstat().st_uid != SERVICE]


def test_neither_doctor_nor_backup_takes_anything_from_the_service(served: Path) -> None:
    main(["migrate", "--data-dir", str(served)])
    assert of_others(served) == []
    main(["doctor", "--data-dir", str(served)])
    assert of_others(served) == []
    assert main(["backup", "--data-dir", str(served)]) == 0
    assert [path.suffix for path in (served / "backups").iterdir()] == [".tar"]
    assert of_others(served) == []


def test_what_root_restores_belongs_to_the_service(served: Path) -> None:
    main(["migrate", "--data-dir", str(served)])
    assert main(["backup", "--data-dir", str(served)]) == 0
    (archive,) = (served / "backups").iterdir()
    assert main(["restore", str(archive), "--data-dir", str(served), "--force"]) == 0
    assert of_others(served) == []


def test_nothing_outside_the_folder_is_given_away(served: Path) -> None:
    kept = served.with_name(f"{served.name}-kept")
    kept.write_text("ours")
    try:
        (served / "link").symlink_to(kept)
        os.link(kept, served / "second-name")
        main(["alive", "--data-dir", str(served)])
        assert kept.stat().st_uid == os.geteuid()
    finally:
        kept.unlink()
