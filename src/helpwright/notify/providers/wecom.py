"""WeCom's interface for apps: gettoken and message/send (developer.work.weixin.qq.com, documents 91039 and 90236)."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import quote

from helpwright.kernel.text import shortened
from helpwright.notify.model import Envelope, Identity, Postponed, Refused
from helpwright.notify.providers.references import short_reference
from helpwright.platform.database import to_json
from helpwright.platform.outside_http import NOT_UNDERSTOOD, NotAnsweredError, OutsideHttp

_TOKEN_OVER = frozenset({40014, 42001, 41001})
_LATER = frozenset({-1, 45009, 45011, 45033, 50001})
"""The system is busy; too many calls, too many at once."""
_NOBODY_GETS_THROUGH = frozenset({40001, 40013, 40056, 40082, 41002, 41004, 48002, 50003, 60020, 301002})
"""Something about the organization or the app: secret, ids, rights, address not in the list of trusted ones."""
_SERVER_ERROR = 500
_SAYS_NOTHING = frozenset({*range(200, 300), 502, 504})
"""Without a code of theirs: a gateway on the way that lost what was said, or an answer of nobody we know."""
_EARLY_SECONDS = 120
_DUPLICATE_SECONDS = 1800
_LONGEST_REASON = 300
_LONGEST_TITLE = 128
_LONGEST_DESCRIPTION = 512
_LONGEST_TEXT_BYTES = 2048
_LONGEST_LINK_BYTES = 2048
_BREAK = "<br>"
_UNSEEN = "\u200c\u200d\u2068\u2069"
"""Join letters and emoji, and keep what reads right to left to itself."""
_BYTES_OF_ENDING = 12
"""Of `…` and the ends of directions that were begun."""


@dataclass(frozen=True, slots=True, repr=False)
class WecomApp:
    """Who speaks; never shown by `repr`."""

    corp_id: str
    agent_id: int
    secret: str


class WecomDelivery:
    """Cards with a link to the record; plain text when there is no public address.

    WeCom itself drops the same content to the same member within half an hour, so a message that goes out again
    because it was not answered, or we were killed between its yes and our commit, arrives once.
    """

    def __init__(self, base_url: str, app: WecomApp) -> None:
        self._http = OutsideHttp(base_url)
        self._app = app
        self._token = ""
        self._token_until = 0.0
        self._fetching = asyncio.Lock()

    def reference(self, key: str, identity: Identity) -> str:
        """For our own log; WeCom compares contents."""
        del identity
        return short_reference(key)

    async def deliver(self, envelope: Envelope, identity: Identity) -> str | None:
        """Send to one member; the msgid."""
        body = to_json(message_of(envelope, self._app.agent_id, identity))
        token = await self._current_token()
        answer = await self._post(body, token)
        if answer["errcode"] in _TOKEN_OVER:
            answer = await self._post(body, await self._current_token(but_not=token))
        _judge(answer)
        if answer.get("invaliduser"):
            raise Refused(f"invaliduser {answer['invaliduser']}"[:_LONGEST_REASON])
        if answer.get("unlicenseduser"):
            raise Refused(f"unlicenseduser {answer['unlicenseduser']}"[:_LONGEST_REASON])
        receipt = answer.get("msgid")
        return str(receipt) if receipt else None

    async def _current_token(self, but_not: str | None = None) -> str:
        """The token, fetched once for all who wait; anew when it is over, or is the one that was refused."""
        async with self._fetching:
            if self._token and self._token != but_not and monotonic() < self._token_until:
                return self._token
            query = f"corpid={quote(self._app.corp_id, safe='')}&corpsecret={quote(self._app.secret, safe='')}"
            answer = await self._ask("GET", f"/cgi-bin/gettoken?{query}")
            if answer["errcode"] != 0:
                raise Postponed(_words(answer), unreachable=True)
            self._token = str(answer.get("access_token") or "")
            lasts = answer.get("expires_in")
            seconds = lasts if isinstance(lasts, int) else 0
            self._token_until = monotonic() + max(seconds - _EARLY_SECONDS, seconds / 2)
            return self._token

    async def _post(self, body: bytes, token: str) -> Mapping[str, Any]:
        path = f"/cgi-bin/message/send?access_token={quote(token, safe='')}"
        return await self._ask("POST", path, body)

    async def _ask(self, method: str, path: str, content: bytes = b"") -> Mapping[str, Any]:
        headers = {"Content-Type": "application/json"} if content else {}
        try:
            answer = await self._http.send(method, path, headers=headers, content=content)
        except NotAnsweredError as error:
            raise Postponed(str(error), unreachable=True, uncertain=bool(content) and error.sent) from error
        if not isinstance(answer.body.get("errcode"), int):
            lost = answer.status in _SAYS_NOTHING
            unreachable = answer.status >= _SERVER_ERROR
            said = str(answer.status) if unreachable else NOT_UNDERSTOOD
            raise Postponed(said, unreachable=unreachable, uncertain=bool(content) and lost)
        return answer.body

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.close()


def _judge(answer: Mapping[str, Any]) -> None:
    code = answer["errcode"]
    if code == 0:
        return
    if code in _LATER or code in _TOKEN_OVER:
        raise Postponed(_words(answer))
    if code in _NOBODY_GETS_THROUGH:
        raise Postponed(_words(answer), unreachable=True)
    raise Refused(_words(answer))


def _words(answer: Mapping[str, Any]) -> str:
    return f"{answer['errcode']} {answer.get('errmsg') or ''}".strip()[:_LONGEST_REASON]


def message_of(envelope: Envelope, agent_id: int, identity: Identity) -> dict[str, Any]:
    """The document of message/send; a card without a title of its own has the organization's name.

    The button speaks the language of the message; without words for it, WeCom writes its own. Marks of the text
    (`<`, `>`) lose their meaning: texts are of strangers.
    """
    head: dict[str, Any] = {
        "touser": envelope.recipient,
        "agentid": agent_id,
        "enable_duplicate_check": 1,
        "duplicate_check_interval": _DUPLICATE_SECONDS,
    }
    title, text = _harmless(envelope.subject), _harmless(envelope.text)
    link = envelope.link
    if link is None or len(link.encode()) > _LONGEST_LINK_BYTES:
        whole = "\n".join(part for part in (title, text) if part)
        return {**head, "msgtype": "text", "text": {"content": _cut_bytes(whole, _LONGEST_TEXT_BYTES)}}
    lines = text or title
    card = {
        "title": shortened(title or _harmless(identity.company) or lines.split("\n", 1)[0], _LONGEST_TITLE),
        "description": _broken(lines, _LONGEST_DESCRIPTION),
        "url": link,
    }
    words = identity.opening(envelope.locale)
    if words is not None:
        card["btntxt"] = words
    return {**head, "msgtype": "textcard", "textcard": card}


def _harmless(text: str) -> str:
    cleaned = "".join(mark for mark in text if mark == "\n" or mark.isprintable() or mark in _UNSEEN)
    return cleaned.replace("<", "＜").replace(">", "＞").strip()


def _broken(text: str, most: int) -> str:
    """Its lines with `<br>` between them, the last as far as it fits: half a mark would stand there in letters."""
    kept = shortened(text, most)
    while (over := len(kept) + kept.count("\n") * (len(_BREAK) - 1) - most) > 0:
        kept = shortened(text, max(1, len(kept) - over))
    return kept.replace("\n", _BREAK)


def _cut_bytes(text: str, most: int) -> str:
    """At most so many bytes; one that is cut ends with `…`."""
    content = text.encode()
    if len(content) <= most:
        return text
    return shortened(text, len(content[: most - _BYTES_OF_ENDING].decode(errors="ignore")) + 1)
