"""Why a rule stopped is said in words wherever it is told."""

import pytest

from tests.rules.test_rules_at_work import publish, runs
from tests.support.office import TICKETS, Office

RULES = """
  give:
    name: x
    when: {event: record_created, form: ticket}
    then: [{action: assign, to: {field: assignee}}]
"""


@pytest.mark.parametrize(
    ("language", "said"), [("zh-CN", "没有找到可以接手的人。"), ("en", "Nobody was found to take it.")]
)
async def test_in_the_log_and_in_the_activity_of_the_record(office: Office, language: str, said: str) -> None:
    await publish(office, RULES)
    boss, ticket = await office.supervisor(language=language), await office.submit()
    await office.settle()
    (run,) = await runs(boss, "give")
    assert (run["state"], run["reason"], run["reason_text"]) == ("failed", "nobody_found", said)
    assert run["steps"][0]["text"] == said
    activity = (await boss.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"]
    assert [each["data"] for each in activity if each["type"] == "rule_stopped"] == [{"rule": "x", "reason": said}]
