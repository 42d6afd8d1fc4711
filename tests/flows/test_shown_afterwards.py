"""What a claim and an outcome show of their task comes from what they write: it is what a look right after shows."""

from collections.abc import Sequence
from typing import Any

import pytest

from helpwright.platform.database import Row, Session, Statement
from tests.definitions.conftest import Builder
from tests.flows.test_hidden_fields import HIDE
from tests.support.office import Office, Person

VALUES = {"solution": "换了固件", "urgency": "normal"}
HIDDEN = {"do": "change", "element": "node", "at": ["handle"], "values": {"fields": HIDE}}


async def task_again(person: Person, shown: dict[str, object]) -> object:
    answer = await person.get(f"tasks/{shown['id']}")
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that a round trip carries from now on."""
    noted: list[str] = []
    through = Session.pipeline

    async def note(session: Session, statements: Sequence[Statement]) -> list[list[Row]]:
        noted.extend(each.sql for each in statements)
        return await through(session, statements)

    monkeypatch.setattr(Session, "pipeline", note)
    return noted


@pytest.mark.parametrize("hides", [False, True])
@pytest.mark.parametrize("roles", [True, False])
async def test_the_answer_is_what_a_look_afterwards_shows(office: Office, hides: bool, roles: bool) -> None:
    if hides:
        builder = Builder(await office.person("Builder", admin=True, language="en"))
        await builder.edited("flow", "ticket_flow", HIDDEN)
        await builder.published()
    person = await office.agent() if roles else await office.person("Helper", teams=["tech"])
    ticket = await office.submit(urgency="critical")
    claimed = (await person.work(ticket.id, "claim")).json()
    assert (claimed["state"], claimed["claimed_by"]) == ("claimed", person.id)
    assert claimed == await task_again(person, claimed)
    done = (await person.work(ticket.id, "complete", outcome="done", values=VALUES)).json()
    assert (done["state"], done["record"]["status"], done["record"]["urgency"]) == ("done", "solved", "normal")
    assert done == await task_again(person, done)
    assert "withdraw" in done["can"]


async def test_an_outcome_at_once_and_one_that_writes_nothing(office: Office) -> None:
    person = await office.agent()
    ticket = await office.submit()
    done = (await person.solve(ticket.id)).json()
    assert (done["state"], done["claimed_by_name"]) == ("done", "李娜")
    assert done == await task_again(person, done)


async def test_the_same_command_again_shows_the_same(office: Office) -> None:
    person = await office.agent()
    ticket = await office.submit()
    task = await person.task_of(ticket.id)
    asked: Any = {"json": {"outcome": "done", "values": {"solution": "x"}}, "headers": {"Idempotency-Key": "k"}}
    first = await person.post(f"tasks/{task['id']}/complete", **asked)
    assert (await person.post(f"tasks/{task['id']}/complete", **asked)).json() == first.json()


async def test_nothing_is_read_again(office: Office, sent: list[str]) -> None:
    person = await office.agent()
    ticket = await office.submit()
    task = await person.task_of(ticket.id)
    sent.clear()
    await person.post(f"tasks/{task['id']}/complete", json={"outcome": "done", "values": {"solution": "x"}})
    reads = [each for each in sent if each.startswith("SELECT") and "FOR UPDATE" not in each]
    assert [each.split("(")[0].split(" FROM ")[0][:40] for each in reads[2:]] == ["SELECT enter_form"]
