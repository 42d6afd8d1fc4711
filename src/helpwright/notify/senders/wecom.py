"""企业微信: an app of the organization writes to its members."""

from typing import Annotated

from pydantic import Field, SecretStr, StringConstraints, field_validator

from helpwright.access.logins import MalformedError, read_wecom_id
from helpwright.notify.providers.wecom import WecomApp, WecomDelivery
from helpwright.notify.sender import BaseUrl, Delivery, Opening, Sender, WaySettings
from helpwright.platform.outside_http import read_base_url

WECOM_URL = "https://qyapi.weixin.qq.com"


class WecomSettings(WaySettings):
    """The app that speaks: the organization's id, the app's number and its secret."""

    plain_http: bool = False
    base_url: BaseUrl = WECOM_URL
    corp_id: Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9_-]+$")]
    agent_id: Annotated[int, Field(ge=1, le=2**31)]
    secret: Annotated[SecretStr, Field(min_length=1, max_length=512)]

    @field_validator("secret")
    @classmethod
    def _printable(cls, secret: SecretStr) -> SecretStr:
        text = secret.get_secret_value().strip()
        if not text or not text.isascii() or not text.isprintable():
            raise ValueError("secret_malformed")
        return SecretStr(text)


def clean_user_id(text: str) -> str | None:
    """The id of one member; `@all` and lists (`a|b`) are none."""
    try:
        return read_wecom_id(text)
    except MalformedError:
        return None


def _open(opening: Opening) -> Delivery | None:
    settings = opening.settings
    if not isinstance(settings, WecomSettings):
        return None
    url = read_base_url(settings.base_url, plain_allowed=settings.plain_http)
    return WecomDelivery(url, WecomApp(settings.corp_id, settings.agent_id, settings.secret.get_secret_value()))


sender = Sender(clean=clean_user_id, open=_open, settings=WecomSettings, rank=4, address="wecom_id")
