"""The ways as administrators set them on screen: stored with sealed secrets, opened by every process that sends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import structlog
from pydantic import SecretStr, ValidationError

from helpwright.kernel.clock import Clock
from helpwright.kernel.errors import Conflict, Missing
from helpwright.notify import robot_store, way_store
from helpwright.notify.catalogue import SENDERS
from helpwright.notify.robot_settings import PURPOSE, Robot, read_robot
from helpwright.notify.sender import Delivery, Opening, WaySettings
from helpwright.platform.database import Database, Row, Session, to_json
from helpwright.platform.outside_http import origin_of
from helpwright.platform.secret_key import SecretKey
from helpwright.platform.settings import Environment
from helpwright.platform.statement import Statement

log = structlog.get_logger(__name__)

_PURPOSE = "ways"


@dataclass(frozen=True, slots=True)
class StoredWay:
    """Settings of one way as stored. `settings` is None when they cannot be read: another key, another release."""

    way: str
    settings: WaySettings | None
    plain: Mapping[str, Any]
    changed_at: datetime


class Ways:
    """The open ways of one process; a changed setting is followed from the next message on."""

    def __init__(self, database: Database, environment: Environment, clock: Clock, key: SecretKey) -> None:
        self._database = database
        self._environment = environment
        self._clock = clock
        self._key = key
        self._seen: Mapping[str, tuple[Any, ...]] | None = None
        self._open: dict[str, Delivery] = {}
        self._retired: list[Delivery] = []
        self._fixed: dict[str, Delivery] | None = None

    def standing(self) -> Mapping[str, Delivery]:
        """The ways that need no settings: by the environment, or always there.

        Raises ValueError when the environment's configuration cannot be understood.
        """
        if self._fixed is None:
            without = {name: each for name, each in SENDERS.items() if each.settings is None}
            opened = {name: each.open(Opening(self._environment, self._clock)) for name, each in without.items()}
            self._fixed = {name: way for name, way in opened.items() if way is not None}
        return self._fixed

    async def current(self, session: Session | None = None) -> Mapping[str, Delivery]:
        """The configured ways by name: one small trip."""
        looks = [way_store.ALL, robot_store.ALL]
        rows, robots = await (self._database.read(looks) if session is None else session.pipeline(looks))
        seen = {next(iter(row.values())): tuple(row.values()) for row in (*rows, *robots)}
        if seen != self._seen:
            self._reopen(rows, [read_robot(row, self._key) for row in robots])
            self._seen = seen
        return self._open

    def _reopen(self, rows: list[Row], robots: Sequence[Robot]) -> None:
        # A job may be in the middle of a message, so nothing is closed under it.
        standing = self.standing()
        self._retired += [way for name, way in self._open.items() if name not in standing]
        opened = dict(standing)
        for row in rows:
            stored = self.read(row)
            if stored is None or stored.settings is None:
                continue
            way = SENDERS[stored.way].open(Opening(self._environment, self._clock, stored.settings))
            if way is not None:
                opened[stored.way] = way
        by_key = {each.key: each for each in robots}
        for name, sender in SENDERS.items():
            groups = sender.open(Opening(self._environment, self._clock, robots=by_key)) if sender.to_groups else None
            if groups is not None:
                opened[name] = groups
        self._open = opened

    async def robots(self) -> list[Robot]:
        """What administrators have connected."""
        return [read_robot(row, self._key) for row in await self._database.all(robot_store.ALL)]

    @property
    def key(self) -> SecretKey:
        """Seals secrets."""
        return self._key

    async def stored(self) -> dict[str, StoredWay]:
        """What administrators have set."""
        rows = await self._database.all(way_store.ALL)
        return {read.way: read for row in rows if (read := self.read(row)) is not None}

    def read(self, row: Row) -> StoredWay | None:
        """A stored row; None for a way this release does not know."""
        sender = SENDERS.get(row["way"])
        if sender is None or sender.settings is None:
            return None
        settings: WaySettings | None = None
        opened = self._key.unseal(_PURPOSE, bytes(row["secrets"]))
        if opened is None:
            log.error("way_secrets_unreadable", way=row["way"])
        else:
            try:
                settings = sender.settings.model_validate({**row["settings"], **orjson.loads(opened)})
            except ValidationError as error:
                log.error("way_settings_unreadable", way=row["way"], problems=error.error_count())  # noqa: TRY400 -- a traceback would show the secrets
        return StoredWay(row["way"], settings, row["settings"], row["changed_at"])

    def save(self, way: str, settings: WaySettings, by: UUID) -> Statement:
        """Store, the secret members sealed."""
        plain, secret = split(settings)
        sealed = self._key.seal(_PURPOSE, to_json(secret))
        return way_store.save(way, plain, sealed, self._clock.now(), by)

    async def close(self) -> None:
        """Let go of every connection."""
        for way in {id(each): each for each in (*self._open.values(), *self._retired)}.values():
            await way.close()
        self._retired.clear()


async def seal_ways_anew(session: Session, key: SecretKey) -> int:
    """Let the newest key seal what an older one did; how many ways. In the caller's transaction."""
    count = 0
    for row in await session.all(way_store.ALL):
        sealed = key.seal_anew(_PURPOSE, bytes(row["secrets"]))
        if sealed is not None:
            count += await session.execute(way_store.replace_secrets(row["way"], bytes(row["secrets"]), sealed))
    return count


async def seal_robots_anew(session: Session, key: SecretKey) -> int:
    """The same for robots; how many."""
    count = 0
    for row in await session.all(robot_store.ALL):
        sealed = key.seal_anew(PURPOSE, bytes(row["secrets"]))
        if sealed is not None:
            count += await session.execute(robot_store.replace_secrets(row["key"], bytes(row["secrets"]), sealed))
    return count


def secret_members(model: type[WaySettings]) -> list[str]:
    """Names of the members that are kept sealed."""
    return [name for name, field in model.model_fields.items() if field.annotation is SecretStr]


def split(settings: WaySettings) -> tuple[dict[str, Any], dict[str, str]]:
    """What may be shown, and the secrets."""
    secret = secret_members(type(settings))
    plain = {name: value for name, value in settings.model_dump(mode="json").items() if name not in secret}
    return plain, {name: getattr(settings, name).get_secret_value() for name in secret}


def kept_secrets(before: WaySettings | None, wanted: WaySettings) -> tuple[dict[str, str], list[str]]:
    """Secrets of `before` that may go on under `wanted`, and the members that must be entered anew.

    What was entered for one host is never sent to another one, whoever changes the address; a secret that the new
    settings make no use of is then forgotten.
    """
    if before is None:
        return {}, []
    known = {name: value for name, value in split(before)[1].items() if value}
    if _host_of(before) == _host_of(wanted):
        return known, []
    used = wanted.used_secrets()
    return {}, [name for name in known if used is None or name in used]


def _host_of(settings: WaySettings) -> object:
    url = getattr(settings, "base_url", None)
    return None if url is None else origin_of(url)


def settings_model(way: str) -> type[WaySettings]:
    """The model of what can be set. Raises Missing for no way, Conflict `way_not_set_here` for one set elsewhere."""
    sender = SENDERS.get(way)
    if sender is None or sender.to_groups:
        raise Missing
    if sender.settings is None:
        raise Conflict("way_not_set_here")
    return sender.settings
