"""A field that comes to name records or people takes only those that are there; what else it held is told first."""

from importlib.resources import files
from typing import Any
from uuid import uuid4

import pytest

from helpwright.definitions.publications.publisher import Publisher
from helpwright.definitions.wanted import Wanted
from helpwright.entry.kinds import kinds
from helpwright.platform.database import Json, Statement
from tests.definitions.conftest import Builder
from tests.forms.lab import create, open_lab
from tests.support.office import Office, Person

STORY = "forms.sheet.fields.story"
NOBODY = str(uuid4())


async def retype(builder: Builder, **settings: Any) -> None:
    document = await builder.document("form", "lab.sheet")
    fields = {**document["fields"], "story": {"label": "经过", **settings}}
    saved = await builder.save("form", "lab.sheet", {**document, "fields": fields})
    assert saved["problems"] == []


async def told(builder: Builder) -> dict[str, tuple[str, str]]:
    """What publishing would leave behind: value and reason by number."""
    changes = await builder.changes("lab")
    assert changes["accept"] == [STORY]
    effects = [each for part in changes["changes"] for each in part["effects"]]
    (left,) = [each for each in effects if each["code"] == "effect_values_stay_behind"]
    return {each["number"]: (each["value"], each["why"]) for each in left["sample"]}


async def stories(boss: Person) -> dict[str, Any]:
    found = (await boss.get("forms/lab.sheet/records?limit=100")).json()["items"]
    return {each["number"]: each["values"]["story"] for each in found}


async def constraints(office: Office) -> list[tuple[str, bool]]:
    rows = await office.rows(
        """SELECT conname, convalidated FROM pg_constraint
        WHERE conrelid = 'lab.sheet'::regclass AND contype = 'f' AND conname LIKE '%%story%%' ORDER BY conname"""
    )
    return [(row["conname"].rpartition("-")[2], row["convalidated"]) for row in rows]


async def others_publish(builder: Builder, name: str) -> None:
    await builder.save("team", "service_desk.tech", {"name": name})
    await builder.published()


async def test_ids_of_nothing_stay_behind_and_are_told(office: Office, builder: Builder) -> None:
    boss = await open_lab(office)
    device = await create(boss, "lab.device", name="Drill")
    good = await create(boss, name="a", story=device["id"])
    lost = await create(boss, name="b", story=NOBODY)
    none = await create(boss, name="c", story="no id at all")
    await retype(builder, type="link", to="device")
    found = await told(builder)
    assert set(found) == {lost["number"], none["number"]}
    assert found[lost["number"]] == (NOBODY, "The linked record does not exist, or you may not see it.")
    refused = await builder.publish(app="lab")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "effect_not_accepted")
    done = await builder.published(STORY, app="lab")
    assert await stories(boss) == {good["number"]: device["id"], lost["number"]: None, none["number"]: None}
    left = (await builder.http.get(f"publications/{done['id']}/left-behind")).json()["items"]
    assert sorted(each["number"] for each in left) == [lost["number"], none["number"]]
    assert await constraints(office) == [("story__2", True)]
    await others_publish(builder, "Engineers")


async def test_ids_of_nobody_stay_behind(office: Office, builder: Builder) -> None:
    boss = await open_lab(office)
    good = await create(boss, name="a", story=boss.id)
    lost = await create(boss, name="b", story=NOBODY)
    await retype(builder, type="member")
    assert await told(builder) == {lost["number"]: (NOBODY, "There is no such person, or they are inactive.")}
    await builder.published(STORY, app="lab")
    assert await stories(boss) == {good["number"]: boss.id, lost["number"]: None}


async def test_what_was_linked_before_comes_back_to_the_same_form_only(office: Office, builder: Builder) -> None:
    boss = await open_lab(office)
    device = await create(boss, "lab.device", name="Drill")
    await retype(builder, type="link", to="device")
    await builder.published(app="lab")
    sheet = await create(boss, name="a", story=device["id"])
    await retype(builder, type="text")
    await builder.published(app="lab")
    assert await stories(boss) == {sheet["number"]: device["number"]}
    await retype(builder, type="link", to="sheet")
    assert set(await told(builder)) == {sheet["number"]}
    await builder.published(STORY, app="lab")
    assert await stories(boss) == {sheet["number"]: None}
    await retype(builder, type="text")
    await builder.published(app="lab")
    await retype(builder, type="link", to="device")
    await builder.published(app="lab")
    assert await stories(boss) == {sheet["number"]: device["id"]}
    await others_publish(builder, "Engineers")


