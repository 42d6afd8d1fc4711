import asyncio
import re
import socket
from contextlib import closing
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpwright.kernel.text import shortened
from helpwright.platform.mail import (
    NO_DOMAIN,
    Mail,
    Mailer,
    MailPostponed,
    MailRefused,
    MailUrlError,
    SmtpServer,
    clean_address,
    compose,
    mail_domain,
)
from tests.support.smtp import smtp_server

AT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def mail(**more: Any) -> Mail:
    values: dict[str, Any] = {
        "message_id": "<1@desk.example>",
        "sender": "desk@desk.example",
        "sender_name": "服务台",
        "recipient": "zhang@customer.example",
        "subject": "已受理 GD202611230001",
        "text": "您的工单已受理。\n请看 https://desk.example/p/abc?x=1&y=2。",
        "at": AT,
    }
    return Mail(**{**values, **more})


def read(content: bytes) -> Any:
    return message_from_bytes(content, policy=default)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://127.0.0.1:2525", SmtpServer("127.0.0.1", 2525, "offered")),
        ("smtp://mail.example", SmtpServer("mail.example", 25, "offered")),
        ("smtp://127.0.0.1:2525?tls=none", SmtpServer("127.0.0.1", 2525, "none")),
        ("smtps://mail.example", SmtpServer("mail.example", 465, "implicit")),
        ("smtp://mail.example:465", SmtpServer("mail.example", 465, "implicit")),
        ("smtp://mail.example?tls=implicit", SmtpServer("mail.example", 465, "implicit")),
        ("smtp://mail.example?tls=starttls", SmtpServer("mail.example", 587, "starttls")),
        ("smtp://[::1]:25", SmtpServer("::1", 25, "offered")),
        (
            "smtp://desk%40a.example:p%40ss%3A%2F@mail.example:587",
            SmtpServer("mail.example", 587, "starttls", "desk@a.example", "p@ss:/", "desk@a.example"),
        ),
        ("smtp://u:p@localhost", SmtpServer("localhost", 25, "offered", "u", "p")),
        (
            "smtp://u:p@m.example?tls=none&from=a@b.example&name=%E6%9C%8D%E5%8A%A1%E5%8F%B0",
            SmtpServer("m.example", 25, "none", "u", "p", "a@b.example", "服务台"),
        ),
    ],
)
def test_urls(url: str, expected: SmtpServer) -> None:
    assert SmtpServer.parse(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://h:99999",
        "smtp://u:secret@h:port",
        "smtp://h?tls=perhaps",
        "smtp://h?tsl=none",
        "smtp://h?from=nobody",
    ],
)
def test_urls_that_cannot_be_understood_name_the_trouble_and_not_the_password(url: str) -> None:
    with pytest.raises(MailUrlError) as refused:
        SmtpServer.parse(url)
    assert "secret" not in str(refused.value)
    assert "secret" not in repr(SmtpServer.parse("smtp://u:secret@h"))


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        (" zhang@customer.example ", "zhang@customer.example"),
        ("a+b@x.example", "a+b@x.example"),
        ("zhang@例子.测试", "zhang@xn--fsqu00a.xn--0zwm56d"),
        ("zhang@localhost", "zhang@localhost"),
        ("zhang", None),
        ("@x.example", None),
        ("zhang@", None),
        ("张@x.example", None),
        ("a b@x.example", None),
        ("a@b@c.example", None),
        ("a@x.example\r\nBcc: all@x.example", None),
        ("a@x.example,b@x.example", None),
        ("<a@x.example>", None),
        ("a@127.0.0.1", None),
        ("a..b@x.example", None),
        (".a@x.example", None),
        ("a" * 65 + "@x.example", None),
        ("a@" + "b" * 250 + ".example", None),
        ("a@-x.example", None),
    ],
)
def test_addresses(given_: str, expected: str | None) -> None:
    assert clean_address(given_) == expected


@given(st.text())
def test_whatever_passes_as_an_address_is_one_word(text: str) -> None:
    found = clean_address(text)
    assert found is None or (found.isascii() and found.count("@") == 1 and not set(found) & set(" \r\n\t<>,;:\"'\\()"))


def test_the_domain_of_message_ids_is_ours_and_never_the_machines_name() -> None:
    assert mail_domain("https://Desk.example:8443/x", "a@b.example") == "desk.example"
    assert mail_domain("http://127.0.0.1:8000", "a@b.example") == "b.example"
    assert mail_domain("http://localhost:8000", None) == NO_DOMAIN
    assert mail_domain(None, None) == NO_DOMAIN
    assert mail_domain("http://[::1]:8000", None) == NO_DOMAIN


def test_a_composed_mail_says_who_what_and_that_a_machine_wrote_it() -> None:
    found = read(compose(mail()))
    assert found["Message-ID"] == "<1@desk.example>"
    assert found["From"].addresses[0].display_name == "服务台"
    assert found["To"] == "zhang@customer.example"
    assert found["Subject"] == "已受理 GD202611230001"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Date"].datetime == AT
    text, page = found.iter_parts()
    assert text.get_content().splitlines() == mail().text.splitlines()
    assert '<a href="https://desk.example/p/abc?x=1&amp;y=2">' in page.get_content()


