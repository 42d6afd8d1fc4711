"""The answer to a submission was lost, and it comes again when time has passed and the form is another."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.support.office import TICKETS, Office, open_office, ticket_values

SUBMIT = "public/forms/ticket/submissions"
_EMAIL = "      customer_email: {type: email, label: {zh-CN: 客户邮箱, en: Email}}\n"
SERIAL = "      serial: {type: text, label: Serial}\n"
KIND = "      kind: {type: radio, label: Kind, options: {a: A, b: B, c: C}}\n"
TIMES = """      since: {type: date_time, label: Since, default: now}
      day: {type: date, label: Day, default: today}
"""
BLUEPRINT = (
    (Path(__file__).parents[2] / "blueprints" / "service_desk.yaml")
    .read_text("utf-8")
    .replace(_EMAIL, _EMAIL + SERIAL + KIND)
)


async def send(office: Office, body: dict[str, Any]) -> httpx.Response:
    """As a customer's phone does."""
    return await office.browser().post(SUBMIT, json=body)


async def made(office: Office) -> int:
    """How many tickets there are."""
    return len(await office.rows("SELECT 1 FROM service_desk.ticket"))


async def test_what_takes_the_time_of_sending_is_the_same_a_day_later(office: Office) -> None:
    timed = await office.blueprint(BLUEPRINT.replace(SERIAL, SERIAL + TIMES))
    assert timed.status_code == 200, timed.text
    body = {"id": str(uuid4()), "values": ticket_values()}
    first = await send(office, body)
    assert first.status_code == 201
    office.clock.advance(days=1, minutes=3)
    again = await send(office, body)
    assert (again.status_code, again.json()) == (200, first.json())
    assert await made(office) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (SERIAL, ""),
        (SERIAL, SERIAL.replace("}", ", max_length: 3}")),
        (SERIAL, SERIAL + "      model: {type: text, label: Model, required: true}\n"),
        (SERIAL, SERIAL + "      way: {type: text, label: Way, default: web}\n"),
        (KIND, KIND.replace("b: B, ", "")),
    ],
    ids=["removed", "shorter", "one more required", "one more default", "option removed"],
)
async def test_a_publication_in_between_makes_no_second_ticket(office: Office, old: str, new: str) -> None:
    assert (await office.blueprint(BLUEPRINT)).status_code == 200
    office.clock.advance(minutes=1)
    values = ticket_values(serial="SN-0815", kind="b")
    body = {"id": str(uuid4()), "values": values}
    first = await send(office, body)
    assert first.status_code == 201
    office.clock.advance(minutes=1)
    changed = await office.blueprint(BLUEPRINT.replace(old, new))
    assert changed.status_code == 200, changed.text
    office.clock.advance(minutes=1)
    again = await send(office, body)
    assert (again.status_code, again.json()) == (200, first.json())
    other = await send(office, {**body, "values": {**values, "customer_name": "别人"}})
    assert other.status_code in {409, 422}
    assert await made(office) == 1
    as_new = await send(office, {**body, "id": str(uuid4())})
    assert as_new.status_code == (201 if "way" in new else 422)


async def test_colleagues_make_it_once_too(office: Office) -> None:
    timed = await office.blueprint(BLUEPRINT.replace(SERIAL, SERIAL + TIMES))
    assert timed.status_code == 200, timed.text
    agent = await office.supervisor()
    office.clock.advance(minutes=1)
    body = {"id": str(uuid4()), "values": ticket_values(serial="SN-0815")}
    first = await agent.post(TICKETS, json=body)
    assert first.status_code == 201, first.text
    office.clock.advance(days=1)
    again = await agent.post(TICKETS, json=body)
    assert (again.status_code, again.json()["number"]) == (200, first.json()["number"])
    assert (await office.blueprint(BLUEPRINT.replace(SERIAL, ""))).status_code == 200
    office.clock.advance(minutes=1)
    again = await agent.post(TICKETS, json=body)
    assert (again.status_code, again.json()["number"]) == (200, first.json()["number"])
    assert await made(office) == 1


async def test_a_process_that_missed_a_publication_refuses_nothing_new(office: Office, tmp_path: Path) -> None:
    async with open_office(office.product.database.url, tmp_path / "second") as second:
        assert (await send(second, {"id": str(uuid4()), "values": ticket_values()})).status_code == 201
        assert (await office.blueprint(BLUEPRINT.replace(SERIAL, SERIAL + TIMES))).status_code == 200
        body = {"id": str(uuid4()), "values": ticket_values(day="2026-11-24")}
        assert (await send(second, body)).status_code == 201
