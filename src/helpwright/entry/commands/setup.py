"""`helpwright setup`: first administrator and app without a browser; repeatable, before or beside a running server."""

import argparse
import asyncio
from pathlib import Path
from uuid import UUID

from helpwright.access.founding import ensure_administrator
from helpwright.access.operations.second_factor import reset_by_owner
from helpwright.access.password_rules import check_password
from helpwright.entry.asgi import create_app
from helpwright.entry.refusals import complain_about
from helpwright.entry.sample.make import Wish
from helpwright.entry.sample.plan import COUNT, SEED
from helpwright.entry.sample.worlds import Worlds
from helpwright.entry.usable_database import usable_database
from helpwright.entry.wiring import Product
from helpwright.kernel.errors import Conflict, Refusal
from helpwright.platform.migrations.upgrade import upgrade
from helpwright.platform.migrations.version import HEAD, QUESTION
from helpwright.platform.postgres import ask
from helpwright.platform.settings import Environment
from helpwright.platform.terminal import complain, say


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--admin", required=True, metavar="EMAIL|PHONE")
    parser.add_argument("--password-file", type=Path, required=True)
    parser.add_argument("--name")
    parser.add_argument("--company")
    parser.add_argument("--reset-second-factor", action="store_true")
    parser.add_argument("--blueprint", metavar="NAME|FILE")
    parser.add_argument("--sample-data", action="store_true")


def run(arguments: argparse.Namespace) -> int:
    """Make sure of it all."""
    environment = Environment.read(arguments.data_dir)
    try:
        password = arguments.password_file.read_text("utf-8").rstrip("\r\n")
    except OSError as error:
        complain("serve_file_unreadable", file=arguments.password_file, reason=error.strerror or error)
        return 2
    except UnicodeDecodeError:  # which would show bytes of the password
        complain("setup_password_not_text", file=arguments.password_file)
        return 2
    with usable_database(environment) as url:
        if ask(url, QUESTION) != HEAD:
            upgrade(url)
        return asyncio.run(_set_up(Product.build(environment, url, connections=2), arguments, password))


async def _set_up(product: Product, arguments: argparse.Namespace, password: str) -> int:
    await product.database.open()
    try:
        name = arguments.name or arguments.admin.partition("@")[0]
        person: UUID = await ensure_administrator(product.gate, arguments.admin, password, name, arguments.company)
        say("setup_administrator", login=arguments.admin)
        if check_password(password, [arguments.admin]):
            complain("setup_password_weak")
        if arguments.reset_second_factor:
            await reset_by_owner(product.gate, person)
            say("setup_second_factor_off", login=arguments.admin)
        if arguments.blueprint:
            app = await product.install_blueprint(arguments.blueprint, person)
            say("setup_blueprint", blueprint=arguments.blueprint)
            if arguments.sample_data:
                await _samples(product, app, person)
    except FileNotFoundError as error:
        complain("serve_file_unreadable", file=error.filename, reason=error.strerror)
        return 2
    except Refusal as refusal:
        complain_about(refusal, product.sentences)
        return 1
    finally:
        await product.database.close()
    return 0


async def _samples(product: Product, app: str, person: UUID) -> None:
    """Make them, unless they are there."""
    worlds = Worlds(product, create_app)
    standing = await worlds.standing(app)
    if standing is None or standing["state"] not in {"making", "ready"}:
        await worlds.begin(app, Wish(COUNT, seed=SEED), person)
        await worlds.finish(app)
        standing = await worlds.standing(app)
    if standing is not None and standing["error"]:
        raise Conflict(standing["error"])
    say("setup_samples", count=0 if standing is None else standing["done"])
