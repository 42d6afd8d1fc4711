"""What is kept of answers is what asking anew gives, whoever asks, whatever is being written, in whichever process."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from helpwright.access import membership_store
from helpwright.platform.changes import counters_of
from helpwright.platform.database import Statement
from helpwright.platform.pipeline import Connection, in_one_trip
from helpwright.query.document import QueryDocument
from helpwright.reports.evaluate import answer, dashboard, prepare
from helpwright.reports.kept import At, Shelved
from helpwright.reports.reader import Reader
from tests.reports.rollup_world import World, world
from tests.reports.test_rollups import COUNT, DAY, query_of
from tests.support.office import Office, Person

BOARD = "dashboards/cockpit"
WIDGETS = 5
TRIES = 200
BY_PERSON = {"from": "ticket", "by": [{"field": "assignee"}], "measures": [COUNT]}


@contextmanager
def trips() -> Iterator[list[int]]:
    """How many statements each round trip to the database carried."""
    found: list[int] = []

    async def counted(connection: Connection, sent: Sequence[Statement]) -> Any:
        found.append(len(sent))
        return await in_one_trip(connection, sent)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("helpwright.platform.database.in_one_trip", counted)
        yield found


async def board(person: Person) -> dict[str, Any]:
    """The numbers of the cockpit by widget."""
    found = await person.get(BOARD)
    assert found.status_code == 200, found.text
    widgets: dict[str, Any] = found.json()["widgets"]
    return {key: each["rows"] for key, each in widgets.items()}


async def in_a_quiet_moment(ask: Callable[[], Awaitable[list[int]]]) -> list[int]:
    """The trips of asking again; other tests may write on this server, and what they leave open might be ours."""
    found: list[int] = []
    for _ in range(TRIES):
        found = await ask()
        if len(found) <= 1:
            break
    return found


async def behind_its_back(office: Office, sql: str) -> None:
    """Write without being counted."""
    await office.rows("ALTER TABLE service_desk.ticket DISABLE TRIGGER changes_counted")
    await office.rows(sql)
    await office.rows("ALTER TABLE service_desk.ticket ENABLE TRIGGER changes_counted")


async def kept(reader: Reader, shelved: Shelved) -> Reader:
    """The reader, told what is kept."""
    look = await shelved.look()
    return replace(reader, kept=await shelved.at(look, reader.definitions, reader.engine.forms(reader.definitions)))


async def test_a_cockpit_without_a_change_takes_one_round_trip(office: Office) -> None:
    leader = await office.supervisor()
    await office.submit()
    first = await board(leader)

    async def again() -> list[int]:
        with trips() as found:
            assert await board(leader) == first
        return found

    assert await in_a_quiet_moment(again) == [3], "who asks, the counters, the transactions that are running"
    await office.submit()
    with trips() as found:
        assert (await board(leader))["waiting"] == [[2]]
    assert len(found) > 1


async def test_who_sees_the_same_shares_it(office: Office) -> None:
    one, other, agent = await office.supervisor(), await office.supervisor("赵敏"), await office.agent(team="service")
    await office.submit(problem_type="product")
    first = await board(one)
    await behind_its_back(office, "UPDATE service_desk.ticket SET problem_type = 'complaint'")
    assert await board(one) == await board(other) == first
    assert (await board(agent))["by_type"] == [["complaint", 1]], "who sees by team and task asks for themselves"


async def test_what_is_asked_at_the_same_time_is_asked_once(office: Office) -> None:
    leaders = [await office.supervisor(f"王芳 {number}") for number in range(6)]
    await office.submit()
    with trips() as found:
        told = await asyncio.gather(*map(board, leaders))
    assert all(each == told[0] for each in told)
    assert sum(each == WIDGETS + 1 for each in found) == 1, found


async def test_who_stops_waiting_leaves_the_answer_to_the_others(office: Office) -> None:
    made = await world(office, 3, tickets=5)
    shelved = Shelved(office.product.database)
    asked = QueryDocument.model_validate(BY_PERSON)
    direct = await answer(made.readers[0], asked)
    reader = await kept(made.readers[0], shelved)
    first = asyncio.create_task(answer(reader, asked))
    second = asyncio.create_task(answer(reader, asked))
    third = asyncio.create_task(answer(reader, asked))
    await asyncio.sleep(0)
    first.cancel()
    second.cancel()
    assert await third == direct
    assert await answer(reader, asked) == direct


async def test_every_chart_of_the_cockpit_is_kept(office: Office) -> None:
    made = await world(office, 1)
    await made.keep()
    for reader in made.readers:
        known = await kept(reader, Shelved(office.product.database))
        part = reader.definitions.find("dashboard", "cockpit")
        assert isinstance(known.kept, At)
        for widget in part.document["widgets"].values():
            for asker in (reader, replace(reader, shelf=None)):
                made_of = await prepare(asker, QueryDocument.model_validate(widget["query"]))
                assert all(known.kept.mark(each.statement) is not None for each in made_of.answers), widget


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_is_written_two_processes_tell_what_is_there(office: Office, seed: int) -> None:
    made = await world(office, 40 + seed, tickets=60)
    if seed % 2:
        await made.keep()
    made.shelf.fresh_seconds = 1e9
    processes = [Shelved(office.product.database) for _ in range(2)]
    queries = [query_of(made) for _ in range(5)] + [BY_PERSON]
    same = 0
    for _ in range(24):
        if made.chance.random() < 0.5:
            await office.product.database.write(made.write())
        if made.chance.random() < 0.2:
            await made.keeper.take_up()
        reader, shelved = made.chance.choice(made.readers), made.chance.choice(processes)
        asked = QueryDocument.model_validate(made.chance.choice(queries))
        direct = await answer(replace(reader, shelf=None), asked)
        assert await answer(await kept(reader, shelved), asked) == direct, asked
        known = await kept(reader, shelved)
        with trips() as found:
            assert await answer(known, asked) == direct, asked
        same += not found
    assert same, "asked twice without a change, it is kept"


async def test_what_is_written_while_it_is_asked_is_not_lost(office: Office) -> None:
    """Many readers and writers at once; when all is quiet, everybody is told what is there."""
    made = await world(office, 9, tickets=40)
    database, shelved = office.product.database, Shelved(office.product.database)
    asked = QueryDocument.model_validate(BY_PERSON)
    count = QueryDocument.model_validate({"from": "ticket", "measures": [COUNT]})

    async def write() -> None:
        for _ in range(12):
            await database.write(made.insert())

    async def read() -> None:
        least = 0
        for _ in range(25):
            before = (await office.rows("SELECT count(*) AS n FROM service_desk.ticket"))[0]["n"]
            (told,) = (await answer(await kept(made.readers[0], shelved), count))["rows"]
            assert told[0] >= max(before, least), "what was there before the question is in its answer"
            least = told[0]

    await asyncio.gather(*(write() for _ in range(3)), *(read() for _ in range(4)))
    for reader in made.readers:
        assert await answer(await kept(reader, shelved), asked) == await answer(reader, asked)


async def test_names_are_those_of_today(office: Office) -> None:
    leader, agent = await office.supervisor(), await office.agent(team="tech")
    ticket = await office.submit()
    assert (await agent.work(ticket.id, "claim")).status_code == 200
    query = {"from": "ticket", "by": [{"field": "assignee"}], "measures": [COUNT]}

    async def named() -> str:
        options: list[dict[str, str]] = (await leader.post("query", json=query)).json()["columns"][0]["options"]
        return options[0]["label"]

    assert await named() == "李娜"
    await office.rows("UPDATE people SET name = '李娜（技术）' WHERE name = '李娜'")
    assert await named() == "李娜（技术）"


async def test_who_may_no_longer_is_told_no_longer(office: Office) -> None:
    leader = await office.supervisor()
    await office.submit()
    assert (await board(leader))["waiting"] == [[1]]
    await office.product.database.write(membership_store.set_roles(UUID(leader.id), ["service_desk.agent"]))
    assert (await board(leader))["waiting"] == [[0]]
    await office.product.database.write(membership_store.set_roles(UUID(leader.id), []))
    assert (await leader.get(BOARD)).status_code == 404


async def test_the_next_day_is_another_day(office: Office) -> None:
    leader = await office.supervisor()
    await office.submit()
    assert (await board(leader))["new_today"] == [[1]]
    office.clock.advance(days=1)
    assert (await board(leader))["new_today"] == [[0]]


async def test_what_time_alone_changes_is_asked_each_time(office: Office) -> None:
    leader = await office.supervisor()
    await office.submit()
    late = {"from": "cases", "measures": [{"measure": "sla_rate"}]}
    asked = [(await leader.post("query", json=late)).json()["rows"]]
    office.clock.advance(days=20)
    asked.append((await leader.post("query", json=late)).json()["rows"])
    assert asked == [[[1.0]], [[0.0]]]


async def test_a_form_whose_changes_nobody_counts_is_asked_each_time(office: Office) -> None:
    """An older version beside this one may have published it."""
    leader = await office.supervisor()
    await office.submit()
    await office.rows("DROP TRIGGER changes_counted ON service_desk.ticket")
    assert (await board(leader))["waiting"] == [[1]]
    await office.submit()
    assert (await board(leader))["waiting"] == [[2]]


async def test_a_new_form_is_counted(office: Office) -> None:
    form = "{name: T, title: a, fields: {a: {type: text, label: A}}}"
    text = f"format: 1\napp: {{key: lab, name: Lab}}\nforms: {{thing: {form}}}"
    assert (await office.blueprint(text, app="lab")).status_code == 200
    found = await office.rows("SELECT tgrelid::regclass::text AS name FROM pg_trigger WHERE tgname = 'changes_counted'")
    assert "lab.thing" in {row["name"] for row in found}


async def test_what_is_kept_is_bounded(office: Office) -> None:
    made = await world(office, 5, tickets=30)
    shelved = Shelved(office.product.database, most_bytes=100_000)
    for number in range(1, 120):
        query = {"from": "ticket", "by": [DAY, {"field": "problem_type"}], "measures": [COUNT], "limit": number}
        await answer(await kept(made.readers[0], shelved), QueryDocument.model_validate(query))
        assert 0 <= shelved.bytes <= 100_000
    assert shelved.bytes > 20_000
    shelved.seconds = 0.0
    await shelved.read([], At(shelved, await shelved.look(), 0, {}))
    assert shelved.bytes == 0, "what nobody asks for is let go"


async def test_a_failed_question_is_not_kept(office: Office) -> None:
    made = await world(office, 6, tickets=3)
    shelved = Shelved(office.product.database)
    known = await kept(made.readers[0], shelved)
    assert isinstance(known.kept, At)
    wrong = Statement('SELECT nothing_of_the_kind FROM "service_desk"."ticket"')
    assert counters_of(wrong.sql, known.kept.forms) is not None
    for _ in range(2):
        with pytest.raises(Exception, match="nothing_of_the_kind"):
            await known.kept.read([wrong])
    assert shelved.bytes == 0


async def test_a_dashboard_is_whole_when_a_rollup_goes_meanwhile(office: Office) -> None:
    made: World = await world(office, 8)
    await made.keep()
    shelved = Shelved(office.product.database)
    first = await dashboard(await kept(made.readers[0], shelved), "cockpit")
    made.shelf.fresh_seconds = 1e9
    for row in await office.rows("SELECT id FROM rollups"):
        await office.product.database.write([Statement(f"DROP TABLE rollup.r{row['id']:d}")])
    assert await dashboard(await kept(made.readers[0], shelved), "cockpit") == first
    await office.rows("UPDATE service_desk.ticket SET urgency = urgency")
    assert await dashboard(await kept(made.readers[0], shelved), "cockpit") == first
