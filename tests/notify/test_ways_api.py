"""Settings of the ways: secrets go in, are used, and never come out anywhere."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from helpwright.notify.ways import Ways
from helpwright.platform.outside_http import OutsideUrlError, read_base_url
from helpwright.platform.secret_key import SecretKey
from tests.support.office import TICKETS, Office
from tests.support.product import free_port
from tests.support.providers import Aliyun, Gateway, Wecom, standing
from tests.support.telling import messages, reach, send_all, set_ways, sms_settings, states, tell, wecom_settings

SECRET = "a very secret key"
TOLD: dict[str, Any] = {"to": {"role": "supervisor"}, "via": ["sms"], "text": "非常紧急：{{number}}"}


@pytest.fixture
def aliyun() -> Iterator[Aliyun]:
    with standing(Aliyun()) as stand:
        yield stand


async def test_only_administrators_see_and_set_ways(office: Office) -> None:
    boss = await office.supervisor()
    for method, path in (
        ("GET", "ways"), ("GET", "ways/sms"), ("PUT", "ways/sms"), ("DELETE", "ways/sms"), ("POST", "ways/sms/test"),
    ):  # fmt: skip
        answer = await boss.request(method, path, json={"to": "13800138000"} if method in {"PUT", "POST"} else None)
        assert answer.status_code == 403, path
    assert (await office.browser().get("ways")).status_code == 401


async def test_all_ways_and_where_they_are_set(office: Office) -> None:
    admin = await office.person("Boss", admin=True)
    items = {each["way"]: each for each in (await admin.get("ways")).json()["items"]}
    assert {way: (each["source"], each["configured"]) for way, each in items.items()} == {
        "inapp": ("product", True),
        "mail": ("environment", False),
        "sms": ("settings", False),
        "wecom": ("settings", False),
    }
    for way in ("mail", "inapp"):
        answer = await admin.put(f"ways/{way}", json={})
        assert (answer.status_code, answer.json()["code"]) == (409, "way_not_set_here")
    for method in ("GET", "PUT"):
        assert (await admin.request(method, "ways/pigeon", json={})).status_code == 404


async def test_secrets_go_in_and_never_come_out(
    office: Office, aliyun: Aliyun, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    boss = await office.supervisor()
    await reach(office, boss, phone="13900000001")
    admin = await set_ways(office, sms=sms_settings(aliyun, template="SMS_FREE"))
    await tell(office, await office.submit(), **TOLD)
    await send_all(office)
    assert len(aliyun.taken) == 1
    seen = [
        (await admin.get("ways")).text,
        (await admin.get("ways/sms")).text,
        (await admin.get("apps/service_desk/blueprint")).text,
        (await admin.get("workspace")).text,
        (await admin.get("messages")).text,
    ]
    printed = capfd.readouterr()
    seen += [caplog.text, printed.out, printed.err]
    for table in ("ways", "settings", "messages", "events", "notifications", "procrastinate_jobs"):
        rows = await office.rows(f"SELECT to_jsonb(t)::text AS row FROM {table} t")  # noqa: S608 -- of this test
        seen += [row["row"] for row in rows]
    for text in seen:
        assert SECRET not in text
        assert SECRET.encode().hex() not in text
    logged = caplog.text + printed.out + printed.err
    assert "13900000001" not in logged, "addresses of people are not logged either"
    shown = (await admin.get("ways/sms")).json()
    assert shown["secrets"] == {"access_key_secret": True, "token": False}
    assert shown["settings"]["access_key_id"] == aliyun.key_id
    assert "access_key_secret" not in shown["settings"]
    assert shown["configured"] is True
    stored = (await office.rows("SELECT secrets FROM ways"))[0]["secrets"]
    assert SECRET.encode() not in bytes(stored)


async def test_a_secret_left_out_is_kept_and_another_replaces_it(office: Office, aliyun: Aliyun) -> None:
    given = sms_settings(aliyun, template="SMS_FREE")
    admin = await set_ways(office, sms=given)
    without = {key: value for key, value in given.items() if key != "access_key_secret"}
    for body in (without, {**without, "access_key_secret": None}):
        assert (await admin.put("ways/sms", json={**body, "longest": 20})).status_code == 200
        assert (await admin.post("ways/sms/test", json={"to": "13800138000"})).json()["state"] == "sent"
    await admin.put("ways/sms", json={**given, "access_key_secret": "another"})
    answer = (await admin.post("ways/sms/test", json={"to": "13800138000"})).json()
    assert answer["state"] == "postponed"
    assert "SignatureDoesNotMatch" in answer["reason"]


@pytest.mark.parametrize("url", ["http://localhost:9", "https://127.0.0.1", "https://sms.example.com/gateway"])
async def test_a_kept_secret_never_follows_the_address_to_another_host(
    office: Office, aliyun: Aliyun, url: str
) -> None:
    given = sms_settings(aliyun, template="SMS_FREE")
    admin = await set_ways(office, sms=given)
    moved = {key: value for key, value in given.items() if key != "access_key_secret"} | {"base_url": url}
    refused = await admin.put("ways/sms", json=moved)
    assert refused.status_code == 422, refused.text
    (problem,) = refused.json()["errors"]
    assert (problem["field"], problem["code"]) == ("access_key_secret", "way_secret_anew")
    assert (await admin.get("ways/sms")).json()["settings"]["base_url"] == aliyun.url, "nothing was stored"
    path = {**moved, "base_url": f"{aliyun.url}/gate"}
    assert (await admin.put("ways/sms", json=path)).status_code == 200, "the same host, another path"
    assert (await admin.put("ways/sms", json={**moved, "access_key_secret": "another"})).status_code == 200


async def test_a_secret_of_the_other_provider_is_forgotten_with_the_host(office: Office, aliyun: Aliyun) -> None:
    admin = await set_ways(office, sms=sms_settings(aliyun))
    gateway = {"provider": "gateway", "base_url": "http://localhost:9", "token": "first"}
    shown = (await admin.put("ways/sms", json=gateway)).json()
    assert shown["secrets"] == {"access_key_secret": False, "token": True}
    without = {"provider": "gateway", "base_url": "http://localhost:10"}
    assert [each["field"] for each in (await admin.put("ways/sms", json=without)).json()["errors"]] == ["token"]


async def test_the_secret_of_wecom_stays_with_its_host(office: Office) -> None:
    with standing(Wecom()) as wecom:
        given = wecom_settings(wecom)
        admin = await set_ways(office, wecom=given)
        moved = {key: value for key, value in given.items() if key != "secret"} | {"base_url": "https://evil.example"}
        refused = await admin.put("ways/wecom", json=moved)
    assert [each["code"] for each in refused.json()["errors"]] == ["way_secret_anew"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"base_url": "http://sms.example.com"}, "way_url_insecure"),
        ({"base_url": "http://169.254.169.254"}, "way_url_insecure"),
        ({"base_url": "ftp://sms.example.com"}, "way_url_malformed"),
        ({"base_url": "https://user:pass@sms.example.com"}, "way_url_malformed"),
        ({"access_key_secret": ""}, "way_keys_missing"),
        ({"access_key_secret": "密钥"}, "secret_malformed"),
        ({"hue": "red"}, "extra_forbidden"),
        ({"longest": 0}, None),
    ],
)
async def test_what_cannot_work_is_refused_in_words_without_the_secret(
    office: Office, aliyun: Aliyun, change: dict[str, Any], code: str | None
) -> None:
    admin = await office.person("Boss", admin=True)
    answer = await admin.put("ways/sms", json={**sms_settings(aliyun), **change})
    assert answer.status_code == 422
    if code is not None:
        assert code in [each["code"] for each in answer.json()["errors"]] or code == "extra_forbidden"
    if "base_url" in change:
        assert [each["field"] for each in answer.json()["errors"]] == ["base_url"]
    assert SECRET not in answer.text
    assert "密钥" not in answer.text or code == "secret_malformed"
    assert (await admin.get("ways/sms")).json()["configured"] is False


async def test_http_to_others_needs_the_administrators_word(office: Office, aliyun: Aliyun) -> None:
    admin = await office.person("Boss", admin=True)
    inside = {**sms_settings(aliyun), "base_url": "http://10.0.0.5:8080", "plain_http": True}
    assert (await admin.put("ways/sms", json=inside)).status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "", "https://", "https://a b.example", "https://x.example?y=1", "https://x.example#y", "https://x:99999",
        "//x.example", "https://x.example\\@evil.example", "javascript:alert(1)", "https://xn--\n.example",
        "http://localhost.evil.example", "http://127.0.0.1.evil.example", "http://[::ffff:169.254.169.254]",
    ],
)  # fmt: skip
def test_addresses_that_are_not_used(url: str) -> None:
    with pytest.raises(OutsideUrlError):
        read_base_url(url)


@pytest.mark.parametrize("url", ["https://x.example/", "http://127.0.0.1:81", "http://[::1]:81", "http://localhost"])
def test_addresses_that_are_used(url: str) -> None:
    assert read_base_url(url) == url.rstrip("/")


async def test_unset_messages_rest_and_a_retry_sends_them_when_the_way_is_set(office: Office, aliyun: Aliyun) -> None:
    boss = await office.supervisor()
    await reach(office, boss, phone="13900000001")
    admin = await office.person("Boss", admin=True)
    await tell(office, await office.submit(), **TOLD)
    assert (await admin.get("messages")).status_code == 403
    (row,) = (await boss.get("messages")).json()["items"]
    assert (row["state"], row["can_retry"], row["person"]["name"]) == ("trial", True, "王芳")
    refused = await boss.post(f"messages/{row['id']}/retry")
    assert (refused.status_code, refused.json()["code"]) == (409, "way_not_configured")
    await set_ways(office, sms=sms_settings(aliyun, template="SMS_FREE"))
    assert (await boss.post(f"messages/{row['id']}/retry")).json()["state"] == "queued"
    at_once = await boss.post(f"messages/{row['id']}/retry")
    assert (at_once.status_code, at_once.json()["code"]) == (409, "message_under_way")
    await send_all(office)
    assert await states(office) == ["sent"]
    assert len(aliyun.taken) == 1
    again = await boss.post(f"messages/{row['id']}/retry")
    assert (again.status_code, again.json()["code"]) == (409, "message_sent_already")


async def test_what_was_erased_is_not_sent_as_a_blank_message(office: Office, aliyun: Aliyun) -> None:
    boss = await office.supervisor()
    await reach(office, boss, phone="13900000001")
    ticket = await office.submit()
    await tell(office, ticket, **TOLD)
    erased = {"reason": "客户要求", "also": ["messages"]}
    done = await boss.post(f"{TICKETS}/{ticket.id}/erase-sensitive", json=erased)
    assert done.status_code == 200, done.text
    await set_ways(office, sms=sms_settings(aliyun, template="SMS_FREE"))
    (row,) = (await boss.get("messages")).json()["items"]
    assert (row["state"], row["text"], row["can_retry"]) == ("trial", "", False)
    refused = await boss.post(f"messages/{row['id']}/retry")
    assert (refused.status_code, refused.json()["code"]) == (409, "erased")
    assert await states(office) == ["trial"]
    await office.rows("UPDATE messages SET state = 'skipped', reason = 'erased' RETURNING 1")
    told = (await boss.get("messages")).json()["items"][0]["reason"]
    assert told == "内容已抹除，没有可以发送的了。"


async def test_a_way_taken_back_lets_messages_rest_again(office: Office, aliyun: Aliyun) -> None:
    boss = await office.supervisor()
    await reach(office, boss, phone="13900000001")
    admin = await set_ways(office, sms=sms_settings(aliyun, template="SMS_FREE"))
    await tell(office, await office.submit(), **TOLD)
    assert (await admin.delete("ways/sms")).json()["configured"] is False
    await send_all(office)
    assert await states(office) == ["trial"]
    await tell(office, await office.submit(), **TOLD)
    assert await states(office) == ["trial", "trial"]


async def test_the_key_file_opens_what_it_sealed_and_no_other_does(office: Office, aliyun: Aliyun) -> None:
    await set_ways(office, sms=sms_settings(aliyun))
    product = office.product
    other = Ways(product.database, product.environment, product.clock, SecretKey(b"x" * 32))
    stored = (await other.stored())["sms"]
    assert stored.settings is None
    assert "sms" not in await other.current()
    assert "sms" in await product.ways.current()
    key = SecretKey(b"k" * 32)
    sealed = key.seal("ways", b"secret")
    assert key.unseal("ways", sealed) == b"secret"
    assert key.unseal("others", sealed) is None
    assert key.unseal("ways", sealed[:-1] + bytes([sealed[-1] ^ 1])) is None
    assert key.unseal("ways", b"") is None
    assert key.seal("ways", b"secret") != sealed


async def test_a_trial_says_how_it_went(office: Office, aliyun: Aliyun) -> None:
    with standing(Wecom()) as wecom:
        admin = await set_ways(office, sms=sms_settings(aliyun), wecom=wecom_settings(wecom))
        assert (await admin.post("ways/wecom/test", json={"to": "wangfang"})).json()["state"] == "sent"
        refused = (await admin.post("ways/wecom/test", json={"to": "stranger"})).json()
        assert (refused["state"], refused["reason"][:5]) == ("refused", "81013")
        bad = await admin.post("ways/wecom/test", json={"to": "@all"})
        assert (bad.status_code, bad.json()["errors"][0]["code"]) == (422, "address_malformed")
    missing = await admin.post("ways/sms/test", json={"to": "13800138000"})
    assert (missing.status_code, missing.json()["code"]) == (409, "trial_template_missing")
    unknown = await admin.post("ways/sms/test", json={"to": "13800138000", "template": "service_desk.none"})
    assert unknown.status_code == 422
    for way in ("mail", "inapp"):
        to = "a@b.example" if way == "mail" else admin.id
        assert (await admin.post(f"ways/{way}/test", json={"to": to})).json()["code"] == "way_not_configured"


async def test_a_gateway_takes_free_texts(office: Office) -> None:
    boss = await office.supervisor()
    await reach(office, boss, phone="13900000001")
    with standing(Gateway()) as gateway:
        await set_ways(office, sms={"provider": "gateway", "base_url": gateway.url, "token": gateway.token})
        await tell(office, await office.submit(), **TOLD)
        await send_all(office)
        assert [each["to"] for each in gateway.taken] == ["13900000001"]
        assert gateway.taken[0]["text"].startswith("非常紧急：GD")
    assert (await messages(office))[0]["receipt"] == "g-1"


async def test_that_nobody_answers_is_told_in_words(office: Office) -> None:
    boss = await office.supervisor()
    await reach(office, boss, phone="13900000001")
    nobody = f"http://127.0.0.1:{free_port()}"
    admin = await set_ways(office, sms={"provider": "gateway", "base_url": nobody})
    told = {"to": "13800138000"}
    tried = (await admin.post("ways/sms/test", json=told)).json()
    assert tried == {"state": "postponed", "reason": "连不上对方的服务器，请核对地址、端口与防火墙", "receipt": None}
    await tell(office, await office.submit(), **TOLD)
    await send_all(office)
    listed = (await boss.get("messages", headers={"Accept-Language": "en"})).json()["items"]
    reason = "the other side cannot be reached; check its address and port, and the firewall"
    assert [each["reason"] for each in listed if each["via"] == "sms"] == [reason]
    inside = {"provider": "gateway", "base_url": "http://192.168.7.7:8080", "plain_http": True}
    assert (await admin.put("ways/sms", json=inside)).status_code == 200
    assert "HELPWRIGHT_OUTSIDE_NETWORKS" in (await admin.post("ways/sms/test", json=told)).json()["reason"]
