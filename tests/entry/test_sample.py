"""Sample data: made by the real engine in a world of its own, seen in a trial only, removed without a trace."""

import asyncio
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from helpwright.access.trial import TRIAL_COOKIE
from helpwright.entry.sample.plan import tickets
from helpwright.entry.sample.world import World
from helpwright.entry.sample.worlds import Worlds
from helpwright.kernel.errors import Unavailable
from helpwright.platform.database import Row, Statement
from tests.support.office import MONDAY, TICKETS, Office, Person, ticket_values
from tests.support.until import until

SMALL = {"count": 8, "days": 6}


def worlds_of(office: Office) -> Worlds:
    found: Worlds = office.app.state.worlds
    return found


async def samples(office: Office, boss: Person, **wanted: Any) -> Worlds:
    """Make some through the interface, to the end."""
    answer = await boss.post("apps/service_desk/samples", json={**SMALL, **wanted})
    assert answer.status_code == 202, answer.text
    assert answer.json()["state"] == "making"
    await worlds_of(office).finish("service_desk")
    state = (await boss.get("apps/service_desk/samples")).json()
    assert (state["state"], state["done"]) == ("ready", wanted.get("count", SMALL["count"])), state
    return worlds_of(office)


async def step_in(person: Person, role: str) -> dict[str, Any]:
    """Be somebody of the samples from now on."""
    answer = await person.post("trial", json={"app": "service_desk", "role": role})
    assert answer.status_code == 200, answer.text
    person.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    trial: dict[str, Any] = answer.json()["trial"]
    return trial


async def step_out(person: Person) -> None:
    answer = await person.delete("trial")
    assert answer.status_code == 200, answer.text
    person.headers["X-CSRF-Token"] = answer.json()["csrf_token"]


async def rows(world: World, sql: str) -> list[Row]:
    return await world.product.database.all(Statement(sql))


async def numbers(person: Person) -> list[str]:
    answer = await person.get(TICKETS, params={"limit": 200})
    assert answer.status_code == 200, answer.text
    return [each["number"] for each in answer.json()["items"]]


async def test_the_story_is_told_by_the_real_engine(office: Office) -> None:
    boss = await office.person("老板", admin=True)
    world = await (await samples(office, boss, count=28, days=16)).world("service_desk")

    sources = await rows(world, "SELECT DISTINCT source FROM service_desk.ticket")
    assert [row["source"] for row in sources] == ["sample"]
    states = {row["status"] for row in await rows(world, "SELECT DISTINCT status FROM service_desk.ticket")}
    assert "closed" in states
    assert states & {"new", "processing"}, "something is left to do"
    happened = {row["type"] for row in await rows(world, "SELECT DISTINCT type FROM events")}
    assert {"task_claimed", "comment", "task_completed", "confirm_answered", "flow_ended", "reminder"} <= happened
    assert await _journals_replay(office, world) == 28


async def test_nothing_of_the_past_happens_later_and_nothing_goes_out(office: Office) -> None:
    boss = await office.person("老板", admin=True)
    world = await (await samples(office, boss)).world("service_desk")

    late = await rows(world, "SELECT kind FROM timers WHERE due_at <= '2026-11-23T02:00:00Z' AND next_at <> 'infinity'")
    unfinished = await rows(world, "SELECT 1 FROM rule_runs WHERE state IN ('ready', 'answering', 'failed')")
    after = await rows(world, "SELECT type, at FROM events WHERE at > '2026-11-23T02:00:00Z'")
    states = {row["state"] for row in await rows(world, "SELECT DISTINCT state FROM messages WHERE via <> 'inapp'")}
    assert (late, unfinished, after) == ([], [], [])
    assert states <= {"trial", "skipped"}
    real = await office.rows("SELECT count(*) AS n FROM messages")
    assert real[0]["n"] == 0


