"""The price of one more member of any catalogue is one file: field type, node, trigger, action, sender, chart ….

One of each, put into a folder of their own outside the product, work from the blueprint to the answer; nothing else of
the product is touched. A process of its own, since catalogues are read once.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.more_kinds import FOLDER, PACKAGES

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def told(folder: Path, *tests: str) -> subprocess.CompletedProcess[str]:
    """A run of pytest to which the kinds in `folder` belong."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.support.more_kinds"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_CURRENT")}
    return subprocess.run(
        [*command, *tests], cwd=ROOT, env={**environment, FOLDER: str(folder)}, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip


def test_a_file_in_another_folder_is_a_member_like_all_others(tmp_path: Path) -> None:
    for kind in PACKAGES:
        shutil.copytree(HERE / "one_more" / kind, tmp_path / kind)
    run = told(tmp_path, str(HERE / "one_more" / "story.py"))
    assert (run.returncode, run.stdout.splitlines()[-1].split(" in ")[0]) == (0, "4 passed"), run.stdout + run.stderr


def test_without_the_files_nothing_of_it_works(tmp_path: Path) -> None:
    """The story can fail."""
    run = told(tmp_path, str(HERE / "one_more" / "story.py"), "-k", "catalogue")
    assert run.returncode == 1


def test_no_catalogue_is_left_out() -> None:
    """Every folder that the product reads has a file here."""
    read = re.compile(r"""load\(\s*"\w+",[^"]+"([\w.]+)""")
    sources = (ROOT / "src" / "helpwright").rglob("*.py")
    folders = {name for path in sources for name in read.findall(path.read_text(encoding="utf-8"))}
    assert folders == {*PACKAGES.values()}
    assert {path.name for path in (HERE / "one_more").iterdir() if path.is_dir()} - {"__pycache__"} == {*PACKAGES}


def test_the_walk_through_it_shows_a_file_that_works() -> None:
    shown = (ROOT / "CONTRIBUTING.md").read_text().split("```python\n")[1].split("```")[0]
    assert shown == (HERE / "one_more" / "fields" / "plate.py").read_text()
