"""Sample records, and set-up that can be repeated."""

from uuid import UUID

from helpwright.entry.sample import COUNT, make_samples
from tests.support.office import Office


async def test_samples_come_once_with_their_flows(office: Office) -> None:
    first = await make_samples(office.product, "service_desk")
    again = await make_samples(office.product, "service_desk")

    tickets = await office.rows("SELECT source, customer_email FROM service_desk.ticket")
    tasks = await office.rows("SELECT count(*) AS n FROM tasks WHERE state = 'offered'")
    assert (first, again) == (2 * COUNT, 0)
    assert [(row["source"], row["customer_email"]) for row in tickets] == [("sample", None)] * COUNT
    assert tasks[0]["n"] == COUNT


async def test_whoever_sets_up_an_app_that_is_there_joins_it_too(office: Office) -> None:
    person = await office.person("老板", admin=True)
    assert (await person.get("forms/ticket/records")).status_code == 404

    for _ in range(2):
        await office.product.install_blueprint("service_desk", UUID(person.id))

    assert (await person.get("forms/ticket/records")).status_code == 200
