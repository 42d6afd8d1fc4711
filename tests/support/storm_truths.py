"""What must be true after a storm, whatever was killed: complaints in words, none when all is well."""

import asyncio
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import psutil

from helpwright.entry.wiring import Product as Wired
from helpwright.flows.recheck import replay_journals
from helpwright.platform.processes import wait_until
from helpwright.platform.settings import Environment
from tests.support.product import Product, environment
from tests.support.smtp import Inbox
from tests.support.storm import Storm

SENT_AT_ONCE: Final = 4
_SHOWN: Final = 5

# What is still on its way, by name. Work that is planned for later, such as a survey in an hour, is not.
_UNDER_WAY: Final = {
    "jobs": """SELECT task_name AS what, status::text AS state, attempts, scheduled_at FROM procrastinate_jobs
        WHERE status NOT IN ('succeeded', 'cancelled') AND (scheduled_at IS NULL OR scheduled_at < %(soon)s)""",
    "messages": "SELECT via AS what, state, reason FROM messages WHERE state IN ('queued', 'sending')",
    "runs of rules": """SELECT rule AS what, state, reason FROM rule_runs
        WHERE state IN ('ready', 'retrying', 'answering')""",
    "readers of the stream": """SELECT c.name AS what FROM cursors c
        WHERE EXISTS (SELECT 1 FROM events e WHERE (e.xid, e.id) > (c.xid, c.id))""",
    "timers": "SELECT kind AS what, attempts, error FROM timers WHERE next_at < %(now)s AND NOT held",
    "entries of the audit": "SELECT act AS what FROM audit_log WHERE seq IS NULL",
}

# Rows that are never right.
_WRONG: Final = {
    "doubled numbers": "SELECT number FROM service_desk.ticket GROUP BY number HAVING count(*) > 1",
    "jobs that failed": "SELECT task_name, attempts FROM procrastinate_jobs WHERE status IN ('failed', 'aborted')",
    "messages that failed": "SELECT via, state, reason FROM messages WHERE state = 'failed'",
    "runs that failed": "SELECT rule, state, reason FROM rule_runs WHERE state IN ('failed', 'stopped')",
    "steps that failed": "SELECT action, state, code FROM rule_steps WHERE state IN ('failed', 'refused')",
    "incidents": """SELECT type, data FROM events
        WHERE type IN ('consumer_failed', 'timer_failed', 'journal_differs', 'flow_incident', 'incident')""",
    "timers given up": "SELECT kind, key, error FROM timers WHERE next_at = 'infinity' OR attempts > 0",
    "timers of nobody": """SELECT t.kind, t.key FROM timers t WHERE t.kind = 'flow'
        AND NOT EXISTS (SELECT 1 FROM instances i WHERE i.id = t.owner AND i.status = 'running')""",
    "open tasks without their timer": """SELECT k.node, k.state FROM tasks k WHERE k.state IN ('offered', 'claimed')
        AND k.due_at IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM timers t WHERE t.kind = 'flow' AND t.owner = k.instance_id AND NOT t.held)""",
    "open tasks that are not listed by their nearest limit": """SELECT k.id FROM tasks k
        LEFT JOIN cases c ON c.record_id = k.record_id WHERE k.state IN ('offered', 'claimed')
        AND k.limit_at <> coalesce(least(k.due_at, case_limit(c)), '9998-12-31 00:00:00+00')""",
    "open tasks of ended processes": """SELECT k.id FROM tasks k JOIN instances i ON i.id = k.instance_id
        WHERE k.state IN ('offered', 'claimed') AND i.status <> 'running'""",
    "processes that wait for nobody": """SELECT i.id FROM instances i WHERE i.status = 'running'
        AND NOT EXISTS (SELECT 1 FROM tasks k WHERE k.instance_id = i.id AND k.state IN ('offered', 'claimed'))""",
    "gaps in journals": """SELECT i.id FROM instances i JOIN journal j ON j.instance_id = i.id
        GROUP BY i.id HAVING count(*) <> i.seq OR min(j.seq) <> 1 OR max(j.seq) <> i.seq""",
    "closed tickets with an open process": """SELECT r.number FROM service_desk.ticket r
        JOIN instances i ON i.record_id = r.id WHERE (r.status = 'closed') <> (i.status <> 'running')""",
    "cases that know another status": """SELECT r.number, r.status, c.category FROM service_desk.ticket r
        JOIN cases c ON c.record_id = r.id
        WHERE c.category <> CASE r.status WHEN 'new' THEN 'open' WHEN 'processing' THEN 'open' ELSE r.status END""",
    "transactions left open": """SELECT application_name, state FROM pg_stat_activity
        WHERE datname = current_database() AND state LIKE 'idle in transaction%%' AND xact_start < %(before)s""",
}
_OF_A_RECORD: Final = ("instances", "tasks", "cases", "case_clocks", "comments", "messages", "rule_runs")

