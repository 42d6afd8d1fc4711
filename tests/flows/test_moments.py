"""Waits for the day in a field follow that field, whoever sets it."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.support.office import Office

BLUEPRINT = (Path(__file__).parents[2] / "blueprints" / "service_desk.yaml").read_text()
FIELD = "      assignee: {type: member"


WAITS = """  await_visit:
    name: {zh-CN: 等上门, en: Await}
    form: ticket
    nodes:
      start: {type: start, trigger: record_created, to: rest}
      rest: {type: wait, name: {zh-CN: 等, en: Rest}, until_field: visit_on, to: over}
      over: {type: end, name: {zh-CN: 到了, en: Come}}
"""
PLANS = """  plan_visit:
    name: {zh-CN: 定上门, en: Plan}
    form: ticket
    nodes:
      start: {type: start, trigger: record_created, to: over}
      over: {type: end, name: {zh-CN: 完, en: Over}, set: {visit_on: '2026-11-24'}}
"""


def blueprint(*flows: str, rules: str = "rules:\n") -> str:
    """With a field for a day."""
    text = BLUEPRINT
    for old, new in (
        (FIELD, "      visit_on: {type: date, label: {zh-CN: 上门日, en: Visit on}, internal: true}\n" + FIELD),
        ("surveys:\n", "".join(flows) + "surveys:\n"),
        ("rules:\n", rules),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


STARTS = """rules:
  plan:
    name: {zh-CN: 定, en: Plan}
    when: {event: record_created, form: ticket}
    then: [{action: start_flow, flow: plan_visit}]
"""


async def ended(office: Office) -> str:
    (found,) = await office.rows("SELECT status FROM instances WHERE flow = 'service_desk.await_visit'")
    status: str = found["status"]
    return status


async def comes_true(office: Office, text: str) -> None:
    """The wait ends on the day that was set, and not before."""
    answer = await office.blueprint(text)
    assert answer.status_code == 200, answer.text
    lead, ticket = await office.supervisor(), await office.submit()
    await office.settle()
    assert (await lead.record(ticket.id))["values"]["visit_on"] == "2026-11-24"
    assert await ended(office) == "running"
    (rest,) = await office.rows("SELECT due_at FROM tasks WHERE node = 'rest'")
    assert rest["due_at"] == datetime.fromisoformat("2026-11-24T00:00:00+08:00")
    office.clock.advance(days=1)
    await office.settle()
    assert await ended(office) == "completed"


async def test_a_wait_notices_the_day_that_a_flow_begun_by_a_rule_sets(office: Office) -> None:
    await comes_true(office, blueprint(WAITS, PLANS.replace("record_created", "rule"), rules=STARTS))


@pytest.mark.parametrize("flows", [(WAITS, PLANS), (PLANS, WAITS)], ids=["before", "after"])
async def test_a_wait_notices_the_day_that_a_flow_begun_with_the_record_sets(
    office: Office, flows: tuple[str, str]
) -> None:
    await comes_true(office, blueprint(*flows))
