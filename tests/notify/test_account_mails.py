"""Invitations and forgotten passwords by a real mail server: what arrives, and that nothing is kept that opens."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.reports.delivering import BASE, PostOffice, post_office, text_of
from tests.support.office import Office, Person

PASSWORD, NEXT = "correct horse battery", "another horse battery"
ADDRESS = "li@example.com"


@pytest.fixture
async def post(desk_url: str, tmp_path: Path) -> AsyncIterator[PostOffice]:
    """Opened before each test, over a copy of the installed desk."""
    async with post_office(desk_url, tmp_path) as opened:
        yield opened


async def invited(post: PostOffice, **given: str) -> tuple[Person, str]:
    """The administrator, and the id of a new person who is invited."""
    boss = await post.office.person("王芳", admin=True)
    answer = await boss.post("people", json={"name": "李娜", "email": ADDRESS, "invite": True, **given})
    assert answer.status_code == 201, answer.text
    return boss, str(answer.json()["id"])


async def link_in(post: PostOffice, place: int = -1) -> str:
    """The link of a mail that has arrived."""
    await post.work()
    found = re.search(rf"{BASE}/(?:join|reset)/\S+", text_of(post.mail_to(ADDRESS)[place]))
    assert found is not None
    return found[0]


async def use(office: Office, link: str, password: str = NEXT) -> int:
    """Set the password with a link."""
    body = {"token": link.rpartition("/")[2], "password": password}
    return (await office.browser().post("account/link/password", json=body)).status_code


async def everything(office: Office) -> str:
    """All rows of all tables as text."""
    tables = await office.rows(
        "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables "
        "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    )
    texts = [await office.rows(f"SELECT t::text FROM {table['name']} t") for table in tables]  # noqa: S608 -- names of tables
    return str(texts)


async def test_the_mail_brings_the_link_and_nothing_keeps_it(post: PostOffice) -> None:
    await invited(post)
    await post.office.sweep()
    before = await everything(post.office)
    link = await link_in(post)
    token = link.rpartition("/")[2]
    (mail,) = post.mail_to(ADDRESS)
    assert mail["Subject"].startswith("王芳邀请您加入")
    text = text_of(mail)
    for part in ("李娜，您好", "2026-11-26 10:00", f"用 {ADDRESS} 和您设置的密码登录"):
        assert part in text
    kept = before + await everything(post.office)
    assert token not in kept
    assert "/join/••••••••" in kept, "what administrators see of it"
    assert await use(post.office, link) == 204
    assert await use(post.office, link) == 410


async def test_it_is_written_in_the_language_of_the_person(post: PostOffice) -> None:
    await invited(post, locale="en")
    await post.work()
    (mail,) = post.mail_to(ADDRESS)
    assert mail["Subject"].startswith("王芳 invites you to ")
    assert "Open this link to set your password" in text_of(mail)


async def test_again_means_a_new_link_and_withdrawn_means_no_mail(post: PostOffice) -> None:
    boss, person = await invited(post)
    first = await link_in(post)
    await boss.post(f"people/{person}/invitation")
    second = await link_in(post)
    assert [await use(post.office, first), len(post.mail_to(ADDRESS))] == [410, 2]
    await boss.post(f"people/{person}/invitation")
    await post.office.sweep()
    assert (await boss.delete(f"people/{person}/invitation")).status_code == 204
    await post.work()
    assert len(post.mail_to(ADDRESS)) == 2
    rows = await post.office.rows("SELECT state, reason FROM messages WHERE key LIKE 'account_link:%%' ORDER BY key")
    assert ("skipped", "account_link_over") in {(row["state"], row["reason"]) for row in rows}
    assert await use(post.office, second) == 410


async def test_a_mail_that_is_tried_again_brings_the_same_link(post: PostOffice) -> None:
    post.inbox.data = "451 later"
    await invited(post)
    await post.work()
    post.inbox.data = None
    assert post.mail_to(ADDRESS) == []
    link = await link_in(post)
    assert await use(post.office, link) == 204


async def test_a_forgotten_password_comes_back_by_mail_and_its_owner_is_told(post: PostOffice) -> None:
    boss, person = await invited(post)
    await boss.patch(f"people/{person}", json={"password": PASSWORD, "password_due": False})
    assert (await post.office.browser().get("setup")).json()["mail"] is True
    evil = post.office.browser(base="http://evil.example.com/api/v1")
    assert (await evil.post("account/forgotten", json={"login": ADDRESS})).status_code == 204
    assert (await evil.post("account/forgotten", json={"login": "nobody@example.com"})).status_code == 204
    link = await link_in(post)
    assert link.startswith(f"{BASE}/reset/"), "never where the asking side says we are"
    assert await use(post.office, link) == 204
    await post.work()
    told = post.mail_to(ADDRESS)[-1]
    assert told["Subject"] == "您的密码已通过邮件重设"
    entered = await post.office.browser().post("session", json={"login": ADDRESS, "password": NEXT})
    assert entered.status_code == 200
    assert {each["To"] for each in post.inbox.messages} == {ADDRESS}


async def test_who_invites_sees_what_became_of_the_mail(post: PostOffice) -> None:
    post.inbox.rcpt = "550 nobody of that name"
    boss, person = await invited(post)
    way = f"people/{person}/invitation"
    assert (await boss.get(way)).json()["mail"] is None, "not written yet"
    await post.work()
    found = (await boss.get(way)).json()
    assert found["mail"] == "failed"
    assert "nobody of that name" in found["reason"]
    post.inbox.rcpt = None
    assert (await boss.post(way)).status_code == 204
    await post.work()
    found = (await boss.get(way)).json()
    assert (found["mail"], found["reason"]) == ("sent", None)
    assert await use(post.office, await link_in(post)) == 204
    assert (await boss.get(way)).status_code == 404
