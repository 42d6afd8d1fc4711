"""`helpwright catalogue KIND`: the keys of one kind that run, one a line."""

import argparse
import sys
from collections.abc import Mapping, Sequence

from helpwright.entry.kinds import ACTIONS, FIELD_TYPES
from helpwright.flows.catalogue import NODE_TYPES
from helpwright.notify.catalogue import SENDERS
from helpwright.notify.robot_settings import ROBOTS
from helpwright.reports.catalogue import MEASURES
from helpwright.reports.kind import CHARTS
from helpwright.rules.document import TRIGGERS

KINDS: Mapping[str, Sequence[str]] = {
    "fields": tuple(FIELD_TYPES),
    "controls": tuple(FIELD_TYPES),
    "functions": (),
    "nodes": tuple(NODE_TYPES),
    "triggers": tuple(TRIGGERS),
    "actions": tuple(key for key, each in ACTIONS.items() if each.run is not None),
    "charts": tuple(CHARTS),
    "channels": (),
    "senders": tuple(SENDERS),
    "robots": tuple(ROBOTS),
    "connectors": (),
    "measures": tuple(MEASURES),
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("kind", choices=tuple(KINDS))


def run(arguments: argparse.Namespace) -> int:
    """Print them."""
    for key in KINDS[arguments.kind]:
        sys.stdout.write(f"{key}\n")
    return 0
