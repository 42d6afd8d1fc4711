"""Random organizations, grants, records and tasks: the SQL of row scope agrees with a slow, obvious oracle."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from helpwright.access.model import Caller, RoleDocument
from helpwright.access.rights import read_grants, rights
from helpwright.access.row_scope import Branch, any_of, branches
from helpwright.kernel.ids import new_id
from tests.support.laws import law

AT = datetime(2026, 11, 22, tzinfo=UTC)
PEOPLE = [UUID(int=each) for each in range(1, 5)]
TEAMS = [UUID(int=each) for each in range(101, 104)]
DEPARTMENTS = [UUID(int=each) for each in range(201, 204)]
PARTNERS = [UUID(int=each) for each in range(301, 303)]
FORMS = ["desk.ticket", "desk.customer"]
ROLES = ["agent", "supervisor", "partner"]
ACTIONS = ["read", "create", "update", "delete", "export", "assign"]
SCOPES = ["all", "own", "team", "department", "partner"]
INSTANCE = UUID(int=900)


@dataclass(frozen=True)
class Task:
    form: str
    record: int
    state: str
    team: UUID | None
    role: str | None
    person: UUID | None
    claimed_by: UUID | None


@dataclass(frozen=True)
class World:
    records: list[tuple[UUID | None, UUID | None, UUID | None, UUID | None, UUID | None]]
    tasks: list[Task]
    roles: dict[str, dict[str, Any]]
    held: frozenset[str]
    me: UUID
    my_teams: frozenset[UUID]
    my_departments: frozenset[UUID] = frozenset()
    my_partner: UUID | None = None


maybe_person = st.none() | st.sampled_from(PEOPLE)
maybe_team = st.none() | st.sampled_from(TEAMS)
maybe_department = st.none() | st.sampled_from(DEPARTMENTS)
maybe_partner = st.none() | st.sampled_from(PARTNERS)
a_record = st.tuples(maybe_person, maybe_person, maybe_team, maybe_department, maybe_partner)
grants = st.fixed_dictionaries(
    {
        "form": st.sampled_from(["ticket", "customer", "desk.ticket"]),
        "can": st.lists(st.sampled_from(ACTIONS), min_size=1, unique=True),
        "scope": st.sampled_from(SCOPES),
    },
)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    records = draw(st.lists(a_record, min_size=1, max_size=8))
    tasks = draw(
        st.lists(
            st.builds(
                Task,
                form=st.sampled_from(FORMS),
                record=st.integers(0, len(records) - 1),
                state=st.sampled_from(["offered", "claimed", "done", "cancelled"]),
                team=maybe_team,
                role=st.none() | st.sampled_from([f"desk.{role}" for role in ROLES]),
                person=maybe_person,
                claimed_by=maybe_person,
            ),
            max_size=6,
        ),
    )
    role_documents = {role: {"name": role, "grants": draw(st.lists(grants, max_size=3))} for role in ROLES}
    held = draw(st.frozensets(st.sampled_from([*ROLES, "gone"])))
    my_teams = draw(st.frozensets(st.sampled_from(TEAMS)))
    me, departments = draw(st.sampled_from(PEOPLE)), draw(st.frozensets(st.sampled_from(DEPARTMENTS)))
    return World(records, tasks, role_documents, held, me, my_teams, departments, draw(maybe_partner))


def oracle(world: World, action: str, form: str) -> set[int]:
    """Record by record, rule by rule, as one would explain it to a person."""
    allowed: set[int] = set()
    for number, (owner, creator, team, department, partner) in enumerate(world.records):
        for role in world.held:
            for grant in world.roles.get(role, {"grants": []})["grants"]:
                if grant["form"].removeprefix("desk.") != form.removeprefix("desk.") or action not in grant["can"]:
                    continue
                mine = grant["scope"] == "own" and world.me in (owner, creator)
                of_team = grant["scope"] == "team" and team is not None and team in world.my_teams
                below = grant["scope"] == "department" and department in world.my_departments
                ours = grant["scope"] == "partner" and partner is not None and partner == world.my_partner
                if grant["scope"] == "all" or mine or of_team or below or ours:
                    allowed.add(number)
    for task in world.tasks:
        if action != "read" or task.form != form:
            continue
        offered = task.state == "offered" and (
            (task.team is not None and task.team in world.my_teams)
            or (task.role is not None and task.role.removeprefix("desk.") in world.held)
            or task.person == world.me
        )
        if offered or (task.state in {"claimed", "done"} and task.claimed_by == world.me):
            allowed.add(task.record)
    return allowed


def caller_of(world: World) -> Caller:
    return Caller(
        person_id=world.me,
        name="me",
        admin=False,
        locale="en",
        teams=world.my_teams,
        team_names=frozenset(),
        roles=frozenset(f"desk.{role}" for role in world.held),
        epoch=1,
        departments=world.my_departments,
        partner_id=world.my_partner,
    )


def scope_of(world: World, action: str, form: str) -> tuple[Branch, ...]:
    compiled = {f"desk.{key}": read_grants("desk", RoleDocument(**document)) for key, document in world.roles.items()}
    caller = caller_of(world)
    return branches(caller, rights(caller, compiled), action, form)


@pytest.fixture
def connection(database: str) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    with psycopg.connect(database, options="-c search_path=helpwright") as opened:
        opened.execute(
            """CREATE TABLE probe (id uuid PRIMARY KEY, owner_id uuid, created_by uuid, team_id uuid, dept_id uuid,
            partner_id uuid)""",
        )
        opened.execute(
            """INSERT INTO instances (id, flow, version, form, record_id, status, seq, state, created_at, updated_at)
            VALUES (%s, 'desk.flow', 1, 'desk.ticket', %s, 'running', 0, '{}', %s, %s)""",
            (INSTANCE, INSTANCE, AT, AT),
        )
        opened.commit()
        yield opened
        opened.rollback()


def fill(connection: psycopg.Connection[tuple[Any, ...]], world: World) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO probe VALUES (%s, %s, %s, %s, %s, %s)",
            [(UUID(int=1000 + number), *record) for number, record in enumerate(world.records)],
        )
        cursor.executemany(
            """INSERT INTO tasks (id, instance_id, activity, flow, flow_version, node, kind, form, record_id, state,
            team_id, role, person_id, claimed_by, why, created_at)
            VALUES (%s, %s, %s, 'desk.flow', 1, 'handle', 'task', %s, %s, %s, %s, %s, %s, %s, '{}', %s)""",
            [
                (
                    new_id(),
                    INSTANCE,
                    str(number),
                    task.form,
                    UUID(int=1000 + task.record),
                    task.state,
                    task.team,
                    task.role,
                    task.person,
                    task.claimed_by,
                    AT,
                )
                for number, task in enumerate(world.tasks)
            ],
        )


def rows(connection: psycopg.Connection[tuple[Any, ...]], branch: Branch) -> set[int]:
    sql = f"SELECT r.id FROM probe r WHERE {branch.sql}"  # noqa: S608 -- the SQL under test
    return {row[0].int - 1000 for row in connection.execute(sql.encode(), branch.params)}


@law(60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(world=worlds())
def test_sql_agrees_with_the_oracle(connection: psycopg.Connection[tuple[Any, ...]], world: World) -> None:
    with connection.transaction(force_rollback=True):
        fill(connection, world)
        for action in ACTIONS:
            for form in FORMS:
                expected = oracle(world, action, form)
                found = scope_of(world, action, form)
                assert rows(connection, any_of(found)) == expected
                assert set().union(*(rows(connection, branch) for branch in found)) == expected


def test_a_look_at_one_row_reads_only_its_tasks(connection: psycopg.Connection[tuple[Any, ...]]) -> None:
    task = Task("desk.ticket", 0, "done", None, None, None, PEOPLE[0])
    world = World([(None, None, None, None, None)], [task], {}, frozenset(), PEOPLE[0], frozenset(TEAMS))
    fill(connection, world)
    (branch,) = scope_of(world, "read", "desk.ticket")
    connection.execute("SET LOCAL enable_seqscan = off")
    sql = f"EXPLAIN SELECT 1 FROM probe r WHERE r.id = %(id)s AND {branch.sql}"  # noqa: S608 -- the SQL under test
    plan = "\n".join(row[0] for row in connection.execute(sql.encode(), {**branch.params, "id": UUID(int=1000)}))
    assert plan.count("record_id = ") == 5, plan
