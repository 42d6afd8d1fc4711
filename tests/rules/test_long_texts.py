"""A template that grows beyond what a text may be: nothing is cut, and the log and the trial say what is in the way."""

from typing import Any

import pytest

from tests.rules.test_rules_at_work import publish, runs
from tests.rules.test_trial import builder, trial
from tests.support.office import TICKETS, Office

STORY = "设备每天中午掉线。" * 2_000
TWICE = "{{description}}\\n{{description}}"
LENGTH = 2 * len(STORY) + 1
SAID = f"最多 20000 个字符，现在是 {LENGTH} 个。"
NAMED = {"comment": "", "set_fields": "「根本原因」："}
STEPS = {
    "comment": f'{{action: comment, text: "{TWICE}"}}',
    "set_fields": f'{{action: set_fields, set: {{root_cause: "{TWICE}"}}}}',
}


@pytest.mark.parametrize("action", STEPS)
async def test_the_log_says_how_long_it_became_and_how_long_it_may_be(office: Office, action: str) -> None:
    await publish(
        office,
        f"""
  copy:
    name: {{zh-CN: 抄写, en: Copy}}
    when: {{event: record_created, form: ticket}}
    then:
      - {STEPS[action]}
      - {{action: set_fields, set: {{urgency: normal}}}}
""",
    )
    boss = await office.supervisor()
    ticket = await office.submit(description=STORY)
    await office.settle()
    (run,) = await runs(boss, "copy")
    refused = run["steps"][0]
    assert (refused["state"], refused["code"], refused["text"]) == ("refused", "text_too_long", NAMED[action] + SAID)
    found = await boss.record(ticket.id)
    assert not found["values"]["root_cause"]
    items = (await boss.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"]
    assert "comment" not in {each["type"] for each in items}


@pytest.mark.parametrize("action", STEPS)
async def test_a_trial_says_it_before_it_happens(office: Office, action: str) -> None:
    boss = await builder(office)
    ticket = await office.submit(description=STORY)
    step: dict[str, Any] = (
        {"action": "comment", "text": "{{description}}\n{{description}}"}
        if action == "comment"
        else {"action": "set_fields", "set": {"root_cause": "{{description}}\n{{description}}"}}
    )
    rule = {"name": "抄写", "when": {"event": "record_created", "form": "ticket"}, "then": [step]}
    (told,) = (await trial(boss, rule, record=ticket.id))["steps"]
    assert (told["state"], told["text"]) == ("refused", SAID)
