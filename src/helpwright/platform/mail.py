"""Mail out: one SMTP server by URL, a few standing connections, and messages nobody can smuggle headers into.

`smtp://user:pass@host:port?tls=starttls|implicit|none&from=desk@example.com&name=Service`; `smtps://` is implicit TLS.
Without `tls`: implicit on port 465, else STARTTLS — required when a password would leave this machine, otherwise used
when the server offers it.
"""

import asyncio
import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.policy import compat32
from email.utils import format_datetime
from ipaddress import ip_address
from time import monotonic
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib
import structlog

from helpwright.kernel.text import shortened
from helpwright.platform.letter import Letter, bodies
from helpwright.platform.terminal import sentence, terminal_locale

log = structlog.get_logger(__name__)

NO_DOMAIN = "helpwright.invalid"
_IMPLICIT_PORT = 465
_PERMANENT = 500
# Below it stands no answer: what was said could not be read as one.
_LOWEST = 200
_SERVICE_NOT_AVAILABLE = 421
_COMMAND_SECONDS = 15.0
_MESSAGE_SECONDS = 40.0
_IDLE_SECONDS = 10.0
_PROBE_AFTER_SECONDS = 1.0
_LONGEST_SUBJECT = 400
_LONGEST_NAME = 100
_LONGEST_ADDRESS = 254
_LONGEST_LOCAL_PART = 64
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+")
_DOMAIN = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_CONTROL_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINK = re.compile(r"https?://[^\s<>\"'，。；！？、（）【】《》]+")
_PLAIN = re.compile(r"[A-Za-z0-9 ._-]{0,60}")
_POLICY = compat32.clone(linesep="\r\n", max_line_length=78)
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")

Tls = Literal["starttls", "implicit", "none", "offered"]


class MailUrlError(ValueError):
    """HELPWRIGHT_SMTP_URL cannot be understood; `code` and `data` say what is wrong, without the password."""

    def __init__(self, code: str, **data: object) -> None:
        super().__init__(sentence(code, data, terminal_locale()))
        self.code = code
        self.data = data


class MailRefused(Exception):  # noqa: N818 -- the server's answer
    """The server refused this message for good; the text is its answer."""


class MailPostponed(Exception):  # noqa: N818 -- the server's answer
    """Try again later; `unreachable` when the server took no message at all.

    `uncertain` when it was given the message and did not say what became of it: it may arrive all the same.
    """

    def __init__(self, reason: str, *, unreachable: bool = False, uncertain: bool = False) -> None:
        super().__init__(reason)
        self.unreachable = unreachable
        self.uncertain = uncertain


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where and as whom to send. `sender` is the From address, None to derive one."""

    host: str
    port: int
    tls: Tls
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    sender: str | None = None
    name: str | None = None

    @classmethod
    def parse(cls, url: str) -> "SmtpServer":
        """Read the URL. Raises MailUrlError."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise MailUrlError("smtp_url_place") from None  # the cause may quote the password
        if parts.scheme not in {"smtp", "smtps"} or not host:
            raise MailUrlError("smtp_url_form")
        options = parse_qs(parts.query, keep_blank_values=True)
        unknown = set(options) - {"tls", "from", "name"}
        if unknown:
            raise MailUrlError("smtp_url_option", option=min(unknown))
        user = unquote(parts.username) if parts.username else None
        password = unquote(parts.password) if parts.password is not None else None
        tls = _tls(parts.scheme, options.get("tls", [""])[-1], host, port, bool(user))
        sender = options.get("from", [""])[-1] or (user if user and clean_address(user) else None)
        if sender is not None and clean_address(sender) is None:
            raise MailUrlError("smtp_url_from")
        ports = {"implicit": _IMPLICIT_PORT, "starttls": 587}
        return cls(host, port or ports.get(tls, 25), tls, user, password, sender, options.get("name", [""])[-1] or None)


def _tls(scheme: str, wanted: str, host: str, port: int | None, signs_in: bool) -> Tls:  # noqa: FBT001 -- a fact
    match wanted:
        case "starttls" | "implicit" | "none":
            return wanted
        case "":
            if scheme == "smtps" or port == _IMPLICIT_PORT:
                return "implicit"
            return "starttls" if signs_in and not _is_loopback(host) else "offered"
        case _:
            raise MailUrlError("smtp_url_tls")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def clean_address(text: str) -> str | None:
    """The address as it may stand in an SMTP command (domain in ASCII); None when it is not one."""
    local, at, domain = text.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii") if not domain.isascii() else domain
    except UnicodeError:
        return None
    if not at or len(local) > _LONGEST_LOCAL_PART or len(local) + len(domain) >= _LONGEST_ADDRESS:
        return None
    if not _LOCAL_PART.fullmatch(local) or local[0] == "." or local[-1] == "." or ".." in local:
        return None
    if not _DOMAIN.fullmatch(domain) or domain.replace(".", "").isdigit():
        return None
    return f"{local}@{domain}"


