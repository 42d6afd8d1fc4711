"""A step is skipped only while its sources are what they were when it last succeeded."""

from pathlib import Path

from stamps import Stamps, fingerprint, source_files


def project(root: Path) -> Path:
    for name in ("src/a.ts", "src/a.test.ts", "package.json", "node_modules/x/index.js", ".cache/y", "tests/b.ts"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return root


def test_only_what_the_build_reads_counts(tmp_path: Path) -> None:
    root = project(tmp_path)
    assert [str(path.relative_to(root)) for path in source_files(root)] == ["package.json", "src/a.ts"]


def test_contents_and_names_count_but_not_times(tmp_path: Path) -> None:
    root = project(tmp_path)
    before = fingerprint(root, source_files(root))
    (root / "src" / "a.ts").write_text("src/a.ts")
    assert fingerprint(root, source_files(root)) == before
    (root / "src" / "a.ts").write_text("changed")
    changed = fingerprint(root, source_files(root))
    (root / "src" / "a.ts").rename(root / "src" / "b.ts")
    assert len({before, changed, fingerprint(root, source_files(root))}) == 3


def test_a_missing_file_has_a_fingerprint_of_its_own(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    missing = fingerprint(tmp_path, [lock])
    lock.write_text("")
    assert fingerprint(tmp_path, [lock]) != missing


def test_stamps_are_kept_until_cleared(tmp_path: Path) -> None:
    stamps = Stamps(tmp_path)
    assert not stamps.matches("web", "1")
    stamps.write("web", "1")
    assert stamps.matches("web", "1")
    assert not stamps.matches("web", "2")
    stamps.clear("web")
    assert not stamps.matches("web", "1")
