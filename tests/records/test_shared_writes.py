"""Which new records share a commit with others: those that can wait for nobody's locks."""

from uuid import uuid4

import pytest

from helpwright.platform.database import Database
from helpwright.platform.shared_commit import Write
from tests.records.test_link_sorting import desk
from tests.support.office import TICKETS, Office, ticket_values


async def test_what_links_to_a_record_is_written_alone(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    boss, _ = await desk(office)
    made = await boss.post("forms/customer/records", json={"values": {"name": "Dora"}})
    shared: list[Write] = []
    among = Database.write_among

    async def noting(database: Database, write: Write) -> None:
        shared.append(write)
        await among(database, write)

    monkeypatch.setattr(Database, "write_among", noting)
    for client, count in ((None, 1), (made.json()["id"], 1), (None, 2)):
        values = ticket_values() | ({"client": client} if client else {})
        answer = await boss.post(TICKETS, json={"values": values}, headers={"Idempotency-Key": str(uuid4())})
        assert answer.status_code == 201, answer.text
        assert len(shared) == count
