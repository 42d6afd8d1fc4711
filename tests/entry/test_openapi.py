"""The interface description: the web's copy is the present one, and answers are as it says."""

from argparse import Namespace
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from helpwright.entry.commands import openapi
from tests.support.described import Description
from tests.support.office import TICKETS, Office, Person, ticket_values

COPY = Path(__file__).parents[2] / "web" / "openapi.json"


@pytest.fixture(scope="module")
def copy() -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(COPY.read_bytes())
    return found


def test_the_web_has_the_present_description(capfdbinary: pytest.CaptureFixture[bytes], copy: dict[str, Any]) -> None:
    assert openapi.run(Namespace()) == 0
    assert copy == orjson.loads(capfdbinary.readouterr().out), (
        "run: .venv/bin/helpwright openapi > web/openapi.json && npm --prefix web run api"
    )


def test_no_answer_is_left_open(copy: dict[str, Any]) -> None:
    answers = {
        f"{method} {path}": answer
        for path, operations in copy["paths"].items()
        for method, operation in operations.items()
        for status, answer in operation["responses"].items()
        if status != "default"
    }
    assert [name for name, each in answers.items() if each.get("content") == {"application/json": {"schema": {}}}] == []


async def test_answers_are_as_described(office: Office, copy: dict[str, Any]) -> None:
    description = Description(copy)
    boss = await office.person("陈静", roles=["supervisor"], teams=["tech"], admin=True)
    agent, colleague = await office.agent("李娜"), await office.agent("赵强")
    customer = office.browser()
    ticket = await office.submit()
    here = f"{TICKETS}/{ticket.id}"
    token = f"public/progress/{ticket.token}"

    def check(answer: httpx.Response) -> Any:
        assert answer.status_code in {200, 201}, answer.text
        assert description.differences(answer) == []
        return answer.json()

    async def read_everything() -> None:
        for path in ("workspace", "people", "tasks", "messages", "dashboards", "dashboards/cockpit", "session"):
            check(await boss.get(path))
        for path in ("workspace", "people", "tasks?scope=all", "forms/ticket", f"{TICKETS}?count=1"):
            check(await agent.get(path))
        for path in (here, f"{here}/activity", f"{here}/flow"):
            check(await agent.get(path))
        check(await customer.get(token))

    async def work(who: Person, verb: str, **body: Any) -> None:
        check(await who.work(ticket.id, verb, **body))

    check(await customer.get("health"))
    check(await customer.get("setup"))
    check(await customer.get("public/forms/ticket"))
    await read_everything()
    await work(agent, "claim")
    await work(agent, "release")
    await work(agent, "claim")
    await work(agent, "transfer", to=colleague.id, reason="懂这个型号")
    check(await customer.post(f"{token}/urge"))
    await work(colleague, "transfer", to=agent.id, reason="还是你来")
    check(await customer.post(f"{token}/reply", json={"text": "补充一张照片"}))
    for visibility in ("internal", "public"):
        check(await agent.post(f"{here}/comments", json={"text": "收到", "visibility": visibility}))
    version = (await agent.record(ticket.id))["version"]
    check(await agent.patch(here, json={"version": version, "values": {"assignee": agent.id, "description": "改"}}))
    check(await agent.solve(ticket.id, comment="好了"))
    await read_everything()
    check(await customer.post(f"{token}/reject", json={"reason": "还是掉线"}))
    check(await agent.solve(ticket.id))
    check(await customer.post(f"{token}/confirm"))
    await read_everything()


async def test_other_answers_are_as_described(office: Office, copy: dict[str, Any]) -> None:
    description = Description(copy)
    boss = await office.person("陈静", roles=["supervisor"], teams=["tech"], admin=True)
    blueprint = (await boss.get("apps/service_desk/blueprint")).text
    yaml = {"Content-Type": "application/yaml"}
    answers = [
        await boss.post("people", json={"name": "孙丽", "email": "sun@example.com", "password": "correct horse 42"}),
        await boss.put("settings", json={"company": "服匠", "public_url": "https://desk.example.com"}),
        await boss.post(TICKETS, json={"values": ticket_values()}),
        await boss.post("query", json={"from": "ticket", "by": [{"field": "urgency"}], "measures": [{"agg": "count"}]}),
        await boss.put("apps/service_desk/blueprint?plan=1", content=blueprint.encode(), headers=yaml),
        await boss.put("apps/service_desk/blueprint?plan=1", content=b"app: 3", headers=yaml),
    ]
    for answer in answers:
        assert answer.status_code in {200, 201}, answer.text
        assert description.differences(answer) == []
