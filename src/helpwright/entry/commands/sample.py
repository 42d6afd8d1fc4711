"""`helpwright sample make|remove|state APP`: sample data of an app, before or beside a running server."""

import argparse
import asyncio
from pathlib import Path

from helpwright.entry.asgi import create_app
from helpwright.entry.refusals import complain_about
from helpwright.entry.sample.make import Wish
from helpwright.entry.sample.plan import COUNT, DAYS, SEED
from helpwright.entry.sample.worlds import Worlds, standing_json
from helpwright.entry.usable_database import usable_database
from helpwright.entry.wiring import Product
from helpwright.kernel.errors import Conflict, Refusal
from helpwright.platform.settings import Environment
from helpwright.platform.terminal import say


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("act", choices=("make", "remove", "state"))
    parser.add_argument("app", metavar="APP")
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--data-dir", type=Path)


def run(arguments: argparse.Namespace) -> int:
    """Carry out the act."""
    environment = Environment.read(arguments.data_dir)
    with usable_database(environment) as url:
        return asyncio.run(_run(Product.build(environment, url, connections=2), arguments))


async def _run(product: Product, arguments: argparse.Namespace) -> int:
    await product.database.open()
    worlds = Worlds(product, create_app)
    try:
        if arguments.act == "make":
            await worlds.begin(arguments.app, Wish(arguments.count, arguments.days, arguments.seed), None)
            await worlds.finish(arguments.app)
        elif arguments.act == "remove":
            say("samples_removed", count=await worlds.remove(arguments.app, None))
            return 0
        standing = standing_json(await worlds.standing(arguments.app))
        if standing["error"]:
            raise Conflict(standing["error"])
        say("setup_samples", count=standing["done"])
    except Refusal as refusal:
        complain_about(refusal, product.sentences)
        return 1
    finally:
        await worlds.close()
        await product.database.close()
    return 0
