"""A pytest plugin: the folders below the one that FOLDER names hold more field types, nodes, actions and charts.

Must be loaded before anything of the product (``pytest -p tests.support.more_kinds``), as catalogues are read once.
"""

import importlib
import os
from pathlib import Path

FOLDER = "HELPWRIGHT_TEST_MORE_KINDS"
PACKAGES = {
    "fields": "helpwright.forms.fields",
    "nodes": "helpwright.flows.nodes",
    "actions": "helpwright.actions",
    "charts": "helpwright.reports.charts",
}

if FOLDER in os.environ:
    for name, package in PACKAGES.items():
        importlib.import_module(package).__path__.append(str(Path(os.environ[FOLDER]) / name))
