"""Claims and outcomes of different tickets that come at once share a commit; each is what it would be alone."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from helpwright.platform import shared_decision
from helpwright.platform.database import Database, Row, Statement
from helpwright.platform.shared_decision import Question, Trips
from tests.cases.test_clocks import check_ledger
from tests.flows.test_links_by_tasks import customer, linked
from tests.support.office import TICKETS, Office, Person, Ticket
from tests.support.until import until

TOGETHER = 6
WAITS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = %(kind)s"


class Gathered:
    """Lets decisions in when so many have come; afterwards as ever."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.among = Database.decide_among
        self.asked: list[Question] = []
        self.answers: list[list[list[Row]] | None] = []
        self.wanted = 0
        self.door = asyncio.Event()
        monkeypatch.setattr(Database, "decide_among", self._ask())

    def _ask(self) -> Any:
        async def ask(database: Database, question: Question) -> list[list[Row]] | None:
            self.asked.append(question)
            if len(self.asked) >= self.wanted:
                self.door.set()
            await self.door.wait()
            answer = await self.among(database, question)
            self.answers.append(answer)
            return answer

        return ask

    def wait_for(self, many: int) -> None:
        """From now on."""
        self.asked.clear()
        self.answers.clear()
        self.wanted = many
        self.door.clear()


@pytest.fixture
def gathered(monkeypatch: pytest.MonkeyPatch) -> Gathered:
    return Gathered(monkeypatch)


async def tasks(person: Person, tickets: Sequence[Ticket]) -> list[str]:
    return [(await person.task_of(each.id))["id"] for each in tickets]


async def complete(person: Person, task: str, key: str | None = None, **values: Any) -> Any:
    asked = {"outcome": "done", "values": {"solution": f"换了 {task}", **values}}
    return await person.post(f"tasks/{task}/complete", json=asked, headers={"Idempotency-Key": key} if key else None)


async def test_each_is_what_it_would_be_alone(office: Office, gathered: Gathered) -> None:
    person = await office.agent()
    tickets = [await office.submit(customer_name=f"客户 {number}") for number in range(TOGETHER)]
    known = await tasks(person, tickets)
    for verb in ("claim", "complete"):
        gathered.wait_for(TOGETHER)
        done = [complete(person, each) if verb == "complete" else person.post(f"tasks/{each}/claim") for each in known]
        answers = await asyncio.gather(*done)
        assert [each.status_code for each in answers] == [200] * TOGETHER
        assert None not in gathered.answers
        for task, answer in zip(known, answers, strict=True):
            assert answer.json() == (await person.get(f"tasks/{task}")).json()
    rows = await office.rows(
        """SELECT r.customer_name, r.solution, r.status, r.assignee, i.seq, c.category, c.touches, c.solved_by,
            (SELECT count(*) FROM journal j WHERE j.instance_id = i.id) AS lines,
            (SELECT array_agg(e.type ORDER BY e.id) FROM events e WHERE e.record_id = r.id) AS told,
            (SELECT count(*) FROM timers m WHERE m.owner IN (i.id, r.id)) AS timers
        FROM service_desk.ticket r JOIN instances i ON i.record_id = r.id JOIN cases c ON c.record_id = r.id
        ORDER BY r.number"""
    )
    assert [row["customer_name"] for row in rows] == [f"客户 {number}" for number in range(TOGETHER)]
    assert [row["solution"] for row in rows] == [f"换了 {task}" for task in known]
    assert {(row["status"], row["category"], row["lines"], row["seq"], row["touches"]) for row in rows} == {
        ("solved", "solved", 3, 3, 1)
    }
    assert {row["assignee"] for row in rows} == {row["solved_by"] for row in rows} == {UUID(person.id)}
    assert len({tuple(row["told"]) for row in rows}) == len({row["timers"] for row in rows}) == 1
    assert rows[0]["told"].count("task_completed") == rows[0]["told"].count("task_claimed") == 1
    commits = await office.rows("SELECT count(DISTINCT xmin::text) AS n FROM tasks WHERE state = 'done'")
    assert commits[0]["n"] < TOGETHER
    assert await office.check_journals() == TOGETHER


