"""A command whose reader has gone, as after `| head`, ends without a word."""

import os
import subprocess
import sys

import pytest

SIGPIPE_STATUS = 141


def status_of(*arguments: str) -> tuple[int, str]:
    """How a command ends whose output nobody reads, and what it said of that."""
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "helpwright.entry.cli", *arguments]
    try:
        run = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, check=False, text=True)
    finally:
        os.close(write)
    return run.returncode, run.stderr


@pytest.mark.parametrize("arguments", [("catalogue", "fields"), ("openapi",), ("--help",)])
def test_nobody_reads_the_answer(arguments: tuple[str, ...]) -> None:
    assert status_of(*arguments) == (SIGPIPE_STATUS, "")
