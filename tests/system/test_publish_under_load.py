"""A form changes while people write and read; the process that publishes is killed in the middle. Nothing is lost.

The large run of the same story is `tests/soak/publish_under_load.py`.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx

from tests.support.product import Product
from tests.support.publish_load import (
    ACCEPT,
    ADDED,
    BACK,
    HIDDEN,
    LABELED,
    RETYPED,
    Load,
    check,
    killed_in_the_middle,
    over,
)

ROWS = 3_000


def test_nothing_is_lost_while_a_form_changes(make_product: Callable[..., Product], tmp_path: Path) -> None:
    product = make_product(options=("--processes", "2"))
    product.start()
    load = Load(product, writers=8, readers=2)

    async def story(load: Load, boss: httpx.AsyncClient) -> None:
        for text in (ADDED, LABELED):
            await load.busy(15)
            await load.publish(boss, text)
        await load.busy(15)
        publication = await killed_in_the_middle(load, RETYPED, tmp_path, ACCEPT)
        await load.busy(15)
        assert (await over(load, publication))["state"] == "done"
        for text in (HIDDEN, BACK):
            await load.busy(15)
            await load.publish(boss, text)
        await load.busy(15)

    asyncio.run(load.run(story, ROWS))
    check(load, ROWS)
    assert load.seen.writes >= 75
