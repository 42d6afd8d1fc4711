"""What is long is sent by its beginning where there is much of it, and whole where somebody asks for it."""

from uuid import uuid4

from tests.support.office import Office

TICKETS = "forms/ticket/records"
LONG = "现场情况。\n" * 3_000
EDITS = 12
BEGINNING = 2_000


async def test_a_page_of_the_activity_has_the_beginnings_of_long_texts(office: Office) -> None:
    ticket = await office.submit()
    boss = await office.supervisor()
    for number in range(EDITS):
        values = {"description": f"{number} {LONG}", "urgency": "normal"}
        answer = await boss.patch(f"{TICKETS}/{ticket.id}", json={"values": values})
        assert answer.status_code == 200, answer.text
    path = f"{TICKETS}/{ticket.id}/activity"
    page = await boss.get(path)
    assert len(page.content) < EDITS * 2 * BEGINNING * 3 + 20_000
    entry = next(each for each in page.json()["items"] if each["type"] == "updated")
    change = next(each for each in entry["data"]["changes"] if each["field"] == "description")
    whole = f"{EDITS - 1} {LONG}".strip()
    assert (change["from_length"], change["to_length"]) == (len(whole), len(whole))
    assert change["to"] == f"{whole[: BEGINNING - 1].rstrip()}…"
    alone = await boss.get(f"{path}/{entry['id']}")
    assert alone.status_code == 200, alone.text
    told = next(each for each in alone.json()["data"]["changes"] if each["field"] == "description")
    assert told["to"] == whole
    assert told["from"] == f"{EDITS - 2} {LONG}".strip()
    assert told["to_length"] is told["from_length"] is None
    assert {**alone.json(), "data": None} == {**entry, "data": None}


async def test_short_texts_are_whole(office: Office) -> None:
    ticket = await office.submit()
    boss = await office.supervisor()
    text = "字" * BEGINNING
    await boss.patch(f"{TICKETS}/{ticket.id}", json={"values": {"description": text}})
    entry = (await boss.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"][0]
    change = entry["data"]["changes"][0]
    assert (change["to"], change["to_length"], change["from_length"]) == (text, None, None)


async def test_one_entry_is_seen_by_who_sees_it_on_the_page(office: Office) -> None:
    ticket, other = await office.submit(), await office.submit(problem_type="product")
    boss = await office.supervisor()
    await boss.patch(f"{TICKETS}/{ticket.id}", json={"values": {"description": LONG}})
    items = (await boss.get(f"{TICKETS}/{ticket.id}/activity")).json()["items"]
    entry = next(each["id"] for each in items if each["type"] == "updated")
    stranger = await office.agent("外人", team="service")
    assert (await stranger.get(f"{TICKETS}/{ticket.id}/activity/{entry}")).status_code == 404
    for path, code in (
        (f"{TICKETS}/{other.id}/activity/{entry}", "activity_missing"),
        (f"{TICKETS}/{ticket.id}/activity/9223372036854775807", "activity_missing"),
        (f"{TICKETS}/{uuid4()}/activity/{entry}", "record_missing"),
    ):
        answer = await boss.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, code), path
    for odd in ("0", "-1", "9223372036854775808", "x"):
        assert (await boss.get(f"{TICKETS}/{ticket.id}/activity/{odd}")).status_code == 422, odd
