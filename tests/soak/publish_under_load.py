"""The large run of `tests/system/test_publish_under_load.py`: a hundred writers while a form changes under them.

python -m tests.soak.publish_under_load [--writers 100] [--readers 10] [--rows 200000] [--between 500] [--json]
"""

import argparse
import asyncio
import json
import sys
from pathlib import Path
from statistics import quantiles
from time import monotonic

import httpx

from tests.support.product import Product, scratch_folder, set_up
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


def measured(writers: int, readers: int, rows: int, between: int) -> dict[str, object]:
    """Run the story; figures for people."""
    took: dict[str, float] = {}
    with scratch_folder("hw-soak-") as data, scratch_folder("hw-soak-texts-") as folder:
        set_up(data)
        product = Product(data, options=("--processes", "2"))
        product.start()
        load = Load(product, writers=writers, readers=readers)

        async def story(load: Load, boss: httpx.AsyncClient) -> None:
            for name, text in (("added", ADDED), ("label", LABELED)):
                await load.busy(between)
                took[name] = await load.publish(boss, text)
            await load.busy(between)
            began, load.publishing = monotonic(), True
            publication = await killed_in_the_middle(load, RETYPED, folder, ACCEPT)
            took["type, until killed in the middle"] = monotonic() - began
            began = monotonic()
            assert (await over(load, publication))["state"] == "done"
            took["type, resumed"] = load.ended(began)
            for name, text in (("hidden", HIDDEN), ("back", BACK)):
                await load.busy(between)
                took[name] = await load.publish(boss, text)
            await load.busy(between)

        try:
            asyncio.run(load.run(story, rows))
            check(load, rows)
        finally:
            product.clean_up()
            product.log.unlink(missing_ok=True)
    seen = load.seen
    return {
        "writers": writers,
        "readers": readers,
        "rows": rows,
        "writes": seen.writes,
        "reads": seen.reads,
        "errors": len(seen.errors),
        "read_p50_p99_max_s": spread(seen.read_seconds),
        "read_while_publishing_p50_p99_max_s": spread(seen.read_seconds_publishing),
        "alone_p50_p99_max_s": spread(seen.alone_seconds),
        "alone_while_publishing_p50_p99_max_s": spread(seen.alone_seconds_publishing),
        "write_p50_p99_max_s": spread(seen.write_seconds),
        "longest_wait_for_a_lock_s": round(seen.longest_wait, 3),
        "longest_wait_of_a_reader_s": round(seen.reader_waited, 3),
        "publish_s": {name: round(seconds, 2) for name, seconds in took.items()},
    }


def spread(seconds: list[float]) -> tuple[float, float, float]:
    """Median, 99th percentile, longest."""
    hundredths = quantiles(seconds, n=100)
    return round(hundredths[49], 3), round(hundredths[98], 3), round(max(seconds), 3)


def main() -> None:
    """Arguments, run, figures."""
    parser = argparse.ArgumentParser(description=Path(__file__).stem)
    parser.add_argument("--writers", type=int, default=100)
    parser.add_argument("--readers", type=int, default=10)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--between", type=int, default=500, help="writes before each publication")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    figures = measured(arguments.writers, arguments.readers, arguments.rows, arguments.between)
    if arguments.json:
        sys.stdout.write(json.dumps(figures) + "\n")
        return
    for name, value in figures.items():
        sys.stdout.write(f"{name:40} {value}\n")


if __name__ == "__main__":
    main()
