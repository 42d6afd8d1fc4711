"""`helpwright blueprint plan|import|export`: apps in and out as YAML."""

import argparse
import asyncio
import sys
from pathlib import Path

from helpwright.definitions.blueprint import Plan
from helpwright.definitions.export import export_blueprint
from helpwright.definitions.publish import invalid
from helpwright.entry.refusals import complain_about
from helpwright.entry.shipped import read_blueprint
from helpwright.entry.usable_database import usable_database
from helpwright.entry.wiring import Product
from helpwright.kernel.errors import Missing, Refusal
from helpwright.platform.settings import Environment
from helpwright.platform.terminal import complain

_MARKS = {"added": "+", "changed": "~", "unchanged": "="}


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("act", choices=("plan", "import", "export"))
    parser.add_argument("what", metavar="NAME|FILE", help="a blueprint; for export the key of an app")
    parser.add_argument("--data-dir", type=Path)


def run(arguments: argparse.Namespace) -> int:
    """Carry out the act; 1 when the blueprint has problems."""
    environment = Environment.read(arguments.data_dir)
    with usable_database(environment) as url:
        return asyncio.run(_run(Product.build(environment, url, connections=2), arguments))


async def _run(product: Product, arguments: argparse.Namespace) -> int:
    await product.database.open()
    try:
        if arguments.act == "export":
            definitions = await product.definitions.refresh()
            if arguments.what not in definitions.apps:
                raise Missing("app_missing")
            sys.stdout.write(export_blueprint(definitions, arguments.what, product.blueprints.kinds))
            return 0
        text = read_blueprint(arguments.what)
        if arguments.act == "plan":
            plan = await product.blueprints.plan(text)
            if plan.problems:
                raise invalid(plan.problems)
        else:
            plan = await product.blueprints.bring_in(text, None)
        _print(plan)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        complain("serve_file_unreadable", file=arguments.what, reason=reason)
        return 2
    except Refusal as refusal:
        complain_about(refusal, product.sentences)
        return 1
    finally:
        await product.database.close()
    return 0


def _print(plan: Plan) -> None:
    for change in plan.changes:
        notes = f"  not yet run: {', '.join(change.notes)}" if change.notes else ""
        sys.stdout.write(f"{_MARKS[change.change]} {change.section}.{change.key}{notes}\n")
