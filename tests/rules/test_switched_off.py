"""Rules that are switched off: known, checked, exported, and not run."""

from tests.rules.test_rules_at_work import explain, publish, runs
from tests.support.office import Office

_ON_CREATION = """
  calm:
    name: 降级
    enabled: {enabled}
    when: {{event: record_created, form: ticket}}
    then: [{{action: comment, text: 来了}}]
"""


async def test_nothing_starts_a_rule_that_is_off(office: Office) -> None:
    await publish(office, _ON_CREATION.format(enabled="false"))
    boss, ticket = await office.supervisor(), await office.submit()
    await office.settle()
    assert await runs(boss, "calm") == []
    assert await explain(boss, "calm", ticket) == ["run_rule_off"]
    await publish(office, _ON_CREATION.format(enabled="true"))
    await office.settle()
    assert await runs(boss, "calm") == []
    await office.submit()
    await office.settle()
    assert [each["state"] for each in await runs(boss, "calm")] == ["done"]


async def test_what_a_rule_waits_for_is_forgotten_when_it_is_switched_off(office: Office) -> None:
    rule = """
  later:
    name: 稍后
    enabled: {enabled}
    when: {{event: record_created, form: ticket}}
    then: [{{action: comment, text: 一小时后, delay: {{hours: 1}}}}]
  weekly:
    name: 每周
    enabled: {enabled}
    when: {{event: schedule, form: ticket, every: hour}}
    then: [{{action: comment, text: 每小时}}]
"""
    await publish(office, rule.format(enabled="true"))
    boss, _ticket = await office.supervisor(), await office.submit()
    await office.settle()
    assert [each["state"] for each in await runs(boss, "later")] == ["waiting"]
    await publish(office, rule.format(enabled="false"))
    await office.settle()
    office.clock.advance(hours=2)
    await office.settle()
    (run,) = await runs(boss, "later")
    assert (run["state"], run["reason"], run["reason_text"]) == ("stopped", "rule_off", "规则已停用。")
    assert await runs(boss, "weekly") == []


async def test_the_switch_is_in_the_export_and_in_the_words_of_a_change(office: Office) -> None:
    await publish(office, _ON_CREATION.format(enabled="false"))
    boss = await office.person("Boss", admin=True)
    assert "enabled: false" in (await boss.get("apps/service_desk/blueprint")).text
    body = {"version": 0, "operations": [{"do": "change", "element": "document", "values": {"enabled": None}}]}
    answer = await boss.post("definitions/rule/service_desk.calm/draft/operations", json=body)
    assert answer.status_code == 200, answer.text
    changes = (await boss.get("apps/service_desk/changes")).json()
    assert "启用" in str(changes)
