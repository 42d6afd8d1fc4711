"""A list of 100,000: scrolled to its end, narrowed, and changed by the hundreds, in memory that does not grow."""

import json
from collections.abc import Callable
from typing import Any

import psutil

from tests.support.product import Client, Product

MEBIBYTE = 1024 * 1024
ROWS = 100_000
PAGE = 200
MOST_GROWTH = 80 * MEBIBYTE
MANY_MORE = 3.0
FILL = """INSERT INTO service_desk.ticket (id, submission_key, number, created_at, updated_at, source, version,
    customer_phone, customer_name, problem_type, urgency, description, status, attachments)
SELECT gen_random_uuid(), gen_random_uuid(), 'GD' || lpad(n::text, 9, '0'), at, at, 'import', 1,
    '+86138' || lpad(n::text, 8, '0'), '客户 ' || n, (ARRAY['product', 'support', 'complaint'])[1 + n %% 3], 'normal',
    '设备 ' || n || ' 掉线', (ARRAY['new', 'solved', 'closed'])[1 + n %% 3], '{}'
FROM (SELECT n, timestamptz '2026-01-01Z' + interval '10 s' * (n / 7) AS at FROM generate_series(1, %(rows)s::int) n) s
RETURNING 1 AS one"""
COUNT = """SELECT count(*) AS n FROM service_desk.ticket
WHERE problem_type = 'support' AND customer_name LIKE '%%99%%'"""
LIST = "/forms/ticket/records"


def scrolled(boss: Client, web: psutil.Process, **query: Any) -> tuple[list[str], list[float]]:
    """Ids of all pages in order, and the processor time of each page."""
    found: list[str] = []
    seconds: list[float] = []
    cursor: str | None = None
    while True:
        before = sum(web.cpu_times()[:2])
        given = {"limit": PAGE, **query} | ({} if cursor is None else {"cursor": cursor})
        answer = boss.get(LIST, params=given)
        assert answer.status_code == 200, answer.text[:500]
        page = answer.json()
        found += [item["id"] for item in page["items"]]
        seconds.append(sum(web.cpu_times()[:2]) - before)
        cursor = page["next"]
        if cursor is None:
            return found, seconds


def test_a_list_of_a_hundred_thousand(make_product: Callable[..., Product]) -> None:
    product = make_product()
    product.start()
    with Client(product) as boss:
        boss.sign_in()
        assert len(product.sql(FILL, {"rows": ROWS})) == ROWS
        (web,) = map(psutil.Process, product.parts()["web"])
        boss.get(LIST)
        before = web.memory_info().rss

        # Many were created in the same second: the cursor doubles none and leaves none out.
        found, seconds = scrolled(boss, web, sort="-created_at")
        assert len(found) == len(set(found)) == ROWS
        share = len(seconds) // 4
        assert sum(seconds[-share:]) < MANY_MORE * sum(seconds[:share]) + 1, "the end is as near as the beginning"

        wanted = {"all": [
            {"field": "problem_type", "op": "eq", "value": "support"},
            {"field": "customer_name", "op": "contains", "value": "99"},
        ]}  # fmt: skip
        page = boss.get(LIST, params={"filter": json.dumps(wanted), "count": "true", "limit": PAGE}).json()
        counted = product.sql(COUNT)[0]["n"]
        narrowed, _ = scrolled(boss, web, filter=json.dumps(wanted), sort="number")
        assert len(set(narrowed)) == len(narrowed) == counted > PAGE
        assert len(page["items"]) == PAGE

        chosen = found[:: ROWS // 500][:500]
        changed = boss.post(
            f"{LIST}/bulk", json={"ids": chosen, "act": "set", "values": {"urgency": "critical"}}, timeout=120
        )
        assert changed.status_code == 200, changed.text[:500]
        assert {each["ok"] for each in changed.json()["results"]} == {True}
        critical = {"field": "urgency", "op": "eq", "value": "critical"}
        again, _ = scrolled(boss, web, filter=json.dumps(critical))
        assert set(again) == set(chosen)
        assert web.memory_info().rss - before < MOST_GROWTH
