"""All rows of a list are chosen at once, as far as the reader sees them, and acted on in portions."""

import json
from typing import Any

import pytest

from helpwright.records import choosing
from tests.support.office import TICKETS, Office, Person


async def chosen(person: Person, **query: Any) -> dict[str, Any]:
    params = {key: json.dumps(value) if key == "filter" else value for key, value in query.items()}
    answer = await person.get(f"{TICKETS}/chosen", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_what_the_list_shows_is_chosen_in_its_order_with_versions(office: Office) -> None:
    lead = await office.supervisor()
    tickets = [await office.submit(description=f"第 {number} 张", urgency="urgent") for number in range(3)]
    other = await office.submit()
    await lead.patch(f"{TICKETS}/{tickets[1].id}", json={"values": {"root_cause": "电压不稳"}})
    urgent = {"field": "urgency", "op": "eq", "value": "urgent"}

    found = await chosen(lead, filter=urgent, sort="-number")

    assert [each["number"] for each in found["items"]] == [each.number for each in reversed(tickets)]
    assert [each["version"] for each in found["items"]] == [1, 2, 1]
    assert found["items"][0]["title"] == (await lead.record(tickets[2].id))["title"]
    assert found["more"] is False
    assert [each["id"] for each in (await chosen(lead, search=other.number))["items"]] == [other.id]
    assert len((await chosen(lead))["items"]) == 4


async def test_nobody_chooses_what_they_do_not_see(office: Office) -> None:
    mine, _ = await office.submit(), await office.submit(problem_type="product", description="别的")
    agent, stranger = await office.agent(), await office.person("外人")

    assert [each["id"] for each in (await chosen(agent))["items"]] == [mine.id]
    assert (await stranger.get(f"{TICKETS}/chosen")).status_code == 404


async def test_the_limit_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    lead = await office.supervisor()
    for number in range(3):
        await office.submit(description=f"第 {number} 张")
    monkeypatch.setattr(choosing, "MOST_CHOSEN", 2)

    found = await chosen(lead)

    assert (len(found["items"]), found["more"]) == (2, True)


async def test_a_filter_that_is_none_is_refused_as_for_the_list(office: Office) -> None:
    lead = await office.supervisor()

    answer = await lead.get(f"{TICKETS}/chosen", params={"filter": '{"field": "nothing", "op": "eq", "value": 1}'})

    assert answer.status_code == 422
