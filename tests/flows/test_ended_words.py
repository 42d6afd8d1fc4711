"""Why a flow ended is told in the reader's words, also where no person gave the reason."""

from tests.support.office import TICKETS, Office, Person, Ticket


async def why(reader: Person, ticket: Ticket) -> list[str | None]:
    items = (await reader.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"]
    return [each["data"]["reason"] for each in items if each["type"] == "cancelled"]


async def test_that_the_record_was_deleted_is_a_sentence(office: Office) -> None:
    ticket, lead = await office.submit(), await office.supervisor()
    assert (await lead.delete(f"{TICKETS}/{ticket.id}")).status_code == 204
    assert (await lead.post(f"{TICKETS}/{ticket.id}/restore")).status_code == 200
    assert await why(lead, ticket) == ["记录被删除"]
    assert await why(await office.person("Boss", roles=["supervisor"], language="en"), ticket) == [
        "The record was deleted"
    ]
