"""A short storm in which parts of the product are killed; `make soak` has the long one."""

import asyncio
from collections.abc import Callable

from helpwright.platform.processes import wait_until
from tests.support.product import Product
from tests.support.smtp import smtp_server
from tests.support.storm import Storm
from tests.support.storm_truths import calm, truths

SECONDS = 30.0
TICKETS = 240
SEED = 20261129


def test_nothing_is_lost_doubled_or_stuck_after_a_storm(make_product: Callable[..., Product]) -> None:
    with smtp_server() as (inbox, smtp_url):
        product = make_product(smtp_url=smtp_url, options=("--processes", "2"))
        product.start()

        async def story() -> Storm:
            storm = Storm(product, tickets=TICKETS, seconds=SECONDS, seed=SEED, every=2.5)
            await storm.run(storm.staff())
            return storm

        storm = asyncio.run(story())
        assert wait_until(product.healthy, 30)
        assert calm(product, 90) == []
        assert truths(storm, inbox) == []
        assert sum(storm.kills.values()) >= 4, "there was a storm"
        product.stop()
