"""The same act on many records in the background: it outlives the page, and is under every check row by row."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest
from procrastinate import App, JobContext
from procrastinate.jobs import Job
from procrastinate.testing import InMemoryConnector

from helpwright.entry.commands.background import chores
from helpwright.kernel.errors import Unavailable
from helpwright.platform.database import Row
from helpwright.platform.sheet import rows_of
from helpwright.records.batches import work
from helpwright.records.batches.work import Batching, tidy_batches
from tests.support.office import Office, Person, Ticket

BATCHES = "forms/ticket/batches"


def wanted(act: str, *tickets: Ticket | str, **more: Any) -> dict[str, Any]:
    ids = [each if isinstance(each, str) else each.id for each in tickets]
    return {"id": str(uuid4()), "act": act, "rows": [{"id": each} for each in ids], **more}


async def begin(person: Person, body: dict[str, Any]) -> dict[str, Any]:
    answer = await person.post(BATCHES, json=body)
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def done(office: Office, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    """Begin it, let a worker do it, and look."""
    begun = await begin(person, body)
    assert (begun["state"], begun["done"], begun["total"]) == ("running", 0, len(body["rows"]))
    await office.product.batching.work(UUID(begun["id"]))
    return await seen(person, begun)


async def seen(person: Person, batch: dict[str, Any]) -> dict[str, Any]:
    answer = await person.get(f"{BATCHES}/{batch['id']}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def urgencies(office: Office) -> list[str]:
    return [row["urgency"] for row in await office.rows("SELECT urgency FROM service_desk.ticket ORDER BY number")]


async def test_it_is_done_by_a_worker_and_told_to_whoever_comes_back(office: Office) -> None:
    tickets = [await office.submit() for _ in range(3)]
    lead = await office.supervisor()
    begun = await begin(lead, wanted("set", *tickets, values={"urgency": "normal"}))
    (job,) = await office.rows("SELECT args FROM procrastinate_jobs WHERE task_name = 'batches:work'")
    assert job["args"] == {"batch_id": begun["id"]}
    (going,) = (await lead.get(BATCHES)).json()["items"]
    assert (going["state"], going["fields"], going["done"]) == ("running", ["urgency"], 0)
    await office.product.batching.work(UUID(begun["id"]))
    assert await urgencies(office) == ["normal"] * 3
    (told,) = (await lead.get(BATCHES)).json()["items"]
    assert (told["state"], told["done"], told["refused"]) == ("done", 3, 0)
    assert (await lead.post(f"{BATCHES}/{begun['id']}/seen")).status_code == 204
    assert (await lead.get(BATCHES)).json()["items"] == []
    (audited,) = await office.rows("SELECT object, data FROM audit_log WHERE act = 'batch_started'")
    assert audited["object"] == "form:service_desk.ticket"
    assert audited["data"] == {"act": "set", "rows": 3, "fields": ["urgency"]}
    assert await office.rows("SELECT 1 FROM batches WHERE wish IS NOT NULL") == [], "values are kept while it goes on"


async def test_each_row_is_under_its_own_checks(office: Office) -> None:
    mine, other = await office.submit(), await office.submit(problem_type="product")
    agent, lead = await office.agent(), await office.supervisor()
    gone = await office.submit()
    body = wanted("set", mine, other, gone, values={"urgency": "normal"})
    begun = await begin(agent, body)
    await lead.delete(f"forms/ticket/records/{gone.id}")
    await office.product.batching.work(UUID(begun["id"]))
    found = await seen(agent, begun)
    assert (found["state"], found["done"], found["refused"]) == ("done", 1, 2)
    assert [(each["id"], each["name"], each["code"]) for each in found["rows"]] == [
        (other.id, "", "record_missing"),
        (gone.id, gone.number, "record_missing"),
    ], "what was out of sight is not called by its number"
    assert found["rows"][1]["message"].startswith("没有找到这条记录")
    sheet = await agent.get(f"{BATCHES}/{begun['id']}/refused")
    why = "没有找到这条记录，或者您无权查看。"
    assert list(rows_of(sheet.content))[1:] == [["", why], [gone.number, why]]
    wrong = await done(office, lead, wanted("set", mine, values={"urgency": "unknown"}))
    assert [each["code"] for each in wrong["rows"]] == ["option_unknown"]


async def test_what_others_changed_since_is_not_overwritten(office: Office) -> None:
    first, second = await office.submit(), await office.submit()
    lead, friend = await office.supervisor(), await office.supervisor("赵六")
    body = wanted("set", first, second, values={"urgency": "normal"})
    body["rows"] = [{"id": each.id, "version": 1} for each in (first, second)]
    begun = await begin(lead, body)
    changed = await friend.patch(f"forms/ticket/records/{first.id}", json={"values": {"urgency": "urgent"}})
    assert changed.status_code == 200
    await friend.patch(f"forms/ticket/records/{second.id}", json={"values": {"customer_name": "王五"}})
    await office.product.batching.work(UUID(begun["id"]))
    found = await seen(lead, begun)
    assert [(each["name"], each["code"]) for each in found["rows"]] == [(first.number, "stale")]
    assert await urgencies(office) == ["urgent", "normal"]


async def test_tasks_are_claimed_and_handed_out(office: Office) -> None:
    first, second = await office.submit(), await office.submit()
    agent, friend, lead = await office.agent(), await office.agent("赵六"), await office.supervisor()
    assert (await done(office, lead, wanted("transfer", first, to=agent.id, reason="分配")))["done"] == 1
    assert (await agent.task_of(first.id))["claimed_by"] == agent.id
    found = await done(office, friend, wanted("claim", first, second))
    assert (found["done"], [each["code"] for each in found["rows"]]) == (1, ["task_claimed"])
    assert (await friend.task_of(second.id))["claimed_by"] == friend.id


async def test_deleting_can_be_taken_back_before_it_begins(office: Office) -> None:
    ticket, lead = await office.submit(), await office.supervisor()
    begun = await begin(lead, wanted("delete", ticket, wait=6))
    (job,) = await office.rows(
        "SELECT scheduled_at > now() AS later FROM procrastinate_jobs WHERE task_name ~ 'batches'"
    )
    assert job["later"]
    stopped = await lead.post(f"{BATCHES}/{begun['id']}/cancel")
    assert stopped.json()["state"] == "cancelled"
    await office.product.batching.work(UUID(begun["id"]))
    assert (await lead.record(ticket.id))["number"] == ticket.number
    assert (await done(office, lead, wanted("delete", ticket)))["done"] == 1
    assert (await lead.get(f"forms/ticket/records/{ticket.id}")).status_code == 404


async def test_it_stops_after_the_rows_at_hand(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    tickets = [await office.submit() for _ in range(4)]
    lead = await office.supervisor()
    monkeypatch.setattr(work, "AT_ONCE", 2)
    begun = await begin(lead, wanted("set", *tickets, values={"urgency": "normal"}))
    whole = office.product.batching

    class Stopped(Batching):
        """Somebody presses the button while the first rows are at hand."""

        async def _note(self, *args: Any) -> None:
            await super()._note(*args)
            await lead.post(f"{BATCHES}/{begun['id']}/cancel")

    await Stopped(whole.desk, whole.sentences, whole.on_task).work(UUID(begun["id"]))
    found = await seen(lead, begun)
    assert (found["state"], found["done"], found["total"]) == ("cancelled", 2, 4)
    assert await urgencies(office) == ["normal", "normal", "critical", "critical"]


async def test_killed_between_two_rows_it_goes_on_and_does_nothing_twice(office: Office) -> None:
    tickets = [await office.submit() for _ in range(3)]
    lead = await office.supervisor()
    begun = await begin(lead, wanted("delete", *tickets))
    batch = UUID(begun["id"])

    class Killed(BaseException):
        """The process is gone: nothing is noted afterwards."""

    class Dying(Batching):
        """Dies after two rows."""

        async def _on_record(self, *args: Any) -> None:
            if len(await office.rows("SELECT 1 FROM batch_rows WHERE state = 'done'")) == 2:
                raise Killed
            await super()._on_record(*args)

        async def _note(self, *_: Any) -> None:
            raise Killed

    whole = office.product.batching
    with pytest.raises(Killed):
        await Dying(whole.desk, whole.sentences, whole.on_task).work(batch)
    assert (await seen(lead, begun))["done"] == 2, "a row is noted in the transaction that does it"
    await whole.work(batch)
    found = await seen(lead, begun)
    assert (found["state"], found["done"], found["refused"]) == ("done", 3, 0)
    assert len(await office.rows("SELECT 1 FROM events WHERE type = 'record_deleted'")) == 3


async def test_rights_are_those_of_the_moment(office: Office) -> None:
    tickets = [await office.submit() for _ in range(2)]
    lead, boss = await office.supervisor(), await office.person("老板", admin=True)
    begun = await begin(lead, wanted("set", *tickets, values={"urgency": "normal"}))
    await boss.patch(f"people/{lead.id}", json={"roles": ["service_desk.agent"]})
    await office.product.batching.work(UUID(begun["id"]))
    assert await urgencies(office) == ["critical"] * 2
    assert (await office.rows("SELECT state FROM batch_rows")) == [{"state": "refused"}] * 2
    friend = await office.supervisor("赵六")
    begun = await begin(friend, wanted("set", *tickets, values={"urgency": "normal"}))
    await boss.patch(f"people/{friend.id}", json={"active": False})
    await office.product.batching.work(UUID(begun["id"]))
    (row,) = await office.rows("SELECT state, error FROM batches WHERE id = %(id)s", id=UUID(begun["id"]))
    assert (row["state"], row["error"]) == ("failed", "batch_person_gone")


async def test_who_may_not_is_told_at_once(office: Office) -> None:
    ticket, agent = await office.submit(), await office.agent()
    refused = await agent.post(BATCHES, json=wanted("delete", ticket))
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    for body, code in (
        (wanted("set", ticket), "required"),
        (wanted("transfer", ticket, reason="x"), "member_unknown"),
        (wanted("transfer", ticket, to=str(uuid4())), "member_unknown"),
    ):
        answer = await agent.post(BATCHES, json=body)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)
    many = await agent.post(BATCHES, json={**wanted("claim", ticket), "rows": [{"id": str(uuid4())}] * 10_001})
    assert many.status_code == 422
    assert await office.rows("SELECT 1 FROM batches") == []


async def test_asked_twice_it_is_one_and_only_one_goes_on(office: Office) -> None:
    ticket, lead, friend = await office.submit(), await office.supervisor(), await office.supervisor("赵六")
    body = wanted("set", ticket, values={"urgency": "normal"})
    first, again = await begin(lead, body), await begin(lead, body)
    assert first["id"] == again["id"]
    assert len(await office.rows("SELECT 1 FROM procrastinate_jobs WHERE task_name = 'batches:work'")) == 1
    other = await lead.post(BATCHES, json=wanted("set", ticket, values={"urgency": "urgent"}))
    assert (other.status_code, other.json()["code"]) == (409, "batch_busy")
    stolen = await friend.post(BATCHES, json={**wanted("set", ticket, values={"urgency": "urgent"}), "id": body["id"]})
    assert stolen.status_code == 409
    for path in ("", "/refused"):
        assert (await friend.get(f"{BATCHES}/{body['id']}{path}")).status_code == 404
    assert (await friend.post(f"{BATCHES}/{body['id']}/cancel")).status_code == 404
    assert (await friend.post(f"{BATCHES}/{body['id']}/seen")).status_code == 404
    await lead.post(f"{BATCHES}/{body['id']}/seen")
    assert len((await lead.get(BATCHES)).json()["items"]) == 1, "what goes on is not over"


async def test_what_lost_its_job_is_taken_up_again_and_what_is_old_is_forgotten(office: Office) -> None:
    ticket, lead = await office.submit(), await office.supervisor()
    await begin(lead, wanted("set", ticket, values={"urgency": "normal"}))
    database = office.product.database

    async def jobs() -> Sequence[Row]:
        return await office.rows(
            "SELECT 1 FROM procrastinate_jobs WHERE task_name = 'batches:work' AND status = 'todo'"
        )

    office.clock.advance(minutes=5)
    await tidy_batches(database, office.clock.now())
    assert len(await jobs()) == 1, "it has its job"
    await office.rows("UPDATE procrastinate_jobs SET status = 'failed' RETURNING 1")
    await tidy_batches(database, office.clock.now())
    assert len(await jobs()) == 1
    assert "batches" in {each.name for each in chores(office.product)}
    office.clock.advance(days=31)
    await tidy_batches(database, office.clock.now())
    assert await office.rows("SELECT 1 FROM batch_rows") == []


async def test_when_the_database_is_away_nothing_is_called_refused(office: Office) -> None:
    tickets = [await office.submit() for _ in range(2)]
    lead = await office.supervisor()
    begun = await begin(lead, wanted("set", *tickets, values={"urgency": "normal"}))
    whole = office.product.batching

    class Away(Batching):
        """The second row finds no database."""

        async def _on_record(self, *args: Any) -> None:
            if args[-1]["row"] == 2:
                raise Unavailable("database_unavailable")
            await super()._on_record(*args)

    with pytest.raises(Unavailable):
        await Away(whole.desk, whole.sentences, whole.on_task).work(UUID(begun["id"]))
    found = await seen(lead, begun)
    assert (found["state"], found["done"], found["refused"]) == ("running", 1, 0)


async def test_what_never_gets_further_is_over_after_some_tries(office: Office) -> None:
    tickets = [await office.submit() for _ in range(2)]
    lead = await office.supervisor()
    begun = await begin(lead, wanted("set", *tickets, values={"urgency": "normal"}))
    batch, whole = UUID(begun["id"]), office.product.batching

    class Stuck(Batching):
        """The second row finds no database, however often it is tried."""

        async def _on_record(self, *args: Any) -> None:
            if args[-1]["row"] == 2:
                raise Unavailable("try_again")
            await super()._on_record(*args)

    stuck = Stuck(whole.desk, whole.sentences, whole.on_task)
    task = stuck.blueprint().tasks["work"]

    async def tried(attempts: int) -> dict[str, Any]:
        job = Job(id=1, queue="q", lock=None, queueing_lock=None, task_name="work", attempts=attempts)
        with pytest.raises(Unavailable):
            await task.func(_context(job), begun["id"])
        return await seen(lead, begun)

    assert (await tried(3))["state"] == "running", "it came further on this try, so others follow"
    for attempts in range(3):
        assert (await tried(attempts))["state"] == "running"
    over = await tried(3)
    assert (over["state"], over["done"], over["error"]) == (
        "failed", 1, "试了几次都没能继续，批量操作已停止；已完成的保持不变。",
    )  # fmt: skip
    assert [each["id"] for each in (await lead.get(BATCHES)).json()["items"]] == [begun["id"]], "its person is told"
    await office.rows("UPDATE procrastinate_jobs SET status = 'failed' RETURNING 1")
    office.clock.advance(minutes=5)
    await tidy_batches(office.product.database, office.clock.now())
    assert await office.rows("SELECT 1 FROM procrastinate_jobs WHERE status = 'todo'") == [], "nobody takes it up again"
    await whole.work(batch)
    assert (await seen(lead, begun))["done"] == 1


def _context(job: Job) -> JobContext:
    app = App(connector=InMemoryConnector())
    return JobContext(app=app, worker_name="w", job=job, start_timestamp=0.0, abort_reason=lambda: None)
