"""Public links, refusing mails and deliveries under attack: other people's eyes, forged tokens, headers, markup."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from helpwright.platform.secret_key import SecretKey
from tests.reports.delivering import BLUEPRINT, SUPERVISOR, PostOffice, listed, make, post_office, text_of, wanted
from tests.support.office import Person

LINKS = "dashboards/cockpit/links"
SITE = "https://desk.example.com"
NARROW = [{"field": "urgency", "op": "eq", "value": "critical"}]
TEAM_LEAD = """
  lead:
    name: {zh-CN: 组长, en: Lead}
    grants:
      - {form: ticket, can: [read], scope: team}
      - {dashboard: cockpit, can: [read, update, export]}
forms:
"""


def app() -> str:
    """The running example, whose leaders may let numbers out."""
    text = BLUEPRINT.read_text().replace(SUPERVISOR, SUPERVISOR.replace("update", "update, export"))
    return text.replace("\nforms:\n", TEAM_LEAD, 1)


@pytest.fixture
async def post(desk_url: str, tmp_path: Path) -> AsyncIterator[PostOffice]:
    """Supervisors see everything, leads their team; both may let numbers out."""
    async with post_office(desk_url, tmp_path) as opened:
        answer = await opened.office.blueprint(app())
        assert answer.status_code == 200, answer.text
        yield opened


async def lead(post: PostOffice) -> Person:
    return await post.office.person("组长", roles=["lead"], teams=["service"])


async def made(owner: Person, **changes: Any) -> dict[str, Any]:
    answer = await owner.post(LINKS, json={"name": "给总部", "days": 7, **changes})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["items"][0]
    return found


async def page(post: PostOffice, path: str, method: str = "GET") -> httpx.Response:
    return await post.office.browser(base=SITE.replace("https", "http")).request(method, path.removeprefix(SITE))


def codes(answer: httpx.Response) -> tuple[int, str, list[str]]:
    body = answer.json()
    return answer.status_code, body["code"], [each["code"] for each in body["errors"]]


async def test_nobody_sees_with_anothers_eyes_by_looking_through_the_list_of_links(post: PostOffice) -> None:
    """Behind a link lies what its owner sees: a colleague who sees less may end it, and not open it."""
    boss, other = await post.office.supervisor(), await lead(post)
    link = await made(boss)
    assert link["mine"] is True
    (seen,) = (await other.get(LINKS)).json()["items"]
    assert (seen["id"], seen["mine"], seen["state"], seen["url"]) == (link["id"], False, "open", None)
    assert link["url"].rsplit("/", 1)[1] not in (await other.get(LINKS)).text
    assert (await other.delete(f"dashboard-links/{link['id']}")).status_code == 204
    assert (await page(post, link["url"])).status_code == 410


async def test_a_link_shows_its_owner_s_team_and_no_more(post: PostOffice) -> None:
    small = await lead(post)
    for kind in ("support", "support", "product"):
        await post.office.submit(problem_type=kind)
    shown = await page(post, (await made(small))["url"])
    assert shown.status_code == 200
    assert ">3<" not in shown.text


async def test_a_key_lends_nobody_its_owner_s_eyes(post: PostOffice) -> None:
    """It may be for the dashboard alone, while a link or mail shows all that the person may see."""
    boss = await post.office.supervisor()
    key = (await boss.post("keys", json={"name": "x", "scopes": ["write:service_desk.cockpit"]})).json()["key"]
    program = post.office.browser()
    program.headers["Authorization"] = f"Bearer {key}"
    refused = [
        await program.post(LINKS, json={"name": "x", "days": 1}),
        await program.post("dashboards/cockpit/deliveries", json=wanted(outside=["a@b.example"])),
    ]
    assert [codes(each)[:2] for each in refused] == [(403, "key_not_enough")] * 2


async def test_a_link_whose_filter_is_gone_shows_nothing_instead_of_everything(post: PostOffice) -> None:
    boss = await post.office.supervisor()
    await post.office.submit()
    link = await made(boss, filter=NARROW)
    assert (await page(post, link["url"])).status_code == 200
    await make(boss, outside=["partner@b.example"], filter=NARROW)
    changed = app().replace("assign], scope: all}", "assign], scope: all, fields: {urgency: hidden}}")
    assert changed != app()
    published = await post.office.blueprint(changed)
    assert published.status_code == 200, published.text
    assert (await page(post, link["url"])).status_code == 410
    post.office.clock.advance(days=1)
    await post.work()
    assert post.mail_to("partner@b.example") == []
    (delivery,) = (await listed(boss))["items"]
    assert delivery["runs"][0]["people"][0]["reason"] == "原来的筛选条件已失效"


async def test_a_filter_that_nothing_obeys_is_refused(post: PostOffice) -> None:
    boss = await post.office.supervisor()
    for field in ("nothing", "status; DROP TABLE people", "__proto__"):
        asked = [{"field": field, "op": "eq", "value": "x"}]
        assert codes(await boss.post(LINKS, json={"name": "x", "days": 1, "filter": asked})) == (
            422, "invalid", ["filter_idle"],
        )  # fmt: skip
    for broken in ([{"any": []}], [{"field": "status"}], [{"field": "status", "op": "drop", "value": 1}]):
        answer = await boss.post(LINKS, json={"name": "x", "days": 1, "filter": broken})
        assert answer.status_code == 422, broken


def forged(token: str, how: str) -> str:
    raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    changes = {
        "bit": bytes([raw[0] ^ 1]) + raw[1:],
        "mac": raw[:-1] + bytes([raw[-1] ^ 1]),
        "short": raw[:-1],
        "payload": raw[:-16],
        "longer": raw[:16] + b"x" + raw[16:],
        "other": uuid4().bytes + raw[16:],
    }
    if how == "padding":
        return token + "="
    return urlsafe_b64encode(changes[how]).rstrip(b"=").decode()


@pytest.mark.parametrize("how", ["bit", "mac", "short", "payload", "longer", "other", "padding"])
async def test_a_forged_token_opens_and_ends_nothing(post: PostOffice, how: str) -> None:
    boss = await post.office.supervisor()
    board = (await made(boss))["url"].rsplit("/", 1)[1]
    assert (await page(post, f"/b/{forged(board, how)}")).status_code == 404
    await make(boss, outside=["partner@b.example"])
    post.office.clock.advance(days=1)
    await post.work()
    (mail,) = post.mail_to("partner@b.example")
    stop = next(line for line in text_of(mail).splitlines() if "/u/" in line).rsplit("/", 1)[1]
    assert (await page(post, f"/u/{forged(stop, how)}", "POST")).status_code == 404
    assert await post.office.rows("SELECT 1 AS x FROM delivery_refusals") == []


async def test_tokens_of_one_purpose_open_nothing_of_another(post: PostOffice) -> None:
    boss, ticket = await post.office.supervisor(), await post.office.submit()
    link = await made(boss)
    board = link["url"].rsplit("/", 1)[1]
    foreign = SecretKey(b"another installation's secret...").sign("board", UUID(link["id"]).bytes)
    for path in (
        f"/b/{ticket.token}",
        f"/u/{board}",
        f"/u/{ticket.token}",
        f"/b/{foreign}",
        "/b/%00",
        "/b/" + "A" * 5000,
    ):
        answer = await page(post, path)
        assert answer.status_code == 404, path
        assert answer.headers["content-type"].startswith("text/html")
    progress = await post.office.browser().get(f"public/progress/{board}")
    assert progress.json()["code"] == "link_invalid"


async def test_refusing_twice_and_replaying_the_token_changes_nothing_more(post: PostOffice) -> None:
    boss = await post.office.supervisor()
    delivery = await make(boss, outside=["partner@b.example", "second@b.example"])
    post.office.clock.advance(days=1)
    await post.work()
    stop = {
        address: next(line for line in text_of(post.mail_to(address)[0]).splitlines() if "/u/" in line).split("/u/")[1]
        for address in ("partner@b.example", "second@b.example")
    }
    for _ in range(3):
        assert (await page(post, f"/u/{stop['partner@b.example']}", "POST")).status_code == 200
    assert (await page(post, f"/u/{stop['second@b.example']}")).status_code == 200, "looking ends nothing"
    rows = await post.office.rows("SELECT recipient FROM delivery_refusals")
    assert [row["recipient"] for row in rows] == ["partner@b.example"]
    assert (await boss.delete(f"deliveries/{delivery}")).status_code == 204
    assert (await page(post, f"/u/{stop['second@b.example']}", "POST")).status_code == 404


async def test_no_name_becomes_a_header_or_markup(post: PostOffice) -> None:
    hostile = "日报\r\nBcc: evil@b.example\r\n\r\n<script>alert(1)</script>"
    boss = await post.office.supervisor("王<img src=x onerror=alert(1)>")
    await make(boss, name=hostile, outside=["partner@b.example"], sheet=True)
    post.office.clock.advance(days=1)
    await post.work()
    (mail,) = post.inbox.messages
    assert mail["To"] == "partner@b.example"
    assert (mail["Bcc"], mail["Cc"]) == (None, None)
    names = {name.lower() for part in mail.walk() for name in part.keys()}  # noqa: SIM118 -- of a message
    assert "bcc" not in names
    html = next(part for part in mail.walk() if part.get_content_type() == "text/html").get_content()
    link = await made(boss, name=hostile)
    shown = (await page(post, link["url"])).text
    stop = next(line for line in text_of(mail).splitlines() if "/u/" in line).split("/u/")[1]
    asked = (await page(post, f"/u/{stop}")).text
    for text in (html, shown, asked):
        assert "<script" not in text
        assert "<img src=x" not in text


async def test_pages_of_tokens_load_nothing_and_stand_in_no_frame(post: PostOffice) -> None:
    boss = await post.office.supervisor()
    link = await made(boss)
    for path, status in ((link["url"], 200), ("/b/x", 404), ("/u/x", 404)):
        answer = await page(post, path)
        assert answer.status_code == status
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; img-src data:;")
        assert "script-src" not in policy
        assert "frame-ancestors 'none'" in policy
        assert (answer.headers["referrer-policy"], answer.headers["cache-control"]) == ("no-referrer", "no-store")


async def test_whoever_lost_the_account_lends_no_eyes(post: PostOffice) -> None:
    boss, admin = await post.office.supervisor(), await post.office.person("管理员", admin=True)
    link = await made(boss)
    assert (await admin.patch(f"people/{boss.id}", json={"active": False})).status_code == 200
    assert (await page(post, link["url"])).status_code == 410


async def test_people_without_the_dashboard_reach_nothing_of_its_deliveries(post: PostOffice) -> None:
    boss, stranger = await post.office.supervisor(), await post.office.person("访客")
    delivery = await make(boss, people=[boss.id])
    link = await made(boss)
    document = {"version": 1, "document": wanted(people=[stranger.id])}
    for answer in (
        await stranger.get("dashboards/cockpit/deliveries"),
        await stranger.put(f"deliveries/{delivery}", json=document),
        await stranger.delete(f"deliveries/{delivery}"),
        *[await stranger.post(f"deliveries/{delivery}/{verb}") for verb in ("pause", "resume", "try", "refuse")],
        await stranger.delete(f"dashboard-links/{link['id']}"),
    ):
        assert answer.status_code == 404, answer.url
    assert (await page(post, link["url"])).status_code == 200
