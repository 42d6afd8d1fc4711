"""A pytest plugin: the folders below the one that FOLDER names hold more members of every catalogue.

Must be loaded before anything of the product (``pytest -p tests.support.more_kinds``), as catalogues are read once.
"""

import importlib
import os
from pathlib import Path

FOLDER = "HELPWRIGHT_TEST_MORE_KINDS"
PACKAGES = {
    "fields": "helpwright.forms.fields",
    "nodes": "helpwright.flows.nodes",
    "triggers": "helpwright.rules.triggers",
    "actions": "helpwright.actions",
    "senders": "helpwright.notify.senders",
    "robots": "helpwright.notify.robots",
    "charts": "helpwright.reports.charts",
    "datasets": "helpwright.reports.datasets",
    "measures": "helpwright.reports.measures",
    "checks": "helpwright.entry.doctor.checks",
}

if FOLDER in os.environ:
    for name, package in PACKAGES.items():
        importlib.import_module(package).__path__.append(str(Path(os.environ[FOLDER]) / name))
