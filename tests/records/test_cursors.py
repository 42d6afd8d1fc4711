"""A cursor that somebody wrote themselves is refused, whatever the list is sorted by."""

import base64
from typing import Any
from uuid import uuid4

import orjson
import pytest

from tests.support.office import TICKETS, Office

ID = str(uuid4())
NO_INSTANT = (5, True, None, "yesterday", "2026-11-23T08:00:00", ["x"], {"a": 1}, 1e308)
RUBBISH: dict[str, tuple[Any, ...]] = {
    "": NO_INSTANT,
    "-created_at": NO_INSTANT,
    "created_at": NO_INSTANT,
    "owner_id": (5, "nobody", ["x"]),
    "urgency": ("high", 1.5, True, 2**40),
    "customer_name": (5, True, "a\0b", ["x"]),
    "number": (None, 5),
}


def cursor(value: Any, row_id: Any = ID) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([value, row_id])).rstrip(b"=").decode()


@pytest.mark.parametrize("sort", RUBBISH)
async def test_a_value_that_does_not_fit_the_order_is_refused(office: Office, sort: str) -> None:
    leader = await office.supervisor()
    given: dict[str, str] = {"sort": sort} if sort else {}
    places = [cursor(value) for value in RUBBISH[sort]]
    places += [cursor("2026-11-23T08:00:00Z", row_id) for row_id in (5, None, "x", ["x"])]
    for place in places:
        answer = await leader.get(TICKETS, params={**given, "cursor": place})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "cursor_malformed"), place


@pytest.mark.parametrize("sort", [*RUBBISH, "-owner_id", "-urgency"])
async def test_pages_follow_each_other_in_every_order(office: Office, sort: str) -> None:
    leader, agent = await office.supervisor(), await office.agent()
    tickets = [await office.submit(urgency=urgency) for urgency in ("critical", "normal", "critical")]
    await agent.work(tickets[0].id, "claim")
    given: dict[str, str] = {"limit": "1", **({"sort": sort} if sort else {})}
    whole = (await leader.get(TICKETS, params={**given, "limit": "50"})).json()["items"]
    found: list[str] = []
    place: str | None = None
    while True:
        page = (await leader.get(TICKETS, params=given | ({"cursor": place} if place else {}))).json()
        found += [each["id"] for each in page["items"]]
        place = page["next"]
        if place is None:
            break
    assert found == [each["id"] for each in whole]
    assert len(found) == 3


@pytest.mark.parametrize("value", [5, None, "yesterday", "2026-W48-1", "2026-11-23T08:00:00", "20261123"])
async def test_so_it_is_with_tasks(office: Office, value: Any) -> None:
    agent = await office.agent()
    answer = await agent.get("tasks", params={"cursor": cursor(value)})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "cursor_malformed")
