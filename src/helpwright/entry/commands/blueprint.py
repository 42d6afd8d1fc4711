"""`helpwright blueprint plan|import|export|remove`: apps in and out as YAML."""

import argparse
import asyncio
import sys
from pathlib import Path

from helpwright.definitions.api import Planned, invalid
from helpwright.definitions.export import export_blueprint
from helpwright.definitions.preview import documents_of, previews_json
from helpwright.entry.refusals import complain_about
from helpwright.entry.shipped import read_blueprint
from helpwright.entry.usable_database import usable_database
from helpwright.entry.wiring import Product
from helpwright.kernel.errors import Missing, Refusal
from helpwright.platform.sentences import Sentences
from helpwright.platform.settings import Environment
from helpwright.platform.terminal import complain, sentence, terminal_locale

_MARKS = {"added": "+", "changed": "~", "removed": "-", "unchanged": "="}


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("act", choices=("plan", "import", "export", "remove"))
    parser.add_argument("what", metavar="NAME|FILE", help="a blueprint; for export and remove the key of an app")
    parser.add_argument("--accept", action="append", default=[], metavar="PATH", help="an effect that plan names")
    parser.add_argument("--confirm", metavar="APP", help="for remove: the key of the app once more")
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
        if arguments.act == "remove":
            await product.blueprints.removal.remove(arguments.what, arguments.confirm or _ask(arguments.what))
            return 0
        text = read_blueprint(arguments.what)
        if arguments.act == "plan":
            planned = await product.blueprints.plan(text)
            if planned.plan.problems:
                raise invalid(planned.plan.problems)
        else:
            planned = await product.blueprints.bring_in(text, None, accepted=frozenset(arguments.accept))
        _print(planned, product.sentences, terminal_locale())
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


def _ask(app: str) -> str:
    """The key once more, from the keyboard or a pipe."""
    sys.stderr.write(f"{sentence('remove_confirm', {'app': app}, terminal_locale())} ")
    sys.stderr.flush()
    return sys.stdin.readline().strip()


def _print(planned: Planned, sentences: Sentences, locale: str) -> None:
    documents = documents_of(planned.plan.examined, planned.live)
    for told in previews_json(planned.previews, sentences, locale, documents):
        notes = f"  not yet run: {', '.join(told['detail'])}" if told["detail"] else ""
        sys.stdout.write(f"{_MARKS[told['change']]} {told['part']}.{told['key']}{notes}\n")
        for line in told["diff"]:
            sys.stdout.write(f"    {line}\n")
        for effect in told["effects"]:
            accept = f"  (--accept {effect['accept']})" if effect["accept"] else ""
            sys.stdout.write(f"    ! {effect['message']}{accept}\n")
            for row in effect["sample"]:
                sys.stdout.write(f"        {row['number']}  {row['value']}  {row['why'] or ''}\n".rstrip() + "\n")
