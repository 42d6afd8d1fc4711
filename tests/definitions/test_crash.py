"""The publishing process is killed at each step: whoever looks next resumes or takes everything back."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from helpwright.definitions.publications.model import Consumed, Publication
from helpwright.definitions.wanted import Wanted
from tests.definitions.conftest import Builder
from tests.support.office import Office
from tests.support.until import until

ROOT = Path(__file__).parents[2]
ROWS = 1200
POINTS = ("expand", "backfill:500", "backfill:1000", "backfill", "index", "switch", "contract:1")
SEED = """INSERT INTO service_desk.customer (id, number, created_at, updated_at, source, version, name, phone)
SELECT gen_random_uuid(), 'C' || n, %(at)s, %(at)s, 'import', 1, '138' || lpad(n::text, 8, '0'), NULL
FROM generate_series(1, %(rows)s) n RETURNING id"""


async def begin(office: Office, builder: Builder, *, accepted: bool = True) -> Publication:
    """A publication that nobody carries out yet: a field changes its type, one is added, one hidden."""
    document = await builder.document("form", "customer")
    fields = {
        "name": {"type": "mobile", "label": "Number", "unique": True},
        "phone": document["fields"]["phone"],
        "grade": {"type": "text", "label": "Grade", "default": "100% 'A'"},
    }
    ticket = await builder.document("form", "ticket")
    bare = {key: value for key, value in ticket["fields"]["customer_phone"].items() if key != "fill"}
    ticket = {**ticket, "fields": {**ticket["fields"], "customer_phone": bare}}
    wanted = Wanted("service_desk", {"form": {"customer": {**document, "fields": fields}, "ticket": ticket}})
    accept = frozenset({"forms.customer.fields.name"} if accepted else ())
    publisher = office.product.publisher
    found = await publisher.read(await publisher.begin(wanted, "blueprint", None, accepted=accept))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def publishers() -> Iterator[subprocess.Popen[str]]:
    """Starts the processes that will be killed."""
    command = (sys.executable, "-m", "tests.support.killed_publisher")
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


async def killed(office: Office, publishers: subprocess.Popen[str], point: str) -> None:
    """A process of its own takes the publication up and is gone at the point."""

    def once() -> str:
        assert publishers.stdin is not None
        assert publishers.stdout is not None
        publishers.stdin.write(f"{office.product.database.url} {point}\n")
        publishers.stdin.flush()
        return publishers.stdout.readline()

    assert int(await asyncio.to_thread(once)) == signal.SIGKILL


@pytest.mark.parametrize("point", POINTS)
async def test_whoever_looks_next_resumes(
    office: Office, builder: Builder, publishers: subprocess.Popen[str], point: str
) -> None:
    boss = await office.supervisor()
    ids = [row["id"] for row in await office.rows(SEED, at=office.clock.now(), rows=ROWS)]
    publication = await begin(office, builder)
    await killed(office, publishers, point)
    after = await office.product.publisher.read(publication.id)
    assert after is not None
    assert after.state == "running"
    live = after.step == "contract"
    written = "139 0013 9000"
    answer = await boss.patch(f"forms/customer/records/{ids[0]}", json={"values": {"name": written}})
    assert answer.status_code == 200, answer.text
    assert answer.json()["values"]["name"] == ("13900139000" if live else written)
    made = await boss.post("forms/customer/records", json={"values": {"name": "+86 13600136000"}})
    assert made.status_code == 201, made.text
    assert await office.product.publisher.work()
    over = await office.product.publisher.read(publication.id)
    assert over is not None
    assert (over.state, over.step, over.contract) == ("done", "contract", ())
    rows = await office.rows("SELECT id, name__2, grade FROM service_desk.customer")
    found = {row["id"]: row["name__2"] for row in rows}
    assert len(found) == ROWS + 1
    assert found[ids[0]] == "13900139000"
    assert found[UUID(made.json()["id"])] == "13600136000"
    assert None not in found.values()
    old = [row["grade"] for row in rows if row["id"] in ids]
    assert old == ["100% 'A'"] * ROWS
    await nothing_left(office)
    versions = await office.rows(
        "SELECT count(*) AS n FROM definition_versions v JOIN definitions d ON d.id = v.definition_id "
        "WHERE d.key = 'customer'"
    )
    assert versions[0]["n"] == 2
    doubled = await boss.post("forms/customer/records", json={"values": {"name": "13600136000"}})
    assert doubled.json()["code"] == "not_unique"


async def nothing_left(office: Office) -> None:
    """No trigger, no noted row, no default, no unfinished index."""
    assert await office.rows("SELECT 1 FROM pg_trigger WHERE tgname LIKE '%%converting'") == []
    assert await office.rows("SELECT 1 FROM conversion_rows") == []
    assert await office.rows("SELECT 1 FROM pg_index WHERE NOT indisvalid") == []
    assert await office.rows("SELECT 1 FROM pg_attrdef WHERE adrelid = 'service_desk.customer'::regclass") == []


@pytest.mark.parametrize("point", ["expand", "backfill:1000", "index"])
async def test_or_takes_everything_back(
    office: Office, builder: Builder, publishers: subprocess.Popen[str], point: str
) -> None:
    boss = await office.supervisor()
    await office.rows(SEED, at=office.clock.now(), rows=ROWS)
    publication = await begin(office, builder, accepted=False)
    await killed(office, publishers, point)
    made = await boss.post("forms/customer/records", json={"values": {"name": "not a number"}})
    assert made.status_code == 201
    before = await office.rows("SELECT id, name FROM service_desk.customer ORDER BY id")
    assert await office.product.publisher.work()
    over = await office.product.publisher.read(publication.id)
    assert over is not None
    assert over.state == "failed"
    assert over.error is not None
    assert [(each["field"], each["code"]) for each in over.error["errors"]] == [
        ("forms.customer.fields.name", "values_do_not_convert")
    ]
    assert await office.rows("SELECT id, name FROM service_desk.customer ORDER BY id") == before
    columns = await office.rows(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'customer' "
        "AND column_name IN ('name__2', 'grade')"
    )
    assert columns == []
    assert await office.rows("SELECT 1 FROM conversion_refusals") == []
    await nothing_left(office)
    assert (await builder.read("form", "customer"))["live"]["version"] == 1


async def test_a_second_click_on_publish_means_the_first(office: Office, builder: Builder) -> None:
    """Both were sent before either was answered; here while another publisher is at work."""
    publisher = office.product.publisher
    await builder.save("team", "service", {"name": "Service"})
    async with publisher.alone():
        answers = await asyncio.gather(*(builder.publish() for _ in range(3)))
    assert [each.status_code for each in answers] == [202] * 3, [each.text for each in answers]
    (publication,) = {each.json()["id"] for each in answers}
    # What the answers left to the background may be at it already.
    await until(publisher.work)
    states = await office.rows("SELECT id, state FROM publications WHERE reason = 'changes'")
    assert [(str(each["id"]), each["state"]) for each in states] == [(publication, "done")]


async def test_a_click_that_comes_late_means_the_first_too(office: Office, builder: Builder) -> None:
    """It had looked at the drafts before the first went live, and begins afterwards."""
    await builder.save("team", "service", {"name": "Service"})
    desk = office.product.studio
    changes = await desk.changes("service_desk", deep=True)
    first = await builder.published()
    drafts = [Consumed(each.kind, each.key, each.version, each.base) for each in changes.drafts]
    by = UUID(builder.http.id)
    late = await desk._begin(changes.examined.wanted, "changes", by, drafts, frozenset(), None)
    assert (str(late.id), late.state) == (first["id"], "done")


async def test_one_publishes_at_a_time(office: Office, builder: Builder) -> None:
    publisher = office.product.publisher
    await begin(office, builder)
    async with publisher.alone() as session:
        assert session is not None
        assert not await publisher.work()
        await builder.save("team", "service", {"name": "Service"})
        refused = await builder.publish()
        assert (refused.status_code, refused.json()["code"]) == (409, "publish_running")
        found = await publisher.open_of_app("service_desk")
        assert found is not None
        seen = (await builder.http.get(f"publications/{found.id}")).json()
        assert (seen["state"], seen["step"], refused.json()["publication"]) == ("waiting", "check", seen["id"])
        assert (await builder.changes())["running"]["id"] == seen["id"]
    assert await publisher.work()
    assert (await builder.changes())["running"] is None
    await builder.published()
