"""Levels of service policies: when they are reached, by whom told, and where their color stands."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpwright.cases.check import check_cases
from helpwright.cases.levels import first_timers, timers
from helpwright.cases.moves import Change, move, opened
from helpwright.cases.targets import Targets, targets_of
from helpwright.forms.promises import ServicePolicy
from helpwright.kernel.calendar import Duration
from tests.cases.test_clocks import case, check_ledger, local
from tests.cases.test_levels import run_until, told
from tests.cases.test_moves import CALENDARS, PERSON, START, at, working
from tests.cases.test_policies import SHIPPED, change
from tests.support.office import TICKETS, Office, Person

_LAST = "      resolution: {hours: 16, time: working, calendar: office}\n"
_PROMISED = """      levels:
        late: {name: {zh-CN: 超时, en: Late}, clock: resolution, color: red, percent: 100}
      policies:
        critical:
          name: {zh-CN: 非常紧急, en: Critical}
          when: {field: urgency, op: eq, value: critical}
          first_response: {minutes: 30}
          resolution: {hours: 72}
          levels:
            slow: {name: {zh-CN: 该回了, en: Answer now}, clock: first_response, color: blue, percent: 50}
            yellow: {name: {zh-CN: 黄, en: Yellow}, clock: resolution, color: yellow, hours: 24}
            orange: {name: {zh-CN: 橙, en: Orange}, clock: resolution, color: orange, days: 2}
            red: {name: {zh-CN: 红, en: Red}, clock: resolution, color: red, hours: 80}
"""
_RULE = """  orange:
    name: {zh-CN: 橙色, en: Orange}
    when: {event: promise, form: ticket, level: orange, policy: critical}
    then: [{action: comment, text: "{{number}} 橙了"}]
