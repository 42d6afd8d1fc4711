"""Robots of groups: which one a message is for, what it may say there, and the call of its webhook."""

from collections.abc import Mapping, Sequence
from functools import cache
from urllib.parse import urlencode

from helpwright.kernel.clock import SystemClock
from helpwright.notify.model import Crowded, Envelope, Identity, MessageState, Postponed, Refused
from helpwright.notify.providers.references import short_reference
from helpwright.notify.robot_kind import Pace
from helpwright.notify.robot_post import Manner, how_many_fit, post_of
from helpwright.notify.robot_settings import ROBOTS, Robot, RobotSettings, Webhook, read_webhook
from helpwright.platform.database import to_json
from helpwright.platform.outside_http import NOT_UNDERSTOOD, NotAnsweredError, OutsideHttp
from helpwright.platform.sentences import Sentences

_SERVER_ERROR = 500
_TOO_MANY = 429
_LONGEST_REASON = 300

# Signatures carry the real time, whatever the product's clock says.
_WALL = SystemClock()
_sentences = cache(Sentences.load)


class RobotsDelivery:
    """All connected robots; the recipient of a message is the key of one.

    Providers look for no doubles: what one may have taken is not sent again by itself.
    """

    def __init__(self, robots: Mapping[str, Robot]) -> None:
        self._robots = robots
        self._calls: dict[str, tuple[OutsideHttp, Webhook]] = {}

    def reference(self, key: str, identity: Identity) -> str:
        """For our own log."""
        del identity
        return short_reference(key)

    def hindrance(self, recipient: str, app: str | None) -> tuple[MessageState, str | None] | None:
        """As what a message of this app rests, and why; None when it may go."""
        robot = self._robots.get(recipient)
        if robot is None or robot.settings is None:
            return "trial", "robot_not_connected" if robot is None else "robot_unreadable"
        return None if robot.may_use(app) else ("skipped", "robot_not_for_app")

    def pace(self, recipient: str) -> Pace:
        """What the provider of this robot bears."""
        return ROBOTS[self._settings(recipient).kind].pace

    def fit(self, envelopes: Sequence[Envelope]) -> int:
        """How many of these messages to one robot, from the first on, can be one."""
        settings = self._settings(envelopes[0].recipient)
        return how_many_fit(ROBOTS[settings.kind], envelopes, _manner(settings))

    async def deliver(self, envelope: Envelope, identity: Identity) -> str | None:
        """Post it, with those `beside` it; the provider's answer."""
        del identity
        settings = self._settings(envelope.recipient)
        kind = ROBOTS[settings.kind]
        post = post_of(kind, [envelope, *envelope.beside], _manner(settings))
        call = kind.call(post, settings.secret.get_secret_value(), _WALL.now())
        http, webhook = self._open(envelope.recipient, settings)
        query = webhook.query
        if call.query:
            query += ("&" if "?" in query else "?") + urlencode(call.query)
        headers = {"Content-Type": "application/json; charset=utf-8"}
        try:
            answer = await http.send("POST", query, headers=headers, content=to_json(call.body))
        except NotAnsweredError as error:
            raise Postponed(str(error), unreachable=True, uncertain=error.sent, doubles=True) from error
        judged = kind.judge(answer.body)
        if answer.status == _TOO_MANY:
            judged = "crowded", str(answer.status) if judged is None else judged[1]
        if judged is None:
            lost = answer.status < _SERVER_ERROR or answer.status in {502, 504}
            raise Postponed(
                NOT_UNDERSTOOD if answer.status < _SERVER_ERROR else str(answer.status),
                unreachable=answer.status >= _SERVER_ERROR,
                uncertain=lost,
                doubles=True,
            )
        verdict, words = judged[0], judged[1][:_LONGEST_REASON]
        match verdict:
            case "sent":
                return words
            case "crowded":
                raise Crowded(words, kind.pace.pause)
            case "closed":
                raise Postponed(words, unreachable=True)
            case "later":
                raise Postponed(words)
            case _:
                raise Refused(words)

    def _settings(self, recipient: str) -> RobotSettings:
        robot = self._robots.get(recipient)
        if robot is None or robot.settings is None:
            raise Postponed("robot_not_connected")
        return robot.settings

    def _open(self, recipient: str, settings: RobotSettings) -> tuple[OutsideHttp, Webhook]:
        found = self._calls.get(recipient)
        if found is None:
            webhook = read_webhook(settings)
            found = self._calls[recipient] = OutsideHttp(webhook.base), webhook
        return found

    async def close(self) -> None:
        """Let go of the connections."""
        for http, _webhook in self._calls.values():
            await http.close()
        self._calls.clear()


def _manner(settings: RobotSettings) -> Manner:
    language = settings.language
    return Manner(
        _sentences()(language, "robot_open"),
        lambda n: _sentences()(language, "robot_together", {"n": n}),
        settings.keyword,
    )
