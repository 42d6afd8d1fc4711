"""A publication is taken back as a whole: all its parts at once, unless later ones build on it."""

import asyncio
from typing import Any

import httpx

from helpwright.definitions.publications.expected import EXPECTS
from helpwright.definitions.publications.model import Wish
from helpwright.definitions.studio.taking_back import way_back
from tests.definitions.conftest import Builder
from tests.support.office import Office, ticket_values

HELP = {"do": "change", "element": "field", "at": ["solution"], "values": {"help": "x"}}
NEW_RULE = "told"


async def add_rule(builder: Builder) -> None:
    """A copy of a shipped rule under another key, as a draft."""
    rule = await builder.document("rule", "critical")
    await builder.save("rule", f"service_desk.{NEW_RULE}", {**rule, "name": "Told"})


async def wide(builder: Builder) -> dict[str, Any]:
    """A publication that changes a form, adds a rule, and removes another."""
    await builder.edited("form", "ticket", HELP)
    await add_rule(builder)
    gone = await builder.http.delete("definitions/rule/dwell")
    assert gone.status_code == 200, gone.text
    return await builder.published()


async def look(builder: Builder, publication: str) -> dict[str, Any]:
    answer = await builder.http.get(f"publications/{publication}/way-back")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def back(builder: Builder, publication: str, *accept: str) -> httpx.Response:
    return await builder.http.post(f"publications/{publication}/take-back", json={"accept": accept})


async def keys(builder: Builder, kind: str) -> set[str]:
    parts = (await builder.http.get("apps/service_desk/definitions")).json()["parts"]
    return {each["key"] for each in parts if each["kind"] == kind and each["state"] == "live"}


async def test_every_part_is_as_before_in_one_publication(office: Office, builder: Builder) -> None:
    before, rules = await builder.document("form", "ticket"), await keys(builder, "rule")
    ticket = await office.submit(**ticket_values())
    done = await wide(builder)
    assert await keys(builder, "rule") == (rules - {"dwell"}) | {NEW_RULE}
    told = await look(builder, done["id"])
    assert {(each["key"], each["change"]) for each in told["changes"]} == {
        ("ticket", "changed"), (NEW_RULE, "removed"), ("dwell", "added"),
    }  # fmt: skip
    assert told["problems"] == []
    answer = await back(builder, done["id"], *told["accept"])
    assert answer.status_code == 200, answer.text
    assert (answer.json()["reason"], answer.json()["version"]) == ("rollback", 3)
    listed = (await builder.http.get("apps/service_desk/publications")).json()["items"]
    assert [each["takes_back"] for each in listed] == [done["id"], None, None]
    assert (await back(builder, done["id"])).json()["code"] == "take_back_done"
    assert await builder.document("form", "ticket") == before
    assert await keys(builder, "rule") == rules
    rows = await office.rows("SELECT data FROM audit_log WHERE act = 'published' ORDER BY id DESC LIMIT 1")
    assert rows[0]["data"] == {"publication": answer.json()["id"], "reason": "rollback", "takes_back": done["id"]}
    states = await office.rows("SELECT version FROM instances WHERE record_id = %(id)s", id=ticket.id)
    assert [row["version"] for row in states] == [1], "tickets under way keep their version"
    again = await look(builder, answer.json()["id"])
    assert {each["key"] for each in again["changes"]} == {"ticket", NEW_RULE, "dwell"}
    answer = await back(builder, answer.json()["id"], *again["accept"])
    assert answer.status_code == 200, "what was taken back can be brought again"
    assert await keys(builder, "rule") == (rules - {"dwell"}) | {NEW_RULE}


