"""A list is sorted by what its reader is shown of linked records, and tells nothing of those they may not see."""

from pathlib import Path

from tests.support.office import TICKETS, Office, Person

BLUEPRINT = Path(__file__).parents[2] / "blueprints" / "service_desk.yaml"
FIELD = "      assignee: {type: member"
LINK = "      client: {type: link, label: {zh-CN: 客户, en: Client}, to: customer, internal: true}\n"
SEES_ALL = "{form: customer, can: [read, create, update], scope: all}"
NAMES = ("Chen", "Adams", "Baker")


async def desk(office: Office, customers: str = SEES_ALL) -> tuple[Person, list[str]]:
    """The supervisor, and tickets that link to customers of these names, in their order, and one to none."""
    text = BLUEPRINT.read_text()
    for old, new in ((FIELD, LINK + FIELD), (SEES_ALL, customers)):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    answer = await office.blueprint(text)
    assert answer.status_code == 200, answer.text
    boss = await office.supervisor()
    tickets = []
    for name in (*NAMES, None):
        ticket = await office.submit()
        tickets.append(ticket.id)
        if name is None:
            continue
        made = await boss.post("forms/customer/records", json={"values": {"name": name}})
        linked = await boss.patch(f"{TICKETS}/{ticket.id}", json={"values": {"client": made.json()["id"]}})
        assert linked.status_code == 200, linked.text
    return boss, tickets


async def order(person: Person, **params: str) -> list[str]:
    answer = await person.get(TICKETS, params=params)
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["items"]]


async def test_links_sort_by_title_and_page_by_page(office: Office) -> None:
    boss, (chen, adams, baker, none) = await desk(office)
    assert await order(boss, sort="client") == [adams, baker, chen, none]
    assert await order(boss, sort="-client") == [chen, baker, adams, none]
    found: list[str] = []
    place = ""
    for _ in range(4):
        page = (await boss.get(TICKETS, params={"sort": "client", "limit": 1, "cursor": place})).json()
        found += [each["id"] for each in page["items"]]
        place = page["next"] or ""
    assert found == [adams, baker, chen, none]


async def test_a_saved_view_may_be_sorted_by_a_link(office: Office) -> None:
    boss, _ = await desk(office)
    view = {"name": "按客户", "query": {"from": "ticket", "sort": [{"by": "client"}]}, "look": {}, "roles": []}
    answer = await boss.post("forms/ticket/views", json=view)
    assert answer.status_code == 201, answer.text
    assert answer.json()["usable"] is True


async def test_the_order_tells_nothing_of_records_outside_the_scope(office: Office) -> None:
    own = "{form: customer, can: [read, create, update], scope: own}"
    _, (chen, adams, baker, none) = await desk(office, own)
    agent = await office.agent("李娜")
    mine = (await agent.post("forms/customer/records", json={"values": {"name": "Zoe"}})).json()["id"]
    ticket = await office.submit()
    assert (await agent.work(ticket.id, "claim")).status_code == 200
    linked = await agent.patch(f"{TICKETS}/{ticket.id}", json={"values": {"client": mine}})
    assert linked.status_code == 200, linked.text
    assert await order(agent, sort="client") == [ticket.id, *sorted((chen, adams, baker, none))]


async def test_a_title_that_is_hidden_orders_nothing(office: Office) -> None:
    hidden = "{form: customer, can: [read, create, update], scope: all, fields: {name: hidden}}"
    _, (chen, adams, baker, none) = await desk(office, hidden)
    agent = await office.agent("李娜")
    assert await order(agent, sort="client") == [chen, adams, baker, none]  # by their numbers
    assert await order(agent, sort="-client") == [baker, adams, chen, none]
