"""Removing a whole app: its definitions, its tables with every record, and what other concepts keep of it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from helpwright.access.audit import entry
from helpwright.access.model import Caller
from helpwright.definitions.live import Definitions
from helpwright.definitions.model import Part
from helpwright.definitions.publications.patience import LOCK_SECONDS, patiently
from helpwright.definitions.publications.publisher import Publisher, read_live
from helpwright.definitions.publications.store import lock_timeout
from helpwright.definitions.publications.switch import DATASET
from helpwright.definitions.store import forget_app, lock_form, lock_publishing, raise_epoch
from helpwright.jobs.events import append
from helpwright.kernel.clock import Clock
from helpwright.kernel.errors import Conflict, FieldProblem, Invalid, Missing
from helpwright.kernel.events import SYSTEM, Event
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Database, Session, Statement

Forget = Callable[[str, Sequence[str]], Sequence[Statement]]
"""Statements that delete what a concept keeps of an app: its key, and its forms as `app.key`."""

_TURN_SECONDS = 60.0


@dataclass(frozen=True)
class AppRemoval:
    """Removes apps; `forgets` are asked in this order, before the tables go."""

    database: Database
    definitions: Definitions
    publisher: Publisher
    clock: Clock
    forgets: Sequence[Forget]

    async def remove(self, app: str, confirm: str, by: Caller | None = None) -> None:
        """Remove everything of the app at once, for `by`. The audit stays.

        Raises Missing, Invalid `confirmation_differs` unless `confirm` is the key of the app, Conflict
        `publish_busy` when people keep working on its records.
        """
        if app not in (await self.definitions.refresh()).apps:
            raise Missing("app_missing")
        if confirm != app:
            raise Invalid([FieldProblem("confirm", "confirmation_differs", {"app": app})])
        try:
            async with asyncio.timeout(_TURN_SECONDS):
                while not await self._when_alone(app, by):  # noqa: ASYNC110 -- the other publisher may be another process
                    await asyncio.sleep(0.05)
        except TimeoutError as error:
            raise Conflict("publish_busy") from error
        self.database.committed()
        await self.definitions.refresh()

    async def _when_alone(self, app: str, by: Caller | None) -> bool:
        async with self.publisher.alone() as session:
            if session is None:
                return False
            mine: Session = session

            async def once() -> None:
                async with mine.transaction():
                    await self._remove(mine, app, by)

            await patiently(once)
        return True

    async def _remove(self, session: Session, app: str, by: Caller | None) -> None:
        await session.execute(lock_timeout(LOCK_SECONDS, local=True))
        await session.execute(lock_publishing())
        live = await read_live(session)
        forms = (*live.of_kind("form", app), *live.retired_of("form", app))
        for part in sorted(forms, key=lambda each: each.id):
            await session.execute(lock_form(part.id))
        names = [part.name for part in forms]
        for forget in self.forgets:
            for statement in forget(app, names):
                await session.execute(statement)
        for statement in forget_app(app, [part.id for part in _owned(live.parts, live.retired, app)]):
            await session.execute(statement)
        epoch = (await session.all(raise_epoch()))[0]["value"]
        at = self.clock.now()
        await session.execute(
            append(Event("app_removed", DATASET, new_id(), SYSTEM, at, {"app": app, "version": epoch}))
        )
        await session.execute(entry(at, "app_removed", by, f"app:{app}"))


def _owned(live: Sequence[Part], retired: Sequence[Part], app: str) -> list[Part]:
    return [part for part in (*live, *retired) if part.app == app]