async def test_the_same_seed_tells_the_same_story(office: Office) -> None:
    boss = await office.person("老板", admin=True)
    told: list[list[Mapping[str, Any]]] = []
    for _ in range(2):
        world = await (await samples(office, boss, count=10, days=8)).world("service_desk")
        told.append(
            [
                {**row, "at": row["at"].isoformat()}
                for row in await rows(
                    world,
                    """SELECT t.number, t.status, t.customer_name, t.description, e.type, e.at
                    FROM service_desk.ticket t JOIN events e ON e.record_id = t.id ORDER BY t.number, e.at, e.type""",
                )
            ],
        )
        assert (await boss.delete("apps/service_desk/samples")).json() == {"removed": 10}
    assert told[0] == told[1]


async def test_normal_sessions_never_see_samples(office: Office) -> None:
    boss = await office.person("老板", admin=True)
    agent, leader = await office.agent(), await office.supervisor()
    real = await office.submit()
    await samples(office, boss)

    for person in (agent, leader):
        assert await numbers(person) == [real.number]
        assert [each["record"]["number"] for each in (await person.get("tasks?scope=all")).json()["items"]] in (
            [real.number],
            [],
        )
        counted = await person.post("query", json={"from": "service_desk.ticket", "measures": [{"agg": "count"}]})
        assert counted.json()["rows"] == [[1]]
        found = await person.get(TICKETS, params={"search": "掉线"})
        assert len(found.json()["items"]) == 1
    board = (await leader.get("dashboards/cockpit")).json()["widgets"]
    assert board["new_today"]["rows"] == [[1]]
    names = {each["name"] for each in (await boss.get("people")).json()["items"]}
    assert names == {"老板", "李娜", "王芳"}


async def test_a_trial_sees_and_touches_samples_only(office: Office) -> None:
    boss = await office.person("老板", admin=True)
    agent = await office.agent(team="service")
    real = await office.submit(problem_type="product")
    world = await (await samples(office, boss)).world("service_desk")

    trial = await step_in(boss, "agent")
    assert (trial["role_name"], trial["open"]) == ("客服", "/tasks")
    mine = (await boss.get("workspace")).json()
    assert (mine["person"]["name"], mine["person"]["admin"]) == (trial["person"], False)
    assert real.id not in [each["id"] for each in (await boss.get(TICKETS, params={"limit": 200})).json()["items"]]
    assert (await boss.get(f"{TICKETS}/{real.id}")).status_code == 404
    tasks = (await boss.get("tasks?scope=mine")).json()["items"]
    open_task = tasks[0]
    if open_task["state"] == "offered":
        assert (await boss.post(f"tasks/{open_task['id']}/claim")).status_code == 200
    done = await boss.post(
        f"tasks/{open_task['id']}/complete", json={"outcome": "done", "values": {"solution": "试一试"}}
    )
    assert done.status_code == 200, done.text
    await world.settle()
    kept = {row["state"] for row in await rows(world, "SELECT DISTINCT state FROM messages WHERE via <> 'inapp'")}
    assert kept <= {"trial", "skipped"}

    await step_out(boss)
    assert (await boss.get("workspace")).json()["person"]["name"] == "老板"
    assert [each["record"]["number"] for each in (await agent.get("tasks?scope=mine")).json()["items"]] == [real.number]
    acts = await office.rows("SELECT act FROM audit_log WHERE act LIKE 'trial%%' OR act LIKE 'samples%%' ORDER BY id")
    assert [row["act"] for row in acts] == ["samples_made", "trial_begun", "trial_ended"]


async def test_a_page_left_open_in_the_other_world_writes_nothing(office: Office) -> None:
    boss = await office.person("老板", admin=True)
    await samples(office, boss)
    own = boss.headers["X-CSRF-Token"]
    await step_in(boss, "supervisor")
    of_trial = boss.headers["X-CSRF-Token"]

    boss.headers["X-CSRF-Token"] = own
    refused = await boss.post(TICKETS, json={"values": ticket_values()})
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_missing")
    cookie = boss.cookies[TRIAL_COOKIE]
    await step_out(boss)
    boss.cookies.set(TRIAL_COOKIE, cookie)
    boss.headers["X-CSRF-Token"] = of_trial
    refused = await boss.post(TICKETS, json={"values": ticket_values()})
    assert refused.status_code in {403, 404}


