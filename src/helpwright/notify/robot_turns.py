"""Whose turn it is to speak to a group: no more than its provider bears, over all processes together.

What comes too early waits in the outbox (`held`, with the instant of the next turn). When turns get scarce, what waits
for the same group goes out together with the message whose turn it is.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import structlog

from helpwright.jobs.timers import schedule
from helpwright.kernel.clock import Clock
from helpwright.notify import robot_store, store
from helpwright.notify.model import Ended, Envelope, Identity
from helpwright.notify.outbox import HELD, TIMER
from helpwright.notify.pacing import turn
from helpwright.notify.robot_kind import Pace
from helpwright.notify.robot_post import MOST_TOGETHER
from helpwright.notify.sender import Delivery, Grouped
from helpwright.platform.database import Database, Row, Session

log = structlog.get_logger(__name__)

WAITS = store.WAITS
"""The reason of a message that waits for its turn: whoever then gets one takes the others along."""
MakeEnvelope = Callable[[Row, Delivery, Identity], Envelope]


class RobotTurns:
    """Gives turns to messages that have been begun."""

    def __init__(self, database: Database, clock: Clock, envelope_of: MakeEnvelope) -> None:
        self._database = database
        self._clock = clock
        self._envelope_of = envelope_of

    async def enter(self, row: Row, way: Grouped, identity: Identity) -> list[Row]:
        """Take a turn: the messages that are one now, that one first; none when it waits. A few round trips.

        Raises Ended when it must not go.
        """
        hindrance = way.hindrance(row["recipient"], _app_of(row))
        if hindrance is not None:
            raise Ended(*hindrance)
        now = self._clock.now()
        async with self._database.transaction() as session:
            until, tight = await take_turn(session, row["recipient"], way.pace(row["recipient"]), now)
            if until is not None:
                log.info("message_waits_for_its_turn", message=str(row["id"]), robot=row["recipient"])
                held = [store.hold(row["id"], until), schedule(TIMER, row["id"], HELD, until)]
                await session.pipeline(held)
                return []
            many = tight or row["reason"] == WAITS
            return [row, *(await self._others(session, row, way, identity, now) if many else ())]

    async def _others(self, session: Session, row: Row, way: Grouped, identity: Identity, now: datetime) -> list[Row]:
        found = await session.all(store.waiting(row, MOST_TOGETHER - 1))
        rows = [each for each in found if way.hindrance(each["recipient"], _app_of(each)) is None]
        if not rows:
            return []
        envelopes = [self._envelope_of(each, way, identity) for each in (row, *rows)]
        joined = rows[: way.fit(envelopes) - 1]
        if joined:
            await session.execute(store.join([each["id"] for each in joined], row["id"], now, uuid4()))
        # An attempt is counted for them, too.
        return [{**each, "attempts": each["attempts"] + 1} for each in joined]

    async def close(self, robot: str, pause: timedelta) -> None:
        """The provider has had too much: nobody asks it before the pause is over."""
        log.warning("robot_told_to_be_silent", robot=robot, seconds=pause.total_seconds())
        await self._database.write([robot_store.close(robot, self._clock.now() + pause)])


async def take_turn(session: Session, robot: str, pace: Pace, now: datetime) -> tuple[datetime | None, bool]:
    """Count a message of a robot, or answer when it may be sent; and whether turns are scarce."""
    rows = (await session.pipeline(robot_store.pace(robot)))[-1]
    if not rows:  # disconnected meanwhile: the message will say so when it is looked at again
        return now, False
    found = turn(pace, rows[0]["sent_at"], rows[0]["closed_until"], now)
    if found.until is None:
        await session.execute(robot_store.note_sent(robot, found.sent))
    return found.until, found.tight


def _app_of(row: Row) -> str | None:
    form: str | None = row["form"]
    return row["extra"].get("app") if form is None else form.partition(".")[0]