async def test_a_form_of_the_same_publication_has_no_records_yet(office: Office, builder: Builder) -> None:
    boss = await open_lab(office)
    lost = await create(boss, name="a", story=NOBODY)
    await builder.save("form", "lab.site", {"name": "Sites", "fields": {"name": {"type": "text", "label": "Name"}}})
    await retype(builder, type="link", to="site")
    assert set(await told(builder)) == {lost["number"]}
    await builder.published(STORY, app="lab")
    assert await stories(boss) == {lost["number"]: None}
    assert await constraints(office) == [("story__2", True)]


async def test_a_record_that_goes_before_the_link_holds_is_let_go(office: Office, builder: Builder) -> None:
    """As when a record is forgotten between the switch and the tidying up."""
    boss = await open_lab(office)
    device = await create(boss, "lab.device", name="Drill")
    sheet = await create(boss, name="a", story=device["id"])
    await retype(builder, type="link", to="device")
    wanted = Wanted("lab", {"form": {"sheet": await builder.document("form", "lab.sheet")}})
    product = office.product

    async def forget(point: str) -> None:
        if point == "switch":
            await office.rows("DELETE FROM lab.device RETURNING 1")

    publisher = Publisher(product.database, product.definitions, kinds(), product.clock, after=forget)
    await publisher.begin(wanted, "blueprint", None)
    assert await publisher.work()
    assert await stories(boss) == {sheet["number"]: None}
    assert await constraints(office) == [("story__2", True)]


async def test_a_check_that_was_noted_without_what_it_needs_is_noted_anew(office: Office, builder: Builder) -> None:
    """As an earlier release left it: the link is checked, but what leads nowhere was never emptied."""
    boss, product = await open_lab(office), office.product
    device = await create(boss, "lab.device", name="Drill")
    good, lost = await create(boss, name="a", story=device["id"]), await create(boss, name="b")
    await retype(builder, type="link", to="device")
    done = await builder.published(STORY, app="lab")
    (held,) = await office.rows(
        """SELECT conname AS name, conkey[1] AS place, attname AS field FROM pg_constraint
        JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
        WHERE conrelid = 'lab.sheet'::regclass AND contype = 'f' AND conname LIKE '%%story%%'"""
    )
    name, field = f'"{held["name"]}"', f'"{held["field"]}"'
    contract = Json([f'ALTER TABLE "lab"."sheet" VALIDATE CONSTRAINT {name}', "SELECT 1"])
    await product.database.write(
        [
            Statement(f"ALTER TABLE lab.sheet DROP CONSTRAINT {name}"),
            Statement(f"UPDATE lab.sheet SET {field} = gen_random_uuid() WHERE number = %(n)s", {"n": lost["number"]}),  # noqa: S608 -- names of the tests
            Statement(
                f"""ALTER TABLE lab.sheet ADD CONSTRAINT {name} FOREIGN KEY ({field}) REFERENCES lab.device (id)
                ON DELETE SET NULL NOT VALID"""
            ),
            Statement("UPDATE publications SET contract = %(c)s WHERE id = %(id)s", {"c": contract, "id": done["id"]}),
        ]
    )

    async def tidied() -> list[str]:
        publisher = Publisher(product.database, product.definitions, kinds(), product.clock)
        assert await publisher.work()
        (row,) = await office.rows("SELECT contract FROM publications WHERE id = %(id)s", id=done["id"])
        return [*row["contract"]]

    assert len(await tidied()) == 1, "it is refused again and again"
    migration = files("helpwright.platform.migrations") / "versions" / "0050_links_let_go.sql"
    for _ in range(2):
        async with product.database.session() as session:
            await session.connection.execute(migration.read_text("utf-8").encode())
    assert await tidied() == []
    assert await stories(boss) == {good["number"]: device["id"], lost["number"]: None}
    assert await constraints(office) == [("story__2", True)]


@pytest.mark.parametrize("state", ["done", "failed"])
async def test_what_can_never_be_tidied_up_stops_nobody(office: Office, builder: Builder, state: str) -> None:
    boss = await open_lab(office)
    await create(boss, name="a")
    broken = """UPDATE publications SET state = %(state)s,
        contract = '["ALTER TABLE lab.sheet VALIDATE CONSTRAINT gone", "ALTER TABLE lab.sheet DROP COLUMN boxes"]'
        WHERE app = 'lab' RETURNING id"""
    (row,) = await office.rows(broken, state=state)
    await others_publish(builder, "Engineers")
    assert await office.product.publisher.work()
    after = await office.product.publisher.read(row["id"])
    assert after is not None
    assert list(after.contract) == ["ALTER TABLE lab.sheet VALIDATE CONSTRAINT gone"]
    await retype(builder, type="text")
    answer = await builder.publish(app="lab")
    wanted = (200, "done") if state == "done" else (409, None)
    assert (answer.status_code, answer.json().get("state")) == wanted
    assert answer.json().get("code") == (None if state == "done" else "publish_busy")
    await others_publish(builder, "Technicians")
