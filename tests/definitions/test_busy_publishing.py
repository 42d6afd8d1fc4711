"""Somebody holds the table of a form while it is published: it fails, is taken back later, and stops nobody else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import psycopg
import pytest

from helpwright.definitions.publications.model import Publication
from helpwright.definitions.publications.patience import Patience
from helpwright.definitions.publications.publisher import Publisher
from helpwright.definitions.wanted import Wanted
from helpwright.entry.kinds import kinds
from tests.definitions.conftest import Builder
from tests.support.office import Office
from tests.support.until import until

HASTY = Patience(lock_seconds=0.05, attempts=1, tidying=1)
COLUMNS = """SELECT attname FROM pg_attribute WHERE attrelid = 'service_desk.customer'::regclass
AND NOT attisdropped AND attname IN ('name__2', 'grade')"""
CAPTURES = "SELECT 1 FROM pg_trigger WHERE tgname LIKE '%%converting'"


class Holder:
    """Somebody whose transaction has read the table, and does not end."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: psycopg.AsyncConnection | None = None

    async def hold(self) -> None:
        self._connection = await psycopg.AsyncConnection.connect(self._url)
        await self._connection.execute("SELECT 1 FROM service_desk.customer LIMIT 1")

    async def let_go(self) -> None:
        if self._connection is not None:
            await self._connection.close()
            self._connection = None


@pytest.fixture
async def holder(office: Office) -> AsyncIterator[Holder]:
    found = Holder(office.product.database.url)
    yield found
    await found.let_go()


async def wish(publisher: Publisher, builder: Builder) -> Publication:
    """Values of a field that do not convert, and a field that is new."""
    document = await builder.document("form", "customer")
    fields = {
        **document["fields"],
        "name": {"type": "mobile", "label": "Number"},
        "grade": {"type": "text", "label": "Grade"},
    }
    wanted = Wanted("service_desk", {"form": {"customer": {**document, "fields": fields}}})
    found = await publisher.read(await publisher.begin(wanted, "blueprint", None))
    assert found is not None
    return found


async def state_of(publisher: Publisher, publication: Publication) -> tuple[str, str | None]:
    found = await publisher.read(publication.id)
    assert found is not None
    return found.state, None if found.error is None else found.error["code"]


async def test_what_cannot_be_taken_back_now_is_taken_back_later(
    office: Office, builder: Builder, holder: Holder
) -> None:
    boss = await office.supervisor()
    await boss.post("forms/customer/records", json={"values": {"name": "张伟"}})
    product = office.product

    async def hold_then(point: str) -> None:
        if point == "expand":
            await holder.hold()

    publisher = Publisher(
        product.database, product.definitions, kinds(), product.clock, after=hold_then, patience=HASTY
    )
    first = await wish(publisher, builder)
    team = await publisher.begin(Wanted("service_desk", {"team": {"service": {"name": "Service"}}}), "blueprint", None)
    assert await publisher.work()
    assert await state_of(publisher, first) == ("failed", "publish_refused")
    assert len(await office.rows(COLUMNS)) == 2
    # The same app waits until that is gone, so that nothing of it is dropped later.
    found = await publisher.read(team)
    assert found is not None
    assert (found.state, found.error and found.error["code"]) == ("failed", "publish_busy")
    await holder.let_go()
    calm = Publisher(product.database, product.definitions, kinds(), product.clock, patience=HASTY)
    second = await calm.begin(Wanted("service_desk", {"team": {"service": {"name": "Service"}}}), "blueprint", None)
    assert await calm.work()
    found = await calm.read(second)
    assert found is not None
    assert (found.state, found.error) == ("done", None)
    assert await office.rows(COLUMNS) == []
    assert await office.rows(CAPTURES) == []
    assert await office.rows("SELECT 1 FROM conversion_refusals") == []
    after = await calm.read(first.id)
    assert after is not None
    assert after.contract == ()


async def test_whoever_attends_goes_on_after_a_form_that_is_held(
    office: Office, builder: Builder, holder: Holder
) -> None:
    product = office.product
    publisher = Publisher(product.database, product.definitions, kinds(), product.clock, patience=HASTY)
    await holder.hold()
    async with attending(publisher):
        held = await wish(publisher, builder)
        await until(lambda: is_over(publisher, held))
        assert await state_of(publisher, held) == ("failed", "publish_busy")
        note = {"name": "Notes", "fields": {"text": {"type": "text", "label": "Text"}}}
        begun = await publisher.begin(Wanted("other", {"form": {"note": note}}), "blueprint", None)
        other = await publisher.read(begun)
        assert other is not None
        await until(lambda: is_over(publisher, other))
        assert await state_of(publisher, other) == ("done", None)
        await holder.let_go()


@asynccontextmanager
async def attending(publisher: Publisher) -> AsyncIterator[None]:
    task = asyncio.create_task(publisher.attend())
    try:
        yield
        assert not task.done(), "whoever attends to publications must not end"
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def is_over(publisher: Publisher, publication: Publication) -> bool:
    return (await state_of(publisher, publication))[0] in {"done", "failed"}
