"""A delivery as its owner wants it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Annotated, Any, Final, Literal, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from helpwright.kernel.calendar import WorkingCalendar
from helpwright.kernel.recurrence import Recurrence, next_time
from helpwright.platform.mail import clean_address

Way = Literal["mail", "inapp", "wecom"]
State = Literal["on", "paused", "stopped"]
EXPORT: Final = "export"
"""The right on a dashboard to let its numbers out of the house: to addresses outside, into chats, by a public link."""
LEAD: Final = "update"
"""The right on a dashboard to send it to others, and to look after what others send."""
_ADDRESS = re.compile(r"[A-Za-z0-9_.=&%,:+-]*")


def _mail(text: str) -> str:
    address = clean_address(text)
    if address is None:
        raise PydanticCustomError("address_invalid", "not a mail address")
    return address


def _bar(text: str) -> str:
    if _ADDRESS.fullmatch(text) is None:
        raise PydanticCustomError("text_malformed", "not the query of an address")
    return text


class Rhythm(BaseModel):
    """When it goes out, on the organization's clock. `days` (0 is Monday) are those of `week`, `day` that of `month`.

    With `calendar` (of the same app) days that are no working days are left out.
    """

    model_config = ConfigDict(extra="forbid")
    every: Literal["day", "week", "month"]
    at: Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    days: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(max_length=7)] = []
    day: Annotated[int, Field(ge=1, le=31)] = 1
    calendar: Annotated[str, Field(max_length=40)] | None = None

    def next_at(self, after: datetime, zone: ZoneInfo, calendars: Mapping[str, WorkingCalendar]) -> datetime | None:
        """The next time after `after`; None when there is none. A calendar that is gone leaves nothing out."""
        weekdays = frozenset(self.days) if self.every == "week" and self.days else None
        wanted = Recurrence(
            self.every, time.fromisoformat(self.at), weekdays, self.day if self.every == "month" else None
        )
        return next_time(wanted, after, zone, calendars.get(self.calendar) if self.calendar is not None else None)


class DeliveryDocument(BaseModel):
    """To whom, when, what, by which ways.

    `roles` and `teams` are `app.key`; `outside` mail addresses, written to in `language`; `robots` are
    keys of robots, which tell their groups the numbers that stand alone, whatever `via` says. `widgets` None are all.
    `filter` holds conditions as the filter bar does, `address` the same as the dashboard's address says it.
    `sheet` adds the numbers as an Excel file to mails.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    name: Annotated[str, Field(min_length=1, max_length=100)]
    when: Rhythm
    people: Annotated[list[UUID], Field(max_length=500)] = []
    roles: Annotated[list[Annotated[str, Field(max_length=61)]], Field(max_length=50)] = []
    teams: Annotated[list[Annotated[str, Field(max_length=61)]], Field(max_length=50)] = []
    outside: Annotated[list[Annotated[str, Field(max_length=254), AfterValidator(_mail)]], Field(max_length=50)] = []
    robots: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=20)] = []
    language: Literal["zh-CN", "en"] = "zh-CN"
    via: Annotated[list[Way], Field(min_length=1, max_length=3)] = ["mail"]
    widgets: Annotated[list[Annotated[str, Field(max_length=40)]], Field(min_length=1, max_length=60)] | None = None
    filter: Annotated[list[dict[str, Any]], Field(max_length=20)] = []
    address: Annotated[str, Field(max_length=2000), AfterValidator(_bar)] = ""
    sheet: bool = False

    @model_validator(mode="after")
    def _to_somebody(self) -> Self:
        if not (self.people or self.roles or self.teams or self.outside or self.robots):
            raise PydanticCustomError("delivery_nobody", "nobody to send it to")
        if self.outside and "mail" not in self.via:
            raise PydanticCustomError("delivery_outside_by_mail", "addresses outside are reached by mail")
        return self

    def only_to(self, person: UUID) -> bool:
        """Whether it goes to this person alone."""
        return not (self.roles or self.teams or self.outside or self.robots) and set(self.people) == {person}


@dataclass(frozen=True, slots=True)
class Needs:
    """What the owner must be allowed on the dashboard for it to go out."""

    rights: Sequence[str]

    @classmethod
    def of(cls, document: DeliveryDocument, owner: UUID) -> "Needs":
        """Reading; for others to look after it; for addresses outside and for groups to let its numbers out."""
        needed = ["read"]
        if not document.only_to(owner):
            needed.append(LEAD)
        if document.outside or document.robots:
            needed.append(EXPORT)
        return cls(needed)
