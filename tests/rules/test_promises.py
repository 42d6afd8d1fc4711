"""Rules that act when a service time is nearly over or missed."""

from typing import Any

import pytest

from tests.cases.test_policies import WITH_POLICIES, change
from tests.rules.test_rules_at_work import publish, runs
from tests.support.office import Office

RULES = """
  near:
    name: {zh-CN: 快到期, en: Nearly over}
    when: {event: promise, form: ticket, level: near, clock: resolution}
    then: [{action: comment, text: 快到期}]
  late:
    name: {zh-CN: 超时, en: Missed}
    when: {event: promise, form: ticket, level: missed, policy: critical}
    then: [{action: comment, text: 超时}, {action: set_fields, set: {root_cause: 超时}}]
  others:
    name: {zh-CN: 其他超时, en: Others missed}
    when: {event: promise, form: ticket, level: missed, clock: resolution, policy: otherwise}
    then: [{action: comment, text: 其他}]
"""


async def acted(office: Office, rule: str) -> list[tuple[str, str]]:
    boss = await office.supervisor()
    return [(each["state"], each["event"]["type"]) for each in await runs(boss, rule)]


async def test_levels_act_by_policy(office: Office) -> None:
    assert (await office.blueprint(WITH_POLICIES)).status_code == 200
    await publish(office, RULES)
    await office.submit(urgency="critical")  # Monday 10:00: answered by 10:30, solved by 15:30
    for hours, near, late in ((0.6, 0, 1), (4.5, 1, 1), (0.6, 1, 2)):
        office.clock.advance(hours=hours)
        await office.settle()
        assert (len(await acted(office, "near")), len(await acted(office, "late"))) == (near, late)
    assert await acted(office, "late") == [("done", "sla_breached")] * 2
    assert await acted(office, "others") == []


async def test_the_policy_of_now_decides(office: Office) -> None:
    assert (await office.blueprint(WITH_POLICIES)).status_code == 200
    await publish(office, RULES)
    lead, ticket = await office.supervisor(), await office.submit(urgency="critical")
    await change(lead, ticket.id, urgency="normal")
    office.clock.advance(days=3)
    await office.settle()
    assert await acted(office, "late") == []
    assert await acted(office, "others") == [("done", "sla_breached")]


@pytest.mark.parametrize(
    ("old", "new", "place", "code"),
    [
        ("policy: critical", "policy: gold", "policy", "policy_unknown"),
        ("level: missed, policy: critical", "level: late", "level", "level_unknown"),
    ],
)
async def test_what_is_wrong_with_it(office: Office, old: str, new: str, place: str, code: str) -> None:
    text = f"{WITH_POLICIES.partition('rules:')[0]}rules:{RULES.replace(old, new)}"
    answer = await office.blueprint(text)
    assert answer.status_code == 422, answer.text
    problems: list[dict[str, Any]] = answer.json()["errors"]
    assert [(each["field"], each["code"]) for each in problems] == [(f"rules.late.when.{place}", code)]


async def test_a_form_that_promises_nothing_cannot_miss_it(office: Office) -> None:
    before, _, rest = WITH_POLICIES.partition("    service:\n")
    flows = rest.partition("flows:\n")[2].partition("rules:")[0]
    text = f"{before}flows:\n{flows}rules:{RULES.partition('  late:')[0]}"
    answer = await office.blueprint(text)
    assert [(each["field"], each["code"]) for each in answer.json()["errors"]] == [
        ("rules.near.when.clock", "nothing_promised")
    ]
