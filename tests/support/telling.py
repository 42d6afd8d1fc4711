"""Notify steps on tickets of the office, and their messages on the way."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from helpwright.actions.notify import Notify, action
from helpwright.kernel.events import CUSTOMER, Event
from helpwright.notify.jobs import Sending
from helpwright.notify.outbox import Outbox
from helpwright.platform.database import Row, Session, Statement
from helpwright.rules.kind import Result, Scene
from tests.support.office import Office, Person, Ticket
from tests.support.providers import Aliyun, Wecom

FORM = "service_desk.ticket"


@dataclass(frozen=True)
class Ports:
    """What the step needs of the product."""

    outbox: Outbox
    definitions: Any


@asynccontextmanager
async def scene_of(office: Office, ticket: Ticket, rule: str, index: int = 0) -> AsyncIterator[Scene]:
    """As the creation of the ticket would start `rule`; committed at the end."""
    (row,) = await office.rows(
        "SELECT id, at, data FROM events WHERE record_id = %(id)s AND type = 'record_created'", id=UUID(ticket.id)
    )
    product, run = office.product, uuid4()
    async with product.database.transaction() as session:
        found = await product.contexts(session, FORM, [UUID(ticket.id)], "zh-CN")
        yield Scene(
            session=session,
            run_id=run,
            index=index,
            key=f"{run}:{index}",
            rule=rule,
            app="service_desk",
            form=FORM,
            record_id=UUID(ticket.id),
            record=found[UUID(ticket.id)],
            event=Event("record_created", FORM, UUID(ticket.id), CUSTOMER, row["at"], row["data"]),
            now=office.clock.now(),
            locale="zh-CN",
            cause=(row["id"],),
            ports=Ports(product.outbox, product.definitions),
        )


async def tell(office: Office, ticket: Ticket, rule: str = "service_desk.critical", **step: Any) -> Result:
    """Run a notify step."""
    assert action.run is not None
    settings = Notify.model_validate({"action": "notify", **step})
    async with scene_of(office, ticket, rule) as scene:
        return await action.run(settings, scene)


async def waiting_jobs(session: Session) -> list[str]:
    """Take the ids of the messages that jobs are to send, whenever they are due."""
    rows = await session.all(Statement("DELETE FROM procrastinate_jobs RETURNING id, args"))
    return [message for row in sorted(rows, key=lambda row: row["id"]) for message in row["args"]["messages"]]


async def send_all(office: Office) -> None:
    """Do what the worker does with the waiting jobs, once."""
    product = office.product
    async with product.database.session() as session:
        messages = await waiting_jobs(session)
    sending = Sending(product.database, product.ways, product.sender_identity, product.clock)
    await sending.send([UUID(each) for each in messages])


async def messages(office: Office, via: str | None = None) -> list[Row]:
    """Stored messages, oldest first."""
    return await office.rows(
        "SELECT * FROM messages WHERE %(via)s::text IS NULL OR via = %(via)s ORDER BY created_at, id", via=via
    )


async def states(office: Office, via: str | None = None) -> list[str]:
    """Their states."""
    return [row["state"] for row in await messages(office, via)]


async def reach(office: Office, person: Person, **addresses: str) -> None:
    """Give a person addresses (`email`, `phone`, `wecom_id`), or a language (`locale`)."""
    changes = ", ".join(f"{column} = %({column})s" for column in addresses)
    await office.product.database.write(
        [Statement(f"UPDATE people SET {changes} WHERE id = %(id)s", {**addresses, "id": UUID(person.id)})]  # noqa: S608 -- columns of the tests
    )


def sms_settings(aliyun: Aliyun, **more: Any) -> dict[str, Any]:
    """As an administrator enters them."""
    return {
        "base_url": aliyun.url,
        "access_key_id": aliyun.key_id,
        "access_key_secret": aliyun.key_secret,
        "sign": "服匠",
        **more,
    }


def wecom_settings(wecom: Wecom) -> dict[str, Any]:
    """As an administrator enters them."""
    return {"base_url": wecom.url, "corp_id": wecom.corp_id, "agent_id": wecom.agent_id, "secret": wecom.secret}


async def set_ways(office: Office, **ways: dict[str, Any]) -> Person:
    """Set ways as a new administrator, who is answered."""
    boss = await office.person("Boss", admin=True)
    for way, settings in ways.items():
        answer = await boss.put(f"ways/{way}", json=settings)
        assert answer.status_code == 200, answer.text
    return boss