"""
WITH_LEVELS = SHIPPED.replace(_LAST, _LAST + _PROMISED).replace("rules:\n", "rules:\n" + _RULE)


@pytest.fixture
async def lead(office: Office) -> Person:
    """A supervisor of the running example, whose policies have levels."""
    answer = await office.blueprint(WITH_LEVELS)
    assert answer.status_code == 200, answer.text
    return await office.supervisor()


async def reached(office: Office, record_id: str) -> list[str]:
    """The levels that were told, with their minute."""
    rows = await office.rows(
        "SELECT at, data FROM events WHERE record_id = %(id)s AND type = 'sla_level' ORDER BY id", id=UUID(record_id)
    )
    zone = local("2026-11-23T00:00").tzinfo
    return [f"{row['at'].astimezone(zone):%d %H:%M} {row['data']['clock']} {row['data']['level']}" for row in rows]


async def color(person: Person, record_id: str, clock: str = "resolution") -> str | None:
    level = (await case(person, record_id))["clocks"][clock]["level"]
    return None if level is None else str(level["color"])


async def colors(person: Person, **more: Any) -> dict[str | None, int]:
    """How many tickets show each color, as a dashboard counts them."""
    query = {"from": "cases", "by": [{"field": "level_color"}], "measures": [{"agg": "count"}], **more}
    answer = await person.post("query", json=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["rows"])


async def test_a_ticket_goes_through_the_levels_of_its_policy(office: Office, lead: Person) -> None:
    agent = await office.agent()
    ticket = await office.submit(urgency="critical")  # Monday 10:00
    other = await office.submit(urgency="normal")
    await run_until(office, "23T10:20")
    (item, *_) = (await lead.get(TICKETS, params={"due": 1, "sort": "created_at"})).json()["items"]
    assert item["due"]["clock"] == "first_response"
    assert item["due"]["level"] == {
        "key": "slow",
        "name": {"zh-CN": "该回了", "en": "Answer now"},
        "color": "blue",
        "at": "2026-11-23T02:15:00.000Z",
    }
    assert (await agent.task_of(ticket.id))["case_due"]["level"]["key"] == "slow"
    assert await colors(lead) == {"blue": 1, None: 1}
    await lead.post(f"{TICKETS}/{ticket.id}/comments", json={"text": "在查", "visibility": "public"})
    assert await colors(lead) == {None: 2}

    await run_until(office, "25T11:00")
    assert await color(lead, ticket.id) == "orange"
    assert await color(lead, other.id) == "red"  # 16 working hours were over at 11:00
    by_color = {"filter": {"field": "level_color", "op": "in", "value": ["orange", "red"]}}
    assert await colors(lead, **by_color) == {"orange": 1, "red": 1}
    assert await reached(office, ticket.id) == [
        "23 10:15 first_response slow",
        "24 10:00 resolution yellow",
        "25 10:00 resolution orange",
    ]
    items = (await lead.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"]
    (data, *_) = [each["data"] for each in items if each["type"] == "sla_level"]
    assert (data["level"], data["color"], data["clock"]) == ("橙", "orange", "resolution")
    (text,) = [each["data"]["text"] for each in items if each["type"] == "comment" and each["data"]["rule"]]
    assert text == f"{ticket.number} 橙了"
    assert await check_cases(office.product.records) == 0
    await check_ledger(office)


async def test_levels_wait_with_their_clock_and_go_on(office: Office, lead: Person) -> None:
    agent, ticket = await office.agent(), await office.submit(urgency="critical")  # Monday 10:00
    await run_until(office, "24T09:00")
    await agent.work(ticket.id, "claim")
    assert (await agent.solve(ticket.id)).status_code == 200
    await run_until(office, "26T09:00")
    assert await color(lead, ticket.id) is None
    assert (await office.answer(ticket, "reject", reason="还是掉线")).status_code == 200
    await run_until(office, "26T10:30")  # it had run for 23 hours
    assert await color(lead, ticket.id) == "yellow"
    await run_until(office, "29T20:00")  # 80 hours, eight too late
    assert [each for each in await reached(office, ticket.id) if "resolution" in each] == [
        "26 10:00 resolution yellow",
        "27 10:00 resolution orange",
        "28 18:00 resolution red",
    ]


async def test_of_levels_that_a_new_promise_has_behind_it_the_last_is_told(office: Office, lead: Person) -> None:
    ticket = await office.submit(urgency="normal")  # Monday 10:00
    await run_until(office, "25T10:30")
    await change(lead, ticket.id, urgency="critical")
    await run_until(office, "25T10:40")
    assert [each for each in await reached(office, ticket.id) if "resolution" in each] == ["25 10:30 resolution orange"]
    await change(lead, ticket.id, urgency="normal")
    assert await color(lead, ticket.id) is None


async def test_a_level_that_was_edited_keeps_what_it_told(office: Office, lead: Person) -> None:
    ticket = await office.submit(urgency="critical")
    edited = WITH_LEVELS.replace("color: orange, days: 2", "color: purple, hours: 30").replace(
        "color: yellow", "color: blue"
    )
    assert (await office.blueprint(edited)).status_code == 200
    await run_until(office, "25T11:00")
    assert [each[:8] for each in await reached(office, ticket.id) if "resolution" in each] == ["24 10:00", "25 10:00"]
    assert await color(lead, ticket.id) == "orange"


async def test_after_a_time_without_power_the_last_level_is_told(office: Office, lead: Person) -> None:
    ticket = await office.submit(urgency="critical")
    office.clock.present = local("2026-11-27T10:00")
    await office.settle()
    assert await color(lead, ticket.id) == "red"
    (row,) = await office.rows(
        "SELECT levels FROM cases WHERE record_id = %(id)s AND levels ? 'resolution'", id=UUID(ticket.id)
    )
    assert row["levels"]["resolution"]["key"] == "red"
    told_of = [each for each in await reached(office, ticket.id) if "resolution" in each]
    assert told_of[-1] == "27 10:00 resolution red"


async def test_a_ticket_that_is_back_reaches_its_levels(office: Office, lead: Person) -> None:
    ticket = await office.submit(urgency="critical")
    assert (await lead.delete(f"{TICKETS}/{ticket.id}")).status_code == 204
    await run_until(office, "24T11:00")
    assert (await lead.post(f"{TICKETS}/{ticket.id}/restore")).status_code == 200
    await run_until(office, "25T11:00")
    assert [each for each in await reached(office, ticket.id) if "resolution" in each] == ["25 10:00 resolution orange"]


@pytest.mark.parametrize(
    ("old", "new", "place", "code"),
    [
        ("color: yellow, hours: 24", "color: yellow", "policies.critical.levels.yellow", "level_moment"),
        ("color: yellow, hours: 24", "color: yellow, hours: 24, percent: 3", "policies.critical.levels.yellow",
         "level_moment"),
        ("            yellow: {", "            near: {", "policies.critical.levels.near", "key_reserved"),
    ],
)  # fmt: skip
async def test_what_is_wrong_with_a_level(office: Office, old: str, new: str, place: str, code: str) -> None:
    assert old in WITH_LEVELS
    answer = await office.blueprint(WITH_LEVELS.replace(old, new))
    assert answer.status_code == 422, answer.text
    assert [(each["field"], each["code"]) for each in answer.json()["errors"]] == [
        (f"forms.ticket.service.{place}", code)
    ]


async def test_levels_without_a_promise_and_rules_without_a_level(office: Office) -> None:
    unpromised = WITH_LEVELS.replace("          first_response: {minutes: 30}\n", "")
    answer = await office.blueprint(unpromised, plan=True)
    assert [each["code"] for each in answer.json()["problems"]] == ["level_unpromised"]
    unknown = WITH_LEVELS.replace("level: orange, policy: critical", "level: orange, policy: otherwise")
    answer = await office.blueprint(unknown)
    assert [each["code"] for each in answer.json()["errors"]] == ["level_unknown"]


async def test_levels_come_back_with_the_blueprint(office: Office, lead: Person) -> None:
    boss = await office.person("Boss 2", admin=True)
    text = (await boss.get("apps/service_desk/blueprint")).text
    assert text.count("clock: ") == 5
    order = [text.index(f"            {key}:\n              name") for key in ("slow", "yellow", "orange", "red")]
    assert order == sorted(order)
    again = await office.blueprint(text, plan=True)
    assert {each["change"] for each in again.json()["changes"]} == {"unchanged"}


def levelled(*levels: tuple[str, dict[str, Any]], resolution: Duration) -> Targets:
    """What a policy with these levels of the resolution promises."""
    made = {key: {"name": key, "clock": "resolution", "color": "red", **more} for key, more in levels}
    policy = ServicePolicy.model_validate({"name": "p", "resolution": resolution.model_dump(), "levels": made})
    return targets_of(policy, 80, "p")


@settings(max_examples=150, deadline=None)
@given(
    percents=st.lists(st.integers(1, 300), min_size=1, max_size=5, unique=True),
    hours=st.integers(1, 30),
    ran=st.integers(0, 2000),
    waited=st.integers(1, 3000),
)
def test_a_pause_moves_levels_by_as_much_as_the_end(percents: list[int], hours: int, ran: int, waited: int) -> None:
    """What is still to come after a hole comes when so much of the target has been used, not counting the hole."""
    promised = levelled(*((f"l{each}", {"percent": each}) for each in percents), resolution=Duration(hours=hours))
    begun = opened(uuid4(), START, "open", promised, CALENDARS)
    first = {each.key: each.due_at for each in first_timers(begun, promised, CALENDARS) if ":level:" in each.key}
    assert first == {f"resolution:level:l{each}": at(hours * 60 * each / 100) for each in percents}

    halted = move(begun.case, Change(), "pending", at(ran), PERSON, CALENDARS).case
    again = move(halted, Change(), "open", at(ran + waited), PERSON, CALENDARS)
    (sent, *_) = timers(again, promised, CALENDARS)
    later = [each for each in percents if hours * 60 * each / 100 > ran]
    said = str(sent.params)
    for each in percents:
        assert (f"resolution:level:l{each}'" in said or f'resolution:level:l{each}"' in said) == (each in later)


def test_levels_count_working_time_where_the_target_does() -> None:
    promised = levelled(("half", {"percent": 50}), ("three", {"hours": 3}), resolution=working(4))
    begun = opened(uuid4(), START, "open", promised, CALENDARS)  # Thursday 09:00
    found = {each.key: each.due_at for each in first_timers(begun, promised, CALENDARS)}
    assert found["resolution:level:half"] == at(120)
    assert found["resolution:level:three"] == START + timedelta(hours=3)
    assert found["resolution:due"] == at(330)  # over lunch


async def test_warnings_come_beside_levels(office: Office, lead: Person) -> None:
    ticket = await office.submit(urgency="critical")
    await run_until(office, "23T10:40")
    assert await told(office, ticket.id) == [
        "23 10:24 first_response sla_warned",
        "23 10:30 first_response sla_breached",
    ]