async def test_a_customer_of_the_samples_uses_the_public_pages(office: Office) -> None:
    boss = await office.person("老板", admin=True)
    worlds = await samples(office, boss)
    trial = await step_in(boss, "customer")
    assert (trial["open"], trial["person"]) == ("/f/ticket", None)

    sent = await boss.post("public/forms/ticket/submissions", json={"id": str(UUID(int=7)), "values": ticket_values()})
    assert sent.status_code == 201, sent.text
    token = sent.json()["progress_url"].rsplit("/", 1)[1]
    progress = await boss.get(f"public/progress/{token}")
    assert (progress.json()["number"], progress.headers["Helpwright-Trial"]) == (sent.json()["number"], "customer")
    assert (await office.browser().get(f"public/progress/{token}")).status_code == 404
    assert (await boss.get("workspace")).json()["person"]["name"] == "老板", "in the console they are themselves"
    if trial["progress"]:
        assert (await boss.get(f"public/progress/{trial['progress'][3:]}")).json()["state"] == "confirm"
    made = await rows(await worlds.world("service_desk"), "SELECT count(*) AS n FROM service_desk.ticket")
    real = await office.rows("SELECT count(*) AS n FROM service_desk.ticket")
    assert (made[0]["n"], real[0]["n"]) == (SMALL["count"] + 1, 0)
    items = {each["key"]: each["done"] for each in (await boss.get("apps/service_desk/checklist")).json()["items"]}
    assert items["submitted"]


async def test_dashboards_count_what_a_naive_count_counts(office: Office) -> None:
    boss = await office.person("老板", admin=True)
    await samples(office, boss)
    await step_in(boss, "supervisor")
    items = (await boss.get(TICKETS, params={"limit": 200})).json()["items"]
    board = (await boss.get("dashboards/cockpit")).json()["widgets"]

    by_type: dict[str, int] = {}
    for each in items:
        by_type[each["values"]["problem_type"]] = by_type.get(each["values"]["problem_type"], 0) + 1
    waiting = sum(each["values"]["status"] == "new" for each in items)
    today = sum(each["created_at"] >= "2026-11-22T16:00" for each in items)
    assert {row[0]: row[1] for row in board["by_type"]["rows"]} == by_type
    assert (board["waiting"]["rows"], board["new_today"]["rows"]) == ([[waiting]], [[today]])


async def test_removing_leaves_what_is_real(office: Office) -> None:
    boss = await office.person("老板", admin=True)
    real = await office.submit()
    worlds = await samples(office, boss)
    name = (await office.rows("SELECT database FROM samples"))[0]["database"]
    await step_in(boss, "supervisor")
    worked_on = (await boss.get(TICKETS)).json()["items"][0]["id"]
    answered = await boss.post(f"{TICKETS}/{worked_on}/comments", json={"text": "我来看看", "visibility": "internal"})
    assert answered.status_code == 201, answered.text
    made = await boss.post(TICKETS, json={"values": ticket_values(customer_name="我自己")})
    assert (made.status_code, made.json()["source"]) == (201, "sample")
    await step_out(boss)
    before = await _real(office)

    assert (await boss.delete("apps/service_desk/samples")).json() == {"removed": SMALL["count"]}
    left = await office.rows("SELECT 1 AS yes FROM pg_database WHERE datname = %(name)s", name=name)
    assert left == []
    assert await _real(office) == before
    assert [row["number"] for row in await office.rows("SELECT number FROM service_desk.ticket")] == [real.number]
    assert len(await office.rows("SELECT 1 FROM audit_log WHERE act LIKE 'samples%%' OR act LIKE 'trial%%'")) == 4
    assert (await boss.get("apps/service_desk/samples")).json()["state"] == "none"
    assert (await boss.post("trial", json={"app": "service_desk", "role": "agent"})).status_code == 404
    assert (await worlds.standing("service_desk") or {})["state"] == "removed"


