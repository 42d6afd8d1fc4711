"""The beat of a child: silence is what the parent has seen of it, and nothing else."""

import asyncio
import os
import subprocess
import sys
from contextlib import suppress

import pytest

from helpwright.entry.beat import FILE, PATIENCE_SECONDS, Beat
from helpwright.entry.beating import keep_beating
from helpwright.platform.processes import Effort, effort, wait_until

IDLE = Effort(wanting=False, seconds=1.0)


def test_silence_is_counted_from_the_last_beat_on() -> None:
    beat = Beat()
    assert [beat.silence(at, IDLE) for at in (1000.0, 1005.0, 2000.0)] == [0.0, 0.0, 0.0], "it has not begun yet"
    os.pwrite(beat.file, b"12345678", 0)
    assert [beat.silence(at, IDLE) for at in (2005.0, 2010.0, 2013.0)] == [0.0, 5.0, 8.0]
    os.pwrite(beat.file, b"87654321", 0)
    assert [beat.silence(at, IDLE) for at in (2018.0, 2020.0)] == [0.0, 2.0]
    beat.close()


def test_a_parent_that_slept_blames_nobody() -> None:
    """The machine was stopped for an hour, or the parent alone: the child gets its time to beat once more."""
    beat = Beat()
    os.pwrite(beat.file, b"12345678", 0)
    beat.silence(10.0, IDLE)
    assert beat.silence(3610.0, IDLE) < PATIENCE_SECONDS
    os.pwrite(beat.file, b"87654321", 0)
    assert beat.silence(3611.0, IDLE) == 0.0
    beat.close()


def test_who_computes_is_given_as_much_time_of_processors() -> None:
    """On a crowded machine a child gets little of them; one that computes for ever has had its time some day."""
    beat = Beat()
    os.pwrite(beat.file, b"12345678", 0)
    beat.silence(10.0, Effort(wanting=True, seconds=1.0))
    assert beat.silence(15.0, Effort(wanting=True, seconds=1.0)) == 0.0, "it waits for a processor"
    assert beat.silence(20.0, Effort(wanting=False, seconds=1.25)) == 0.25
    assert beat.silence(25.0, Effort(wanting=True, seconds=6.25)) == 5.25
    assert beat.silence(30.0, Effort(wanting=False, seconds=6.25)) == 10.25, "it has stopped"
    beat.close()


def test_what_a_process_has_had_of_the_processors() -> None:
    before = effort(os.getpid())
    assert before.wanting
    assert wait_until(lambda: effort(os.getpid()).seconds > before.seconds, 30)
    sleeping = subprocess.Popen([sys.executable, "-S", "-c", "input()"], stdin=subprocess.PIPE)
    assert wait_until(lambda: not effort(sleeping.pid).wanting, 30)
    sleeping.communicate(b"\n")
    assert effort(sleeping.pid) == Effort(wanting=False, seconds=0.0)


async def test_a_process_beats_for_whoever_started_it(monkeypatch: pytest.MonkeyPatch) -> None:
    beat = Beat()
    monkeypatch.setenv(FILE, str(beat.file))
    task = asyncio.create_task(keep_beating())
    await asyncio.sleep(0)
    assert len(os.pread(beat.file, 100, 0)) == 8
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    beat.close()
