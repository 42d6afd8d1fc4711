"""`helpwright doctor`: every check of the installation, before or beside a running server."""

import argparse
import asyncio
import logging
import os
import sys
from pathlib import Path
from typing import Any

import orjson

from helpwright.entry.data_dir import DataDir
from helpwright.entry.doctor.examine import examine, told, worst
from helpwright.entry.doctor.kind import Result, Scene
from helpwright.entry.logs import configure_logs
from helpwright.entry.refusals import in_each_language
from helpwright.entry.serve_errors import CannotServe
from helpwright.entry.usable_database import named_database
from helpwright.entry.wiring import Product
from helpwright.kernel.clock import SystemClock
from helpwright.platform.database_url import DatabaseUnusable
from helpwright.platform.postgres import PostgresUnavailable
from helpwright.platform.reachable import PATIENCE_SECONDS, why_unreachable
from helpwright.platform.settings import Environment
from helpwright.platform.statement import Statement
from helpwright.platform.terminal import LOCALES, say, terminal_locale

GOOD, WARNING, BAD = 0, 1, 2
_TABLES = Statement("SELECT to_regclass('helpwright.alembic_version') IS NOT NULL AS tables")
_MARKS = {"good": "✓", "note": "·", "warning": "!", "bad": "✗"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--json", action="store_true", help="everything, for programs")


def run(arguments: argparse.Namespace) -> int:
    """0 when all is well (notes aside), 1 with warnings, 2 when something does not work."""
    configure_logs(logging.CRITICAL)  # what goes wrong is told as a finding
    environment = Environment.read(arguments.data_dir)
    address = _address(environment)
    clock = SystemClock()
    if environment.database_url is None and not _there(environment.data_dir / "postgres"):
        results = asyncio.run(examine(Scene(environment, clock.now(), address=address)))
    else:
        try:
            with named_database(environment) as url:
                results = asyncio.run(_examine(environment, url, address))
        except (CannotServe, DatabaseUnusable, PostgresUnavailable) as error:
            results = asyncio.run(examine(Scene(environment, clock.now(), None, in_each_language(error), address)))
    level = worst(results)
    if arguments.json:
        sys.stdout.buffer.write(orjson.dumps(_document(results, level), option=orjson.OPT_INDENT_2) + b"\n")
    else:
        _print(results)
    return {"warning": WARNING, "bad": BAD}.get(level, GOOD)


def _there(place: Path) -> bool:
    return os.path.exists(place)  # noqa: PTH110  -- that of Path fails where we may not look


async def _examine(environment: Environment, url: str, address: str | None) -> list[Result]:
    product = Product.build(environment, url, connections=2)
    now = product.clock.now()
    try:
        reason = await asyncio.to_thread(why_unreachable, url, patience=PATIENCE_SECONDS)
        if reason is None and not await product.database.open_soon(PATIENCE_SECONDS):
            reason = "connection timeout expired"
        if reason is not None:
            return await examine(Scene(environment, now, None, dict.fromkeys(LOCALES, reason), address))
        there = await product.database.one(_TABLES)
        found = product if there is not None and there["tables"] else None
        return await examine(Scene(environment, now, found, address=address))
    finally:
        await product.database.close()


def _address(environment: Environment) -> str | None:
    try:
        connection = DataDir(environment.data_dir).running()
    except CannotServe:
        return None
    except PostgresUnavailable:
        return None
    return None if connection is None else connection.address


def _document(results: list[Result], level: str) -> dict[str, Any]:
    """With the sentences in both languages."""
    checks = []
    for result in results:
        by_locale = {locale: told(result, locale) for locale in LOCALES}
        first = by_locale[LOCALES[0]]
        words = {
            locale: {name: each[name] for name in ("name", "text", "advice")} for locale, each in by_locale.items()
        }
        checks.append({name: first[name] for name in ("check", "level", "code", "data", "milliseconds")} | words)
    return {"level": level, "checks": checks}


def _print(results: list[Result]) -> None:
    """What is wrong in both languages, the rest in that of the terminal."""
    first = terminal_locale()
    wanting = 0
    for result in results:
        level = result.finding.level
        wanting += level in {"warning", "bad"}
        locales = sorted(LOCALES, key=lambda locale: locale != first) if level in {"warning", "bad"} else [first]
        for number, locale in enumerate(locales):
            words = told(result, locale)
            mark = _MARKS[level] if number == 0 else " "
            sys.stdout.write(f"{mark} {words['name']}: {words['text']}\n")
            if words["advice"]:
                sys.stdout.write(f"    → {words['advice']}\n")
    if wanting:
        say("doctor_attention", count=wanting)
    else:
        say("doctor_good")