async def test_a_trial_is_over_when_the_samples_are_removed(office: Office) -> None:
    boss, other = await office.person("老板", admin=True), await office.person("同事", admin=True)
    await samples(office, boss)
    await step_in(boss, "agent")
    assert (await other.delete("apps/service_desk/samples")).status_code == 200

    assert (await boss.get("workspace")).json()["person"]["name"] == "老板"
    assert (await boss.get("trial")).json()["trial"] is None


async def test_making_can_be_cancelled_and_is_made_once(office: Office) -> None:
    boss = await office.person("老板", admin=True)
    assert (await boss.post("apps/service_desk/samples", json=SMALL)).status_code == 202
    again = await boss.post("apps/service_desk/samples", json=SMALL)
    assert (again.status_code, again.json()["code"]) == (409, "samples_there")

    assert (await boss.delete("apps/service_desk/samples")).json() == {"removed": 0}
    assert (await boss.get("apps/service_desk/samples")).json()["state"] == "cancelled"
    left = await office.rows("SELECT 1 FROM pg_database d JOIN samples s ON s.database = d.datname")
    assert left == []


async def test_samples_go_with_their_app(office: Office) -> None:
    boss = await office.person("老板", admin=True)
    worlds = await samples(office, boss, count=2, days=3)
    assert (await boss.delete("apps/service_desk?confirm=service_desk")).status_code == 204

    await worlds.tidy()
    assert await office.rows("SELECT 1 AS yes FROM samples") == []
    assert (
        await office.rows("SELECT 1 AS yes FROM pg_database WHERE datname LIKE current_database() || '_sample_%%'")
        == []
    )


async def test_the_world_follows_what_is_published(office: Office) -> None:
    boss = await office.person("老板", admin=True)
    await samples(office, boss, count=4, days=5)
    text = (await boss.get("apps/service_desk/blueprint")).text
    changed = text.replace("zh-CN: 服务工单", "zh-CN: 报修单")
    assert (await office.blueprint(changed)).status_code == 200

    await step_in(boss, "agent")
    assert (await boss.get("forms/ticket")).json()["name"] == "报修单"


async def test_samples_of_an_older_release_are_brought_up_before_they_are_used(office: Office) -> None:
    boss = await office.person("老板", admin=True)
    worlds = await samples(office, boss)
    old = await worlds.world("service_desk")
    # As old as can be: not one of the system tables is there yet.
    await old.product.database.write([Statement("DROP SCHEMA helpwright, rollup CASCADE")])
    await worlds.close()
    again = await worlds.world("service_desk")
    assert again is not old
    assert await rows(again, "SELECT id FROM people") == []
    assert await rows(again, "SELECT version_num FROM alembic_version") == await office.rows(
        "SELECT version_num FROM alembic_version"
    )


async def test_only_builders_make_samples_and_try_roles(office: Office) -> None:
    agent = await office.agent()
    assert (await agent.post("apps/service_desk/samples", json=SMALL)).status_code == 403
    assert (await agent.post("trial", json={"app": "service_desk", "role": "agent"})).status_code == 403
    boss = await office.person("老板", admin=True)
    await samples(office, boss, count=2, days=3)
    assert (await agent.post("trial", json={"app": "service_desk", "role": "agent"})).status_code == 403
    unknown = await boss.post("trial", json={"app": "service_desk", "role": "nobody"})
    assert (unknown.status_code, unknown.json()["errors"][0]["code"]) == (422, "role_unknown")


