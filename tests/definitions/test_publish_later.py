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
    await builder.published()


async def test_a_time_must_be_to_come(office: Office, builder: Builder) -> None:
    for offset in (timedelta(hours=-1), timedelta(days=91)):
        at = (office.clock.now() + offset).isoformat()
        answer = await builder.http.post("apps/service_desk/publish", json={"at": at})
        assert [each["code"] for each in answer.json()["errors"]] == ["publish_time_not_possible"]


async def test_a_blueprint_waits_for_it_as_everybody_does(office: Office, builder: Builder) -> None:
    """What goes live later began earlier: published past it, versions would change places when its time comes."""
    waiting = await later(office, builder)
    text = (await builder.http.get("apps/service_desk/blueprint")).text
    changed = text.replace("name: {zh-CN: 客服部, en: Service}", "name: {zh-CN: 客服部, en: Care}")
    assert changed != text
    headers = {"Content-Type": "application/yaml"}
    refused = await builder.http.put("apps/service_desk/blueprint", content=changed.encode(), headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "publish_scheduled")
    assert refused.json()["publication"] == waiting["id"]
    same = await builder.http.put("apps/service_desk/blueprint", content=text.encode(), headers=headers)
    assert same.status_code == 200, "what changes nothing is in nobody's way"
    assert (await builder.http.post(f"publications/{waiting['id']}/cancel")).status_code == 200
    done = await builder.http.put("apps/service_desk/blueprint", content=changed.encode(), headers=headers)
    assert done.status_code == 200, done.text
