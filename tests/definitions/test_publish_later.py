"""A publication that waits for its time: what was looked at goes live then, unless somebody takes it back."""

from datetime import timedelta
from typing import Any

from tests.definitions.conftest import Builder
from tests.support.office import Office


async def later(office: Office, builder: Builder, **more: Any) -> dict[str, Any]:
    at = office.clock.now() + timedelta(hours=4)
    await builder.save("team", "tech", {"name": "Engineers"})
    answer = await builder.http.post("apps/service_desk/publish", json={"at": at.isoformat(), **more})
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    assert found["state"] == "waiting"
    return found


async def name_of(builder: Builder) -> str:
    return str((await builder.read("team", "tech"))["live"]["document"]["name"])


async def test_it_goes_live_when_its_time_comes_as_it_was_looked_at(office: Office, builder: Builder) -> None:
    waiting = await later(office, builder, note="New name from Monday")
    changes = await builder.changes()
    assert changes["running"] is None
    assert (changes["scheduled"]["id"], changes["scheduled"]["note"]) == (waiting["id"], "New name from Monday")
    refused = await builder.publish()
    assert (refused.status_code, refused.json()["code"]) == (409, "publish_scheduled")
    await builder.save("team", "tech", {"name": "Later still"})
    await office.product.publisher.work()
    assert await name_of(builder) != "Engineers"
    office.clock.advance(hours=4)
    await office.product.publisher.work()
    assert await name_of(builder) == "Engineers"
    found = await builder.read("team", "tech")
    assert found["draft"]["document"] == {"name": "Later still"}
    assert found["versions"][0]["note"] == "New name from Monday"


async def test_it_is_taken_back(office: Office, builder: Builder) -> None:
    waiting = await later(office, builder)
    answer = await builder.http.post(f"publications/{waiting['id']}/cancel")
    assert (answer.status_code, answer.json()["state"]) == (200, "failed")
    assert answer.json()["error"]["code"] == "publish_canceled"
    way_back = await builder.http.get(f"publications/{waiting['id']}/way-back")
    assert (way_back.status_code, way_back.json()["code"]) == (409, "take_back_not_live")
    assert (await builder.changes())["scheduled"] is None
    office.clock.advance(hours=5)
    await office.product.publisher.work()
    assert await name_of(builder) != "Engineers"
    assert (await builder.publish()).status_code == 200


async def test_a_time_must_be_to_come(office: Office, builder: Builder) -> None:
    for offset in (timedelta(hours=-1), timedelta(days=91)):
        at = (office.clock.now() + offset).isoformat()
        answer = await builder.http.post("apps/service_desk/publish", json={"at": at})
        assert [each["code"] for each in answer.json()["errors"]] == ["publish_time_not_possible"]
