"""The organization's language, for those who have none of their own."""

from typing import Any

from helpwright.definitions.settings import save_settings
from tests.support.office import Office


async def language_of(office: Office, person_id: str) -> str:
    (row,) = await office.rows("SELECT locale FROM people WHERE id::text = %(id)s", id=person_id)
    return str(row["locale"])


async def test_it_is_chosen_by_administrators_and_told_before_signing_in(office: Office) -> None:
    boss, agent = await office.person("管理员", admin=True), await office.agent()
    assert (await office.browser().get("setup")).json()["language"] is None
    assert (await boss.get("workspace")).json()["language"] == "zh-CN"
    assert (await agent.put("settings", json={"language": "en"})).status_code == 403
    assert (await boss.put("settings", json={"language": "fr"})).status_code == 422
    assert (await boss.put("settings", json={"language": "en"})).json()["language"] == "en"
    assert (await office.browser().get("setup")).json()["language"] == "en"
    assert (await agent.get("workspace")).json()["language"] == "en"


async def test_new_people_are_written_to_in_it(office: Office) -> None:
    boss = await office.person("管理员", admin=True)
    first = await boss.post("people", json={"name": "甲", "email": "a@example.com"})
    await boss.put("settings", json={"language": "en"})
    second = await boss.post("people", json={"name": "乙", "email": "b@example.com"})
    third = await boss.post("people", json={"name": "丙", "email": "c@example.com", "locale": "zh-CN"})
    found = [await language_of(office, each.json()["id"]) for each in (first, second, third)]
    assert found == ["zh-CN", "en", "zh-CN"]


async def test_customers_without_a_language_get_mails_in_it(office: Office) -> None:
    boss = await office.supervisor()
    await office.product.database.write(save_settings({"language": "en", "public_url": "https://desk.example.com"}))
    await office.product.definitions.refresh()

    async def told(language: str | None) -> Any:
        ticket = await office.submit()
        await office.rows(
            "UPDATE service_desk.ticket SET language = %(lang)s WHERE number = %(n)s RETURNING id",
            lang=language, n=ticket.number,
        )  # fmt: skip
        comment = {"text": "ok", "visibility": "public"}
        answer = await boss.post(f"forms/ticket/records/{ticket.id}/comments", json=comment)
        assert answer.status_code in {200, 201}, answer.text
        await office.settle()
        rows = await office.rows("SELECT text FROM messages WHERE key LIKE 'reply:%%' ORDER BY created_at, id")
        return rows[-1]["text"]

    english = "See the progress or answer:"
    assert english in await told(None)
    assert english not in await told("zh-CN")
