"""What did not fit is found again page by page: every field of every record, as people read it."""

from typing import Any

from tests.definitions.conftest import Builder
from tests.forms.lab import create, open_lab
from tests.support.office import Office

SEED = """INSERT INTO lab.sheet (id, number, created_at, updated_at, source, version, name, story)
SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'L' || n,
    %(at)s, %(at)s, 'import', 1, 'name ' || n,
    CASE WHEN n > 1 THEN 'story ' || n END FROM generate_series(1, 230) n RETURNING id"""


async def retyped(builder: Builder, *fields: str, **settings: Any) -> str:
    document = await builder.document("form", "lab.sheet")
    changed = {key: {"label": key, **settings} for key in fields}
    await builder.save("form", "lab.sheet", {**document, "fields": {**document["fields"], **changed}})
    accept = [f"forms.sheet.fields.{key}" for key in fields]
    found: str = (await builder.published(*accept, app="lab"))["id"]
    return found


async def pages(builder: Builder, publication: str) -> list[list[dict[str, Any]]]:
    found, cursor = [], ""
    while True:
        params = {"cursor": cursor} if cursor else {}
        answer = await builder.http.get(f"publications/{publication}/left-behind", params=params)
        assert answer.status_code == 200, answer.text
        found.append(answer.json()["items"])
        cursor = answer.json()["next"]
        if cursor is None:
            return found


async def test_no_field_is_lost_between_two_pages(office: Office, builder: Builder) -> None:
    await open_lab(office)
    await office.rows(SEED, at=office.clock.now())
    publication = await retyped(builder, "name", "story", type="mobile")
    wanted = {(f"L{n}", "name", f"name {n}") for n in range(1, 231)}
    wanted |= {(f"L{n}", "story", f"story {n}") for n in range(2, 231)}
    found = [
        (each["number"], each["field"], each["value"]) for page in await pages(builder, publication) for each in page
    ]
    assert sorted(found) == sorted(wanted)


async def test_records_that_are_gone_do_not_end_the_list(office: Office, builder: Builder) -> None:
    await open_lab(office)
    await office.rows(SEED, at=office.clock.now())
    publication = await retyped(builder, "name", type="mobile")
    gone = "DELETE FROM lab.sheet WHERE id IN (SELECT id FROM lab.sheet ORDER BY id LIMIT 120) RETURNING id"
    assert len(await office.rows(gone)) == 120
    assert sum(len(page) for page in await pages(builder, publication)) == 110


async def test_people_and_times_are_called_as_everywhere(office: Office, builder: Builder) -> None:
    boss = await open_lab(office)
    await office.rows(
        """INSERT INTO settings (name, value) VALUES ('zone', '"Europe/Berlin"')
        ON CONFLICT (name) DO UPDATE SET value = excluded.value RETURNING name"""
    )
    await office.rows("UPDATE epoch SET value = value + 1 RETURNING value")
    sheet = await create(boss, name="a", at="2026-11-22T06:30:00Z", owner=boss.id)
    publication = await retyped(builder, "at", "owner", type="mobile")
    ((one, other),) = await pages(builder, publication)
    assert {one["number"], other["number"]} == {sheet["number"]}
    assert {each["field"]: each["value"] for each in (one, other)} == {"at": "2026-11-22 07:30", "owner": "主任"}
