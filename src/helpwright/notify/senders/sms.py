"""短信: through Alibaba Cloud (SendSms), or any gateway that takes a small JSON document."""

from collections.abc import Collection
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, StringConstraints, field_validator, model_validator

from helpwright.access.logins import phone_or_none
from helpwright.notify.providers.aliyun import AliyunDelivery, AliyunKeys
from helpwright.notify.providers.gateway import GatewayDelivery
from helpwright.notify.sender import BaseUrl, Delivery, Opening, Sender, WaySettings
from helpwright.platform.outside_http import read_base_url

ALIYUN_URL = "https://dysmsapi.aliyuncs.com"

Word = Annotated[str, StringConstraints(max_length=128, pattern=r"^[\x21-\x7e]*$")]
Secret = Annotated[SecretStr, Field(max_length=512)]


class SmsSettings(WaySettings):
    """How text messages leave.

    `sign` is the signature when a template names none; `template` is the code of an approved template that carries free
    texts in its variable `variable`, for messages whose rule names no template of its own.
    """

    provider: Literal["aliyun", "gateway"] = "aliyun"
    plain_http: bool = False
    base_url: BaseUrl = ALIYUN_URL
    access_key_id: Word = ""
    access_key_secret: Secret = SecretStr("")
    token: Secret = SecretStr("")
    sign: Annotated[str, StringConstraints(max_length=50)] = ""
    template: Word = ""
    variable: Annotated[str, StringConstraints(max_length=50, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] = "text"
    longest: Annotated[int, Field(ge=1, le=500)] = 35

    @field_validator("access_key_secret", "token")
    @classmethod
    def _printable(cls, secret: SecretStr) -> SecretStr:
        text = secret.get_secret_value().strip()
        if not text.isascii() or not text.isprintable():
            raise ValueError("secret_malformed")
        return SecretStr(text)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.provider == "aliyun" and not (self.access_key_id and self.access_key_secret.get_secret_value()):
            raise ValueError("way_keys_missing")
        return self

    def used_secrets(self) -> Collection[str]:
        """Each provider has one of its own."""
        return ("token",) if self.provider == "gateway" else ("access_key_secret",)


def _open(opening: Opening) -> Delivery | None:
    settings = opening.settings
    if not isinstance(settings, SmsSettings):
        return None
    url = read_base_url(settings.base_url, plain_allowed=settings.plain_http)
    if settings.provider == "gateway":
        return GatewayDelivery(url, settings.token.get_secret_value(), settings.sign)
    keys = AliyunKeys(settings.access_key_id, settings.access_key_secret.get_secret_value())
    default = (settings.template, settings.variable, settings.longest) if settings.template else None
    return AliyunDelivery(url, keys, settings.sign, default)


sender = Sender(clean=phone_or_none, open=_open, settings=SmsSettings, rank=3, address="phone")
