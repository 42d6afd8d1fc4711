"""The rehearsal: restore a backup in a scratch place and look at what came out. One never restored is only a hope."""

import asyncio
import shutil
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from helpwright.access.operations.audit import verify
from helpwright.entry.backup import store
from helpwright.entry.backup.archive import open_archive
from helpwright.entry.backup.bring_back import check_archive, fill, own_database
from helpwright.entry.backup.make import STATE
from helpwright.entry.wiring import Product
from helpwright.flows.recheck import replay_journals
from helpwright.kernel.clock import iso
from helpwright.platform.postgres import write_private
from helpwright.platform.secret_key import key_file
from helpwright.platform.settings import Environment


@dataclass(frozen=True, slots=True)
class Drill:
    """What came out. `problem` is None or a code; rows, tables and files were compared one by one with the manifest."""

    file: str
    made_at: str
    seconds: float
    tables: int
    rows: int
    files: int
    sealed: int
    journals: int
    differing: int
    problem: str | None = None
    seq: int = 0

    def to_json(self) -> dict[str, Any]:
        """As the health page shows it."""
        return asdict(self)


def rehearse(environment: Environment, path: Path, scratch: Path | None = None) -> Drill:
    """Restore into a database and a folder of our own that are gone afterwards; nothing is sent from there.

    Needs room for the database and the files once more below `scratch` (by default the machine's folder for temporary
    files). Main thread only. Raises BackupRefused when the archive is damaged, PostgresUnavailable.
    """
    began = time.monotonic()
    if scratch is not None:
        scratch.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="helpwright-drill-", dir=scratch))
    try:
        place.chmod(0o711)
        folder = place / "data"
        apart = replace(environment, data_dir=folder, database_url=None, smtp_url=None, files_url=None)
        with open_archive(path) as archive:
            check_archive(path, archive)
            archive.verify()
        with open_archive(path) as archive, own_database(folder) as url:
            _borrow_key(environment, folder)
            product = Product.build(replace(apart, secret_key_file=None), url, connections=2)
            asyncio.run(fill(product, archive, at=product.clock.now()))
            looked = asyncio.run(_look(Product.build(replace(apart, secret_key_file=None), url, connections=2)))
            manifest = archive.manifest
        return Drill(
            file=str(path),
            made_at=manifest.made_at,
            seconds=round(time.monotonic() - began, 1),
            tables=len(manifest.tables),
            rows=manifest.rows,
            files=len(manifest.files),
            **looked,
        )
    finally:
        shutil.rmtree(place, ignore_errors=True)


async def note_drill(product: Product, drill: Drill) -> None:
    """Remember it for the health page and `doctor`."""
    about = {"at": iso(product.clock.now()), **drill.to_json()}
    await product.database.write([store.note(STATE, "drill", about)])


def _borrow_key(environment: Environment, folder: Path) -> None:
    key = key_file(environment.data_dir, environment.secret_key_file)
    if key.is_file():
        write_private(folder / "secret.key", key.read_text())


async def _look(product: Product) -> dict[str, Any]:
    await product.database.open()
    try:
        check, _ = await verify(product.database, product.environment.data_dir)
        journals, differing = await replay_journals(product.flows)
    finally:
        await product.database.close()
    problem = check.problem or ("drill_journals_differ" if differing else None)
    return {
        "sealed": check.last.seq,
        "journals": journals,
        "differing": differing,
        "problem": problem,
        "seq": check.seq,
    }
