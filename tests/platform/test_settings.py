"""Where data lives when nobody says where."""

from pathlib import Path

from helpwright.platform.settings import Environment, default_data_dir


def test_data_lies_in_the_present_folder(folder: Path) -> None:
    assert default_data_dir(folder, root=False) == folder / "data"


def test_root_under_a_closed_folder_uses_the_system_folder(folder: Path) -> None:
    folder.chmod(0o700)

    assert default_data_dir(folder, root=True) == Path("/var/lib/helpwright")


def test_root_under_open_folders_stays(folder: Path) -> None:
    folder.chmod(0o755)

    assert default_data_dir(folder, root=True) == folder / "data"


def test_existing_data_is_never_left_behind(folder: Path) -> None:
    folder.chmod(0o700)
    (folder / "data" / "postgres").mkdir(parents=True)

    assert default_data_dir(folder, root=True) == folder / "data"


def test_a_named_folder_wins(folder: Path) -> None:
    assert Environment.read(folder).data_dir == folder.resolve()