async def test_what_was_published_since_stands_in_the_way_and_says_what_to_do(builder: Builder) -> None:
    done = await wide(builder)
    await builder.edited("form", "ticket", {**HELP, "values": {"help": "y"}})
    later = await builder.published()
    told = await look(builder, done["id"])
    (problem,) = told["problems"]
    assert (problem["kind"], problem["key"], problem["code"]) == ("form", "ticket", "take_back_changed_since")
    assert problem["since"] == 3, "what is to be taken back first"
    assert problem["message"].startswith("“Service ticket” was changed again with version 3. Take version 3 back first")
    refused = await back(builder, done["id"])
    assert (refused.status_code, refused.json()["code"]) == (422, "publish_refused")
    assert (await back(builder, later["id"])).status_code == 200
    told = await look(builder, done["id"])
    assert told["problems"] == [], "what the sentence says to do first was done"
    assert (await back(builder, done["id"], *told["accept"])).status_code == 200


async def test_what_needs_a_part_that_would_go_stands_in_the_way(builder: Builder) -> None:
    await builder.edited("form", "ticket", {
        "do": "add", "element": "field", "at": ["extra"], "value": {"type": "text", "label": "Extra"},
    })  # fmt: skip
    added = await builder.published()
    rule = await builder.document("rule", "critical")
    needing = {**rule, "name": "Needs", "if": {"field": "extra", "op": "eq", "value": "x"}}
    await builder.save("rule", "service_desk.needs", needing)
    changes = await builder.changes()
    assert changes["problems"] == [], changes["problems"]
    await builder.published()
    told = await look(builder, added["id"])
    assert [each["kind"] for each in told["problems"]] == ["rule"]
    assert (await back(builder, added["id"])).status_code == 422


async def test_an_imported_blueprint_is_taken_back_like_any_other(builder: Builder) -> None:
    before = await builder.document("form", "ticket")
    blueprint = (await builder.http.get("apps/service_desk/blueprint")).text
    changed = blueprint.replace("en: Service ticket", "en: Request", 1)
    assert changed != blueprint
    headers = {"content-type": "application/yaml"}
    answer = await builder.http.put("apps/service_desk/blueprint", content=changed, headers=headers)
    assert answer.status_code == 200, answer.text
    imported = (await builder.http.get("apps/service_desk/publications")).json()["items"][0]
    assert (imported["reason"], imported["version"]) == ("blueprint", 2)
    assert await builder.document("form", "ticket") != before
    told = await look(builder, imported["id"])
    assert (await back(builder, imported["id"], *told["accept"])).status_code == 200
    assert await builder.document("form", "ticket") == before


async def test_the_first_one_those_not_live_and_strangers_cannot(office: Office, builder: Builder) -> None:
    (first,) = (await builder.http.get("apps/service_desk/publications")).json()["items"]
    assert (await back(builder, first["id"])).json()["code"] == "take_back_first"
    missing = "00000000-0000-7000-8000-000000000000"
    assert (await back(builder, missing)).json()["code"] == "publication_missing"
    agent = await office.person("客服", roles=["service_desk.agent"])
    assert (await agent.get(f"publications/{first['id']}/way-back")).status_code == 403
    assert (await agent.post(f"publications/{first['id']}/take-back", json={})).status_code == 403


async def test_two_at_once_take_it_back_once(builder: Builder) -> None:
    done = await wide(builder)
    accept = (await look(builder, done["id"]))["accept"]
    answers = await asyncio.gather(*(back(builder, done["id"], *accept) for _ in range(3)))
    assert [each.status_code for each in answers].count(200) == 1
    assert {each.json()["code"] for each in answers if each.status_code != 200} <= {
        "publish_running", "publish_refused", "take_back_overtaken",
    }  # fmt: skip


async def test_who_was_overtaken_takes_nothing_back(office: Office, builder: Builder) -> None:
    """Somebody publishes between the look and the act."""
    done = await wide(builder)
    desk = office.product.studio
    found, changes = await way_back(desk, done["id"])
    await builder.edited("form", "ticket", {**HELP, "values": {"help": "y"}})
    await builder.published()
    wish = Wish(sequel={EXPECTS: {"form.ticket": 2}})
    publication = await desk.publisher.begin(changes.examined.wanted, "rollback", None, wish=wish)
    ended = await desk.publisher.finish(publication)
    assert (found.version, ended.state, (ended.error or {})["code"]) == (2, "failed", "take_back_overtaken")
