"""Who asks is kept in a process; whatever is done to them, from wherever, the next request knows of it."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from starlette.requests import HTTPConnection

from helpwright.access import store
from helpwright.access.gate import COOKIE, Gate, find_session, hash_of
from helpwright.access.known import Known
from helpwright.access.model import OpenSession
from helpwright.kernel.errors import Forbidden
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Database, Statement
from tests.access.conftest import START, Desk

TOKENS = ("first", "second", "third")
KEYS = ("open sesame", "open rye")
MORE = 40
ADDRESSES = ("198.51.100.7", "203.0.113.9")


async def _nobody() -> Any:
    raise NotImplementedError


class Clerk:
    """One web process as far as it asks who somebody is."""

    def __init__(self, database: Database, desk: Desk) -> None:
        self.gate = Gate(database, desk.clock, desk.gate.passwords, _nobody)

    async def asks(self, token: str | None = None, key: str | None = None, address: str = ADDRESSES[0]) -> Any:
        """Whose the session or key is, or what stands in the way; as a request finds out."""
        headers = [(b"cookie", f"{COOKIE}={token}".encode())] if token else []
        headers += [(b"authorization", f"Bearer {key}".encode())] if key else []
        scope = {"type": "http", "method": "GET", "path": "/", "headers": headers, "client": (address, 4321)}
        try:
            return await find_session(HTTPConnection(scope), self.gate)
        except Forbidden as refused:
            return refused.code


async def _read(desk: Desk, token: str | None, key: str | None) -> Any:
    """The same, read whole from the database."""
    token_hash, now = hash_of(token or key or ""), desk.clock.now()
    whole = store.open_session(token_hash, now) if token else store.open_key(token_hash, now)
    row = await desk.gate.database.one(whole)
    if row is None:
        return None
    session = store.to_session(row, token_hash, ADDRESSES[0])
    return session if session.due is None else session.due


@pytest.fixture
async def clerks(desk: Desk, database: str) -> AsyncIterator[list[Clerk]]:
    """Two processes."""
    async with AsyncExitStack() as stack:
        made = []
        for _ in range(2):
            opened = Database(database, size=2)
            await opened.open()
            stack.push_async_callback(opened.close)
            made.append(Clerk(opened, desk))
        yield made


async def _begun(desk: Desk) -> list[UUID]:
    """Three people with a session each, two of them with a key; departments in a row."""
    people = [await desk.person(f"P{at}", email=f"p{at}@example.com") for at in range(3)]
    until = START + timedelta(days=30)
    wanted = [
        store.insert_session(hash_of(token), person, f"csrf {token}", START, until)
        for token, person in zip(TOKENS, people, strict=True)
    ]
    wanted += [_key(key, person) for key, person in zip(KEYS, people, strict=False)]
    for at in range(3):
        wanted.append(
            Statement(
                "INSERT INTO departments (id, name, created_at) VALUES (%(id)s, %(name)s, %(at)s)",
                {"id": new_id(), "name": f"D{at}", "at": START},
            )
        )
    wanted.append(
        Statement(
            "INSERT INTO partners (id, name, created_at) VALUES (%(id)s, 'Station', %(at)s)",
            {"id": new_id(), "at": START},
        )
    )
    await desk.gate.database.write(wanted)
    return people


def _key(key: str, person: UUID) -> Statement:
    return Statement(
        """INSERT INTO api_keys (id, person_id, name, token_hash, start, scopes, created_at)
        VALUES (%(id)s, %(person)s, %(name)s, %(hash)s, 'hw', ARRAY['read'], %(at)s)""",
        {"id": new_id(), "person": person, "name": key, "hash": hash_of(key), "at": START},
    )


ONE = "(SELECT id FROM rows ORDER BY md5(id::text || %(seed)s) LIMIT 1)"
_CHANGES = """
UPDATE people SET name = %(seed)s WHERE id = %(person)s;
UPDATE people SET admin = NOT admin WHERE id = %(person)s;
UPDATE people SET active = NOT active WHERE id = %(person)s;
UPDATE people SET password_due = NOT password_due WHERE id = %(person)s;
UPDATE people SET system_roles = ARRAY['auditor'] WHERE id = %(person)s;
UPDATE people SET system_roles = '{}' WHERE id = %(person)s;
UPDATE people SET department_id = ONE(departments) WHERE id = %(person)s;
UPDATE people SET partner_id = CASE WHEN partner_id IS NULL THEN ONE(partners) END WHERE id = %(person)s;
INSERT INTO role_members (app, role, person_id) VALUES ('service_desk', 'agent', %(person)s) ON CONFLICT DO NOTHING;
DELETE FROM role_members WHERE person_id = %(person)s;
INSERT INTO team_members (team_id, person_id) VALUES (ONE(teams), %(person)s) ON CONFLICT DO NOTHING;
DELETE FROM team_members WHERE team_id = ONE(teams);
UPDATE teams SET key = 'k' || left(md5(%(seed)s), 9) WHERE id = ONE(teams);
INSERT INTO teams (id, app, key) VALUES (gen_random_uuid(), 'service_desk', 'k' || left(md5(%(seed)s), 9));
UPDATE departments SET head_id = %(person)s WHERE id = ONE(departments);
UPDATE departments SET parent_id = OTHER(departments) WHERE id = ONE(departments);
UPDATE departments SET parent_id = NULL WHERE id = ONE(departments);
INSERT INTO departments (id, name, parent_id, created_at)
    VALUES (gen_random_uuid(), %(seed)s, ONE(departments), %(at)s);
