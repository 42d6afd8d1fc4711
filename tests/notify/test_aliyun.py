"""SendSms against a stand-in that checks signature, template and number with code of its own."""

import socket
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from helpwright.notify.model import Envelope, Identity, Postponed, Refused
from helpwright.notify.providers.aliyun import AliyunDelivery, AliyunKeys
from helpwright.notify.providers.aliyun_signature import Call, canonical_query, signed_headers
from helpwright.notify.sender import Opening
from helpwright.notify.senders.sms import SmsSettings, sender
from helpwright.platform.settings import Environment
from tests.support.desk_worker import CLOCK
from tests.support.providers import Aliyun, standing

WHO = Identity("示例公司", "https://desk.example")
Open = Callable[..., AliyunDelivery]


def test_the_worked_example_of_the_documentation_comes_out() -> None:
    """From "Request body and signature mechanism V3", help.aliyun.com, section on fixed parameters."""
    call = Call(
        host="ecs.cn-shanghai.aliyuncs.com",
        action="RunInstances",
        version="2014-05-26",
        query={"RegionId": "cn-shanghai", "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"},
        at="2023-10-26T10:22:32Z",
        nonce="3156853299f313e23d1673dc12e1703d",
    )
    assert signed_headers(call, "YourAccessKeyId", "YourAccessKeySecret")["Authorization"] == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,"
        "SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_every_character_is_encoded_as_rfc_3986_says() -> None:
    assert canonical_query({"b": "a b*~+/=&", "A": "服"}) == "A=%E6%9C%8D&b=a%20b%2A~%2B%2F%3D%26"


@pytest.fixture
def aliyun() -> Iterator[Aliyun]:
    with standing(Aliyun()) as stand:
        yield stand


def settings(aliyun: Aliyun, **more: Any) -> SmsSettings:
    given = {
        "base_url": aliyun.url,
        "access_key_id": aliyun.key_id,
        "access_key_secret": aliyun.key_secret,
        "sign": "服匠",
        **more,
    }
    return SmsSettings.model_validate(given)


@pytest.fixture
async def opened(aliyun: Aliyun) -> AsyncIterator[Open]:
    """Opens ways that are closed with the test."""
    made: list[AliyunDelivery] = []

    def make(**more: Any) -> AliyunDelivery:
        way = sender.open(Opening(Environment.read(), CLOCK, settings(aliyun, **more)))
        assert isinstance(way, AliyunDelivery)
        made.append(way)
        return way

    yield make
    for each in made:
        await each.close()


@pytest.fixture
def way(opened: Open) -> AliyunDelivery:
    return opened()


def envelope(way: AliyunDelivery, to: str = "13800138000", filled: Any = None, text: str = "t") -> Envelope:
    filled = filled or {"code": "SMS_1", "sign": "", "params": {"number": "GD1", "name": "张伟"}}
    return Envelope(uuid4(), "key", to, "", text, way.reference("key", WHO), filled)


async def test_a_message_arrives_signed_and_filled(aliyun: Aliyun, way: AliyunDelivery) -> None:
    assert await way.deliver(envelope(way), WHO) == "biz-1"
    (taken,) = aliyun.taken
    assert taken["PhoneNumbers"] == "13800138000"
    assert taken["SignName"] == "服匠"
    assert taken["TemplateCode"] == "SMS_1"
    assert taken["params"] == {"number": "GD1", "name": "张伟"}
    assert taken["OutId"] == way.reference("key", WHO)
    await way.deliver(envelope(way), WHO)
    assert [each["OutId"] for each in aliyun.taken] == [taken["OutId"]] * 2
    assert len(aliyun.nonces) == 2


async def test_foreign_numbers_go_without_plus(aliyun: Aliyun, way: AliyunDelivery) -> None:
    await way.deliver(envelope(way, "+85291234567"), WHO)
    assert aliyun.taken[0]["PhoneNumbers"] == "85291234567"


@pytest.mark.parametrize("text", ["a&b=c%20+ *~'\"\\", "\U0001f600 <b>", "x\r\nHost: evil", '}{"a":1'])
async def test_hostile_values_stay_values(aliyun: Aliyun, way: AliyunDelivery, text: str) -> None:
    filled = {"code": "SMS_1", "sign": "服匠", "params": {"number": text, "name": "n"}}
    await way.deliver(envelope(way, filled=filled), WHO)
    assert aliyun.taken[0]["params"]["number"] == text
    assert set(aliyun.taken[0]) == {"PhoneNumbers", "SignName", "TemplateCode", "TemplateParam", "OutId", "params"}


