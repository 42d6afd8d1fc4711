"""Loops wait for a database in trouble; an error of their own leaves them, so that it is logged whole and told."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from psycopg import errors

from helpwright.jobs.consumer import Consumer
from helpwright.jobs.listen import Listener
from helpwright.jobs.timers import Sweeper
from helpwright.kernel.clock import FixedClock
from helpwright.kernel.errors import Unavailable
from helpwright.reports.rollups.keeper import Keeper
from helpwright.rules.adopt import Adoption
from helpwright.rules.runner import Runner

NONE = cast("Any", None)
CLOCK = FixedClock(datetime(2026, 11, 23, 8, tzinfo=UTC))
Loop = tuple[object, str, Callable[[], Awaitable[None]]]


def consumer() -> Loop:
    made = Consumer("test", NONE, database=NONE, listener=Listener(""), clock=CLOCK)
    return made, "catch_up", made.run


def sweeper() -> Loop:
    made = Sweeper(NONE, CLOCK, {})
    return made, "sweep", made.run


def runner() -> Loop:
    made = Runner(NONE, CLOCK, NONE)
    return made, "drain", lambda: made.run(Listener(""))


def adoption() -> Loop:
    made = Adoption(NONE, CLOCK, NONE, NONE, NONE, NONE)
    return made, "look", lambda: made.run(Listener(""))


def keeper() -> Loop:
    made = Keeper(NONE, NONE)
    return made, "take_up", made.run


@pytest.mark.parametrize("make", [consumer, sweeper, runner, adoption, keeper])
async def test_an_error_of_its_own_leaves_the_loop_and_trouble_of_the_database_does_not(
    make: Callable[[], Loop], monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, look, run = make()
    raised = [errors.UndefinedTable("no such table"), errors.DeadlockDetected(), Unavailable("database_unavailable")]

    async def broken(*_args: object) -> float:
        raise raised.pop()

    monkeypatch.setattr(owner, look, broken)
    with pytest.raises(errors.UndefinedTable):
        await asyncio.wait_for(run(), 10)
    assert raised == []