INSERT INTO settings (name, value) VALUES ('sign_in', '{"second_factor_for": ["everybody"]}')
    ON CONFLICT (name) DO UPDATE SET value = excluded.value;
DELETE FROM settings WHERE name = 'sign_in';
UPDATE settings SET name = 'of_before' WHERE name = 'sign_in'
    AND NOT EXISTS (SELECT 1 FROM settings WHERE name = 'of_before');
UPDATE settings SET name = 'sign_in' WHERE name = 'of_before'
    AND NOT EXISTS (SELECT 1 FROM settings WHERE name = 'sign_in');
INSERT INTO second_factors (person_id, sealed, created_at) VALUES (%(person)s, 'x', %(at)s) ON CONFLICT DO NOTHING;
UPDATE second_factors SET confirmed_at = %(at)s WHERE person_id = %(person)s;
DELETE FROM second_factors WHERE person_id = %(person)s;
UPDATE epoch SET value = value + 1;
DELETE FROM sessions WHERE person_id = %(person)s;
UPDATE sessions SET expires_at = %(at)s - interval '1 day' WHERE person_id = %(person)s;
UPDATE sessions SET expires_at = %(at)s + interval '30 days' WHERE person_id = %(person)s;
UPDATE sessions SET csrf_token = %(seed)s WHERE person_id = %(person)s;
UPDATE api_keys SET revoked_at = %(at)s WHERE person_id = %(person)s;
UPDATE api_keys SET revoked_at = NULL WHERE person_id = %(person)s;
UPDATE api_keys SET scopes = ARRAY['write:service_desk'] WHERE person_id = %(person)s;
TRUNCATE team_members;
TRUNCATE role_members"""
CHANGES = [
    each.strip()
    .replace("ONE(departments)", ONE.replace("rows", "departments"))
    .replace("OTHER(departments)", ONE.replace("rows", "departments").replace("LIMIT 1", "OFFSET 1 LIMIT 1"))
    .replace("ONE(teams)", ONE.replace("rows", "teams"))
    .replace("ONE(partners)", ONE.replace("rows", "partners"))
    for each in _CHANGES.split(";")
]


async def _all_told_right(desk: Desk, clerks: list[Clerk], after: str) -> None:
    """Every process says of everybody what the database says, and says it again without reading it."""
    for clerk in clerks:
        for token, key in [*((token, None) for token in TOKENS), *((None, key) for key in KEYS)]:
            told = await clerk.asks(token, key)
            assert told == await _read(desk, token, key), after
            if isinstance(told, OpenSession):
                assert await clerk.asks(token, key) is told, after


async def test_whatever_is_changed_the_next_request_of_every_process_knows(desk: Desk, clerks: list[Clerk]) -> None:
    people, random = await _begun(desk), Random(20261130)  # noqa: S311 -- the same each time
    order = [*CHANGES, *random.choices(CHANGES, k=MORE)]
    random.shuffle(order)
    for at, sql in enumerate(order):
        values = {"person": random.choice(people), "seed": str(at), "at": desk.clock.now()}
        used = {name: value for name, value in values.items() if f"%({name})s" in sql}
        await desk.gate.database.write([Statement(sql, used)])
        await _all_told_right(desk, clerks, sql)


async def test_a_session_that_is_over_opens_nothing_though_nobody_changed_it(desk: Desk, clerks: list[Clerk]) -> None:
    await _begun(desk)
    clerk = clerks[0]
    assert isinstance(await clerk.asks(TOKENS[0]), OpenSession)
    desk.clock.advance(timedelta(days=30))
    assert await clerk.asks(TOKENS[0]) is None


async def test_what_is_not_committed_is_not_known_and_what_is_rolled_back_never(
    desk: Desk, clerks: list[Clerk]
) -> None:
    people = await _begun(desk)
    promote = Statement("UPDATE people SET admin = true WHERE id = %(id)s", {"id": people[0]})
    enroll = Statement("INSERT INTO role_members VALUES ('service_desk', 'agent', %(id)s)", {"id": people[0]})

    async def told() -> list[tuple[bool, frozenset[str]]]:
        callers = [(await clerk.asks(TOKENS[0])).caller for clerk in clerks]
        return [(caller.admin, caller.roles) for caller in callers]

    nothing: list[tuple[bool, frozenset[str]]] = [(False, frozenset())] * 2
    assert await told() == nothing
    async with desk.gate.database.session() as session:
        await session.pipeline([Statement("BEGIN"), promote])
        assert await told() == nothing
        # Another one is through meanwhile: writers do not wait for each other's stamp before they commit.
        await desk.gate.database.write([enroll])
        assert await told() == [(False, frozenset({"service_desk.agent"}))] * 2
        await session.pipeline([Statement("COMMIT")])
        assert await told() == [(True, frozenset({"service_desk.agent"}))] * 2
        await session.pipeline([Statement("BEGIN"), Statement("DELETE FROM role_members"), Statement("ROLLBACK")])
    assert await told() == [(True, frozenset({"service_desk.agent"}))] * 2


async def test_a_read_that_was_under_way_while_somebody_lost_a_right_is_not_kept_for_later(
    desk: Desk, clerks: list[Clerk]
) -> None:
    people = await _begun(desk)
    demote = Statement("UPDATE people SET admin = false WHERE id = %(id)s", {"id": people[0]})
    await desk.gate.database.write([Statement("UPDATE people SET admin = true WHERE id = %(id)s", {"id": people[0]})])
    clerk, now = clerks[0], desk.clock.now()
    late = await clerk.gate.database.one(store.open_session(hash_of(TOKENS[0]), now))
    await desk.gate.database.write([demote])
    assert late is not None
    # As if the rows had arrived only now.
    clerk.gate.known.keep(store.under(late), store.to_session(late, hash_of(TOKENS[0]), ADDRESSES[0]))
    assert not (await clerk.asks(TOKENS[0])).caller.admin


async def test_a_code_that_was_used_and_a_setting_of_something_else_change_nobody(
    desk: Desk, clerks: list[Clerk]
) -> None:
    people = await _begun(desk)
    factor = (
        "INSERT INTO second_factors (person_id, sealed, created_at, confirmed_at) VALUES (%(id)s, 'x', %(at)s, %(at)s)"
    )
    await desk.gate.database.write([Statement(factor, {"id": people[0], "at": START})])
    told = await clerks[0].asks(TOKENS[0])
    await desk.gate.database.write(
        [Statement("UPDATE second_factors SET last_step = 7 WHERE true"), store.save_setting("zone", "Asia/Shanghai")]
    )
    assert await clerks[0].asks(TOKENS[0]) is told


async def test_a_thousand_people_at_once_are_one_new_stamp(desk: Desk) -> None:
    people = """INSERT INTO people (id, name, created_at)
        SELECT gen_random_uuid(), 'P' || n, %(at)s FROM generate_series(1, 1000) n"""
    stamped = Statement("SELECT pg_stat_get_xact_tuples_updated('callers_stamp'::regclass) AS found")
    async with desk.gate.database.transaction() as session:
        (before,) = await session.all(stamped)
        await session.execute(Statement(people, {"at": START}))
        await session.execute(Statement("SET CONSTRAINTS ALL IMMEDIATE"))
        (after,) = await session.all(stamped)
    assert after["found"] - before["found"] == 1


async def test_the_address_is_that_of_the_request(desk: Desk, clerks: list[Clerk]) -> None:
    await _begun(desk)
    for address in (*ADDRESSES, *ADDRESSES):
        assert (await clerks[0].asks(TOKENS[0], address=address)).caller.address == address


async def test_the_last_used_are_kept(desk: Desk) -> None:
    await _begun(desk)
    known, kept = Known(most=2), []
    for token in TOKENS:
        row = await desk.gate.database.one(store.open_session(hash_of(token), desk.clock.now()))
        assert row is not None
        known.keep(store.under(row), store.to_session(row, hash_of(token)))
        kept.append(store.under(row))
        known.find(hash_of(TOKENS[0]), kept[0], None)
    found = [known.find(hash_of(token), row, None) is not None for token, row in zip(TOKENS, kept, strict=True)]
    assert found == [True, False, True]


async def test_every_table_that_a_caller_is_read_from_changes_the_stamp(desk: Desk) -> None:
    texts = [store.open_session(b"", START).sql, store.open_key(b"", START).sql]
    read = {name for text in texts for name in re.findall(r"\b(?:FROM|JOIN)\s+([a-z_]+)", text)}
    rows = await desk.rows(
        """SELECT tgrelid::regclass::text AS name FROM pg_trigger
        WHERE tgname = 'callers_changed' AND tgenabled = 'O' AND tgdeferrable"""
    )
    by_themselves = {"sessions", "api_keys", "callers_stamp", "below"}
    assert read - by_themselves == {row["name"].removeprefix("helpwright.") for row in rows}