@pytest.mark.parametrize("name", ["Acme Inc.", "J. Smith", "Acme-Desk 2.0", "Acme", "A & B, Ltd.", "服务台 Co."])
def test_a_name_stands_as_strict_servers_want_it(name: str) -> None:
    """A period outside of quotes is the obsolete syntax of RFC 5322, 4.1, which some servers refuse."""
    found = read(compose(mail(sender_name=name)))["From"]
    assert found.defects == ()
    assert (found.addresses[0].display_name, found.addresses[0].addr_spec) == (name, "desk@desk.example")


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("See https://desk.example/p/abc-_.", "https://desk.example/p/abc-_"),
        ("Answer (https://desk.example/p/abc)!", "https://desk.example/p/abc"),
        ("https://desk.example/p/abc_", "https://desk.example/p/abc_"),
        ("https://desk.example/a_(b), or", "https://desk.example/a_(b)"),
        ("is it https://desk.example/?q=1?", "https://desk.example/?q=1"),
        ("进度：https://desk.example/p/abc。谢谢", "https://desk.example/p/abc"),
    ],
)
def test_a_link_ends_before_the_sentence_does(text: str, link: str) -> None:
    page = list(read(compose(mail(text=text))).iter_parts())[1].get_content()
    assert f'<a href="{link}">{link}</a>' in page
    assert re.sub(r"<[^>]*>", "", page.partition("<body")[2].partition(">")[2]).strip() == text


CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
HOSTILE = "x\r\nBcc: all@customer.example\r\n\r\n<script>alert(1)</script>"


@given(st.text(max_size=300), st.text(max_size=80), st.text(max_size=500))
@example(HOSTILE, HOSTILE, HOSTILE)
@example("a" * 399 + "😀" * 10, "\ud800", "\u2028\x85.\r\n.\r\n")
@example("=?utf-8?q?=0ABcc:_all=40customer.example?=", '"; <b@c.example>', "")
def test_no_text_becomes_a_header_or_markup(subject: str, name: str, text: str) -> None:
    content = compose(mail(subject=subject, sender_name=name, text=text))
    found = read(content)
    assert sorted(found.keys()) == sorted(
        ["Message-ID", "Date", "From", "To", "Subject", "Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version",
         "Content-Type"],
    )  # fmt: skip
    assert [each.addr_spec for each in found["From"].addresses] == ["desk@desk.example"]
    expected = " ".join(re.sub(r"[\ud800-\udfff]", "\ufffd", shortened(subject, 400)).split())
    assert "".join(str(found["Subject"]).split()) == "".join(CONTROL.sub("", expected).split())
    page = list(found.iter_parts())[1].get_content()
    assert "<script" not in page
    assert all(len(line) < 998 for line in content.split(b"\r\n"))


async def test_a_burst_uses_one_connection() -> None:
    with smtp_server() as (inbox, url):
        mailer = Mailer(SmtpServer.parse(url))
        for number in range(50):
            await mailer.send(mail(message_id=f"<{number}@desk.example>"))
        await mailer.close()
        assert len(set(inbox.ids)) == 50
        assert inbox.connections == 1
        assert inbox.messages[0]["Subject"] == "已受理 GD202611230001"


@pytest.mark.parametrize("stage", ["rcpt", "data"])
async def test_a_refusal_comes_in_the_servers_words_and_the_connection_stays_usable(stage: str) -> None:
    with smtp_server() as (inbox, url):
        mailer = Mailer(SmtpServer.parse(url))
        setattr(inbox, stage, "550 5.1.1 no such person")
        with pytest.raises(MailRefused, match=r"550 5.1.1 no such person"):
            await mailer.send(mail())
        setattr(inbox, stage, "451 4.7.1 greylisted")
        with pytest.raises(MailPostponed, match=r"451 4.7.1 greylisted") as later:
            await mailer.send(mail())
        assert not later.value.unreachable
        setattr(inbox, stage, None)
        await mailer.send(mail())
        await mailer.close()
        assert inbox.connections == 1


async def test_a_dropped_connection_is_worth_another_try_later() -> None:
    with smtp_server() as (inbox, url):
        mailer = Mailer(SmtpServer.parse(url))
        await mailer.send(mail())
        inbox.drop = True
        with pytest.raises(MailPostponed) as later:
            await mailer.send(mail())
        assert later.value.unreachable
        inbox.drop = False
        await mailer.send(mail())
        await mailer.close()
        assert len(inbox.messages) == 2


async def test_a_standing_connection_that_died_is_replaced_without_a_word() -> None:
    with smtp_server() as (inbox, url):
        mailer = Mailer(SmtpServer.parse(url))
        await mailer.send(mail())
        transport: Any = mailer._idle[0].client.transport
        transport.abort()
        await asyncio.sleep(0)
        await mailer.send(mail())
        await mailer.close()
        assert inbox.connections == 2
        assert len(inbox.messages) == 2


async def test_nobody_at_the_port() -> None:
    with closing(socket.socket()) as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        with pytest.raises(MailPostponed) as later:
            await Mailer(SmtpServer.parse(f"smtp://127.0.0.1:{port}")).send(mail())
    assert later.value.unreachable


async def test_a_server_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpwright.platform.mail._MESSAGE_SECONDS", 0.3)
    with closing(socket.socket()) as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(5)
        with pytest.raises(MailPostponed) as later:
            await Mailer(SmtpServer.parse(f"smtp://127.0.0.1:{silent.getsockname()[1]}")).send(mail())
    assert later.value.unreachable


async def test_a_password_is_not_sent_where_it_could_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with smtp_server() as (inbox, url):
        wanted = url.replace("smtp://", "smtp://user:secret@") + "?tls=starttls"
        with pytest.raises(MailPostponed) as later:
            await Mailer(SmtpServer.parse(wanted)).send(mail())
        assert later.value.unreachable
        assert inbox.messages == []


def test_a_subject_that_is_too_long_says_that_it_goes_on() -> None:
    told = read(compose(mail(subject="长" * 500)))["Subject"]
    assert told == "长" * 399 + "…"