@pytest.mark.parametrize("seed", range(4))
def test_the_plan_keeps_to_its_time(seed: int) -> None:
    found = tickets(MONDAY, ZoneInfo("Asia/Shanghai"), 60, 30, seed)
    assert len(found) == 60
    assert all(each.at < MONDAY for each in found)
    assert found == tickets(MONDAY, ZoneInfo("Asia/Shanghai"), 60, 30, seed)
    assert [each.at for each in found] == sorted(each.at for each in found)


async def test_whoever_sets_up_an_app_that_is_there_joins_it_too(office: Office) -> None:
    person = await office.person("老板", admin=True)
    assert (await person.get("forms/ticket/records")).status_code == 404

    for _ in range(2):
        await office.product.install_blueprint("service_desk", UUID(person.id))

    assert (await person.get("forms/ticket/records")).status_code == 200


async def _real(office: Office) -> list[Row]:
    """How much there is of everything."""
    tables = ("events", "tasks", "instances", "timers", "rule_runs", "messages", "cases", "comments", "files", "people")
    return [row for table in tables for row in await office.rows(f"SELECT count(*) AS n FROM {table}")]  # noqa: S608


async def test_live_messages_of_a_trial_are_those_of_its_world(office: Office) -> None:
    boss = await office.person("老板", admin=True)
    await samples(office, boss)
    await step_in(boss, "supervisor")
    ticket = (await boss.get(TICKETS)).json()["items"][0]
    heard: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
    said: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in boss.cookies.jar)
    scope = {
        "type": "websocket", "path": "/api/v1/live", "raw_path": b"/api/v1/live", "query_string": b"", "scheme": "ws",
        "root_path": "", "subprotocols": [], "client": ("127.0.0.1", 1), "server": ("desk.example.com", 80),
        "headers": [(b"host", b"desk.example.com"), (b"cookie", cookies.encode())], "asgi": {"version": "3.0"},
    }  # fmt: skip
    said.put_nowait({"type": "websocket.connect"})
    line = asyncio.create_task(office.app(scope, said.get, heard.put))
    async with asyncio.timeout(20):
        assert (await heard.get())["type"] == "websocket.accept"
        await boss.post(f"{TICKETS}/{ticket['id']}/comments", json={"text": "看一下", "visibility": "internal"})
        while ticket["id"] not in (await heard.get()).get("text", ""):
            pass
    said.put_nowait({"type": "websocket.disconnect", "code": 1000})
    await asyncio.wait({line})


@pytest.mark.parametrize("trouble", [Unavailable("database_unavailable"), LookupError("a rule that nobody foresaw")])
async def test_a_world_goes_on_by_itself_after_whatever_happened(
    office: Office, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    for name in ("_LOOK_SECONDS", "_LONGEST_SECONDS"):
        monkeypatch.setattr(f"helpwright.entry.sample.world.{name}", 0.001)
    boss = await office.person("老板", admin=True)
    world = await (await samples(office, boss)).world("service_desk")
    database, failed, long_enough = world.product.database, 0, asyncio.Event()
    look = database.read

    async def fails(_statements: Sequence[Statement]) -> list[list[Row]]:
        nonlocal failed
        failed += 1
        if failed > (40 if isinstance(trouble, Unavailable) else 1):
            long_enough.set()
            return await look(_statements)
        raise trouble

    monkeypatch.setattr(database, "read", fails)
    async with asyncio.timeout(60):
        await long_enough.wait()
    monkeypatch.setattr(database, "read", look)
    await database.write([Statement("UPDATE cursors SET xid = '0', id = 0 WHERE name = 'rules'")])

    async def read_again() -> bool:
        found = await rows(world, "SELECT id FROM cursors WHERE name = 'rules' AND id > 0")
        return bool(found)

    await until(read_again)


async def _journals_replay(office: Office, world: World) -> int:
    """As `Office.check_journals`, in the world."""
    return await Office(world.product, office.clock, world.app).check_journals()
