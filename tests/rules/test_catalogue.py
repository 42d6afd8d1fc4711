"""Whatever file joins the folders stands in the docs."""

from pathlib import Path

from helpwright.entry.kinds import ACTIONS
from helpwright.rules.document import TRIGGERS

PAGE = (Path(__file__).parents[2] / "docs" / "explanation" / "rules.md").read_text(encoding="utf-8")


def test_the_page_names_every_trigger_and_action() -> None:
    assert [key for key in (*TRIGGERS, *ACTIONS) if f"| `{key}` |" not in PAGE] == []


def test_the_page_says_what_actions_need() -> None:
    rows = {line.split("`")[1]: line.rsplit("|", 2)[1].strip() for line in PAGE.splitlines() if line.startswith("| `")}
    for key, action in ACTIONS.items():
        assert {each.strip() for each in rows[key].split(",")} - {"–"} == set(action.needs), key
