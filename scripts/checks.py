"""Runs the checks of the project one after the other, all of them even when one fails, and sums up.

python scripts/checks.py lint     what can be seen without running the product
python scripts/checks.py test     lint, Python tests, web tests, browser journeys
python scripts/checks.py fix      lets the tools repair what they can
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from helpwright.platform.processors import whole_processors

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = ROOT / ".venv" / "bin"
WEB = ROOT / "web"
JOURNEYS = ROOT / "tests" / "e2e"
STATIC = ROOT / "src" / "helpwright" / "entry" / "static"
SHOWN_WHEN_FAILED = 400
"""Lines of a quiet check that are shown when it fails."""


@dataclass(frozen=True)
class Check:
    """One command, run in a folder; a loud one shows its output as it comes, a quiet one only when it fails.

    `remarks` shows the output of a quiet one also when it succeeds.
    """

    name: str
    command: tuple[str, ...]
    folder: Path = ROOT
    loud: bool = False
    remarks: bool = False


def python(name: str) -> str:
    """A command of the Python environment."""
    return str(COMMANDS / name)


FORMAT = Check("format", (python("ruff"), "format", "--check", "--quiet", "."))
LINT = (
    FORMAT,
    Check("ruff", (python("ruff"), "check", "--quiet", ".")),
    Check("types", (python("mypy"),)),
    Check("layers", (python("lint-imports"), "--no-cache")),
    Check("file lengths", (python("python"), "scripts/file_lengths.py"), remarks=True),
    Check("architecture", (python("pytest"), "-q", "-p", "no:cacheprovider", "tests/architecture")),
    Check("web", ("npm", "run", "--silent", "check"), WEB),
    Check("public pages: size", ("node", "scripts/portal-size.mjs", str(STATIC)), WEB),
    Check("journeys: types", (str(WEB / "node_modules" / ".bin" / "tsc"), "--noEmit", "-p", str(JOURNEYS))),
    Check("journeys: lint", (str(WEB / "node_modules" / ".bin" / "biome"), "check", "."), JOURNEYS),
)
TEST = (
    # One more than cores: who waits for a server that starts, or is to be noticed as dead, keeps no core busy.
    Check("python tests", (python("pytest"), "-n", str(whole_processors() + 1)), loud=True),
    Check("web tests", ("npm", "test", "--silent"), WEB, loud=True),
    Check("journeys", ("npm", "test", "--silent"), JOURNEYS, loud=True),
)
FIX = (
    Check("ruff", (python("ruff"), "check", "--fix", "--quiet", ".")),
    Check("format", (python("ruff"), "format", "--quiet", ".")),
    Check("web", ("npm", "run", "--silent", "fix"), WEB),
    Check("journeys", (str(WEB / "node_modules" / ".bin" / "biome"), "check", "--write", "."), JOURNEYS),
)
SETS = {
    "lint": LINT,
    "test": tuple(check for check in LINT if check.name != "architecture") + TEST,  # the Python tests contain it
    "fix": FIX,
}


def environment() -> dict[str, str]:
    """The environment of the checks: our own Node and Python commands first, no terminal, no stray settings."""
    path = os.pathsep.join((str(ROOT / ".setup" / "bin"), str(COMMANDS), os.environ.get("PATH", os.defpath)))
    return {**os.environ, "PATH": path, "npm_config_update_notifier": "false"}


def run(check: Check) -> bool:
    """Run one check and say how it went."""
    print(f"── {check.name}", end="\n" if check.loud else " … ", flush=True)
    start = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=check.folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=None if check.loud else subprocess.PIPE,
        stderr=None if check.loud else subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    verdict = "ok" if done.returncode == 0 else f"FAILED (exit code {done.returncode})"
    lead = f"── {check.name} … " if check.loud else ""
    print(f"{lead}{verdict}, {time.monotonic() - start:.1f} s", flush=True)
    if not check.loud and (done.returncode != 0 or check.remarks) and done.stdout.strip():
        print("\n".join(f"   {line}" for line in done.stdout.rstrip().splitlines()[-SHOWN_WHEN_FAILED:]), flush=True)
    return done.returncode == 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one set of checks; the exit code is 0 when all hold."""
    parser = argparse.ArgumentParser(description="Runs the checks of the project and sums up.")
    parser.add_argument("set", choices=sorted(SETS))
    checks = SETS[parser.parse_args(arguments).set]
    start = time.monotonic()
    failed = [check.name for check in checks if not run(check)]
    verdict = (
        f"{len(failed)} of {len(checks)} checks failed: {', '.join(failed)}"
        if failed
        else f"all {len(checks)} checks hold"
    )
    print(f"{verdict} ({time.monotonic() - start:.0f} s)", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