async def test_a_default_template_carries_free_texts(aliyun: Aliyun, opened: Open) -> None:
    way = opened(template="SMS_FREE")
    assert way.lacks(None) is None
    free = Envelope(uuid4(), "key", "13800138000", "", "非常紧急：GD1\n张伟" + "长" * 50, "o")
    await way.deliver(free, WHO)
    assert aliyun.taken[0]["params"] == {"text": ("非常紧急：GD1 张伟" + "长" * 50)[:35]}


async def test_without_template_or_signature_it_says_what_is_missing(opened: Open, way: AliyunDelivery) -> None:
    assert way.lacks(None) == "template_missing"
    assert way.lacks({"code": "SMS_1", "sign": "", "params": {}}) is None
    unsigned = opened(sign="")
    assert unsigned.lacks({"code": "SMS_1", "sign": "", "params": {}}) == "sign_missing"
    assert unsigned.lacks({"code": "SMS_1", "sign": "服匠", "params": {}}) is None


async def test_a_wrong_key_is_told_and_may_be_put_right(aliyun: Aliyun, opened: Open) -> None:
    way = opened(access_key_secret="another")
    with pytest.raises(Postponed, match="SignatureDoesNotMatch") as caught:
        await way.deliver(envelope(way), WHO)
    assert caught.value.unreachable
    way = opened(access_key_id="LTAI-other")
    with pytest.raises(Postponed, match="InvalidAccessKeyId"):
        await way.deliver(envelope(way), WHO)
    assert aliyun.taken == []


@pytest.mark.parametrize(
    ("to", "filled", "code"),
    [
        ("123", None, "isv.MOBILE_NUMBER_ILLEGAL"),
        ("13800138000", {"code": "SMS_9", "sign": "", "params": {}}, "isv.SMS_TEMPLATE_ILLEGAL"),
        ("13800138000", {"code": "SMS_1", "sign": "别家", "params": {}}, "isv.SMS_SIGNATURE_ILLEGAL"),
        ("13800138000", {"code": "SMS_1", "sign": "", "params": {"number": "1"}}, "isv.TEMPLATE_MISSING_PARAMETERS"),
    ],
)
async def test_what_will_never_go_is_refused(way: AliyunDelivery, to: str, filled: Any, code: str) -> None:
    with pytest.raises(Refused, match=code):
        await way.deliver(envelope(way, to, filled), WHO)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (200, "isv.BUSINESS_LIMIT_CONTROL"),
        (200, "isv.DAY_LIMIT_CONTROL"),
        (200, "isv.AMOUNT_NOT_ENOUGH"),
        (200, "isp.SYSTEM_ERROR"),
        (400, "Throttling.User"),
        (429, ""),
        (503, "ServiceUnavailable"),
        (502, ""),
    ],
)
async def test_what_may_go_later_is_postponed(aliyun: Aliyun, way: AliyunDelivery, status: int, code: str) -> None:
    aliyun.instead.append((status, {"Code": code, "Message": "later"} if code else {}))
    with pytest.raises(Postponed) as caught:
        await way.deliver(envelope(way), WHO)
    assert not caught.value.unreachable
    await way.deliver(envelope(way), WHO)
    assert len(aliyun.taken) == 1


async def test_nobody_there_is_unreachable() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        way = AliyunDelivery(
            f"http://127.0.0.1:{listening.getsockname()[1]}", AliyunKeys("a", "b"), "服匠", ("SMS_1", "text", 35)
        )
        with pytest.raises(Postponed) as caught:
            await way.deliver(Envelope(uuid4(), "k", "13800138000", "", "t", "o"), WHO)
        await way.close()
    assert caught.value.unreachable
    assert "127.0.0.1" not in str(caught.value)


async def test_redirects_are_not_followed(aliyun: Aliyun, way: AliyunDelivery) -> None:
    aliyun.instead.append((302, {"Location": "http://169.254.169.254/"}))
    with pytest.raises(Refused):
        await way.deliver(envelope(way), WHO)
    assert aliyun.seen == 1


def test_keys_do_not_show() -> None:
    assert "geheim" not in repr(AliyunKeys("LTAI", "geheim"))
    shown = SmsSettings.model_validate({"access_key_id": "LTAI", "access_key_secret": "geheim"})
    assert "geheim" not in repr(shown)
    assert "geheim" not in shown.model_dump_json()