_WHOLE: Final = """SELECT r.id::text, r.number, r.status, r.urgency,
    (SELECT count(*) FROM instances i WHERE i.record_id = r.id) AS instances,
    (SELECT count(*) FROM cases c WHERE c.record_id = r.id) AS cases,
    (SELECT count(*) FROM messages m WHERE m.record_id = r.id AND m.via = 'mail') AS mails,
    (SELECT count(*) FROM messages m WHERE m.record_id = r.id AND m.via = 'inapp') AS told,
    (SELECT jsonb_object_agg(type, n) FROM (
        SELECT type, count(*) AS n FROM events e WHERE e.record_id = r.id GROUP BY type) a) AS events,
    (SELECT jsonb_object_agg(rule, n) FROM (
        SELECT rule, count(*) AS n FROM rule_runs u
        WHERE u.record_id = r.id AND u.state <> 'skipped' GROUP BY rule) b) AS runs
FROM service_desk.ticket r"""


def calm(product: Product, seconds: float) -> list[str]:
    """Wait until nothing is under way, seen twice: one look is many questions. What still is when the time is up."""
    found: list[str] = []
    quiet = 0

    def look() -> bool:
        nonlocal quiet
        found[:] = _under_way(product)
        quiet = 0 if found else quiet + 1
        return quiet > 1

    wait_until(look, seconds, pause=0.5)
    return [f"still under way: {each}" for each in found]


def _under_way(product: Product) -> Iterator[str]:
    now = datetime.now(UTC)
    for name, statement in _UNDER_WAY.items():
        rows = product.sql(statement, {"now": now, "soon": now + timedelta(hours=12)})
        if rows:
            yield f"{len(rows)} {name}: {rows[:_SHOWN]}"


def truths(storm: Storm, inbox: Inbox) -> list[str]:
    """Everything that does not hold; call it when all is calm."""
    product = storm.product
    return [
        *storm.strange,
        *_tickets(storm),
        *_wrong_rows(product),
        *_mails(storm, inbox),
        *_replayed(product),
        *_audited(product),
        *_processes(product),
    ]


def _tickets(storm: Storm) -> Iterator[str]:
    known, rows = storm.acknowledged, storm.product.sql(_WHOLE)
    stored = {row["id"]: row["number"] for row in rows}
    for name, missing in (
        ("acknowledged and lost", known.numbers.items() - stored.items()),
        ("made by nobody", stored.items() - known.numbers.items()),
    ):
        if missing:
            yield f"{name}: {sorted(missing)[:_SHOWN]}"
    if len(known.numbers) != storm.tickets:
        yield f"{len(known.numbers)} of {storm.tickets} tickets acknowledged"
    yield from _shortened(each for row in rows for each in _ticket(storm, row))


