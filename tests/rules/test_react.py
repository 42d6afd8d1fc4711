from collections.abc import AsyncIterator, Mapping, Sequence
from time import monotonic
from typing import Any
from uuid import UUID

import pytest

from helpwright.access.rights import Rights
from helpwright.actions import escalate, notify, send_survey
from helpwright.definitions.model import DefinitionSet
from helpwright.jobs.events import BEGINNING, Recorded, append_all, read_after, recorded
from helpwright.jobs.rush import Rush
from helpwright.kernel.events import SYSTEM, Event
from helpwright.kernel.ids import new_id
from helpwright.notify.outbox import Outbox
from helpwright.platform.database import Database, Row, Session, Statement
from helpwright.rules.kind import AnyAction, RecordContext
from helpwright.rules.records import RecordContexts
from tests.support.desk_worker import AT, CLOCK, CONFIRMATION, FORM, Contexts, created, identity, install_rules, rules
from tests.support.until import until

INSTALL_FLOW = Statement(
    """WITH part AS (INSERT INTO definitions (app, kind, key, live_version)
    VALUES ('service_desk', 'flow', 'ticket_flow', 1) RETURNING id)
    INSERT INTO definition_versions (definition_id, version, document, published_at)
    SELECT id, 1, '{"name": "x"}', %(at)s FROM part""",
    {"at": AT},
)
ACTIONS: Mapping[str, AnyAction] = {
    "notify": notify.action,
    "escalate": escalate.action,
    "send_survey": send_survey.action,
}


class Counted(Contexts):
    """Counts how many records each load brings."""

    def __init__(self, loads: list[int]) -> None:
        self.loads = loads

    async def __call__(
        self, session: Session, form: str, ids: Sequence[UUID], locale: str, *, lock: bool = False
    ) -> Mapping[UUID, RecordContext]:
        self.loads.append(len(ids))
        return await super().__call__(session, form, ids, locale, lock=lock)


class Nothing(Contexts):
    """All records are gone."""

    async def __call__(self, *_more: Any, **_named: Any) -> Mapping[UUID, RecordContext]:
        return {}


