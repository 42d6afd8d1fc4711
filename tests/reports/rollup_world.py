"""A desk with tickets of many days, their roll-ups, and two people who read: one sees everything, one their team."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from helpwright.access.model import Caller
from helpwright.platform.database import Statement
from helpwright.query.document import QueryDocument
from helpwright.reports.evaluate import answer, prepare
from helpwright.reports.reader import Reader
from helpwright.reports.rollups.keeper import Keeper
from helpwright.reports.rollups.shelf import Shelf
from tests.support.office import Office
from tests.support.until import until

DAYS = 75
_DAY = timedelta(days=1)
URGENCIES = ("normal", "urgent", "critical", None)
TYPES = ("product", "support", "complaint", "after_sales")
STATES = ("new", "processing", "solved", "closed")
_INSERT = """INSERT INTO service_desk.ticket (id, submission_key, number, created_at, updated_at, source, version,
    team_id, owner_id, created_by, assignee, customer_phone, customer_name, problem_type, urgency, description, status)
VALUES (%(id)s, gen_random_uuid(), %(number)s, %(at)s, %(at)s, 'link', 1, %(team)s, %(person)s, %(person)s, %(person)s,
    '13800000000', '陈', %(type)s, %(urgency)s, '…', %(status)s)"""
_CASE = """INSERT INTO cases (record_id, form, created_at, category, first_responded_at, resolved_at,
    resolution_halted_at, closed_at, solved_by, transfers)
VALUES (%(id)s, 'service_desk.ticket', %(at)s, %(category)s, %(first)s::timestamptz, %(resolved)s::timestamptz,
    %(resolved)s::timestamptz, %(closed)s::timestamptz, %(person)s, %(transfers)s)"""


@dataclass
class World:
    """Tickets by id, and who reads them."""

    office: Office
    chance: random.Random
    keeper: Keeper
    readers: Sequence[Reader]
    shelf: Shelf
    people: Sequence[UUID]
    teams: Sequence[UUID]
    ids: list[UUID]

    def insert(self) -> list[Statement]:
        """One more ticket of some day, most with a case."""
        chance = self.chance
        at = self.office.clock.now() - DAYS * chance.random() * _DAY
        given: dict[str, Any] = {
            "id": UUID(int=chance.getrandbits(128), version=4),
            "number": f"T{chance.getrandbits(60)}",
            "at": at,
            "team": chance.choice([*self.teams, None]),
            "person": chance.choice([*self.people, None]),
            "type": chance.choice(TYPES),
            "urgency": chance.choice(URGENCIES),
            "status": chance.choice(STATES),
        }
        self.ids.append(given["id"])
        made = [Statement(_INSERT, given)]
        if chance.random() < 0.9:
            later = [at + chance.random() * _DAY if chance.random() < 0.6 else None for _ in range(3)]
            names = ("first", "resolved", "closed")
            case = {
                **given,
                "category": "open",
                "transfers": chance.randrange(4),
                **dict(zip(names, later, strict=True)),
            }
            made.append(Statement(_CASE, case))
        return made

    def write(self) -> list[Statement]:
        """Something that happens to some ticket."""
        chance = self.chance
        one = {"id": chance.choice(self.ids), "at": self.office.clock.now(), "person": chance.choice(self.people)}
        ticket, case = "UPDATE service_desk.ticket SET", "UPDATE cases SET"
        found: list[tuple[str, dict[str, Any]]] = [
            (f"{ticket} urgency = 'critical' WHERE id = %(id)s", {}),
            (f"{ticket} urgency = NULL, problem_type = %(type)s WHERE id = %(id)s", {"type": chance.choice(TYPES)}),
            (f"{ticket} status = %(status)s WHERE id = %(id)s", {"status": chance.choice(STATES)}),
            (f"{ticket} assignee = %(person)s, owner_id = %(person)s WHERE id = %(id)s", {}),
            (f"{ticket} team_id = %(team)s WHERE id = %(id)s", {"team": chance.choice([*self.teams, None])}),
            (f"{ticket} deleted_at = %(at)s WHERE id = %(id)s", {}),
            (f"{ticket} deleted_at = NULL WHERE id = %(id)s", {}),
            (f"{ticket} created_at = created_at - interval '30 hours' WHERE id = %(id)s", {}),
            (f"{case} resolved_at = created_at + interval '5 hours' WHERE record_id = %(id)s", {}),
            (f"{case} closed_at = %(at)s, reopenings = reopenings + 1 WHERE record_id = %(id)s", {}),
            (f"{case} first_responded_at = created_at + interval '7 minutes' WHERE record_id = %(id)s", {}),
            ("DELETE FROM cases WHERE record_id = %(id)s", {}),
            ("DELETE FROM service_desk.ticket WHERE id = %(id)s", {}),
            (f"{ticket} urgency = 'urgent' WHERE created_at < %(at)s::timestamptz - interval '6 days'", {}),
        ]
        if chance.random() < 0.3:
            return self.insert()
        sql, more = chance.choice(found)
        return [Statement(sql, {**one, **more})]

    async def keep(self) -> None:
        """Let the roll-ups be made and filled; they wait for transactions of any database."""
        await self.office.rows("ANALYZE service_desk.ticket")

        async def kept() -> bool:
            return not await self.keeper.plan()

        await until(kept)

    async def compare(self, query: dict[str, Any]) -> int:
        """Every reader is told the same with roll-ups as without; how many were told by one."""
        told = 0
        for reader in self.readers:
            document = QueryDocument.model_validate(query)
            direct = await answer(replace(reader, shelf=None), document)
            assert await answer(reader, document) == direct, query
            told += "rollup.r" in (await prepare(reader, document)).answer.statement.sql
        return told


async def elsewhere(made: World, office: Office) -> World:
    """The same desk, its people and its chances on another database, to which it was brought."""
    product = office.product
    shelf = Shelf(product.database, fresh_seconds=0.0)
    definitions = await product.definitions.current()
    readers = [
        replace(
            each,
            engine=product.records,
            definitions=definitions,
            rights=product.rights_of(each.caller, definitions),
            shelf=shelf,
        )
        for each in made.readers
    ]
    keeper = Keeper(product.records, product.sentences, large=1)
    return replace(made, office=office, keeper=keeper, readers=readers, shelf=shelf)


async def world(office: Office, seed: int, tickets: int = 150) -> World:
    """A desk with that many tickets, and no roll-up yet."""
    chance = random.Random(seed)  # noqa: S311 -- rows of a test
    agent, leader = await office.agent(team="service"), await office.supervisor()
    teams = [row["id"] for row in await office.rows("SELECT id FROM teams ORDER BY key")]
    service = (await office.rows("SELECT id FROM teams WHERE key = 'service'"))[0]["id"]
    product = office.product
    shelf = Shelf(product.database, fresh_seconds=0.0)
    definitions = await product.definitions.current()
    readers = []
    for person, roles, own in ((leader, "supervisor", ()), (agent, "agent", (service,))):
        caller = Caller(
            UUID(person.id), "", admin=False, locale="en", teams=frozenset(own), team_names=frozenset(),
            roles=frozenset({f"service_desk.{roles}"}), epoch=0,
        )  # fmt: skip
        rights = product.rights_of(caller, definitions)
        readers.append(
            Reader(product.records, product.sentences, caller, definitions, rights, "en", "service_desk", shelf)
        )
    keeper = Keeper(product.records, product.sentences, large=1)
    made = World(office, chance, keeper, readers, shelf, [UUID(agent.id), UUID(leader.id)], teams, [])
    await product.database.write([each for _ in range(tickets) for each in made.insert()])
    return made