def _ticket(storm: Storm, row: dict[str, Any]) -> Iterator[str]:
    known, record = storm.acknowledged, row["id"]
    critical = row["urgency"] == "critical"
    events, runs = row["events"], row["runs"] or {}
    expected = {
        "instances": (row["instances"], 1),
        "cases": (row["cases"], 1),
        "mails": (row["mails"], 1),
        "notifications": (row["told"], int(critical)),
        "created": (events.get("record_created", 0), 1),
        "claims": (events.get("task_claimed", 0), known.claimed[record]),
        "completions": (events.get("task_completed", 0), known.completed[record]),
        "answers": (events.get("confirm_answered", 0), known.answered[record]),
        "notes": (events.get("comment", 0), known.comments[record]),
        "confirmations": (runs.get("service_desk.confirmation", 0), 1),
        "alerts": (runs.get("service_desk.critical", 0), int(critical)),
        "surveys": (runs.get("service_desk.survey", 0), known.completed[record]),
        "closed": (row["status"] == "closed", record in known.confirmed),
    }
    for name, (found, wanted) in expected.items():
        if found != wanted:
            yield f"{row['number']} ({row['status']}): {name} {found}, expected {wanted}; {events} {runs}"


def _wrong_rows(product: Product) -> Iterator[str]:
    now = datetime.now(UTC)
    statements = {
        **_WRONG,
        **{
            f"{table} of no record": f"""SELECT record_id FROM {table} o WHERE record_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM service_desk.ticket r WHERE r.id = o.record_id)"""  # noqa: S608 -- our text
            for table in _OF_A_RECORD
        },
    }
    for name, statement in statements.items():
        rows = product.sql(statement, {"before": now - timedelta(seconds=10)})
        if rows:
            yield f"{len(rows)} {name}: {rows[:_SHOWN]}"


def _mails(storm: Storm, inbox: Inbox) -> Iterator[str]:
    arrived, wanted = set(inbox.recipients), {body["values"]["customer_email"] for body in _bodies(storm)}
    if arrived != wanted:
        yield f"mails missing: {sorted(wanted - arrived)[:_SHOWN]}; too many: {sorted(arrived - wanted)[:_SHOWN]}"
    if len(set(inbox.ids)) != len(wanted):
        yield f"{len(set(inbox.ids))} Message-IDs for {len(wanted)} customers"
    doubled = len(inbox.ids) - len(set(inbox.ids))
    if doubled > storm.mail_kills * SENT_AT_ONCE:
        yield f"{doubled} mails doubled by {storm.mail_kills} kills"


def _bodies(storm: Storm) -> Iterable[dict[str, Any]]:
    return storm.acknowledged.bodies.values()


def _replayed(product: Product) -> Iterator[str]:
    async def replay() -> tuple[int, int]:
        wired = Wired.build(Environment.read(product.data_dir), product.database_url, connections=2)
        await wired.database.open()
        try:
            return await replay_journals(wired.flows, sample=1_000_000)
        finally:
            await wired.database.close()

    looked, differing = asyncio.run(replay())
    if differing or not looked:
        yield f"{differing} of {looked} journals lead elsewhere when they are replayed"


def _audited(product: Product) -> Iterator[str]:
    verified = subprocess.run(
        [sys.executable, "-m", "helpwright.entry.cli", "audit", "verify", "--data-dir", str(product.data_dir)],
        capture_output=True, text=True, check=False, timeout=120, env=environment(),
    )  # fmt: skip
    if verified.returncode != 0:
        yield f"the audit is not whole: {verified.stdout}{verified.stderr}"


def _processes(product: Product) -> Iterator[str]:
    zombies = [each.pid for each in product.processes() if each.status() == psutil.STATUS_ZOMBIE]
    if zombies:
        yield f"zombies: {zombies}"
    counts = {part: len(pids) for part, pids in product.parts().items()}
    if counts != {"supervisor": 1, "web": 2, "worker": 1, "database": int(product.outside is None)}:
        yield f"running: {counts}"
    if "Traceback" in (log := product.log.read_text(errors="replace")) and "incident" in log:
        yield "an incident in the log: " + log[log.index("incident") - 200 :][:2000]


def _shortened(complaints: Iterable[str]) -> list[str]:
    found = list(complaints)
    return found if len(found) <= _SHOWN else [*found[:_SHOWN], f"… and {len(found) - _SHOWN} more"]