class Stage:
    """Rules on a real database; counts how often records are loaded."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.loads: list[int] = []
        self.use(Counted(self.loads))

    def use(self, contexts: RecordContexts) -> None:
        """Rules that see the records this way."""
        self.reactions, self.runner = rules(self.database, Outbox({}, identity, CLOCK), contexts, ACTIONS)

    async def happen(self, *events: Event) -> list[Recorded]:
        """The events as the stream gives them, once no older transaction of the server (in any database) runs."""
        rows = await self.database.write([append_all(events)])
        wanted = [row["id"] for row in rows[0]]
        found: list[Recorded] = []

        async def all_given() -> bool:
            given = [recorded(row) for row in await self.database.all(read_after(BEGINNING, 1000))]
            found[:] = [each for each in given if each.id in wanted]
            return len(found) == len(wanted)

        await until(all_given)
        return found

    async def react(self, events: Sequence[Recorded]) -> None:
        async with self.database.transaction() as session:
            await self.reactions.read(session, events)
        await self.runner.drain()

    async def runs(self) -> list[Row]:
        return await self.database.all(Statement("SELECT * FROM rule_runs ORDER BY place"))

    async def messages(self) -> list[Row]:
        return await self.database.all(Statement("SELECT * FROM messages ORDER BY event_id, key"))


@pytest.fixture
async def stage(database: str) -> AsyncIterator[Stage]:
    opened = Database(database, size=4)
    await opened.open()
    yield Stage(opened)
    await opened.close()


def rule(**more: Any) -> dict[str, Any]:
    return {**CONFIRMATION, **more}


async def test_a_batch_is_loaded_set_wise_and_repeating_it_changes_nothing(stage: Stage) -> None:
    condition = {"field": "customer_email", "op": "filled"}
    await stage.database.write(install_rules({"confirmation": rule(**{"if": condition})}))
    events = await stage.happen(*(created(number, f"c{number}@x.example") for number in range(40)))
    await stage.react(events)
    assert stage.loads == [40, 20, 20]
    await stage.react(events)
    assert stage.loads == [40, 20, 20, 40]
    found = await stage.messages()
    assert [each["recipient"] for each in found] == [f"c{number}@x.example" for number in range(40)]
    assert {each["rule"] for each in found} == {"service_desk.confirmation"}
    assert [each["state"] for each in await stage.runs()] == ["done"] * 40


async def test_rights_of_a_publisher_are_read_once_for_a_batch(stage: Stage) -> None:
    person = new_id()
    await stage.database.write(
        [
            Statement(
                "INSERT INTO people (id, name, created_at) VALUES (%(id)s, '发布人', %(at)s)", {"id": person, "at": AT}
            ),
            *install_rules({"confirmation": rule(), "again": rule()}),
            Statement("UPDATE definition_versions SET published_by = %(id)s", {"id": person}),
        ]
    )
    asked: list[UUID] = []

    async def everything(_session: Session, _live: DefinitionSet, publisher: UUID) -> Rights | None:
        asked.append(publisher)
        return None

    stage.runner.performer.rights_of = everything
    await stage.react(await stage.happen(created(1, "a@x.example"), created(2, "b@x.example")))
    assert [each["state"] for each in await stage.runs()] == ["done"] * 4
    assert asked == [person]


async def test_in_a_rush_the_runner_rests_after_each_batch(stage: Stage) -> None:
    await stage.database.write(install_rules({"confirmation": rule()}))
    events = await stage.happen(*(created(number, f"c{number}@x.example") for number in range(40)))
    async with stage.database.transaction() as session:
        await stage.reactions.read(session, events)
    began = monotonic()
    await stage.runner.drain(Rush(-1.0, lambda: monotonic() + 60.0))
    assert monotonic() - began >= 0.799
    assert [each["state"] for each in await stage.runs()] == ["done"] * 40


async def test_the_condition_is_asked_of_the_record(stage: Stage) -> None:
    condition = {"all": [{"field": "urgency", "op": "eq", "value": "critical"}]}
    await stage.database.write(install_rules({"critical": rule(**{"if": condition})}))
    events = await stage.happen(
        created(1, "a@x.example", urgency="critical"),
        created(2, "b@x.example", urgency="normal"),
        created(3, "c@x.example"),
    )
    await stage.react(events)
    assert [each["recipient"] for each in await stage.messages()] == ["a@x.example"]
    assert [(each["state"], each["reason"]) for each in await stage.runs()] == [
        ("done", None),
        ("skipped", "condition"),
        ("skipped", "condition"),
    ]


async def test_other_forms_and_other_events_do_nothing(stage: Stage) -> None:
    updated = {"event": "record_updated", "form": "ticket", "field": "status"}
    await stage.database.write(
        install_rules(
            {
                "other_form": rule(when={"event": "record_created", "form": "customer"}),
                "updated": rule(when=updated),
            },
        ),
    )
    event = created(1, "a@x.example")
    changes = {"urgency": ["normal", "critical"]}
    changed = Event("record_updated", event.dataset, event.record_id, event.actor, event.at, {"changes": changes})
    await stage.react(await stage.happen(event, changed))
    assert await stage.messages() == []
    assert await stage.runs() == []


async def test_a_rule_that_cannot_be_read_does_not_stop_the_others(stage: Stage) -> None:
    await stage.database.write(install_rules({"broken": {"then": 7}, "confirmation": rule()}))
    await stage.react(await stage.happen(created(1, "a@x.example")))
    assert len(await stage.messages()) == 1


async def test_a_record_that_is_gone_is_left_alone(stage: Stage) -> None:
    await stage.database.write(install_rules({"confirmation": rule()}))
    stage.use(Nothing())
    await stage.react(await stage.happen(created(1, "a@x.example")))
    assert await stage.messages() == []
    assert [each["reason"] for each in await stage.runs()] == ["record_gone"]


async def test_a_newly_published_rule_runs_on_the_next_event(stage: Stage) -> None:
    await stage.react(await stage.happen(created(1, "a@x.example")))
    await stage.database.write(install_rules({"confirmation": rule()}))
    await stage.react(await stage.happen(created(2, "b@x.example")))
    assert [each["recipient"] for each in await stage.messages()] == ["b@x.example"]


async def test_two_rules_and_two_steps_each_have_their_message(stage: Stage) -> None:
    twice = rule(then=CONFIRMATION["then"] * 2)
    await stage.database.write(install_rules({"one": rule(), "two": twice}))
    await stage.react(await stage.happen(created(1, None)))
    found = await stage.messages()
    assert len(found) == 3
    assert {(each["state"], each["reason"]) for each in found} == {("skipped", "no_address")}


async def test_actions_that_a_flow_wants_become_a_run_and_the_flow_is_told(stage: Stage) -> None:
    told: list[tuple[UUID, str, bool, str]] = []

    async def answered(instance: UUID, activity: str, ok: bool, key: str) -> None:
        told.append((instance, activity, ok, key))

    stage.runner.answered = answered
    await stage.database.write(install_rules({}))
    await stage.database.write([INSTALL_FLOW])
    first, other = created(1, "a@x.example"), created(2, "b@x.example")
    instance = new_id()
    mail = CONFIRMATION["then"][0]
    wanted = {"flow": "service_desk.ticket_flow", "instance": str(instance), "node": "n", "seq": 3, "why": "node"}
    due = [
        Event(
            "actions_due", FORM, event.record_id, SYSTEM, event.at,
            {**wanted, "activity": activity, "answer": True, "actions": actions},
        )
        for event, activity, actions in ((first, "a1", [mail]), (other, "a2", [{"action": "fly"}]))
    ]  # fmt: skip
    events = await stage.happen(first, other, *due)
    await stage.react(events)
    await stage.react(events)
    assert [each["recipient"] for each in await stage.messages()] == ["a@x.example"]
    assert [(each["rule"], each["state"], each["reason"]) for each in await stage.runs()] == [
        ("service_desk.ticket_flow", "done", None),
        ("service_desk.ticket_flow", "stopped", "rule_gone"),
    ]
    assert [(each[0], each[1], each[2]) for each in told] == [(instance, "a1", True), (instance, "a2", False)]
    assert len({each[3] for each in told}) == 2
