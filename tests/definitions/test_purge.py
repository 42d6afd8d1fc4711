"""Columns that nobody refers to are dropped after 30 days, not earlier, and not while work under way needs them."""

from helpwright.platform.database import Statement
from tests.definitions.conftest import Builder
from tests.support.office import Office

SERIAL = {"type": "text", "label": "Serial"}
WRITE = {"do": "change", "element": "node", "at": ["handle"]}


async def columns(office: Office, table: str = "ticket") -> set[str]:
    rows = await office.rows(
        "SELECT attname AS name FROM pg_attribute WHERE attrelid = %(table)s::regclass AND NOT attisdropped",
        table=f"service_desk.{table}",
    )
    return {row["name"] for row in rows}


async def hide(builder: Builder, key: str) -> None:
    await builder.edited("form", "ticket", {"do": "remove", "element": "field", "at": [key]})
    await builder.published()


async def test_a_hidden_field_is_dropped_after_thirty_days(office: Office, builder: Builder) -> None:
    await builder.edited("form", "ticket", {"do": "add", "element": "field", "at": ["serial"], "value": SERIAL})
    await builder.published()
    await office.submit(serial="SN-1")
    await hide(builder, "serial")
    office.clock.advance(days=29)
    assert await office.product.purge_columns() == 0
    office.clock.advance(days=2)
    assert await office.product.purge_columns() == 1
    assert "serial" not in await columns(office)
    assert await office.product.purge_columns() == 0
    again = {"do": "add", "element": "field", "at": ["serial"], "value": SERIAL, "again": True}
    await builder.edited("form", "ticket", again)
    await builder.published()
    assert "serial__2" in await columns(office)
    ticket = await office.submit(serial="SN-2")
    boss = await office.supervisor()
    assert (await boss.record(ticket.id))["values"]["serial"] == "SN-2"


async def test_not_while_an_open_instance_knows_it(office: Office, builder: Builder) -> None:
    add = {"do": "add", "element": "field", "at": ["serial"], "value": {**SERIAL, "internal": True}}
    await builder.edited("form", "ticket", add)
    fields = (await builder.document("flow", "ticket_flow"))["nodes"]["handle"]["fields"]
    more = {**fields, "write": [*fields["write"], "serial"]}
    await builder.edited("flow", "ticket_flow", {**WRITE, "values": {"fields": more}})
    await builder.published()
    ticket = await office.submit()
    await builder.edited("flow", "ticket_flow", {**WRITE, "values": {"fields": fields}})
    await builder.published()
    await builder.edited("form", "ticket", {"do": "remove", "element": "field", "at": ["serial"]})
    assert [each["code"] for each in (await builder.changes())["problems"]] == ["field_in_use"]
    await office.rows("UPDATE instances SET status = 'suspended' RETURNING 1")
    agent = await office.agent()
    await office.rows("UPDATE instances SET status = 'done' RETURNING 1")
    await builder.published()
    await office.rows("UPDATE instances SET status = 'running' RETURNING 1")
    office.clock.advance(days=40)
    assert await office.product.purge_columns() == 0
    assert "serial" in await columns(office)
    await agent.work(ticket.id, "claim")
    await office.rows("UPDATE instances SET status = 'done' RETURNING 1")
    assert await office.product.purge_columns() == 1
    await office.rows("UPDATE instances SET status = 'running' RETURNING 1")


async def test_the_column_of_a_former_type_goes_too(office: Office, builder: Builder) -> None:
    boss = await office.supervisor()
    await boss.post("forms/customer/records", json={"values": {"name": "张伟"}})
    document = await builder.document("form", "customer")
    fields = {**document["fields"], "name": {"type": "mobile", "label": "N"}}
    await builder.save("form", "customer", {**document, "fields": fields})
    done = await builder.published("forms.customer.fields.name")
    office.clock.advance(days=29)
    assert await office.product.purge_columns() == 0
    assert {"name", "name__2"} <= await columns(office, "customer")
    office.clock.advance(days=2)
    assert await office.product.purge_columns() == 1
    assert "name" not in await columns(office, "customer")
    assert (await builder.http.get(f"publications/{done['id']}/left-behind")).json()["items"] == []
    back = await builder.http.post("definitions/form/customer/rollback", json={"version": 1})
    assert back.status_code == 200
    # What the mobile type took is text as it stands.
    assert "name__3" not in await columns(office, "customer")


async def test_a_column_that_cannot_be_dropped_keeps_no_other_one(office: Office, builder: Builder) -> None:
    for form in ("customer", "ticket"):
        await builder.edited("form", form, {"do": "add", "element": "field", "at": ["serial"], "value": SERIAL})
    await builder.published()
    for form in ("customer", "ticket"):
        await builder.edited("form", form, {"do": "remove", "element": "field", "at": ["serial"]})
    await builder.published()
    watched = "CREATE VIEW service_desk.watched AS SELECT id, serial FROM service_desk.customer"
    await office.product.database.write([Statement(watched)])
    office.clock.advance(days=31)
    assert await office.product.purge_columns() == 1
    assert "serial" in await columns(office, "customer")
    assert "serial" not in await columns(office, "ticket")
    await office.product.database.write([Statement("DROP VIEW service_desk.watched")])
    assert await office.product.purge_columns() == 1
    assert "serial" not in await columns(office, "customer")
