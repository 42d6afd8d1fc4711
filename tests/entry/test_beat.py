"""The beat of a child: silence is what the parent has seen of it, and nothing else."""

import asyncio
import os
from contextlib import suppress

import pytest

from helpwright.entry.beat import FILE, PATIENCE_SECONDS, Beat
from helpwright.entry.beating import keep_beating


def test_silence_is_counted_from_the_last_beat_on() -> None:
    beat = Beat()
    assert [beat.silence(at) for at in (1000.0, 1005.0, 2000.0)] == [0.0, 0.0, 0.0], "it has not begun yet"
    os.pwrite(beat.file, b"12345678", 0)
    assert [beat.silence(at) for at in (2005.0, 2010.0, 2013.0)] == [0.0, 5.0, 8.0]
    os.pwrite(beat.file, b"87654321", 0)
    assert [beat.silence(at) for at in (2018.0, 2020.0)] == [0.0, 2.0]
    beat.close()


def test_a_parent_that_slept_blames_nobody() -> None:
    """The machine was stopped for an hour, or the parent alone: the child gets its time to beat once more."""
    beat = Beat()
    os.pwrite(beat.file, b"12345678", 0)
    beat.silence(10.0)
    assert beat.silence(3610.0) < PATIENCE_SECONDS
    os.pwrite(beat.file, b"87654321", 0)
    assert beat.silence(3611.0) == 0.0
    beat.close()


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
