"""A check: looks at one thing of the installation and says how it stands."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from helpwright.entry.wiring import Product
from helpwright.platform.database import Row
from helpwright.platform.settings import Environment
from helpwright.platform.statement import Statement

Level = Literal["good", "note", "warning", "bad"]
_HURRY_SECONDS = 10.0
LEVELS: tuple[Level, ...] = ("good", "note", "warning", "bad")


@dataclass(frozen=True, slots=True)
class Finding:
    """How one thing stands: `code` picks its sentence among those of the check, `data` fills it.

    `note`: good to know. `warning`: works today, should be looked after. `bad`: something does not work or is at risk.
    """

    level: Level
    code: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a check may look at.

    `product` is connected, or None while the database does not answer (`trouble`, by locale) or there is none.

    `thorough` allows what takes long, such as reading the whole audit. `address` is where the server of this data
    folder answers, if one runs. Of the product's clock `now` is taken, and how far it was moved.
    """

    environment: Environment
    now: datetime
    product: Product | None = None
    trouble: Mapping[str, str] = field(default_factory=dict)
    address: str | None = None
    thorough: bool = True

    @property
    def running(self) -> Product:
        """The product, for checks that need the database; they are not asked without."""
        if self.product is None:
            raise LookupError(*self.trouble.values())
        return self.product

    async def all(self, sql: str, **values: Any) -> list[Row]:
        """Rows of one read; there is a product."""
        return await self.running.database.all(Statement(sql, values))

    async def one(self, sql: str, **values: Any) -> Row:
        """The first row of a read that has one."""
        return (await self.all(sql, **values))[0]


@dataclass(frozen=True, slots=True)
class Check:
    """`look` answers the worst thing it sees. `database`: it can only be asked when the database answers."""

    look: Callable[[Scene], Awaitable[Finding]]
    database: bool = True


@dataclass(frozen=True, slots=True)
class Result:
    """What a check found, under its key, and how long that took."""

    check: str
    finding: Finding
    milliseconds: float


async def ask(key: str, check: Check, scene: Scene) -> Result:
    """One check; one that fails itself is bad news of its own."""
    began = time.perf_counter()
    try:
        async with asyncio.timeout(None if scene.thorough else _HURRY_SECONDS):
            finding = await check.look(scene)
    except TimeoutError as error:
        late = not scene.thorough and time.perf_counter() - began >= _HURRY_SECONDS
        finding = Finding("bad", *(("slow", {"seconds": _HURRY_SECONDS}) if late else _failed(error)))
    except Exception as error:  # noqa: BLE001  -- the others still have something to say
        finding = Finding("bad", *_failed(error))
    return Result(key, finding, (time.perf_counter() - began) * 1000)


def _failed(error: Exception) -> tuple[str, dict[str, Any]]:
    return "failed", {"reason": f"{type(error).__name__}: {error}".removesuffix(": ")}
