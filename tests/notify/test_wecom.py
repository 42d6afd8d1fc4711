"""App messages against a stand-in that hands out tokens, ends them, and drops doubles."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from helpwright.notify.model import Envelope, Identity, Postponed, Refused
from helpwright.notify.providers.gateway import GatewayDelivery
from helpwright.notify.providers.wecom import WecomApp, WecomDelivery, message_of
from helpwright.notify.senders.wecom import clean_user_id
from tests.support.providers import Gateway, Wecom, standing

WHO = Identity("示例公司", "https://desk.example", opens={"zh-CN": "查看", "en": "Open"})
NOBODY = Identity()
CARD = Envelope(uuid4(), "key", "wangfang", "非常紧急", "GD1 张伟", "r", None, "https://desk.example/forms/a.b/1")


@pytest.fixture
def wecom() -> Iterator[Wecom]:
    with standing(Wecom()) as stand:
        yield stand


@pytest.fixture
async def way(wecom: Wecom) -> AsyncIterator[WecomDelivery]:
    delivery = WecomDelivery(wecom.url, WecomApp(wecom.corp_id, wecom.agent_id, wecom.secret))
    yield delivery
    await delivery.close()


async def test_a_card_with_a_link_arrives(wecom: Wecom, way: WecomDelivery) -> None:
    assert await way.deliver(CARD, WHO) == "msg-2"
    (taken,) = wecom.taken
    assert taken["touser"] == "wangfang"
    assert taken["msgtype"] == "textcard"
    assert taken["textcard"] == {
        "title": "非常紧急", "description": "GD1 张伟", "url": "https://desk.example/forms/a.b/1", "btntxt": "查看",
    }  # fmt: skip


async def test_without_a_public_address_it_is_a_text(wecom: Wecom, way: WecomDelivery) -> None:
    await way.deliver(replace(CARD, link=None), WHO)
    assert wecom.taken[0]["text"] == {"content": "非常紧急\nGD1 张伟"}


async def test_one_token_serves_many_at_once(wecom: Wecom, way: WecomDelivery) -> None:
    await asyncio.gather(*(way.deliver(replace(CARD, text=f"{n}"), WHO) for n in range(20)))
    assert wecom.tokens == 1
    assert len(wecom.taken) == 20


@pytest.mark.parametrize("code", [40014, 42001])
async def test_a_token_that_is_over_is_fetched_anew_once(wecom: Wecom, way: WecomDelivery, code: int) -> None:
    await way.deliver(CARD, WHO)
    wecom.expire()
    wecom.instead.append((200, {"errcode": code, "errmsg": "over"}))
    await way.deliver(replace(CARD, text="again"), WHO)
    assert (wecom.tokens, len(wecom.taken)) == (2, 2)


async def test_a_token_that_will_not_do_is_not_asked_for_forever(wecom: Wecom, way: WecomDelivery) -> None:
    await way.deliver(CARD, WHO)
    over = (200, {"errcode": 42001, "errmsg": "over"})
    token = (200, {"errcode": 0, "access_token": "x", "expires_in": 7200})
    wecom.instead += [over, token, over]
    with pytest.raises(Postponed, match="42001"):
        await way.deliver(CARD, WHO)
    assert wecom.seen == 5


async def test_a_short_lived_token_is_renewed_in_time(wecom: Wecom, way: WecomDelivery) -> None:
    wecom.lasts = 0
    await way.deliver(CARD, WHO)
    await way.deliver(replace(CARD, text="again"), WHO)
    assert wecom.tokens == 2


async def test_the_same_message_again_arrives_once(wecom: Wecom, way: WecomDelivery) -> None:
    await way.deliver(CARD, WHO)
    await way.deliver(CARD, WHO)
    assert (len(wecom.taken), wecom.dropped) == (1, 1)


async def test_an_unknown_member_is_refused(wecom: Wecom, way: WecomDelivery) -> None:
    with pytest.raises(Refused, match="81013"):
        await way.deliver(replace(CARD, recipient="nobody"), WHO)
    wecom.instead += [(200, {"errcode": 0, "errmsg": "ok", "invaliduser": "wangfang", "msgid": "1"})]
    with pytest.raises(Refused, match="invaliduser"):
        await way.deliver(CARD, WHO)


@pytest.mark.parametrize("code", [-1, 45009, 45033])
async def test_too_many_is_postponed(wecom: Wecom, way: WecomDelivery, code: int) -> None:
    await way.deliver(CARD, WHO)
    wecom.instead.append((200, {"errcode": code, "errmsg": "busy"}))
    with pytest.raises(Postponed) as caught:
        await way.deliver(CARD, WHO)
    assert not caught.value.unreachable


async def test_a_wrong_secret_reaches_nobody(wecom: Wecom) -> None:
    way = WecomDelivery(wecom.url, WecomApp(wecom.corp_id, wecom.agent_id, "wrong"))
    with pytest.raises(Postponed, match="40001") as caught:
        await way.deliver(CARD, WHO)
    assert caught.value.unreachable
    await way.close()
    way = WecomDelivery(wecom.url, WecomApp(wecom.corp_id, 7, wecom.secret))
    with pytest.raises(Postponed, match="40056") as caught:
        await way.deliver(CARD, WHO)
    assert caught.value.unreachable
    await way.close()


async def test_rubbish_is_postponed(wecom: Wecom, way: WecomDelivery) -> None:
    wecom.instead += [(502, {}), (200, {"errcode": "0"})]
    for _ in range(2):
        with pytest.raises(Postponed):
            await way.deliver(CARD, WHO)


@pytest.mark.parametrize(
    "text",
    [
        '<a href="https://evil">click</a>',
        '<div class="highlight">x</div>',
        "\x00\x1b[31m",
        "长" * 5000,
        "\U0001f600" * 700,
    ],
)
@pytest.mark.parametrize("link", [None, CARD.link])
async def test_hostile_texts_have_no_marks_and_fit(
    wecom: Wecom, way: WecomDelivery, text: str, link: str | None
) -> None:
    await way.deliver(replace(CARD, subject=text, text=text, link=link), WHO)
    (taken,) = wecom.taken
    said = str(taken[taken["msgtype"]])
    assert "<a" not in said
    assert "<div" not in said
    assert "\x1b" not in said


def test_a_card_without_a_title_has_the_name_of_the_organization() -> None:
    card: Any = message_of(replace(CARD, subject=""), 1, WHO)["textcard"]
    assert (card["title"], card["description"]) == ("示例公司", "GD1 张伟")
    assert message_of(replace(CARD, subject=""), 1, NOBODY)["textcard"]["title"] == "GD1 张伟"


def test_lines_of_a_card_stay_lines() -> None:
    card: Any = message_of(replace(CARD, text="a\nb"), 1, WHO)["textcard"]
    assert card["description"] == "a<br>b"


@pytest.mark.parametrize(
    ("locale", "language", "words"),
    [
        ("en", "zh-CN", "Open"),
        ("zh-CN", "en", "查看"),
        (None, "en", "Open"),
        (None, "zh-CN", "查看"),
        ("fr", "en", "Open"),
    ],
)
def test_the_button_speaks_the_language_of_the_message(locale: str | None, language: str, words: str) -> None:
    card: Any = message_of(replace(CARD, locale=locale), 1, replace(WHO, language=language))["textcard"]
    assert card["btntxt"] == words
    assert "btntxt" not in message_of(replace(CARD, locale=locale), 1, NOBODY)["textcard"]


@pytest.mark.parametrize("text", ["@all", "a|b", "", " ", "a b", "x" * 65, "王芳"])
def test_what_is_no_single_member_is_no_address(text: str) -> None:
    assert clean_user_id(text) is None


async def test_a_gateway_takes_each_id_once() -> None:
    with standing(Gateway()) as gateway:
        way = GatewayDelivery(gateway.url, gateway.token, "服匠")
        sent = Envelope(uuid4(), "key", "13800138000", "", "您好", way.reference("key", WHO))
        assert await way.deliver(sent, WHO) == "g-1"
        await way.deliver(sent, WHO)
        assert [each["text"] for each in gateway.taken] == ["您好"]
        gateway.instead += [(400, {"message": "no"}), (429, {}), (500, {})]
        with pytest.raises(Refused, match="400 no"):
            await way.deliver(sent, WHO)
        for _ in range(2):
            with pytest.raises(Postponed):
                await way.deliver(sent, WHO)
        stranger = GatewayDelivery(gateway.url, "wrong", "")
        with pytest.raises(Postponed) as caught:
            await stranger.deliver(sent, WHO)
        await stranger.close()
        assert caught.value.unreachable
        await way.close()
