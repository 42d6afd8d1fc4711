"""The bell: what a person is told, by whom it can be seen, and what is read."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from helpwright.access.model import Caller
from helpwright.jobs.events import BEGINNING, read_after, recorded
from helpwright.jobs.live import changes
from helpwright.notify.model import Draft
from helpwright.platform.database import Row
from tests.support.office import Office, Person
from tests.support.telling import tell
from tests.support.until import until

TOLD: dict[str, Any] = {"to": {"role": "supervisor"}, "via": ["inapp"], "text": "标题 {{number}}\n内容 {{description}}"}


async def listed(person: Person, **query: Any) -> dict[str, Any]:
    answer = await person.get("notifications", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_pages_are_complete_newest_first_and_count_the_unread(office: Office) -> None:
    boss = await office.supervisor()
    for _ in range(5):
        await tell(office, await office.submit(), **TOLD)
        office.clock.advance(seconds=1)
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await listed(boss, limit=2, **({"cursor": cursor} if cursor else {}))
        assert page["unread"] == 5
        found += [each["at"] for each in page["items"]]
        cursor = page["next"]
    assert len(found) == 5
    assert found == sorted(found, reverse=True)
    assert (await boss.get("notifications", params={"cursor": "x"})).status_code == 422


async def test_read_one_then_all(office: Office) -> None:
    boss = await office.supervisor()
    for _ in range(3):
        await tell(office, await office.submit(), **TOLD)
    first = (await listed(boss))["items"][0]
    assert first["read_at"] is None
    assert (await boss.post(f"notifications/{first['id']}/read")).json() == {"unread": 2}
    assert (await boss.post(f"notifications/{first['id']}/read")).json() == {"unread": 2}
    assert first["id"] not in [each["id"] for each in (await listed(boss, unread=True))["items"]]
    assert (await boss.post("notifications/read_all")).json() == {"unread": 0}
    assert (await listed(boss, unread=True))["items"] == []
    assert all(each["read_at"] for each in (await listed(boss))["items"])


async def test_nobody_elses_are_seen_or_read(office: Office) -> None:
    boss, other = await office.supervisor(), await office.agent()
    admin = await office.person("Boss", admin=True)
    await tell(office, await office.submit(), **TOLD)
    mine = (await listed(boss))["items"][0]["id"]
    for stranger in (other, admin):
        assert (await listed(stranger))["items"] == []
        assert (await stranger.post(f"notifications/{mine}/read")).status_code == 404
        await stranger.post("notifications/read_all")
    assert (await listed(boss))["unread"] == 1
    assert (await boss.post(f"notifications/{uuid4()}/read")).status_code == 404
    assert (await office.browser().get("notifications")).status_code == 401


async def test_open_screens_of_that_person_alone_learn_of_it(office: Office) -> None:
    boss, other = await office.supervisor(), await office.agent()
    await tell(office, await office.submit(), **TOLD)
    mine = (await listed(boss))["items"][0]["id"]
    await boss.post(f"notifications/{mine}/read")
    rows: list[Row] = []

    async def read_is_given() -> bool:
        rows[:] = await office.product.database.all(read_after(BEGINNING, 1000))
        return rows[-1:] != [] and rows[-1]["type"] == "notification_read"

    await until(read_is_given)
    told = [each for each in changes([recorded(row) for row in rows]) if each.dataset == "notifications"]
    assert [each.ids for each in told] == [(UUID(mine),)]
    kinds = [row["type"] for row in rows if row["dataset"] == "notifications"]
    assert kinds == ["notification_created", "notification_read"]

    async def visible(person: Person) -> list[UUID]:
        none: frozenset[Any] = frozenset()
        caller = Caller(
            UUID(person.id), "", admin=False, locale="zh-CN", teams=none, team_names=none, roles=none, epoch=1
        )
        return list(await office.product.reach.visible_ids(caller, "notifications", [UUID(mine), uuid4()]))

    assert await visible(boss) == [UUID(mine)]
    assert await visible(other) == []


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "\x00\u202e\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "{{number}}" * 30,
    ],
)
async def test_hostile_texts_are_stored_as_texts(office: Office, text: str) -> None:
    boss = await office.supervisor()
    draft = Draft("k", "inapp", boss.id, text * 3, text, person_id=UUID(boss.id))
    async with office.product.database.transaction() as session:
        await office.product.outbox.put(session, [draft, draft])
    (told,) = (await listed(boss))["items"]
    assert told["text"] == text.replace("\x00", "")
    assert len(told["title"]) <= 200
    assert told["record"] is None


async def test_a_person_who_never_was_is_told_nothing_and_nothing_breaks(office: Office) -> None:
    async with office.product.database.transaction() as session:
        await office.product.outbox.put(session, [Draft("k", "inapp", str(uuid4()), "t", "x", person_id=uuid4())])
    assert await office.rows("SELECT id FROM notifications") == []


async def test_preferences_say_what_reaches_one(office: Office) -> None:
    boss = await office.supervisor()
    found = (await boss.get("notifications/preferences")).json()
    assert found["ways"] == [
        {"way": "inapp", "wanted": True, "reachable": True, "fixed": True},
        {"way": "mail", "wanted": True, "reachable": True, "fixed": False},
        {"way": "sms", "wanted": True, "reachable": False, "fixed": False},
        {"way": "wecom", "wanted": True, "reachable": False, "fixed": False},
    ]
    saved = await boss.put(
        "notifications/preferences", json={"ways": {"sms": False}, "quiet": {"from": "22:00", "to": "07:30"}}
    )
    assert saved.json()["quiet"] == {"from": "22:00", "to": "07:30"}
    assert [each["wanted"] for each in saved.json()["ways"]] == [True, True, False, True]
    wrong = await boss.put("notifications/preferences", json={"quiet": {"from": "25:00", "to": "07:30"}})
    assert wrong.status_code == 422
