"""A restore that is killed between its renames is ended by whoever takes the folder next, or had not begun."""

from itertools import count
from pathlib import Path

import pytest

from helpwright.entry.data_dir import DataDir
from helpwright.entry.put_in_place import BUILDING, JOURNAL, put_in_place

OLD = {"postgres/cluster": "old", "secret.key": "old", "audit.anchor": "old"}
NEW = {"postgres/cluster": "new", "secret.key": "new", "files/ab": "new"}
STAYING = {"backups/a.tar": "kept"}
ASIDE = "before-restore-now"
MOVES = 6


class KilledError(BaseException):
    """In place of SIGKILL: nothing of ours handles it."""


def write(folder: Path, contents: dict[str, str]) -> None:
    for name, text in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def read(folder: Path) -> dict[str, str]:
    found = {str(each.relative_to(folder)): each.read_text() for each in folder.rglob("*") if each.is_file()}
    found.pop("serve.lock", None)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, OLD | STAYING)
    write(tmp_path / BUILDING, NEW)
    return tmp_path


def below(name: str, contents: dict[str, str]) -> dict[str, str]:
    return {f"{name}/{key}": text for key, text in contents.items()}


@pytest.mark.parametrize("last", range(MOVES + 1))
def test_killed_after_any_rename(folder: Path, last: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rename, calls = Path.rename, count()

    def until_killed(self: Path, target: Path) -> Path:
        if next(calls) == last:
            raise KilledError
        return rename(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", until_killed)
        if last < MOVES:
            with pytest.raises(KilledError):
                put_in_place(folder, ["postgres", "secret.key", "audit.anchor"], folder / ASIDE)
        else:
            put_in_place(folder, ["postgres", "secret.key", "audit.anchor"], folder / ASIDE)
    data_dir = DataDir(folder)
    data_dir.take()
    data_dir.give_back()
    assert read(folder) == NEW | STAYING | below(ASIDE, OLD)
    assert not (folder / BUILDING).exists()


def test_killed_before_it_was_written_down_nothing_has_happened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(_self: Path, _target: Path) -> Path:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        with pytest.raises(KilledError):
            put_in_place(folder, ["postgres"], folder / ASIDE)
    (folder / f"{JOURNAL}.new").unlink()
    data_dir = DataDir(folder)
    data_dir.take()
    data_dir.give_back()
    assert read(folder) == OLD | STAYING, "and what was half built takes no room"
