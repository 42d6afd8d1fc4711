"""What is required and missing is called by its label, in the reader's language, wherever it is refused."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.support.office import TICKETS, Office, ticket_values

TOLD = {
    "zh-CN": ("请填写「客户姓名」。", "请填写「解决方案」。", "请先填写：解决方案。"),
    "en": ("“Name” is required.", "“Solution” is required.", "Fill in first: Solution."),
}


def messages(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 422, answer.text
    return {each["field"]: each["message"] for each in answer.json()["errors"]}


@pytest.mark.parametrize("language", TOLD)
async def test_missing_fields_are_called_by_their_labels(office: Office, language: str) -> None:
    name, solution, detail = TOLD[language]
    agent = await office.agent(language=language)
    nameless: dict[str, Any] = ticket_values(customer_name=" ")
    made = await agent.post(TICKETS, json={"values": nameless})
    assert messages(made) == {"customer_name": name}
    sent = {"id": str(uuid4()), "values": nameless}
    customer = office.browser(language)
    assert messages(await customer.post("public/forms/ticket/submissions", json=sent)) == {"customer_name": name}
    ticket = await office.submit()
    emptied = await agent.patch(f"{TICKETS}/{ticket.id}", json={"values": {"customer_name": None}})
    assert messages(emptied) == {"customer_name": name}

    task = await agent.task_of(ticket.id)
    await agent.work(ticket.id, "claim")
    refused = await agent.post(f"tasks/{task['id']}/complete", json={"outcome": "done"})
    assert messages(refused) == {"solution": solution}
    assert (refused.json()["code"], refused.json()["detail"]) == ("fields_required", detail)
    body = {"ids": [task["id"]], "verb": "complete", "outcome": "done"}
    (result,) = (await agent.post("tasks/bulk", json=body)).json()["results"]
    assert (result["code"], result["message"]) == ("required", solution)