def mail_domain(public_url: str | None, sender: str | None) -> str:
    """The domain of our Message-IDs: of the public address, else of the sender; never the machine's own name."""
    host = (urlsplit(public_url).hostname or "") if public_url else ""
    if "." in host and _DOMAIN.fullmatch(host) and not host.replace(".", "").isdigit():
        return host.lower()
    return sender.rpartition("@")[2].lower() if sender else NO_DOMAIN


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one person. `message_id` comes with its angle brackets; `sender_name` may be empty."""

    message_id: str
    sender: str
    sender_name: str
    recipient: str
    subject: str
    text: str
    at: datetime
    letter: Letter | None = None


def compose(mail: Mail) -> bytes:
    """The message with a text and an HTML part, a plain one unless there is a letter.

    Control characters in one-line places become spaces.

    Built on the old MIME classes: the new ones decode encoded words found in a subject, line breaks included, and so
    let a subject become a header.
    """
    text = _CONTROL_IN_TEXT.sub("", _encodable(mail.text)).replace("\r\n", "\n").replace("\r", "\n")
    message = bodies(text, _as_html(text), mail.letter)
    name = _phrase(mail.sender_name[:_LONGEST_NAME])
    message["Message-ID"] = mail.message_id
    message["Date"] = format_datetime(mail.at)
    message["From"] = f"{name} <{mail.sender}>" if name else mail.sender
    message["To"] = mail.recipient
    message["Subject"] = _word(shortened(mail.subject, _LONGEST_SUBJECT))
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if mail.letter is not None and mail.letter.unsubscribe is not None:
        message["List-Unsubscribe"] = f"<{_one_line(mail.letter.unsubscribe)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message.as_bytes(policy=_POLICY)


def _word(text: str) -> str:
    """A header value in ASCII on one line: plain words as they are, anything else as RFC 2047 encoded words."""
    line = _one_line(text)
    return line if _PLAIN.fullmatch(line) else Header(line, "utf-8", maxlinelen=70).encode(linesep="")


def _phrase(name: str) -> str:
    """The name before an address (RFC 5322, 3.4): one with a period must be quoted, or strict servers refuse it."""
    word = _word(name)
    return f'"{word}"' if _PLAIN.fullmatch(word) and "." in word else word


def _one_line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", _encodable(text)).split())


def _encodable(text: str) -> str:
    return _LONE_SURROGATE.sub("\ufffd", text)


def _as_html(text: str) -> str:
    """Escaped text with line breaks and links; nothing else."""
    parts: list[str] = []
    end = 0
    for match in _LINK.finditer(text):
        parts.append(html.escape(text[end : match.start()]))
        address = _without_end(match[0])
        link = html.escape(address)
        parts.append(f'<a href="{link}">{link}</a>')
        end = match.start() + len(address)
    parts.append(html.escape(text[end:]))
    body = "".join(parts).replace("\n", "<br>\n")
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"></head>'
        f'<body style="font-family:sans-serif;font-size:15px;line-height:1.6">{body}</body></html>\n'
    )


def _without_end(address: str) -> str:
    """An address without what ends the sentence that it stands in; a closing bracket stays where it was opened."""
    while address and (address[-1] in ".,;:!?" or (address[-1] in _PAIRS and not _opened(address))):
        address = address[:-1]
    return address


def _opened(address: str) -> bool:
    closing = address[-1]
    return address.count(_PAIRS[closing]) >= address.count(closing)


_PAIRS = {")": "(", "]": "["}


@dataclass(slots=True)
class _Handing:
    """A message that is handed to the server; `over` once the server may have it."""

    content: bytes
    over: bool = False


@dataclass(slots=True)
class _Idle:
    client: aiosmtplib.SMTP
    since: float


class Mailer:
    """Sends through one server and keeps connections open for a burst; safe for concurrent use."""

    def __init__(self, server: SmtpServer, *, clock: Callable[[], float] = monotonic) -> None:
        self.server = server
        self._clock = clock
        self._idle: list[_Idle] = []
        self._closing: asyncio.TimerHandle | None = None

    async def send(self, mail: Mail) -> None:
        """Hand the mail to the server. Raises MailRefused or MailPostponed; ends within 40 s."""
        handing = _Handing(compose(mail))
        try:
            async with asyncio.timeout(_MESSAGE_SECONDS):
                await self._deliver(mail, handing)
        except TimeoutError as error:
            raise MailPostponed(_words(error), unreachable=True, uncertain=handing.over) from error

    async def close(self) -> None:
        """Say goodbye to the server."""
        if self._closing is not None:
            self._closing.cancel()
        while self._idle:
            await _quit(self._idle.pop().client)

    async def reach(self) -> None:
        """Connect, sign in, and say goodbye; nothing is sent. Raises MailPostponed."""
        await _quit(await self._connect())

    async def _deliver(self, mail: Mail, handing: "_Handing") -> None:
        client = await self._standing()
        if client is not None and await self._transfer(client, mail, handing, again=True):
            return
        await self._transfer(await self._connect(), mail, handing, again=False)

    async def _standing(self) -> aiosmtplib.SMTP | None:
        while self._idle:
            idle = self._idle.pop()
            if self._clock() - idle.since > _PROBE_AFTER_SECONDS:
                try:
                    await idle.client.noop()
                except (aiosmtplib.SMTPException, OSError):
                    idle.client.close()
                    continue
            if idle.client.is_connected:
                return idle.client
        return None

    async def _transfer(self, client: aiosmtplib.SMTP, mail: Mail, handing: "_Handing", *, again: bool) -> bool:
        """Send over this connection; False when it turned out dead before the server had taken anything."""
        try:
            await client.mail(mail.sender)
            await client.rcpt(mail.recipient)
            handing.over = True
            await client.data(handing.content)
        except aiosmtplib.SMTPResponseException as error:
            await self._after_answer(client, error)
            if again and not handing.over and error.code == _SERVICE_NOT_AVAILABLE:
                return False
            if error.code >= _PERMANENT:
                raise MailRefused(_words(error)) from error
            raise MailPostponed(_words(error), uncertain=handing.over and error.code < _LOWEST) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            client.close()
            if again and not handing.over and not isinstance(error, TimeoutError):
                return False
            raise MailPostponed(_words(error), unreachable=True, uncertain=handing.over) from error
        except BaseException:
            client.close()
            raise
        self._keep(client)
        return True

    async def _after_answer(self, client: aiosmtplib.SMTP, error: aiosmtplib.SMTPResponseException) -> None:
        if error.code == _SERVICE_NOT_AVAILABLE or error.code < _LOWEST or not client.is_connected:
            client.close()
            return
        try:
            await client.rset()
        except (aiosmtplib.SMTPException, OSError):
            client.close()
        else:
            self._keep(client)

    async def _connect(self) -> aiosmtplib.SMTP:
        server = self.server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.tls == "implicit",
            start_tls={"starttls": True, "none": False}.get(server.tls),
            local_hostname=mail_domain(None, server.sender),
            timeout=_COMMAND_SECONDS,
        )
        try:
            await client.connect()
            if client.is_ehlo_or_helo_needed:
                await client.ehlo()
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            client.close()
            log.warning("mail_server_unreachable", host=server.host, port=server.port, error=_words(error))
            raise MailPostponed(_words(error), unreachable=True) from error
        except BaseException:
            client.close()
            raise
        return client

    def _keep(self, client: aiosmtplib.SMTP) -> None:
        self._idle.append(_Idle(client, self._clock()))
        if self._closing is None:
            self._closing = asyncio.get_running_loop().call_later(_IDLE_SECONDS, self._close_idle)

    def _close_idle(self) -> None:
        self._closing = None
        limit = self._clock() - _IDLE_SECONDS
        old = [each for each in self._idle if each.since <= limit]
        self._idle = [each for each in self._idle if each.since > limit]
        for each in old:
            each.client.close()
        if self._idle:
            self._closing = asyncio.get_running_loop().call_later(_IDLE_SECONDS, self._close_idle)


async def _quit(client: aiosmtplib.SMTP) -> None:
    try:
        await client.quit(timeout=2)
    except (aiosmtplib.SMTPException, OSError):
        client.close()


def _words(error: BaseException) -> str:
    """The server's answer with its code, else what went wrong; at most 500 characters."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        text = f"{error.code} {error.message}"
    else:
        text = str(error) or ("no answer in time" if isinstance(error, TimeoutError) else type(error).__name__)
    return _one_line(text)[:500]