async def test_of_two_who_take_the_same_task_one_gets_it_and_the_others_are_not_in_their_way(
    office: Office, gathered: Gathered
) -> None:
    one, other = await office.agent("李娜"), await office.agent("赵强")
    tickets = [await office.submit() for _ in range(4)]
    first, *rest = await tasks(one, tickets)
    gathered.wait_for(5)
    both = [each.post(f"tasks/{first}/claim") for each in (one, other)]
    *wanted, a, b, c = await asyncio.gather(*both, *(one.post(f"tasks/{each}/claim") for each in rest))
    assert sorted(each.status_code for each in wanted) == [200, 409]
    won, lost = sorted(wanted, key=lambda each: each.status_code)
    assert (lost.json()["code"], lost.json()["by"]) == ("task_claimed", won.json()["claimed_by"])
    assert [each.status_code for each in (a, b, c)] == [200] * 3


async def test_what_is_wrong_with_one_stays_its_own(office: Office, gathered: Gathered) -> None:
    person = await office.agent()
    known = await tasks(person, [await office.submit() for _ in range(TOGETHER)])
    gathered.wait_for(TOGETHER)
    answers = await asyncio.gather(
        *(complete(person, each) for each in known[:-2]),
        person.post(f"tasks/{known[-2]}/complete", json={"outcome": "done", "values": {}}),
        person.post(f"tasks/{known[-1]}/complete", json={"outcome": "gone", "values": {"solution": "x"}}),
    )
    assert [each.status_code for each in answers[:-2]] == [200] * (TOGETHER - 2)
    assert [each.status_code // 100 for each in answers[-2:]] == [4, 4]
    assert answers[-2].json()["errors"][0]["field"] == "solution"
    assert [(await person.get(f"tasks/{each}")).json()["state"] for each in known[-2:]] == ["offered"] * 2


async def test_the_same_command_twice_at_once_is_carried_out_once(office: Office, gathered: Gathered) -> None:
    person = await office.agent()
    known = await tasks(person, [await office.submit() for _ in range(3)])
    gathered.wait_for(6)
    answers = await asyncio.gather(*(complete(person, each, "k") for each in (*known, *known)))
    assert [each.status_code for each in answers] == [200] * 6
    assert [each.json() for each in answers[:3]] == [each.json() for each in answers[3:]]
    lines = await office.rows("SELECT count(*) AS n FROM journal WHERE event->>'kind' = 'complete'")
    assert lines[0]["n"] == 3


async def test_a_ticket_that_is_held_waits_and_the_others_do_not(office: Office, gathered: Gathered) -> None:
    person = await office.agent()
    tickets = [await office.submit() for _ in range(4)]
    held, *others = await tasks(person, tickets)
    gathered.wait_for(4)
    database = office.product.database
    async with database.session() as session, session.transaction():
        hold = "SELECT id FROM service_desk.ticket WHERE id = %(id)s FOR UPDATE"
        await session.all(Statement(hold, {"id": UUID(tickets[0].id)}))
        waiting = asyncio.create_task(complete(person, held))
        done = await asyncio.gather(*(complete(person, each) for each in others))
        assert [each.status_code for each in done] == [200] * 3

        async def waits() -> bool:
            found = await session.all(Statement(WAITS, {"kind": "Lock"}))
            return bool(found)

        await until(waits)
        assert not waiting.done()
    assert (await waiting).status_code == 200
    assert gathered.answers.count(None) == 1


async def test_what_links_to_a_record_is_decided_alone(office: Office, gathered: Gathered) -> None:
    await linked(office)
    agent = await office.agent()
    client = await customer(agent, "我的")
    first, second = await tasks(agent, [await office.submit() for _ in range(2)])
    assert (await complete(agent, first, client=client)).status_code == 200
    assert not gathered.asked
    assert (await complete(agent, second)).status_code == 200
    assert len(gathered.asked) == 1


async def test_all_kinds_of_acts_at_once_end_with_every_ticket_as_its_journal_and_ledger_tell(office: Office) -> None:
    one, other, lead = await office.agent("李娜"), await office.agent("赵强"), await office.supervisor()
    tickets = [await office.submit() for _ in range(TOGETHER)]
    known = await tasks(one, tickets)
    for turn in range(3):
        acts = []
        for ticket, task in zip(tickets, known, strict=True):
            record = f"{TICKETS}/{ticket.id}"
            urgency = ("normal", "urgent", "critical")[turn]
            acts += [
                *(person.post(f"tasks/{task}/claim") for person in (one, other)),
                lead.patch(record, json={"values": {"urgency": urgency}}),
                one.post(f"{record}/comments", json={"text": "您好", "visibility": "public"}),
                *((complete(person, task) for person in (one, other)) if turn == 2 else ()),
                *(person.post(f"tasks/{task}/release") for person in (lead, other)),
            ]
        answers = await asyncio.gather(*acts)
        assert {each.status_code for each in answers} <= {200, 201, 403, 409}
        refused = {each.json()["code"] for each in answers if each.status_code in {403, 409}}
        assert not refused & {"internal", "database_unavailable"}
    for ticket, task in zip(tickets, known, strict=True):
        shown = (await lead.get(f"tasks/{task}")).json()
        if shown["state"] == "claimed":
            holder = one if shown["claimed_by"] == one.id else other
            assert (await complete(holder, task)).status_code == 200
        elif shown["state"] == "offered":
            assert (await complete(one, task)).status_code == 200
        assert (await lead.record(ticket.id))["values"]["status"] == "solved"
    done = await office.rows(
        "SELECT record_id, count(*) AS n FROM events WHERE type = 'task_completed' GROUP BY record_id"
    )
    assert [row["n"] for row in done] == [1] * TOGETHER
    assert await office.check_journals() == TOGETHER
    await check_ledger(office)


async def test_what_happens_to_a_ticket_is_told_in_its_order(
    office: Office, gathered: Gathered, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readers follow transactions by their numbers: one that has begun must not come before what it has seen."""
    person, lead = await office.agent(), await office.supervisor()
    known = await tasks(person, [await office.submit(urgency="normal") for _ in range(4)])
    in_one = shared_decision._in_one
    changed: list[UUID] = []

    async def between(session: Trips, together: Sequence[Any]) -> Any:
        class Slow:
            """Looks at the first; then somebody changes the last, and all goes on."""

            def __init__(self) -> None:
                self.looked = len(together) == 1

            async def pipeline(self, statements: Sequence[Statement]) -> list[list[Row]]:
                if self.looked:
                    return await session.pipeline(statements)
                self.looked = True
                first = 2 + len(together[0].wish.looks)
                seen = await session.pipeline(statements[:first])
                last = UUID(bytes=together[-1].wish.key)
                answer = await lead.patch(f"{TICKETS}/{last}", json={"values": {"urgency": "urgent"}})
                assert answer.status_code == 200, answer.text
                changed.append(last)
                return seen + await session.pipeline(statements[first:])

        return await in_one(Slow(), together)

    monkeypatch.setattr(shared_decision, "_in_one", between)
    gathered.wait_for(4)
    answers = await asyncio.gather(*(complete(person, each) for each in known))
    assert [each.status_code for each in answers] == [200] * 4
    (last,) = changed
    told = await office.rows(
        """SELECT type, data->'changes' ? 'urgency' AS urgency FROM events
        WHERE record_id = %(id)s AND type IN ('record_updated', 'task_completed') ORDER BY xid, id""",
        id=last,
    )
    assert [(row["type"], row["urgency"]) for row in told] == [
        ("record_updated", True), ("record_updated", False), ("task_completed", None),
    ]  # fmt: skip
