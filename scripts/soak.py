"""Searches for rare failures: laws on many new examples and crash tests, in turn, until the time is up.

python scripts/soak.py [--minutes 10]

Ends with 1 at the first failure; hypothesis prints how to repeat it.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import cycle
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FACTOR = 20
"""Examples in a round, as a multiple of those of `make test`."""

CRASHES = ("tests/system/test_crashes.py", "tests/system/test_start_and_stop.py")
END_SECONDS = 40.0

Round = tuple[str, ...]


def laws() -> Round:
    """Test files with property tests that take their number of examples from `tests/support/laws.py`."""
    files = sorted((ROOT / "tests").glob("*/test_*.py"))
    return tuple(
        str(file.relative_to(ROOT)) for file in files if "from tests.support.laws import" in file.read_text("utf-8")
    )


def soak(seconds: float, rounds: Sequence[Round], run: Callable[[Round, float], bool]) -> bool:
    """Do the rounds in turn for so long; False at the first one that does not hold."""
    end = time.monotonic() + seconds
    for number, files in enumerate(cycle(rounds), start=1):
        left = end - time.monotonic()
        if left <= 0:
            return True
        print(f"── round {number}, {left / 60:.1f} minutes left", flush=True)
        if not run(files, left):
            return False
    return True


def run_tests(files: Round, seconds: float) -> bool:
    """One round of tests, broken off after `seconds`; whether nothing failed until then."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *files]
    return run_for(command, seconds, {**os.environ, "SOAK_FACTOR": str(FACTOR)})


def run_for(command: Sequence[str], seconds: float, environment: dict[str, str]) -> bool:
    """Run a command; True when it ended well, or was broken off for want of time."""
    with subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True) as process:
        try:
            return process.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            print("── the time is up", flush=True)
            _end(process)
            return True
        except BaseException:
            _end(process)
            raise


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let the tests put away their servers; kill what does not end."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def main(arguments: Sequence[str] | None = None) -> int:
    """Soak; the exit code is 0 when nothing failed."""
    parser = argparse.ArgumentParser(description="Searches for rare failures until the time is up.")
    parser.add_argument("--minutes", type=float, default=10.0)
    seconds = parser.parse_args(arguments).minutes * 60
    held = soak(seconds, (laws(), CRASHES), run_tests)
    print("nothing failed" if held else "FAILED", flush=True)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
