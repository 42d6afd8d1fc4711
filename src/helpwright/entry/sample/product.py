"""The product over a world of samples: a database of its own, its own clock and key, and no way out."""

import asyncio
import shutil
from dataclasses import replace
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Final
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from helpwright.access.gate import Gate
from helpwright.access.trial import TRIAL_COOKIE
from helpwright.definitions.export import export_blueprint
from helpwright.definitions.model import DefinitionSet
from helpwright.definitions.publications.publisher import refusal_of
from helpwright.entry.wiring import Product
from helpwright.kernel.clock import Clock, SystemClock
from helpwright.kernel.errors import Conflict, Unavailable
from helpwright.platform.database import Database, Json
from helpwright.platform.migrations.upgrade import upgrade
from helpwright.platform.secret_key import SecretKey
from helpwright.platform.statement import Statement
from helpwright.records.engine import RecordEngine

SOURCE: Final = "sample"
_CONNECTIONS: Final = 6
_LONGEST_NAME: Final = 40


class WorldClock(SystemClock):
    """The real product's clock, unless it stands at an instant of its own."""

    def __init__(self, outside: Clock) -> None:
        super().__init__()
        self._outside = outside

    def now(self) -> datetime:
        """Present instant, aware, UTC."""
        return self.standing or self._outside.now()


class SampleProduct(Product):
    """One process's parts over a world of samples. Its links and cookies open nothing in the real one."""

    @cached_property
    def secret_key(self) -> SecretKey:
        """A key of its own, derived from the installation's."""
        real = SecretKey.load(self.environment.data_dir, self.environment.secret_key_file)
        return SecretKey(real.pseudonym(SOURCE, b"low") + real.pseudonym(SOURCE, b"high"))

    @cached_property
    def gate(self) -> Gate:
        """Who asks, by the second cookie; sessions keep to the machine's own time."""
        return replace(super().gate, cookie=TRIAL_COOKIE, clock=SystemClock())

    @cached_property
    def records(self) -> RecordEngine:
        """Whatever is made here is a sample."""
        return replace(super().records, source=SOURCE)


def database_name(real: str, world: UUID) -> str:
    """Name of the database of a world, beside the real one."""
    return f"{real[:_LONGEST_NAME]}_sample_{world.hex[-8:]}"


def url_of(real: str, database: str) -> str:
    """How another database of the same server is reached."""
    return make_conninfo(real, dbname=database)


def name_of(url: str) -> str:
    """The name of the database that is reached so."""
    found = conninfo_to_dict(url)
    return str(found.get("dbname") or found.get("user") or "helpwright")


async def create_database(real: str, name: str) -> None:
    """An empty database with the system tables. Raises Conflict `sample_not_allowed` when the role may not make one."""
    try:
        async with await psycopg.AsyncConnection.connect(real, autocommit=True) as connection:
            named = sql.Identifier(name)
            await connection.execute(sql.SQL("CREATE DATABASE {}").format(named))
            # Nothing in it is worth waiting for the disk.
            await connection.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit TO off").format(named))
    except psycopg.errors.InsufficientPrivilege as error:
        raise Conflict("sample_not_allowed") from error
    except psycopg.OperationalError as error:
        raise Unavailable("database_unavailable") from error
    await bring_up(real, name)


async def bring_up(real: str, name: str) -> None:
    """Bring its system tables to this release's version: a world outlives the release that made it."""
    await asyncio.to_thread(upgrade, url_of(real, name))


async def drop_database(real: str, name: str) -> None:
    """Away with it, whoever is connected."""
    async with await psycopg.AsyncConnection.connect(real, autocommit=True) as connection:
        await connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def files_of(data_dir: Path, name: str) -> Path:
    """Where the files of a world lie."""
    return data_dir / "samples" / name


async def forget_files(data_dir: Path, name: str) -> None:
    """Remove the files of a world."""
    await asyncio.to_thread(partial(shutil.rmtree, files_of(data_dir, name), ignore_errors=True))


def world_product(real: Product, name: str, clock: SystemClock | None = None) -> SampleProduct:
    """The parts of a world, nothing connected yet: no mail server, no settings of ways, files of its own."""
    environment = replace(
        real.environment,
        database_url=None,
        smtp_url=None,
        files_url=files_of(real.environment.data_dir, name).absolute().as_uri(),
    )
    database = Database(url_of(real.database.url, name), size=_CONNECTIONS)
    return SampleProduct(environment, database, clock or WorldClock(real.clock))


async def take_over(real: Product, definitions: DefinitionSet, app: str, world: Product) -> None:
    """Bring the world's app to what is live in the real one. Raises a Refusal when it cannot be published."""
    text = await asyncio.to_thread(export_blueprint, definitions, app, real.blueprints.kinds)
    live = await world.definitions.refresh()
    planned = await world.blueprints.plan(text)
    wanted = planned.plan.examined.wanted
    gone = frozenset(
        (kind.name, part.key)
        for kind in world.blueprints.kinds
        for part in live.of_kind(kind.name, app)
        if part.key not in wanted.documents.get(kind.name, {})
    )
    accepted = frozenset(each for preview in planned.previews for each in preview.accepts())
    publication = await world.publisher.begin(replace(wanted, removed=gone), "blueprint", None, accepted=accepted)
    ended = await world.publisher.finish(publication)
    if ended.state == "failed":
        raise refusal_of(ended)
    settings = {"company": definitions.company, "zone": str(definitions.zone), "public_url": definitions.public_url}
    await world.database.write([_setting(name, value) for name, value in settings.items() if value])
    await world.definitions.refresh()


def _setting(name: str, value: str) -> Statement:
    return Statement(
        """INSERT INTO settings (name, value) VALUES (%(name)s, %(value)s)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value""",
        {"name": name, "value": Json(value)},
    )
