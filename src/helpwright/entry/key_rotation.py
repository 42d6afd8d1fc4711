"""Replace the installation's secret key: a new one in the file, and everything in the database sealed with it."""

from dataclasses import dataclass

from helpwright.access.audit import entry
from helpwright.access.operations.second_factor import seal_factors_anew
from helpwright.entry.wiring import Product
from helpwright.notify.ways import seal_robots_anew, seal_ways_anew
from helpwright.platform.secret_key import SecretKey, add_key, drop_older_keys, key_file
from helpwright.records.rewrap import close_rows_anew, close_wishes_anew, wrap_keys_anew


@dataclass(frozen=True, slots=True)
class Rotation:
    """What was sealed anew, and how many older keys went."""

    ways: int
    factors: int
    records: int
    dropped: int


async def rotate(product: Product, *, drop_old: bool) -> Rotation:
    """Safe at any point of interruption, and beside a running server, whose processes follow the file by themselves.

    The new key is in the file, with the older ones behind it, before anything is sealed with it. Older keys go on
    reading links that customers have, until `drop_old` throws them away: then links sent before open no more.
    """
    path = key_file(product.environment.data_dir, product.environment.secret_key_file)
    SecretKey.load(product.environment.data_dir, product.environment.secret_key_file)  # makes the first one
    add_key(path)
    ways, factors, records = await _seal_all(product)
    dropped = 0
    if drop_old:
        # What a request sealed in the very moment of the change is met by a second look.
        more = await _seal_all(product)
        ways, factors, records = ways + more[0], factors + more[1], records + more[2]
        dropped = drop_older_keys(path)
    return Rotation(ways, factors, records, dropped)


async def _seal_all(product: Product) -> tuple[int, int, int]:
    records = await wrap_keys_anew(product.database, product.vault)
    await close_rows_anew(product.database, product.vault)
    await close_wishes_anew(product.database, product.vault)
    async with product.database.transaction() as session:
        ways = await seal_ways_anew(session, product.secret_key)
        ways += await seal_robots_anew(session, product.secret_key)
        factors = await seal_factors_anew(session, product.secret_key)
        told = {"ways": ways, "second_factors": factors, "record_keys": records}
        await session.execute(entry(product.clock.now(), "secrets_sealed_anew", None, "secret_key", told))
    return ways, factors, records
