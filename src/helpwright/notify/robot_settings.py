"""A robot as administrators set it; its webhook is a secret as a whole, for whoever knows it writes to the group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import orjson
import structlog
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, StringConstraints, ValidationError

from helpwright.kernel.errors import FieldProblem
from helpwright.kernel.registry import load
from helpwright.notify.robot_kind import RobotKind
from helpwright.platform.database import Row, to_json
from helpwright.platform.outside_http import OutsideUrlError, origin_of, read_base_url
from helpwright.platform.secret_key import SecretKey

log = structlog.get_logger(__name__)

ROBOTS: Mapping[str, RobotKind] = load("robot", RobotKind, ["helpwright.notify.robots"])
KINDS = tuple(sorted(ROBOTS, key=lambda key: ROBOTS[key].rank))
"""Their names in the order in which they are offered."""

PURPOSE = "robots"
_LONGEST_WEBHOOK = 500
_SECRETS = ("webhook", "secret")


def _nothing_is_empty(given: Any) -> Any:
    return "" if given is None else given


_Secret = Annotated[SecretStr, Field(max_length=200)]
_Signing = Annotated[_Secret, BeforeValidator(_nothing_is_empty, json_schema_input_type=_Secret | None)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
App = Annotated[str, StringConstraints(max_length=40)]


class RobotSettings(BaseModel):
    """How a group is reached, and who may write to it.

    `secret` signs what is sent, where the provider has that; left out it stays as it is, null takes it away. `keyword`
    stands in every message. `language` is that of the group, `apps` whose rules may use it (None: all). `other_host`
    lets the webhook lie elsewhere than at the provider, `plain_http` without encryption.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
    name: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    kind: Annotated[str, StringConstraints(max_length=40)]
    webhook: Annotated[SecretStr, Field(max_length=_LONGEST_WEBHOOK)] = SecretStr("")
    secret: _Signing = SecretStr("")
    keyword: Annotated[str, StringConstraints(max_length=50)] = ""
    language: Literal["zh-CN", "en"] = "zh-CN"
    apps: Annotated[list[App], Field(max_length=200)] | None = None
    other_host: bool = False
    plain_http: bool = False

    def shown(self) -> dict[str, Any]:
        """What may be seen of it, and is stored as it is: also the host, without what follows it."""
        return {
            "keyword": self.keyword,
            "language": self.language,
            "other_host": self.other_host,
            "plain_http": self.plain_http,
            "host": urlsplit(self.webhook.get_secret_value()).hostname or "",
        }

    def sealed(self, key: SecretKey) -> bytes:
        """What may not."""
        secrets = {name: getattr(self, name).get_secret_value().strip() for name in _SECRETS}
        return key.seal(PURPOSE, to_json(secrets))


@dataclass(frozen=True, slots=True, repr=False)
class Webhook:
    """Where to send: an address without query, and what follows it. Never shown by `repr`."""

    base: str
    query: str


@dataclass(frozen=True, slots=True)
class Robot:
    """A connected robot; `settings` is None when its secrets cannot be opened, or its kind is not known here."""

    key: str
    name: str
    kind: str
    apps: frozenset[str] | None
    settings: RobotSettings | None

    def may_use(self, app: str | None) -> bool:
        """Whether this app's rules may write to the group; what belongs to no app may."""
        return app is None or self.apps is None or app in self.apps


def read_webhook(settings: RobotSettings) -> Webhook:
    """The address as it is called. Raises OutsideUrlError."""
    text = settings.webhook.get_secret_value().strip()
    address, asked, query = text.partition("?")
    base = read_base_url(address, plain_allowed=settings.plain_http)
    if len(text) > _LONGEST_WEBHOOK or not query.isascii() or not query.isprintable() or set(' #"<>\\') & set(query):
        raise OutsideUrlError("way_url_malformed")
    if settings.other_host:
        return Webhook(base, f"{asked}{query}")
    kind, parts = ROBOTS[settings.kind], urlsplit(base)
    if parts.hostname not in kind.hosts:
        raise OutsideUrlError("robot_host_unknown")
    if parts.scheme != "https" or parts.port not in {None, 443}:
        raise OutsideUrlError("way_url_insecure")
    if not kind.path.fullmatch(f"{parts.path}{asked}{query}"):
        raise OutsideUrlError("robot_webhook_malformed")
    return Webhook(base, f"{asked}{query}")


def problems_of(settings: RobotSettings, known_apps: Sequence[str]) -> list[FieldProblem]:
    """Why a robot cannot be set so."""
    kind = ROBOTS.get(settings.kind)
    if kind is None:
        return [FieldProblem("kind", "robot_kind_unknown", {"kind": settings.kind})]
    found = []
    if not settings.webhook.get_secret_value():
        found.append(FieldProblem("webhook", "robot_webhook_missing"))
    else:
        try:
            read_webhook(settings)
        except OutsideUrlError as error:
            found.append(FieldProblem("webhook", error.code, {"hosts": ", ".join(kind.hosts), "example": kind.example}))
    secret = settings.secret.get_secret_value()
    if secret and not kind.signs:
        found.append(FieldProblem("secret", "robot_signs_not"))
    elif not secret.isascii() or not secret.isprintable():
        found.append(FieldProblem("secret", "secret_malformed"))
    if settings.keyword and not kind.keywords:
        found.append(FieldProblem("keyword", "robot_keyword_not"))
    unknown = [app for app in settings.apps or () if app not in known_apps]
    return [*found, *(FieldProblem("apps", "app_missing", {"app": app}) for app in unknown)]


def with_kept(before: RobotSettings | None, wanted: RobotSettings) -> tuple[RobotSettings, list[FieldProblem]]:
    """What is wanted, with the secrets that were left out; and those that must be entered anew.

    What was entered for one host or provider is not used for another one.
    """
    if before is None:
        return wanted, []
    webhook = wanted.webhook.get_secret_value() or before.webhook.get_secret_value()
    moved = wanted.kind != before.kind or origin_of(webhook) != origin_of(before.webhook.get_secret_value())
    if wanted.kind != before.kind and not wanted.webhook.get_secret_value():
        return wanted, [FieldProblem("webhook", "way_secret_anew")]
    kept: dict[str, Any] = {"webhook": SecretStr(webhook)}
    if "secret" not in wanted.model_fields_set and before.secret.get_secret_value():
        if moved and ROBOTS.get(wanted.kind) is not None and ROBOTS[wanted.kind].signs:
            return wanted, [FieldProblem("secret", "way_secret_anew")]
        kept["secret"] = SecretStr("") if moved else before.secret
    return wanted.model_copy(update=kept), []


def read_robot(row: Row, key: SecretKey) -> Robot:
    """A stored row."""
    settings: RobotSettings | None = None
    opened = key.unseal(PURPOSE, bytes(row["secrets"]))
    if opened is None or row["kind"] not in ROBOTS:
        log.error("robot_unreadable", robot=row["key"], kind=row["kind"])
    else:
        stored = {name: value for name, value in row["settings"].items() if name != "host"}
        try:
            settings = RobotSettings.model_validate(
                {**stored, **orjson.loads(opened), "name": row["name"], "kind": row["kind"], "apps": row["apps"]}
            )
        except ValidationError as error:
            log.error("robot_unreadable", robot=row["key"], problems=error.error_count())  # noqa: TRY400 -- a traceback would show the secrets
    apps = None if row["apps"] is None else frozenset(row["apps"])
    return Robot(row["key"], row["name"], row["kind"], apps, settings)
