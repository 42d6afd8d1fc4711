"""The long storm: 10,000 tickets while web, worker, database and all of them are killed at random moments.

python -m tests.soak.storm [--minutes 10] [--tickets 10000] [--seed N] [--every 4] [--agents 6] [--json]

Without --minutes it takes SOAK_MINUTES. Ends with 1 when anything was lost, doubled or stuck; the seed that is printed
repeats the choices, not the timing.
"""

import argparse
import asyncio
import json
import os
import random
import sys
from pathlib import Path
from time import monotonic

from helpwright.platform.processes import wait_until
from tests.support.product import Product, scratch_folder, set_up
from tests.support.smtp import smtp_server
from tests.support.storm import Storm
from tests.support.storm_truths import calm, truths

_CALM_SECONDS = 300.0


def measured(arguments: argparse.Namespace) -> dict[str, object]:
    """Run the storm; figures for people, with the complaints."""
    with scratch_folder("hw-storm-") as folder, smtp_server() as (inbox, smtp_url):
        folder.chmod(0o711)
        set_up(folder / "data")
        product = Product(folder / "data", smtp_url=smtp_url, options=("--processes", "2"))
        product.start()

        async def story() -> Storm:
            storm = Storm(
                product,
                tickets=arguments.tickets,
                seconds=60 * arguments.minutes,
                seed=arguments.seed,
                agents=arguments.agents,
                every=arguments.every,
                tell=lambda line: sys.stderr.write(f"{line}\n"),
            )
            await storm.run(storm.staff())
            return storm

        try:
            began = monotonic()
            storm = asyncio.run(story())
            stormed, began = monotonic() - began, monotonic()
            complaints = [] if wait_until(product.healthy, 60) else ["not healthy after a minute"]
            complaints += calm(product, _CALM_SECONDS)
            settled = monotonic() - began
            complaints += truths(storm, inbox)
            if complaints and arguments.keep is not None:
                arguments.keep.write_text(product.log.read_text())
            ended = product.stop()
        finally:
            product.clean_up()
    known = storm.acknowledged
    return {
        "seed": arguments.seed,
        "kills": dict(storm.kills),
        "seconds": round(stormed, 1),
        "tickets": len(known.numbers),
        "claims": known.claimed.total(),
        "completions": known.completed.total(),
        "answers of customers": known.answered.total(),
        "sent again until answered": storm.repeated,
        "mails": len(inbox.ids),
        "mails doubled": len(inbox.ids) - len(set(inbox.ids)),
        "seconds until all was calm": round(settled, 1),
        "seconds to end": round(ended, 1),
        "complaints": complaints,
    }


def main() -> None:
    """Arguments, run, figures."""
    parser = argparse.ArgumentParser(description=Path(__file__).stem)
    parser.add_argument("--minutes", type=float, default=float(os.environ.get("SOAK_MINUTES") or 10))
    parser.add_argument("--tickets", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))  # noqa: S311 -- any will do
    parser.add_argument("--every", type=float, default=4.0, help="seconds between two kills on the average")
    parser.add_argument("--agents", type=int, default=6)
    parser.add_argument("--keep", type=Path, help="where to leave the server's log when something does not hold")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    sys.stderr.write(f"seed {arguments.seed}\n")
    figures = measured(arguments)
    if arguments.json:
        sys.stdout.write(json.dumps(figures, ensure_ascii=False) + "\n")
    else:
        for name, value in figures.items():
            sys.stdout.write(f"{name:30} {value}\n")
    sys.exit(1 if figures["complaints"] else 0)


if __name__ == "__main__":
    main()
