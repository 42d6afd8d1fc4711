"""The job that sends messages: claim → send with no transaction open → record."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID, uuid4

import procrastinate
import structlog

from helpwright.access.account_links import unmasked
from helpwright.jobs.connection import Pause
from helpwright.jobs.events import append, append_all
from helpwright.jobs.queue import Retry, defer
from helpwright.jobs.rush import Rush
from helpwright.kernel.clock import Clock
from helpwright.kernel.errors import Unavailable
from helpwright.notify import letter_store
from helpwright.notify.drafts import from_document, mentions_in
from helpwright.notify.events import message_event
from helpwright.notify.forget import forget_told
from helpwright.notify.model import Crowded, Ended, Envelope, Identity, MessageState, Postponed, Refused
from helpwright.notify.outbox import SEND, Outbox, ReadIdentity, current_ways, lane_of, send_later, why_closed
from helpwright.notify.robot_turns import RobotTurns
from helpwright.notify.sender import Delivery, Grouped
from helpwright.notify.silence import Silence
from helpwright.notify.store import ERASED, GONE, begin, claim, finish, postpone_untried, state_of
from helpwright.notify.ways import Ways
from helpwright.platform.database import Database, Row, Statement
from helpwright.platform.letter import Letter

log = structlog.get_logger(__name__)

LETTERS_KEPT = timedelta(days=30)
RETRY_DELAYS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)


OpenLink = Callable[[UUID], Awaitable[str | None]]
"""The end of a secret link, by its id; None when it opens no more, and nothing is to be sent."""


async def no_link(_link: UUID) -> str | None:
    """Where there are no such links."""
    return None


class Sending:
    """Sends stored messages. A message whose worker died while sending goes out again with the same id.

    A refusal for good makes it `failed` with the other side's words, and its fallback takes over; the rest is tried
    again after 1, 5 and 30 minutes, 2 and 6 hours, and is `failed` after that. What may have arrived, by a way whose
    other side looks for no doubles, is `failed` at once and marked `uncertain`: a person decides. When nobody answers,
    the job's other messages of that way share the outcome untried, and so do other jobs' for half a minute.
    """

    def __init__(
        self,
        database: Database,
        ways: Mapping[str, Delivery] | Ways,
        identity: ReadIdentity,
        clock: Clock,
        open_link: OpenLink = no_link,
        rush: Rush | None = None,
    ) -> None:
        self._open_link = open_link
        self._rush = rush or Rush()
        self._database = database
        self._ways = ways
        self._identity = identity
        self._clock = clock
        self._outbox = Outbox(ways, identity, clock)
        self._silence = Silence()
        self._turns = RobotTurns(database, clock, envelope_of)
        self._stopping = False

    def stop(self) -> None:
        """Finish the message at hand and leave the others to a new job."""
        self._stopping = True

    def blueprint(self) -> procrastinate.Blueprint:
        """The task `send`, to be bound under the name of this concept."""
        blueprint = procrastinate.Blueprint()

        @blueprint.task(name="send", retry=Retry())
        async def send(messages: list[str]) -> None:
            await self.send([UUID(each) for each in messages])

        return blueprint

    async def send(self, messages: Sequence[UUID]) -> None:
        """Send them one after the other; each is recorded before the next one goes out.

        A job that is run again, because its worker was thought dead, takes its messages from the run before: that one
        ends with the message it has in hand.
        """
        if not messages:
            return
        record: list[Statement] = []
        previous: UUID | None = None
        run = uuid4()
        identity, ways = await self._look_up()
        waiting, claims = list(messages), begin(messages, self._clock.now(), run)
        while waiting:
            if self._stopping:
                await self._write(record, previous, [send_later(waiting)])
                return
            message, began = waiting.pop(0), monotonic()
            rows = await self._write(record, previous, claims or [claim(message, self._clock.now(), run)])
            record, previous, claims = [], None, []
            if not rows:
                continue
            begun = rows[0]
            record, unreachable = await self._attempt(begun, ways.get(begun["via"]), identity)
            previous = message
            if waiting and unreachable is None and self._rush.on:
                await self._write(record, previous, [])
                record, previous = [], None
                await self._rush.rest(began)
            if unreachable is not None and waiting:
                await self._write(record, previous, [])
                record, previous = [], None
                shared = await self._share_fate(waiting, begun, unreachable, run)
                waiting = [each for each in waiting if each not in shared]
        await self._write(record, previous, [])

    async def _look_up(self) -> tuple[Identity, Mapping[str, Delivery]]:
        pause = Pause()
        while True:
            try:
                return await self._identity(), await current_ways(self._ways)
            except Unavailable:
                if self._stopping:
                    raise
            await pause.wait()

    async def _attempt(self, row: Row, way: Delivery | None, identity: Identity) -> tuple[list[Statement], str | None]:
        """What to record, and the reason why others need not be tried now."""
        erased = row["key"].startswith(ERASED)
        if way is None or erased:
            ending: tuple[MessageState, str | None] = ("skipped", GONE) if erased else ("trial", why_closed(row["via"]))
            return self._end(row, *ending), None
        lane = lane_of(row["via"], row["recipient"])
        silent = self._silence.reason(lane, self._clock.now())
        if silent is not None:
            return await self._postpone(row, silent), silent
        rows = [row]
        try:
            rows = await self._turns.enter(row, way, identity) if isinstance(way, Grouped) else rows
            if not rows:
                return [], None
            receipt = await self._hand_over(rows, way, identity, lane)
        except Ended as end:
            return self._end(row, end.state, end.reason), None
        except Refused as error:
            self._silence.heard(lane)
            words = str(error)
            return await self._each(rows, lambda one: self._fail(one, words)), None
        except Postponed as error:
            return await self._put_off(rows, lane, error)
        except Exception as error:
            log.exception("message_attempt_broke", message=str(row["id"]), via=row["via"])
            reason = type(error).__name__
            return await self._each(rows, lambda one: self._postpone(one, reason)), None
        self._silence.heard(lane)
        sent = [self._end(one, "sent", None, receipt, together=len(rows)) for one in rows]
        return [statement for ending in sent for statement in ending], None

    async def _hand_over(self, rows: Sequence[Row], way: Delivery, identity: Identity, lane: str) -> str | None:
        """Send the first, and what goes out as one with it. Raises Ended, Refused, Postponed."""
        row, *others = rows
        letter = await self._letter(row)
        link = row["extra"].get("secret_link")
        if link is not None:
            token = await self._open_link(UUID(link))
            if token is None:
                raise Ended("skipped", "account_link_over")
            row = {**row, "text": unmasked(row["text"], token)}
        envelope = envelope_of(row, way, identity, letter)
        beside = [envelope_of(each, way, identity) for each in others]
        with self._silence.asking(lane):
            return await way.deliver(replace(envelope, beside=beside) if beside else envelope, identity)

    async def _put_off(self, rows: Sequence[Row], lane: str, error: Postponed) -> tuple[list[Statement], str | None]:
        if error.unreachable:
            self._silence.silent(lane, str(error), self._clock.now())
        else:
            self._silence.heard(lane)
        if isinstance(error, Crowded):
            await self._turns.close(rows[0]["recipient"], error.pause)
        ending = await self._each(rows, lambda one: self._later(one, error))
        return ending, str(error) if error.unreachable else None

    async def _each(self, rows: Sequence[Row], end: Callable[[Row], Awaitable[list[Statement]]]) -> list[Statement]:
        return [statement for one in rows for statement in await end(one)]

    async def _letter(self, row: Row) -> Letter | None:
        found = await self._database.one(letter_store.of_message(row["id"])) if row["extra"].get("letter") else None
        return None if found is None else Letter.unpack(bytes(found["content"]))

    def _end(
        self,
        row: Row,
        state: MessageState,
        reason: str | None,
        receipt: str | None = None,
        *,
        uncertain: bool = False,
        together: int = 1,
    ) -> list[Statement]:
        at = self._clock.now()
        log.info("message_ended", message=str(row["id"]), via=row["via"], state=state, reason=reason)
        ending = [
            finish(
                row["id"],
                state,
                reason,
                at if state == "sent" else None,
                receipt,
                uncertain=uncertain,
                together=together,
            ),
            append(message_event(row, state, reason, at)),
        ]
        if row["record_id"] is not None:
            ending.append(forget_told(row["record_id"], row["id"]))
        return [*ending, letter_store.forget(row["id"])] if state == "sent" and row["extra"].get("letter") else ending

    async def _fail(self, row: Row, reason: str, *, uncertain: bool = False) -> list[Statement]:
        """A message that failed and the one that takes over are one commit, here and now."""
        ending = self._end(row, "failed", reason, uncertain=uncertain)
        if "fallback" not in row["extra"]:
            return ending
        async with self._database.transaction() as session:
            finished = (await session.pipeline(ending))[0]
            if finished and not finished[0]["erased"]:
                await self._outbox.put(session, [from_document(row["extra"]["fallback"])])
        return []

    async def _later(self, row: Row, error: Postponed) -> list[Statement]:
        """Tried again, unless that could send it a second time to somebody who would get both."""
        if error.uncertain and error.doubles:
            return await self._fail(row, str(error), uncertain=True)
        return await self._postpone(row, str(error), uncertain=error.uncertain)

    async def _postpone(self, row: Row, reason: str, *, uncertain: bool = False) -> list[Statement]:
        if row["attempts"] > len(RETRY_DELAYS):
            return await self._fail(row, reason, uncertain=uncertain)
        delay = RETRY_DELAYS[row["attempts"] - 1]
        log.info("message_postponed", message=str(row["id"]), seconds=delay.total_seconds(), reason=reason)
        waiting = finish(row["id"], "queued", reason, uncertain=uncertain)
        return [waiting, defer(SEND, [{"messages": [str(row["id"])]}], delay)]

    async def _share_fate(self, messages: Sequence[UUID], tried: Row, reason: str, run: UUID) -> set[UUID]:
        """Those of the same way, or to the same group, are tried as one; which they were."""
        via = tried["via"]
        recipient = tried["recipient"] if lane_of(via, tried["recipient"]) != via else None
        async with self._database.transaction() as session:
            rows = await session.all(postpone_untried(messages, via, recipient, reason, len(RETRY_DELAYS) + 1, run))
            failed = [row for row in rows if row["state"] == "failed"]
            waiting = [row for row in rows if row["state"] == "queued"]
            if failed:
                at = self._clock.now()
                await session.execute(append_all([message_event(row, "failed", reason, at) for row in failed]))
                takeovers = [row["extra"]["fallback"] for row in failed if "fallback" in row["extra"]]
                await self._outbox.put(session, [from_document(each) for each in takeovers])
            if waiting:
                delay = RETRY_DELAYS[max(row["attempts"] for row in waiting) - 1]
                await session.execute(defer(SEND, [{"messages": [str(row["id"]) for row in waiting]}], delay))
        return {row["id"] for row in rows}

    async def _write(
        self,
        record: Sequence[Statement],
        recorded: UUID | None,
        then: Sequence[Statement],
    ) -> list[Row]:
        """Rows of the last statement; a lost database is waited for. Claiming twice is the same as claiming once."""
        pause = Pause()
        while True:
            statements = [*record, *then]
            if not statements:
                return []
            try:
                return (await self._database.write(statements))[-1]
            except Unavailable:
                if recorded is None and self._stopping:
                    raise
            await pause.wait()
            if recorded is not None and await self._is_recorded(recorded):
                record, recorded = [], None

    async def _is_recorded(self, message: UUID) -> bool:
        try:
            row = await self._database.one(state_of(message))
        except Unavailable:
            return False
        return row is None or row["state"] != "sending"


def envelope_of(row: Row, way: Delivery, identity: Identity, letter: Letter | None = None) -> Envelope:
    """A stored message on its way out."""
    link = None
    if identity.public_url and row["form"] and row["record_id"]:
        link = f"{identity.public_url.rstrip('/')}/forms/{row['form']}/{row['record_id']}"
    elif identity.public_url and row["extra"].get("path"):
        link = f"{identity.public_url.rstrip('/')}{row['extra']['path']}"
    return Envelope(
        id=row["id"],
        key=row["key"],
        recipient=row["recipient"],
        subject=row["subject"],
        text=row["text"],
        message_id=row["message_id"] or way.reference(row["key"], identity),
        filled=row["extra"].get("filled"),
        link=link,
        letter=letter,
        mentions=mentions_in(row["extra"]),
        locale=row["extra"].get("locale"),
    )


async def forget_letters(database: Database, now: datetime) -> None:
    """Delete what mails that never went out had beside their text: it holds numbers of days long past."""
    await database.write([letter_store.forget_before(now - LETTERS_KEPT)])
