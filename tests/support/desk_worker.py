"""A worker that runs the confirmation rule on records known from their events; also a program to be killed.

`python -m tests.support.desk_worker DATABASE_URL SMTP_URL|-`
"""

import asyncio
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from psycopg.errors import DatabaseError

from helpwright.actions import notify
from helpwright.actions.ports import Ports
from helpwright.actions.tray import Tray
from helpwright.definitions.model import DefinitionSet
from helpwright.entry.wiring import Product
from helpwright.entry.worker import Work, run_worker
from helpwright.kernel.clock import SystemClock
from helpwright.kernel.events import CUSTOMER, Event
from helpwright.kernel.filter import Filter
from helpwright.kernel.ids import new_id
from helpwright.notify.jobs import Sending
from helpwright.notify.model import Identity
from helpwright.notify.outbox import Outbox
from helpwright.notify.ways import Ways
from helpwright.platform.database import Database, Json, Session, Statement
from helpwright.platform.secret_key import SecretKey
from helpwright.platform.settings import Environment
from helpwright.portal.links import Links
from helpwright.rules.kind import AnyAction, RecordContext
from helpwright.rules.perform import Performer
from helpwright.rules.react import Reactions
from helpwright.rules.records import RecordContexts
from helpwright.rules.runner import Runner
from helpwright.rules.waiting import Calendars

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


class Contexts:
    """Records as their creation told them."""

    async def __call__(
        self, session: Session, form: str, ids: Sequence[UUID], locale: str, *, lock: bool = False
    ) -> Mapping[UUID, RecordContext]:
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

    async def meant(self, error: DatabaseError) -> Exception:
        return error

    async def matching(self, form: str, condition: Filter | None, now: datetime) -> Statement | None:
        return None


async def identity() -> Identity:
    """The organization of the tests."""
    return Identity("示例公司", "https://desk.example", opens={"zh-CN": "查看", "en": "Open"})


def rules(
    database: Database, outbox: Outbox, contexts: RecordContexts, actions: Mapping[str, AnyAction] | None = None
) -> tuple[Reactions, Runner]:
    """What reads the stream, and what carries out the runs."""
    folder = Path(tempfile.mkdtemp(prefix="hw-desk-worker-"))  # its secret key lies there, not where the tests run
    product = Product(Environment(folder, None, None, None, None, None), database, CLOCK)
    links = Links(SecretKey(b"k" * 32))
    tray = Tray(outbox)
    ports = Ports(product.records, product.flows, tray, product.definitions, links, product.sentences)
    known = actions or {"notify": notify.action}

    def calendars(_definitions: DefinitionSet) -> Calendars:
        return {}

    async def everything(_session: Session, _definitions: DefinitionSet, _person: UUID) -> None:
        return None

    performer = Performer(product.definitions, known, contexts, calendars, CLOCK, ports, everything, tray.flush)
    runner = Runner(database, CLOCK, performer)
    database.on_commit(runner.committed)
    return Reactions(product.definitions, known, contexts, CLOCK, calendars, runner.expect), runner


def work(database: Database, smtp_url: str | None) -> Work:
    """Rules and mails, as the product's wiring does it."""
    environment = Environment.read()
    environment = Environment(environment.data_dir, None, None, smtp_url, None, None)
    ways = Ways(database, environment, CLOCK, KEY)
    outbox = Outbox(ways, identity, CLOCK)
    sending = Sending(database, ways, identity, CLOCK)
    reactions, runner = rules(database, outbox, Contexts())
    return Work(
        readers={"rules": reactions.read},
        tasks={"notify": sending.blueprint()},
        listening={"runs of rules": runner.run},
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
