"""A new ticket, its case and its flow are written at once: each row once, all timers by one statement."""

from collections.abc import Sequence
from uuid import uuid4

import pytest

from helpwright.platform.database import Database, Statement
from helpwright.platform.shared_commit import Write
from helpwright.portal.submit import submit
from tests.support.office import Office, ticket_values


async def written_by_a_submission(office: Office, monkeypatch: pytest.MonkeyPatch) -> Sequence[Statement]:
    """What is sent for a new ticket; it is stored as ever."""
    sent: list[Statement] = []
    among = Database.write_among

    async def noting(database: Database, write: Write) -> None:
        sent.extend((write.entry, *write.statements))
        await among(database, write)

    monkeypatch.setattr(Database, "write_among", noting)
    await submit(office.product.records, "ticket", uuid4(), ticket_values(), "zh-CN", "link")
    return sent


async def test_a_new_ticket_writes_each_row_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = [each.sql for each in await written_by_a_submission(office, monkeypatch)]
    assert not [sql for sql in sent if sql.startswith("UPDATE")]
    assert len([sql for sql in sent if "INTO timers" in sql]) == 1
    assert len([sql for sql in sent if "INTO cases" in sql]) == 1


async def test_the_case_knows_the_team_that_the_flow_chose(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await written_by_a_submission(office, monkeypatch)
    (found,) = await office.rows(
        """SELECT c.team_id = t.team_id AND t.team_id IS NOT NULL AS agreed, r.team_id = t.team_id AS same,
            (SELECT count(*) FROM timers WHERE kind = 'case' AND owner = c.record_id) AS clocks,
            (SELECT count(*) FROM timers WHERE kind = 'flow' AND owner = t.instance_id) AS dues
        FROM cases c JOIN tasks t USING (record_id) JOIN service_desk.ticket r ON r.id = c.record_id"""
    )
    assert found["agreed"]
    assert found["same"]
    assert found["clocks"] == 4
    assert found["dues"] >= 1
