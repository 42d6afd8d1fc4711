"""Random organizations, grants, records, tasks and requests through HTTP, against an oracle that looks at every row."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings

from helpwright.access import membership_store
from helpwright.access import store as access_store
from helpwright.access.gate import COOKIE, hash_of
from helpwright.flows.model import State
from helpwright.forms.sealed import Sealed, key_of, taken_apart, without_key
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Json, Statement
from tests.support.office import MONDAY, Office, Person
from tests.support.visibility import (
    ACTIONS,
    APP,
    FIELDS,
    ME,
    ROLES,
    TEXTS,
    TREE,
    Row,
    Work,
    World,
    concerns,
    masked,
    may,
    may_see,
    mine,
    of_rows,
    right_on,
    usable,
    worlds,
)

THING = "forms/lab.thing/records"
EMPTY = (
    "DELETE FROM tasks",
    "DELETE FROM instances",
    "DELETE FROM events",
    "DELETE FROM files",
    "DELETE FROM record_keys",
    "DELETE FROM lab.thing",
)


@dataclass
class Lab:
    """One application; every example puts its own world into it."""

    office: Office
    me: Person
    people: list[UUID]
    teams: list[UUID]
    departments: list[UUID]
    partners: list[UUID]
    content: bytes
    size: int
    records: list[UUID] = field(default_factory=list)
    papers: list[UUID] = field(default_factory=list)
    tasks: list[UUID] = field(default_factory=list)
    sealed: list[Sealed | None] = field(default_factory=list)
    boss: Person = field(init=False)
    everything: Person = field(init=False)

    async def fill(self, world: World) -> None:
        document = {role: {"name": role, "grants": world.roles[role]} for role in ROLES}
        document["all"] = {"name": "All", "grants": [{"form": "thing", "can": ["read"], "scope": "all"}]}
        text = json.dumps({"format": 1, "app": {"key": "lab", "name": "Lab"}, "roles": document})
        answer = await self.boss.put("apps/lab/blueprint", content=text, headers={"Content-Type": "application/yaml"})
        assert answer.status_code == 200, answer.text
        self.records = [new_id() for _ in world.rows]
        self.papers = [new_id() for _ in world.rows]
        self.tasks = [new_id() for _ in world.works]
        vault = self.office.product.vault
        self.sealed = [None if row.secret is None else vault.seal(row.secret) for row in world.rows]
        me = self.people[ME]
        place = {
            "department_id": at(self.departments, world.department),
            "partner_id": at(self.partners, world.partner),
        }
        head = {"id": at(self.departments, world.heads), "me": me}
        await self.office.product.database.write(
            [
                *(Statement(sql) for sql in EMPTY),
                *membership_store.set_roles(me, [f"lab.{role}" for role in world.held]),
                *membership_store.set_roles(UUID(self.everything.id), ["lab.all"]),
                *membership_store.set_teams(me, [self.teams[each] for each in world.teams]),
                access_store.update_person(me, place),
                Statement("UPDATE departments SET head_id = CASE WHEN id = %(id)s THEN %(me)s::uuid END", head),
                *chain.from_iterable(self._row(number, row) for number, row in enumerate(world.rows)),
                *chain.from_iterable(self._task(number, work) for number, work in enumerate(world.works)),
            ]
        )

    def _row(self, number: int, row: Row) -> list[Statement]:
        sealed = self.sealed[number]
        values = {
            "id": self.records[number],
            "number": f"T{number}",
            "created_at": MONDAY,
            "updated_at": MONDAY,
            "created_by": at(self.people, row.creator),
            "owner_id": at(self.people, row.owner),
            "team_id": at(self.teams, row.team),
            "dept_id": at(self.departments, row.department),
            "partner_id": at(self.partners, row.partner),
            "source": "staff",
            "version": 1,
            "name": row.name,
            "phone": row.phone,
            "secret": None if sealed is None else without_key(sealed),
            "kind": row.kind,
            "note": row.note,
            "who": at(self.people, row.who),
            "papers": [self.papers[number]] if row.paper else None,
        }
        places = ", ".join(f"%({key})s" for key in values)
        changes = {"name": [None, row.name], "phone": [None, row.phone], "kind": ["a", "b"], "note": [None, row.note]}
        keys = [] if sealed is None else [self._key(number, sealed)]
        return [
            *keys,
            Statement(f"INSERT INTO lab.thing ({', '.join(values)}) VALUES ({places})", values),  # noqa: S608 -- own words
            Statement(
                """INSERT INTO files (id, state, sha256, name, size, type, form, field, record_id, created_at)
                VALUES (%(id)s, 'linked', %(sha)s, 'paper.txt', %(size)s, 'text/plain', 'lab.thing', 'papers', %(of)s,
                %(at)s)""",
                {
                    "id": self.papers[number],
                    "sha": self.content,
                    "size": self.size,
                    "of": self.records[number],
                    "at": MONDAY,
                },
            ),
            Statement(
                """INSERT INTO events (at, type, dataset, record_id, actor, data)
                VALUES (%(at)s, 'record_updated', 'lab.thing', %(of)s, %(actor)s, %(data)s)""",
                {
                    "at": MONDAY,
                    "of": self.records[number],
                    "actor": Json({"kind": "system", "id": None}),
                    "data": Json({"changes": changes, "version": 1}),
                },
            ),
        ]

    def _key(self, number: int, sealed: Sealed) -> Statement:
        (wrapped,) = taken_apart([sealed]).values()
        return Statement(
            """INSERT INTO record_keys (id, form, record_id, wrapped)
            VALUES (%(id)s, 'lab.thing', %(of)s, %(wrapped)s)""",
            {"id": key_of(sealed), "of": self.records[number], "wrapped": wrapped},
        )

    def _task(self, number: int, work: Work) -> list[Statement]:
        params = {
            "id": self.tasks[number],
            "record": self.records[work.row],
            "state": work.state,
            "team": at(self.teams, work.team),
            "role": None if work.role is None else f"lab.{work.role}",
            "person": at(self.people, work.person),
            "claimed": at(self.people, work.claimed_by) if work.state in {"claimed", "done"} else None,
            "why": Json({"code": "assigned_by_rule", "data": {"line": 0, "field": "kind", "op": "eq", "value": "a"}}),
            "at": MONDAY,
            "empty": State().to_json(),
            "me": self.people[ME],
        }
        return [
            Statement(
                """INSERT INTO instances (id, flow, version, form, record_id, status, seq, state, created_at,
                updated_at, started_by)
                VALUES (%(id)s, 'lab.work', 1, 'lab.thing', %(record)s, 'completed', 0, %(empty)s, %(at)s, %(at)s,
                %(me)s)""",
                params,
            ),
            Statement(
                """INSERT INTO tasks (id, instance_id, activity, flow, flow_version, node, kind, form, record_id, state,
                team_id, role, person_id, claimed_by, why, created_at, done_at)
                VALUES (%(id)s, %(id)s, 'a1', 'lab.work', 1, 'do', 'task', 'lab.thing', %(record)s, %(state)s,
                %(team)s, %(role)s, %(person)s, %(claimed)s, %(why)s, %(at)s, %(at)s)""",
                params,
            ),
        ]

    def shown(self, world: World, number: int) -> dict[str, Any]:
        """The values of a row as the oracle has them."""
        row, values = world.rows[number], {}
        for key in FIELDS:
            right = right_on(world, number, key)
            if right == "hidden":
                continue
            value: Any = getattr(row, key, None)
            if key == "papers":
                value = [str(self.papers[number])] if row.paper and right != "masked" else []
            elif (right == "masked" or key == "secret") and value is not None:
                value = masked("phone" if key == "secret" else key, value)
            elif key == "who" and value is not None:
                value = str(self.people[value])
            values[key] = value
        return values


def at(ids: Sequence[UUID], number: int | None) -> UUID | None:
    return None if number is None else ids[number]


@pytest.fixture
async def lab(office: Office, tmp_path: Path) -> Lab:
    boss = await office.person("老板", admin=True)
    answer = await boss.put("apps/lab/blueprint", content=APP, headers={"Content-Type": "application/yaml"})
    assert answer.status_code == 200, answer.text
    people = [await office.person(f"人 {number}") for number in range(3)]
    await office.product.database.write([Statement("DELETE FROM role_members"), Statement("DELETE FROM team_members")])
    departments: list[UUID] = []
    for number, parent in TREE.items():
        body = {"name": f"D{number}", "parent_id": None if parent is None else str(departments[parent])}
        departments.append(UUID((await boss.post("departments", json=body)).json()["id"]))
    partners = [UUID((await boss.post("partners", json={"name": name})).json()["id"]) for name in "PQ"]
    teams = await office.rows("SELECT id FROM teams WHERE app = 'lab' ORDER BY key DESC")
    text = b"hello paper"
    async with office.product.files.receive(len(text)) as incoming:
        await incoming.write(text)
        digest = await incoming.finish()
        await incoming.keep()
    made = Lab(
        office,
        people[ME],
        [UUID(each.id) for each in people],
        [row["id"] for row in teams],
        departments,
        partners,
        digest,
        len(text),
    )
    made.boss = boss
    made.everything = await office.person("看全部的人")
    return made


async def check(lab: Lab, world: World) -> None:
    await lab.fill(world)
    me, numbers = lab.me, range(len(world.rows))
    seen = [number for number in numbers if may_see(world, number)]
    if not mine(world) and not seen:
        assert (await me.get(THING)).status_code == 404
        return
    await check_lists(lab, world, seen)
    for number in numbers:
        await check_record(lab, world, number, visible=number in seen)
    await check_queries(lab, world, seen)
    await check_tasks(lab, world)
    await check_live(lab, seen)
    await check_making(lab, world)


async def check_lists(lab: Lab, world: World, seen: Sequence[int]) -> None:
    me, ids = lab.me, {str(lab.records[number]): number for number in seen}
    page = (await me.get(THING, params={"count": 1, "limit": 200})).json()
    assert {item["id"] for item in page["items"]} == set(ids)
    assert page["count"] == {"value": len(ids), "exact": True}
    for item in page["items"]:
        expected = lab.shown(world, ids[item["id"]])
        assert item["values"] == expected
        assert item["title"] == (expected.get("name") or item["number"])
        assert not set(page["related"]["files"]) - {str(each) for each in lab.papers}
    for key in FIELDS:
        op = {"field": key, "op": "filled"}
        answer = await me.get(THING, params={"filter": json.dumps(op), "limit": 200})
        assert answer.status_code == (200 if usable(world, key) else 422), (key, answer.text)
        if answer.status_code == 200:
            filled = {ids[item["id"]] for item in answer.json()["items"]}
            assert filled == {
                number
                for number in seen
                if (world.rows[number].paper if key == "papers" else getattr(world.rows[number], key) is not None)
            }
        if key == "secret":
            assert (await me.get(THING, params={"sort": key})).status_code == 422
        elif key not in {"papers", "note"}:
            answer = await me.get(THING, params={"sort": f"-{key}"})
            assert answer.status_code == (200 if usable(world, key) else 422), (key, answer.text)
    for word in ("quartz", "138001", "quill"):
        found = (await me.get(THING, params={"search": word})).json()["items"]
        assert {ids[item["id"]] for item in found} == {
            number
            for number in seen
            if any(usable(world, key) and word in (getattr(world.rows[number], key) or "").lower() for key in TEXTS)
        }


async def check_record(lab: Lab, world: World, number: int, *, visible: bool) -> None:
    me, path = lab.me, f"{THING}/{lab.records[number]}"
    answers = [await me.get(path), await me.get(f"{path}/activity"), await me.get(f"files/{lab.papers[number]}")]
    patched = await me.patch(path, json={"values": {}})
    if not visible:
        opened = await me.post(f"{path}/reveal", json={"fields": ["secret"], "reason": "oracle"})
        assert [answer.status_code for answer in (*answers, patched, opened)] == [404] * 5
        assert (await me.delete(path)).status_code == 404
        return
    allowed = {action for action in ACTIONS if action != "create" and may(world, action, number)}
    record = answers[0].json()
    assert record["values"] == lab.shown(world, number)
    assert set(record["access"]["can"]) == allowed | {"read"}
    rights = {key: right_on(world, number, key) for key in FIELDS}
    writes = "update" in allowed
    assert record["access"]["fields"] == {
        key: "read" if right == "write" and not writes else right for key, right in rights.items() if right != "hidden"
    }
    assert patched.status_code == (200 if writes else 403)
    if "delete" not in allowed:
        assert (await me.delete(path)).status_code == 403
    stale = await me.patch(path, json={"values": {}, "version": 7})
    assert stale.status_code == (409 if writes else 403)
    if writes:
        assert stale.json()["current"]["values"] == lab.shown(world, number)
        wrong = {key: None for key in FIELDS if rights[key] != "write"}
        refused = (await me.patch(path, json={"values": wrong, "version": 7})).json()["errors"] if wrong else []
        assert {each["field"] for each in refused} == set(wrong)
    told = {
        change["field"]: (change["from"], change["to"])
        for item in answers[1].json()["items"]
        for change in item["data"]["changes"]
    }
    row, expected = world.rows[number], {}
    for key in ("name", "phone", "kind", "note"):
        before, after = ("Apple", "Banana") if key == "kind" else ("", getattr(row, key) or "")
        if rights[key] == "masked":
            before, after = (text and masked(key, text) for text in (before, after))
        if rights[key] != "hidden":
            expected[key] = (before, after)
    assert told == expected
    readable = row.paper and rights["papers"] in {"read", "write"}
    assert answers[2].status_code == (200 if readable else 404)
    opened = await me.post(f"{path}/reveal", json={"fields": ["secret"], "reason": "oracle"})
    assert opened.status_code == (200 if rights["secret"] in {"read", "write"} else 422), opened.text
    if opened.status_code == 200:
        assert opened.json()["values"] == {"secret": row.secret}


async def check_queries(lab: Lab, world: World, seen: Sequence[int]) -> None:
    me = lab.me
    count = {"from": "lab.thing", "measures": [{"agg": "count"}]}
    # What somebody else is told before, and what is kept of it, tells nobody more.
    for key in ("kind", "phone", "who"):
        told = await lab.everything.post("query", json={**count, "by": [{"field": key}]})
        assert sum(row[1] for row in told.json()["rows"]) == len(world.rows)
    whole = await lab.everything.post("query", json=count)
    answer = await me.post("query", json=count)
    assert (await lab.everything.post("query", json=count)).json() == whole.json()
    assert whole.json()["rows"] == [[len(world.rows)]]
    if not mine(world) and not seen:
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "dataset_unknown")
        return
    assert answer.json()["rows"] == [[len(seen)]]
    for key in ("kind", "phone", "who"):
        grouped = await me.post("query", json={**count, "by": [{"field": key}]})
        assert grouped.status_code == (200 if usable(world, key) else 422), key
        counted = await me.post("query", json={**count, "measures": [{"agg": "count_distinct", "field": key}]})
        assert counted.status_code == (200 if usable(world, key) else 422), key
        if counted.status_code == 200:
            values = {getattr(world.rows[number], key) for number in seen} - {None}
            assert counted.json()["rows"] == [[len(values)]]
            assert sum(row[1] for row in grouped.json()["rows"]) == len(seen)


async def check_tasks(lab: Lab, world: World) -> None:
    listed = (await lab.me.get("tasks", params={"scope": "all", "limit": 200})).json()["items"]
    by_id = {item["id"]: item for item in listed}
    started = {"offered", "claimed"}
    expected = {
        str(lab.tasks[number])
        for number, work in enumerate(world.works)
        if concerns(world, work) or (work.state in started and may_see(world, work.row))
    }
    assert set(by_id) == expected
    for number, work in enumerate(world.works):
        answer = await lab.me.get(f"tasks/{lab.tasks[number]}")
        assert answer.status_code == (200 if may_see(world, work.row) else 404)
        if answer.status_code != 200:
            continue
        item, shown = answer.json(), lab.shown(world, work.row)
        assert item["record"]["title"] == (shown.get("name") or item["record"]["number"])
        assert ("Apple" in item["why"]) == (right_on(world, work.row, "kind") in {"read", "write"})
        limits = {key: [each["fields"].get(key, "write") for each in of_rows(world)] for key in ("note", "phone")}
        assert item["fields"]["write"] == [key for key, words in limits.items() if not words or "write" in words]


async def check_making(lab: Lab, world: World) -> None:
    making = [grant for grant in mine(world) if "create" in grant["can"]]
    closed = {key for key in FIELDS if "write" not in {grant["fields"].get(key, "write") for grant in making}}
    answer = await lab.me.post(THING, json={"values": dict.fromkeys(closed)})
    if not making:
        assert answer.status_code == 403
    elif closed:
        assert answer.status_code == 422
        assert {each["field"] for each in answer.json()["errors"]} == closed
    else:
        assert answer.status_code == 201, answer.text
        assert answer.json()["created_by"] == lab.me.id


async def check_live(lab: Lab, seen: Sequence[int]) -> None:
    token_hash = hash_of(lab.me.cookies[COOKIE])
    row = await lab.office.product.database.one(access_store.open_session(token_hash, lab.office.clock.now()))
    assert row is not None
    caller = access_store.to_session(row, token_hash).caller
    await lab.office.product.definitions.refresh()
    told = await lab.office.product.reach.visible_ids(caller, "lab.thing", lab.records)
    assert set(told) == {lab.records[number] for number in seen}


async def test_nobody_gets_more_or_less_than_the_oracle_says(lab: Lab) -> None:
    found: list[World] = []

    @settings(max_examples=24, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(world=worlds)
    def gather(world: World) -> None:
        found.append(world)

    gather()
    for number, world in enumerate(found):
        try:
            await check(lab, world)
        except AssertionError as error:
            error.add_note(f"world {number}: {world}")
            raise
    await lab.office.product.database.write([Statement("DELETE FROM tasks"), Statement("DELETE FROM instances")])
