"""The version a write is based on: by header or body, and never ignored."""

import pytest

from tests.support.office import TICKETS, Office


@pytest.mark.parametrize("header", ["abc", "1, 2", '"one"', "-1", "99999999999"])
async def test_a_header_that_is_no_version_is_refused(office: Office, header: str) -> None:
    lead = await office.supervisor()
    ticket = await office.submit()

    answer = await lead.patch(
        f"{TICKETS}/{ticket.id}", json={"values": {"urgency": "urgent"}}, headers={"If-Match": header}
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "version_malformed"
    assert (await lead.record(ticket.id))["values"]["urgency"] == "critical"


async def test_the_header_wins_over_the_body(office: Office) -> None:
    lead = await office.supervisor()
    ticket = await office.submit()
    body = {"values": {"urgency": "urgent"}, "version": 1}

    assert (await lead.patch(f"{TICKETS}/{ticket.id}", json=body, headers={"If-Match": '"7"'})).status_code == 409
    assert (await lead.patch(f"{TICKETS}/{ticket.id}", json=body, headers={"If-Match": '"1"'})).status_code == 200


async def test_deleting_an_old_version_is_refused(office: Office) -> None:
    lead = await office.supervisor()
    ticket = await office.submit()
    await lead.patch(f"{TICKETS}/{ticket.id}", json={"values": {"urgency": "urgent"}})

    stale = await lead.delete(f"{TICKETS}/{ticket.id}", headers={"If-Match": '"1"'})

    assert stale.status_code == 409
    assert (await lead.delete(f"{TICKETS}/{ticket.id}", headers={"If-Match": '"2"'})).status_code == 204
