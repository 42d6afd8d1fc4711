"""What the newest key of the installation has to wrap: data keys of sensitive values, and what waits to be written."""

from uuid import UUID

from helpwright.forms.sealed import Vault
from helpwright.platform.database import Database
from helpwright.records import key_store
from helpwright.records.batches import store as batches
from helpwright.records.imports import store as imports

_AT_ONCE = 1000
_FIRST = UUID(int=0)


async def wrap_keys_anew(database: Database, vault: Vault) -> int:
    """Let the newest key wrap what an older one did, piece by piece; how many data keys."""
    count, after = 0, _FIRST
    while True:
        async with database.transaction() as session:
            rows = await session.all(key_store.keys_after(after, _AT_ONCE))
            fresh = {row["id"]: new for row in rows if (new := vault.wrap_anew(row["id"], row["wrapped"])) is not None}
            if fresh:
                await session.execute(key_store.wrap(fresh))
        count += len(fresh)
        if len(rows) < _AT_ONCE:
            return count
        after = rows[-1]["id"]


async def close_rows_anew(database: Database, vault: Vault) -> None:
    """The same for sheets that are on their way into forms with sensitive fields."""
    after = (_FIRST, 0)
    while True:
        async with database.transaction() as session:
            rows = await session.all(imports.sealed_rows(after, _AT_ONCE))
            for row in rows:
                fresh = vault.close_anew(row["cells"])
                if fresh is not None:
                    await session.execute(imports.write_cells(row["import_id"], row["row"], fresh))
        if len(rows) < _AT_ONCE:
            return
        after = (rows[-1]["import_id"], rows[-1]["row"])


async def close_wishes_anew(database: Database, vault: Vault) -> None:
    """The same for what is on its way into many records at once."""
    after = _FIRST
    while True:
        async with database.transaction() as session:
            rows = await session.all(batches.sealed_wishes(after, _AT_ONCE))
            for row in rows:
                fresh = vault.close_anew(row["wish"])
                if fresh is not None:
                    await session.execute(batches.seal_wish(row["id"], fresh))
        if len(rows) < _AT_ONCE:
            return
        after = rows[-1]["id"]
