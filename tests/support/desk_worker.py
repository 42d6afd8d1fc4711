"""A worker that runs the confirmation rule on records known from their events; also a program to be killed.

`python -m tests.support.desk_worker DATABASE_URL SMTP_URL|-`
"""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from helpwright.actions import notify
from helpwright.definitions.live import Definitions
from helpwright.entry.worker import Work, run_worker
from helpwright.kernel.clock import SystemClock
from helpwright.kernel.events import CUSTOMER, Event
from helpwright.kernel.ids import new_id
from helpwright.notify.jobs import Sending
from helpwright.notify.model import Identity
from helpwright.notify.outbox import Outbox
from helpwright.notify.ways import Ways
from helpwright.platform.database import Database, Json, Session, Statement
from helpwright.platform.secret_key import SecretKey
from helpwright.platform.settings import Environment
from helpwright.rules.kind import RecordContext
from helpwright.rules.react import Reactions

FORM = "service_desk.ticket"
AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
CLOCK = SystemClock()
KEY = SecretKey(b"of the tests of messages, 32 b.. ")
CONFIRMATION: dict[str, Any] = {
    "name": "自动回复",
    "when": {"event": "record_created", "form": "ticket"},
    "then": [
        {
            "action": "notify",
            "to": {"field": "customer_email"},
            "via": ["mail"],
            "subject": {"zh-CN": "已受理 {{number}}", "en": "Received {{number}}"},
            "text": "您的工单 {{number}} 已受理\n预计 {{case.resolution_due}} 前完成。",
        },
    ],
}


def install_rules(rules: Mapping[str, Any]) -> list[Statement]:
    """Make the rules live in the app service_desk."""
    statements = [
        Statement(
            "INSERT INTO apps (key, name, created_at) VALUES ('service_desk', %(name)s, %(at)s) ON CONFLICT DO NOTHING",
            {"name": Json("客户服务"), "at": AT},
        ),
    ]
    for key, document in rules.items():
        statements.append(
            Statement(
                """WITH part AS (INSERT INTO definitions (app, kind, key, live_version)
                VALUES ('service_desk', 'rule', %(key)s, 1) RETURNING id)
                INSERT INTO definition_versions (definition_id, version, document, published_at)
                SELECT id, 1, %(document)s::json, %(at)s FROM part""",
                {"key": key, "document": orjson.dumps(document).decode(), "at": AT},
            ),
        )
    return [*statements, Statement("UPDATE epoch SET value = value + 1")]


def created(number: int, email: str | None, **values: Any) -> Event:
    """A customer has sent a ticket."""
    data = {"number": f"GD{number:06}", "values": {"customer_email": email, **values}}
    return Event("record_created", FORM, new_id(), CUSTOMER, AT, data)


async def contexts(session: Session, form: str, ids: Sequence[UUID], locale: str) -> Mapping[UUID, RecordContext]:
    """Records as their creation told them."""
    rows = await session.all(
        Statement(
            "SELECT record_id, data FROM events WHERE record_id = ANY(%(ids)s) AND type = 'record_created'",
            {"ids": list(ids)},
        ),
    )
    return {
        row["record_id"]: RecordContext(
            row["data"]["values"],
            {"number": row["data"]["number"], "case.resolution_due": None},
            row["data"]["values"].get("language"),
        )
        for row in rows
    }


async def identity() -> Identity:
    """The organisation of the tests."""
    return Identity("示例公司", "https://desk.example")


def work(database: Database, smtp_url: str | None) -> Work:
    """Rules and mails, as the product's wiring does it."""
    environment = Environment.read()
    environment = Environment(environment.data_dir, None, None, smtp_url, None, None)
    ways = Ways(database, environment, CLOCK, KEY)
    outbox = Outbox(ways, identity, CLOCK)
    sending = Sending(database, ways, identity, CLOCK)
    reactions = Reactions(Definitions(database), {"notify": notify.action}, contexts, outbox)
    return Work(
        readers={"rules": reactions.read},
        tasks={"notify": sending.blueprint()},
        stopping=(sending.stop,),
        close=(ways.close,),
    )


def main() -> None:
    """Work until told to stop."""
    url, smtp = sys.argv[1:]
    asyncio.run(
        run_worker(
            url,
            CLOCK,
            lambda database: work(database, None if smtp == "-" else smtp),
            ready=lambda: print("ready", flush=True),  # noqa: T201 -- the test waits for this line
        ),
    )


if __name__ == "__main__":
    main()
