"""All worlds of samples of one process: made in the background, opened when somebody steps in, removed in one act."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

import psycopg
import structlog

from helpwright.access.audit import entry
from helpwright.access.model import Caller
from helpwright.entry.sample import store
from helpwright.entry.sample.make import Maker, Wish
from helpwright.entry.sample.product import (
    bring_up,
    create_database,
    database_name,
    drop_database,
    forget_files,
    name_of,
    take_over,
    world_product,
)
from helpwright.entry.sample.world import CreateApp, World
from helpwright.entry.wiring import Product
from helpwright.kernel.errors import Conflict, Missing, Refusal, Unavailable
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Row

log = structlog.get_logger(__name__)

_STALE: Final = timedelta(seconds=60)
"""Whoever made samples and has not said anything for so long is dead."""
_TELL_SECONDS: Final = 0.5
_TIDY_SECONDS: Final = 600.0


class Cancelled(Exception):  # noqa: N818 -- wanted
    """Somebody wants no samples any more while they are being made."""


class Worlds:
    """Samples of every app, as this process handles them."""

    def __init__(self, real: Product, create_app: CreateApp) -> None:
        self._real = real
        self._create_app = create_app
        self._open: dict[str, World] = {}
        self._opening = asyncio.Lock()
        self._making: dict[str, asyncio.Task[None]] = {}

    async def standing(self, app: str) -> Row | None:
        """The row of an app's samples; None when there are none. Raises Missing for no app."""
        definitions = await self._real.definitions.current()
        if app not in definitions.apps:
            raise Missing("app_missing")
        row = await self._real.database.one(store.of_app(app))
        if row is not None and row["state"] == "making" and row["updated_at"] < self._real.clock.now() - _STALE:
            row = {**row, "state": "failed", "error": "interrupted"}
        return row

    async def begin(self, app: str, wish: Wish, by: Caller | UUID | None) -> UUID:
        """Make them in the background; the id of the new world.

        Raises Missing, Conflict `samples_there` when there are some or they are being made.
        """
        standing = await self.standing(app)
        if standing is not None and standing["state"] in {"making", "ready"}:
            raise Conflict("samples_there", state=standing["state"])
        if standing is not None:
            await self._drop(standing)
        world, at = new_id(), self._real.clock.now()
        person = by.person_id if isinstance(by, Caller) else by
        plan = {"count": wish.count, "days": wish.days, "seed": wish.seed, "trade": wish.trade}
        name = database_name(name_of(self._real.database.url), world)
        async with self._real.database.transaction() as session:
            await session.execute(store.take_turns(app))
            row = await session.one(store.of_app(app))
            if row is not None and row["state"] == "ready":
                raise Conflict("samples_there", state="ready")
            await session.execute(store.begin(app, world, name, plan, wish.count, person, at))
            await session.execute(entry(at, "samples_made", by, f"app:{app}", {"count": wish.count}))
        task = asyncio.create_task(self._make(app, world, name, wish))
        self._making[app] = task
        task.add_done_callback(partial(self._made, app))
        return world

    def _made(self, app: str, task: asyncio.Task[None]) -> None:
        if self._making.get(app) is task:
            del self._making[app]

    async def finish(self, app: str) -> None:
        """Wait until this process has made what it is making."""
        task = self._making.get(app)
        if task is not None:
            await asyncio.wait({task})

    async def _make(self, app: str, world: UUID, name: str, wish: Wish) -> None:
        database, clock = self._real.database, self._real.clock
        state, error = "failed", "internal"
        try:
            await self._fill(app, world, name, wish)
        except Cancelled:
            state, error = "cancelled", ""
        except asyncio.CancelledError:
            error = "interrupted"
            raise
        except Refusal as refusal:
            error = refusal.code
            log.warning("samples_refused", app=app, code=refusal.code)
        except Exception:
            log.exception("samples_failed", app=app)
        else:
            return
        finally:
            row = await asyncio.shield(database.one(store.of_app(app)))
            if row is not None and row["id"] == world and row["state"] != "ready":
                with suppress(Exception):
                    await asyncio.shield(drop_database(database.url, name))
                if row["state"] == "making":
                    await asyncio.shield(database.write([store.end(app, world, state, error or None, clock.now())]))

    async def _fill(self, app: str, world: UUID, name: str, wish: Wish) -> None:
        real = self._real
        await create_database(real.database.url, name)
        product = world_product(real, name)
        await product.database.open()
        try:
            definitions = await real.definitions.refresh()
            await take_over(real, definitions, app, product)
            told_at = 0.0

            async def told(done: int, total: int) -> None:
                nonlocal told_at
                moment = asyncio.get_running_loop().time()
                if moment - told_at < _TELL_SECONDS:
                    return
                told_at = moment
                said = store.progress(app, world, done, total, real.clock.now())
                if not (await real.database.write([said]))[0]:
                    raise Cancelled

            made = await Maker(product, app, wish, real.clock.now()).make(told)
        finally:
            await product.database.close()
            product.gate.passwords.close()
        done = store.ready(app, world, made, definitions.epoch, real.clock.now())
        if not (await real.database.write([done]))[0]:
            raise Cancelled

    async def cancel(self, app: str) -> None:
        """Stop making them, whoever does; what was made is dropped by its maker. Raises Missing."""
        standing = await self.standing(app)
        if standing is None or standing["state"] != "making":
            raise Missing("sample_missing")
        now = self._real.clock.now()
        await self._real.database.write([store.end(app, standing["id"], "cancelled", None, now)])
        await self.finish(app)

    async def remove(self, app: str, by: Caller | UUID | None) -> int:
        """Away with everything that was made, and with what people made of it; how many tickets. Raises Missing."""
        standing = await self.standing(app)
        if standing is None or standing["state"] in {"removed", "cancelled"}:
            raise Missing("sample_missing")
        if standing["state"] == "making":
            raise Conflict("samples_there", state="making")
        at = self._real.clock.now()
        await self._real.database.write(
            [
                store.end(app, standing["id"], "removed", None, at),
                entry(at, "samples_removed", by, f"app:{app}", {"count": standing["done"]}),
            ],
        )
        await self._drop(standing)
        return int(standing["done"])

    async def _drop(self, standing: Row) -> None:
        opened = self._open.pop(standing["app"], None)
        if opened is not None:
            await opened.close()
        await drop_database(self._real.database.url, standing["database"])
        await forget_files(self._real.environment.data_dir, standing["database"])

    async def world(self, app: str, epoch: int | None = None) -> World:
        """The open world of an app, with the app as it is live now (at `epoch`). Raises Missing when there is none."""
        standing = await self._real.database.one(store.of_app(app))
        if standing is None or standing["state"] != "ready":
            gone = self._open.pop(app, None)
            if gone is not None:
                await gone.close()
            raise Missing("sample_missing")
        async with self._opening:
            world = self._open.get(app)
            if world is not None and world.id != standing["id"]:
                await self._open.pop(app).close()
                world = None
            if world is None:
                await bring_up(self._real.database.url, standing["database"])
                world = World(standing["id"], world_product(self._real, standing["database"]), self._create_app)
                await world.open()
                world.epoch = standing["epoch"]
                self._open[app] = world
            await self._follow(app, world, epoch)
        world.touch()
        return world

    async def _follow(self, app: str, world: World, epoch: int | None) -> None:
        """Bring the app up to date in its world; what cannot be is left as it was."""
        definitions = await self._real.definitions.current(epoch)
        if definitions.epoch <= world.epoch or app not in definitions.apps:
            return
        try:
            await take_over(self._real, definitions, app, world.product)
        except Refusal as refusal:
            log.warning("sample_world_behind", app=app, code=refusal.code, data=refusal.data)
        world.epoch = definitions.epoch
        await self._real.database.write([store.caught_up(app, world.id, definitions.epoch)])

    async def keep_tidy(self) -> None:
        """From time to time, until cancelled."""
        while True:
            try:
                await self.tidy()
            except (Unavailable, psycopg.Error) as error:
                log.warning("samples_not_tidied", error=str(error))
            await asyncio.sleep(_TIDY_SECONDS)

    async def tidy(self) -> None:
        """Drop the worlds of apps that are gone."""
        definitions = await self._real.definitions.current()
        for row in await self._real.database.all(store.ALL):
            if row["app"] not in definitions.apps:
                await self._drop(row)
                await self._real.database.write([store.forget(row["app"])])

    async def close(self) -> None:
        """Close every world, and break off what is being made."""
        for task in list(self._making.values()):
            task.cancel()
        await asyncio.gather(*self._making.values(), return_exceptions=True)
        for world in list(self._open.values()):
            await world.close()
        self._open.clear()


def standing_json(row: Row | None) -> Mapping[str, Any]:
    """Samples as the interface gives them."""
    if row is None or row["state"] == "removed":
        return {"state": "none", "done": 0, "total": 0, "error": None}
    return {"state": row["state"], "done": row["done"], "total": row["total"], "error": row["error"]}
