"""An office with a real mail server, and a worker's hands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from helpwright.access.operations.account_links import token_for_mail
from helpwright.entry.wiring import Product
from helpwright.notify.jobs import Sending
from helpwright.platform.settings import Environment
from tests.support.office import MONDAY, Office, Person, StandingClock, open_office
from tests.support.smtp import Inbox, smtp_server

BASE = "https://desk.example.com"
SUPERVISOR = "- {dashboard: cockpit, can: [read, update]}"
EVERY_DAY = {"every": "day", "at": "09:00"}
BLUEPRINT = Path(__file__).parents[2] / "blueprints/service_desk.yaml"


@dataclass
class PostOffice:
    """The office, its mail server, and who sends."""

    office: Office
    inbox: Inbox
    sending: Sending

    async def work(self) -> None:
        """Deliver timers, carry out runs, send messages, until nothing is left."""
        await self.office.sweep()
        await self.run_jobs()

    async def run_jobs(self) -> None:
        """What the worker does with jobs that wait."""
        for row in await self.office.rows(
            "DELETE FROM procrastinate_jobs WHERE task_name = 'deliveries:send' RETURNING args->>'run_id' AS id"
        ):
            await self.office.product.delivering.send(UUID(row["id"]))
        for row in await self.office.rows(
            "DELETE FROM procrastinate_jobs WHERE task_name = 'notify:send' RETURNING args->'messages' AS ids"
        ):
            await self.sending.send([UUID(each) for each in row["ids"]])

    def mail_to(self, address: str) -> list[EmailMessage]:
        """What arrived there."""
        return [each for each in self.inbox.messages if each["To"] == address]

    async def address(self, person: Person) -> str:
        """The mail address of somebody who works here."""
        rows = await self.office.rows("SELECT email FROM people WHERE id = %(id)s", id=UUID(person.id))
        return str(rows[0]["email"])

    async def let_export(self) -> None:
        """Supervisors may let numbers of the dashboard out of the house."""
        text = BLUEPRINT.read_text().replace(SUPERVISOR, SUPERVISOR.replace("update", "update, export"))
        answer = await self.office.blueprint(text)
        assert answer.status_code == 200, answer.text


@asynccontextmanager
async def post_office(url: str, folder: Path) -> AsyncIterator[PostOffice]:
    """Opened, with a clock that stands on a Monday at 10:00 in Shanghai."""
    with smtp_server() as (inbox, smtp):
        environment = Environment(folder, None, BASE, smtp, None, None)
        made = Product.build(environment, url)
        clock = StandingClock(MONDAY)
        product = Product(environment, made.database, clock)
        async with open_office(url, folder, product=product) as office:
            office.clock = clock
            sending = Sending(
                product.database,
                product.ways,
                product.sender_identity,
                product.clock,
                partial(token_for_mail, product.gate),
            )
            yield PostOffice(office, inbox, sending)


def wanted(**changes: Any) -> dict[str, Any]:
    """A document that is accepted."""
    return {"name": "客服日报", "when": EVERY_DAY, "via": ["mail"], **changes}


async def make(sender: Person, **changes: Any) -> str:
    """A delivery; its id."""
    answer = await sender.post("dashboards/cockpit/deliveries", json=wanted(**changes))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def listed(reader: Person) -> dict[str, Any]:
    """What somebody sees of the deliveries of the dashboard."""
    answer = await reader.get("dashboards/cockpit/deliveries")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def part(mail: EmailMessage, kind: str) -> Any:
    """The first part of a mail of that type."""
    return next(each for each in mail.walk() if each.get_content_type() == kind)


def text_of(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    return str(part(mail, "text/plain").get_content()).replace("\r\n", "\n")
