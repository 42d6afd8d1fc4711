"""`helpwright openapi`: the interface description, without a database."""

import argparse
import sys
import tempfile
from pathlib import Path

import orjson

from helpwright.entry.asgi import create_app
from helpwright.entry.wiring import Product
from helpwright.platform.settings import Environment


def configure(parser: argparse.ArgumentParser) -> None:
    """No options."""
    del parser


def run(arguments: argparse.Namespace) -> int:
    """Print it as JSON."""
    del arguments
    with tempfile.TemporaryDirectory() as folder:
        product = Product.build(Environment.read(Path(folder)), "postgresql://nowhere")
        description = create_app(product).openapi()
    sys.stdout.buffer.write(orjson.dumps(description, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n")
    return 0
