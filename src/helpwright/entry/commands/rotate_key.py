"""`helpwright rotate-key`: a new secret key; before or beside a running server."""

import argparse
import asyncio
from pathlib import Path

from helpwright.entry.key_rotation import rotate
from helpwright.entry.usable_database import usable_database
from helpwright.entry.wiring import Product
from helpwright.platform.secret_key import key_file
from helpwright.platform.settings import Environment
from helpwright.platform.terminal import complain, say


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--drop-old", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """0 when it is done, 2 when the key file cannot be read or written."""
    environment = Environment.read(arguments.data_dir)
    path = key_file(environment.data_dir, environment.secret_key_file)
    with usable_database(environment) as url:
        try:
            return asyncio.run(_run(Product.build(environment, url, connections=2), path, drop=arguments.drop_old))
        except (OSError, ValueError) as error:
            complain("serve_file_unreadable", file=path, reason=getattr(error, "strerror", None) or error)
            return 2


async def _run(product: Product, path: Path, *, drop: bool) -> int:
    await product.database.open()
    try:
        done = await rotate(product, drop_old=drop)
    finally:
        await product.database.close()
    say("key_rotated", file=path, ways=done.ways, factors=done.factors, records=done.records)
    say("key_dropped" if drop else "key_kept", count=done.dropped)
    return 0
